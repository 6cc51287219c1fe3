"""The rungs of a ladder that can ever be offered, found without sorting every package.

`sim.bargaining.ladder.Ladder` orders all packages by what the other side is believed to like. Only
records (better for the proposer than everything above) are ever offered: of 3,125 packages some 20
to 40. A package that is worse for both sides than another is no record of either side, so
throwing such packages out first leaves the same rungs and little to sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Directions (weights of own and other's payoff) whose best packages beat most of a table.
_PIVOTS = ((1.0, 1.0), (1.0, 4.0), (4.0, 1.0))


@dataclass(frozen=True)
class Rungs:
    """The records of each of G ladders, padded to K: `own` (G, K) rises, `package` (G, K)."""

    own: Floats
    package: Indices

    @classmethod
    def build(cls, own: Floats, believed: Floats) -> Rungs:
        """Return the rungs for own payoffs (G, M) and the other's believed payoffs (G, M).

        The same offers as `Ladder.build(own, believed)`, ties included.

        >>> rungs = Rungs.build(np.array([[1.0, 3.0, 2.0, 5.0]]), np.array([[9.0, 8.0, 7.0, 6.0]]))
        >>> rungs.own.tolist(), rungs.package.tolist()
        ([[1.0, 3.0, 5.0]], [[0, 1, 3]])
        """
        places, x, y = _contenders(own, believed)
        # Ties of the other's payoff go to the package that stands first: a stable sort.
        order = np.argsort(-y, axis=1, kind="stable")
        climbing = np.maximum.accumulate(np.take_along_axis(x, order, axis=1), axis=1)
        is_record = np.isfinite(climbing)
        is_record[:, 1:] &= climbing[:, 1:] > climbing[:, :-1]
        packages = np.take_along_axis(places, order, axis=1)
        return cls(_left_packed(climbing, is_record, np.inf), _left_packed(packages, is_record, -1))

    def offer(self, groups: Indices, demand: Floats) -> tuple[Indices, Floats]:
        """Return the package (R,) that meets each `demand` (R,) on ladder `groups` (R,) and its worth.

        NO_OFFER, worth -inf, where no package is worth the demand.
        """
        if len(self.own) == 1:
            rung = np.searchsorted(self.own[0], demand)
            groups = np.zeros_like(rung)
        else:
            rung = (self.own[groups] < demand[:, None]).sum(axis=1)
        place = np.minimum(rung, self.own.shape[1] - 1)
        worth, package = self.own[groups, place], self.package[groups, place]
        none = (rung == self.own.shape[1]) | np.isinf(worth)
        return np.where(none, NO_OFFER, package), np.where(none, -np.inf, worth)


def _contenders(own: Floats, believed: Floats) -> tuple[Indices, Floats, Floats]:
    """Return places, own and other's payoffs (G, K) of packages that no pivot beats for both.

    Rows are padded with payoffs of -inf.
    """
    kept = np.ones(own.shape, dtype=bool)
    rows = np.arange(len(own))
    # Scale by the ranges, so that the directions mean the same in any unit.
    scale_own, scale_other = (np.maximum(np.ptp(u, axis=1), 1e-300) for u in (own, believed))
    for for_own, for_other in _PIVOTS:
        score = own * (for_own / scale_own)[:, None] + believed * (for_other / scale_other)[:, None]
        pivot = np.argmax(score, axis=1)
        kept &= (own >= own[rows, pivot][:, None]) | (believed >= believed[rows, pivot][:, None])
    everywhere = np.broadcast_to(np.arange(own.shape[1]), own.shape)
    return (
        _left_packed(everywhere, kept, -1),
        _left_packed(own, kept, -np.inf),
        _left_packed(believed, kept, -np.inf),
    )


def _left_packed(values: NDArray[Any], kept: NDArray[np.bool_], filler: float) -> NDArray[Any]:
    """Return the kept values of each row moved to the left, the rest filled up."""
    counts = kept.sum(axis=1)
    row = np.repeat(np.arange(len(kept)), counts)
    starts = np.cumsum(counts) - counts
    column = np.arange(len(row)) - np.repeat(starts, counts)
    packed = np.full((len(kept), int(counts.max())), filler, dtype=values.dtype)
    packed[row, column] = values[kept]
    return packed
