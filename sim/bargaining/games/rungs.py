"""The rungs of a ladder that can ever be offered, found without sorting every package.

`sim.bargaining.ladder.Ladder` orders all packages by what the other side is believed to like. Only
records (better for the proposer than everything above) are ever offered: some 20 to 40 of 3,125
packages. A package that another one beats for both sides is no record of either, so throwing such
packages out first leaves the same rungs and little to sort.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Directions (weights of own and other's payoff) whose best packages beat most of a table.
_PIVOTS = ((1.0, 1.0), (1.0, 4.0), (4.0, 1.0))
# Tables worked on at once: their payoffs should stay in the processor's cache.
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Rungs:
    """The records of G ladders from the top, padded to K.

    `own` (G, K) rises and is padded with inf, `believed` (G, K) falls and is padded with -inf,
    `package` (G, K) is padded with NO_OFFER. `worst` (G,): the proposer's lowest payoff of all.
    """

    own: Floats
    believed: Floats
    package: Indices
    worst: Floats

    @classmethod
    def build(cls, own: Floats, believed: Floats) -> Rungs:
        """Return the rungs for own payoffs (G, M) and the other's believed payoffs (G, M).

        The same offers as `Ladder.build(own, believed)`, ties included.

        >>> rungs = Rungs.build(np.array([[1.0, 3.0, 2.0, 5.0]]), np.array([[9.0, 8.0, 7.0, 6.0]]))
        >>> rungs.own.tolist(), rungs.package.tolist()
        ([[1.0, 3.0, 5.0]], [[0, 1, 3]])
        """
        rows = max(1, _CHUNK_BYTES // (own.shape[1] * own.itemsize))
        parts = [
            _records(own[begin : begin + rows], believed[begin : begin + rows])
            for begin in range(0, len(own), rows)
        ]
        return cls(
            _stacked([part[0] for part in parts], np.inf),
            _stacked([part[1] for part in parts], -np.inf),
            _stacked([part[2] for part in parts], NO_OFFER).astype(np.intp),
            own.min(axis=1),
        )

    def offer(self, groups: Indices, demand: Floats) -> tuple[Indices, Floats]:
        """Return the package (R,) that meets each `demand` (R,) and its worth to the proposer.

        `groups` (R,): the ladder of each run. NO_OFFER, worth inf, where no package is worth the
        demand.
        """
        if len(self.own) == 1:
            rung = np.searchsorted(self.own[0], demand)
        else:
            rung = (self.own[groups] < demand[:, None]).sum(axis=1)
        n_rungs = self.own.shape[1]
        place = groups * n_rungs + np.minimum(rung, n_rungs - 1)
        missed = rung == n_rungs
        package = np.where(missed, NO_OFFER, self.package.take(place))
        return package, np.where(missed, np.inf, self.own.take(place))

    def ceiling(self, groups: Indices, believed_no_deal: Floats) -> Floats:
        """Return the best own payoff (R,) among packages believed better than no deal to the other.

        The best of all where there is none.
        """
        welcome = (self.believed[groups] > believed_no_deal[:, None]).sum(axis=1)
        n_rungs = np.isfinite(self.own).sum(axis=1)[groups]
        return np.asarray(self.own[groups, np.where(welcome > 0, welcome, n_rungs) - 1])


def _records(own: Floats, believed: Floats) -> tuple[Floats, Floats, Indices]:
    """Return own and believed payoffs and places (G, K) of the records of a few ladders."""
    row, place = np.nonzero(_not_beaten(own, believed))
    x, y = _packed(row, own[row, place], len(own)), _packed(row, believed[row, place], len(own))
    places = _packed(row, place.astype(np.float64), len(own))
    # Ties of the other's payoff go to the package that stands first: a stable sort.
    order = np.argsort(-y, axis=1, kind="stable")
    climbing = np.maximum.accumulate(np.take_along_axis(x, order, axis=1), axis=1)
    is_record = np.isfinite(climbing)
    is_record[:, 1:] &= climbing[:, 1:] > climbing[:, :-1]
    row, column = np.nonzero(is_record)
    source = order[row, column]
    return (
        _packed(row, x[row, source], len(own), np.inf),
        _packed(row, y[row, source], len(own)),
        _packed(row, places[row, source], len(own), NO_OFFER).astype(np.intp),
    )


def _not_beaten(own: Floats, believed: Floats) -> NDArray[np.bool_]:
    """Return which packages (G, M) are not worse for both sides than some pivot."""
    kept = np.ones(own.shape, dtype=bool)
    rows = np.arange(len(own))
    # Scale by the ranges, so that the directions mean the same in any unit.
    widths = [np.maximum(np.ptp(u, axis=1), np.finfo(float).tiny) for u in (own, believed)]
    for for_own, for_other in _PIVOTS:
        exchange = for_other / for_own * widths[0] / widths[1]
        pivot = np.argmax(own + exchange[:, None] * believed, axis=1)
        kept &= (own >= own[rows, pivot][:, None]) | (believed >= believed[rows, pivot][:, None])
    return kept


def _packed(row: Indices, values: Floats, n_rows: int, filler: float = -np.inf) -> Floats:
    """Return values with rising `row` numbers as (n_rows, K), each row filled up at its end."""
    counts = np.bincount(row, minlength=n_rows)
    starts = np.cumsum(counts) - counts
    packed = np.full((n_rows, int(counts.max())), filler)
    packed[row, np.arange(len(row)) - starts[row]] = values
    return packed


def _stacked(parts: list[Floats], filler: float) -> Floats:
    """Return the parts (G_i, K_i) under each other, padded to the widest."""
    width = max(part.shape[1] for part in parts)
    stacked = np.full((sum(len(part) for part in parts), width), filler)
    begin = 0
    for part in parts:
        stacked[begin : begin + len(part), : part.shape[1]] = part
        begin += len(part)
    return stacked
