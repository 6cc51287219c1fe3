"""From the paths of groups of runs to the rows of monthly.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.csvfile import Column
from sim.ensemble.layout import MONTHLY_COLUMNS, names
from sim.ensemble.monthly.quantities import PAIRS, TOTALS, MonthlyQuantities, Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

QUANTILES = (0.05, 0.5, 0.95)


class Rows:
    """Which series are written: those that are solved, and what follows from them.

    Imports are the partner's exports; balances are exports less imports.
    """

    def __init__(
        self, quantities: MonthlyQuantities, deliveries: Sequence[tuple[str, str]]
    ) -> None:
        self._column = quantities.column
        self._imports = [Series("goods_imports", a, b) for a, b in PAIRS]
        self._balances = [Series("goods_balance", a, b) for a, b in PAIRS]
        self._balances += [Series("goods_balance", a) for a in TOTALS]
        delivered = [Series("delivered", holder, "", chip) for chip, holder in deliveries]
        listed = [*quantities.series, *self._imports, *self._balances, *delivered]
        self._order = sorted(range(len(listed)), key=lambda place: listed[place])
        self.series = [listed[place] for place in self._order]

    def extended(self, solved: Floats, delivered: Floats) -> Floats:
        """Return the written series (..., S) of solved ones (..., Q) and deliveries (..., I)."""
        exports = {
            (a, b): solved[..., self._column("goods_exports", a, b)]
            for pair in PAIRS
            for a, b in (pair, pair[::-1])
        }
        imports = [exports[one.partner, one.party] for one in self._imports]
        balances = [exports[pair] - exports[pair[::-1]] for pair in PAIRS]
        balances += [
            solved[..., self._column("goods_exports", a)]
            - solved[..., self._column("goods_imports", a)]
            for a in TOTALS
        ]
        more = np.stack([*imports, *balances], axis=-1)
        return np.concatenate([solved, more, delivered], axis=-1)[..., self._order]


def statistics(values: Floats, counts: Ints) -> tuple[Floats, Floats]:
    """Return the mean (...) and the quantiles (3, ...) over runs of groups, values (G, ...).

    A quantile is the smallest value that this share of the runs does not exceed.
    """
    weights = counts / counts.sum()
    mean = np.tensordot(weights, values, axes=1)
    order = np.argsort(values, axis=0, kind="stable")
    reached = np.cumsum(counts[order], axis=0)
    ranked = np.take_along_axis(values, order, axis=0)
    needed = [max(1, int(np.ceil(q * counts.sum() - 1e-9))) for q in QUANTILES]
    places = [(reached < rank).sum(axis=0) for rank in needed]
    quantiles = [np.take_along_axis(ranked, place[None], axis=0)[0] for place in places]
    return mean, np.stack(quantiles)


def columns(
    scenario: str,
    months: Sequence[str],
    series: Sequence[Series],
    paths: Mapping[str, tuple[Floats, Floats]],
    runs: int,
) -> dict[str, Column]:
    """Return monthly.csv as columns: paths, in them series, in them months.

    `paths`: mean (MONTHS, S) and quantiles (3, MONTHS, S) of each.
    """
    rows = len(months)
    numbers = np.concatenate(
        [
            np.stack([mean, *quantiles]).transpose(0, 2, 1).reshape(4, -1)
            for mean, quantiles in paths.values()
        ],
        axis=1,
    )
    count = len(paths) * len(series) * rows
    words: dict[str, list[str]] = {
        name: [text for _ in paths for one in series for text in [getattr(one, name)] * rows]
        for name in ("measure", "party", "partner", "sector", "unit")
    }
    by_name: dict[str, Column] = {
        "scenario": [scenario] * count,
        "path": [path for path in paths for _ in range(len(series) * rows)],
        "month": list(months) * (len(paths) * len(series)),
        **words,
        **dict(zip(("mean", "p05", "p50", "p95"), numbers, strict=True)),
        "n": [runs] * count,
    }
    return {name: by_name[name] for name in names(MONTHLY_COLUMNS)}
