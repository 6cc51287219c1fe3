"""What a finished run itself tells: the deal signed most often, and the rounds behind a mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.measures import Measure, RunTable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SignedMost:
    """The package signed most often, rates as fractions, chips as shares of their maximum."""

    package: Mapping[str, float]
    runs: int
    signed: int


@dataclass(frozen=True)
class End:
    """Runs that ended alike: when and how, their share of all runs, and their mean of a measure.

    `part` is share x mean: the parts of all ends sum to the mean over all runs.
    """

    when: str
    outcome: str
    share: float
    mean: float
    part: float

    @property
    def name(self) -> str:
        """What to call it.

        >>> End("2025-06-27", "deal", 0.5, 1.0, 0.5).name
        'signed 2025-06-27'
        """
        return f"signed {self.when}" if self.when else self.outcome


def signed_most(table: RunTable) -> SignedMost | None:
    """Return the package signed most often, the earliest run's in a tie; None without a deal."""
    settings: dict[str, Floats] = {}
    for measure, values in table.values.items():
        wanted = "chip_amount" if measure.sector.endswith("_rate") else "chip_level"
        if measure.measure == wanted:
            settings[measure.sector] = values
    if not settings:
        return None
    columns = np.stack(list(settings.values()), axis=1)
    signed = columns[~np.isnan(columns).any(axis=1)]
    if not len(signed):
        return None
    counted = Counter(map(tuple, signed.tolist()))
    package, count = counted.most_common(1)[0]
    return SignedMost(dict(zip(settings, package, strict=True)), count, len(signed))


def by_end(table: RunTable, measure: Measure | None = None) -> tuple[End, ...]:
    """Return the ends of the runs in order of time, with their part in the mean of a measure.

    Runs without the measure (empty fields) are left out; shares are of those that have it.
    """
    values = np.ones(table.n_runs) if measure is None else table[measure]
    outcomes = table.texts["outcome"]
    dates = table.texts["agreement_date"]
    groups: dict[tuple[str, str], list[float]] = {}
    for outcome, date, value in zip(outcomes, dates, values.tolist(), strict=True):
        if not np.isnan(value):
            groups.setdefault((date or "~", outcome), []).append(value)
    total = sum(map(len, groups.values()))
    return tuple(
        End(
            when.strip("~"),
            outcome,
            len(found) / total,
            float(np.mean(found)),
            float(np.sum(found)) / total,
        )
        for (when, outcome), found in sorted(groups.items())
    )
