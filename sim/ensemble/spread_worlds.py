"""What the parameters of the worlds seem to do: hints from a few worlds, with their noise.

With W worlds and several dozen parameters no model of all can be fitted. One at a time, the means
of an outcome by world are set against a parameter: a straight line in its quantile (a choice: the
mean of each word),

    share = 1 - (1 - R^2) (W - 1) / (W - 1 - p)          of the variance between worlds

which is 0 on average for a parameter that does nothing, but far from 0 by luck: among sixty, some
will fit. The ten that fit best are told; `noise` is the share that the best of all parameters
reaches by luck in one of 20 cases (999 permutations of the worlds). A share below it is no finding.
Shares do not sum to one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.setup import Setup
from sim.ensemble.spread_table import Share
from sim.ensemble.streams import stratified, stream
from sim.ensemble.variants import is_input
from sim.scenario.values import Choice

Floats = NDArray[np.float64]

FEWEST_WORLDS: Final = 8
MOST_TOLD: Final = 10
_PERMUTATIONS: Final = 999


def indications(setup: Setup, means: Floats, met: NDArray[np.bool_]) -> Iterator[Share]:
    """Yield the shares of the variance between worlds that fit best, the largest first.

    `means` (W',): of the worlds that are `met` (W,) by runs. Nothing below eight worlds.
    """
    if len(means) < FEWEST_WORLDS or np.ptp(means) == 0.0:
        return
    centred = means - means.mean()
    centred /= np.sqrt((centred**2).sum())
    shuffled = centred[_orders(len(means))]
    shares = _shares(setup, shuffled, met)
    if not shares:
        return
    noise = float(np.quantile(np.stack(list(shares.values()))[:, 1:].max(axis=0), 0.95))
    best = sorted(shares.items(), key=lambda item: -item[1][0])[:MOST_TOLD]
    for path, found in best:
        yield Share(path, float(found[0]), noise=noise)


@cache
def _orders(worlds: int) -> NDArray[np.intp]:
    """Return the worlds as they are and in random orders, (1 + _PERMUTATIONS, W')."""
    as_is = np.tile(np.arange(worlds), (1 + _PERMUTATIONS, 1))
    orders = stream(0, 0, "spread", "permutations").permuted(as_is, axis=1)
    orders[0] = as_is[0]
    return orders


def _shares(setup: Setup, shuffled: Floats, met: NDArray[np.bool_]) -> dict[str, Floats]:
    """Return the share of each parameter in every row of `shuffled` (P, W'), by path."""
    inputs = [path for path in setup.listed if is_input(setup, path, "world")]
    bases = {path: _basis(setup, path, len(met))[met] for path in inputs}
    lines = [path for path, basis in bases.items() if basis.shape[1] == 1]
    shares: dict[str, Floats] = {}
    if lines:
        columns = np.concatenate([bases[path] for path in lines], axis=1)
        columns = columns - columns.mean(axis=0)
        columns /= np.sqrt((columns**2).sum(axis=0))
        shares = dict(zip(lines, _adjusted((shuffled @ columns) ** 2, 1, met).T, strict=True))
    for path, basis in bases.items():
        if 1 < basis.shape[1] < int(met.sum()) - 1:
            columns, _ = np.linalg.qr(basis - basis.mean(axis=0))
            explained = ((shuffled @ columns) ** 2).sum(axis=1)
            shares[path] = _adjusted(explained, basis.shape[1], met)
    return shares


def _basis(setup: Setup, path: str, worlds: int) -> Floats:
    """Return what a parameter is told by in each world, (W, p)."""
    parameter = setup.listed[path]
    u = stratified(path, worlds)
    if isinstance(parameter.value, Choice) or parameter.value.kind == "one_of":
        drawn = parameter.draw(u)
        return np.asarray(drawn[:, None] == np.unique(drawn)[1:], dtype=np.float64)
    return u[:, None]


def _adjusted(explained: Floats, width: int, met: NDArray[np.bool_]) -> Floats:
    """Return R^2 adjusted for the width of its basis."""
    worlds = int(met.sum())
    return np.asarray(1.0 - (1.0 - explained) * (worlds - 1) / (worlds - 1 - width))
