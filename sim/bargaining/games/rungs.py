"""The rungs of a ladder that can ever be offered, found without sorting every package.

`sim.bargaining.ladder.Ladder` orders all packages by what the other side is believed to like. Only
records (better for the proposer than everything above) are ever offered: some 15 to 60 of 3,125
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

# Weights of the other's payoff in the sums whose best packages beat most of a table.
_PIVOTS = (1.0, 2.5, 0.4)
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


def _records(own: Floats, believed: Floats) -> tuple[Floats, Floats, Floats]:
    """Return own and believed payoffs and places (G, K) of the records of a few ladders."""
    n_ladders, n_packages = own.shape
    flat = np.flatnonzero(_not_beaten(own, believed))
    row, place = np.divmod(flat, n_packages)
    x, y = own.take(flat), believed.take(flat)
    # Down each ladder; ties of the other's payoff go to the package that stands first.
    order = np.lexsort((-y, row))
    row, place, x, y = row[order], place[order], x[order], y[order]
    climbing = np.maximum.accumulate(_packed(row, x, n_ladders), axis=1)
    is_record = np.isfinite(climbing)
    is_record[:, 1:] &= climbing[:, 1:] > climbing[:, :-1]
    kept = is_record[row, _columns(row, n_ladders)]
    row = row[kept]
    return (
        _packed(row, x[kept], n_ladders, np.inf),
        _packed(row, y[kept], n_ladders),
        _packed(row, place[kept].astype(np.float64), n_ladders, NO_OFFER),
    )


def _not_beaten(own: Floats, believed: Floats) -> NDArray[np.bool_]:
    """Return which packages (G, M) are not worse for both sides than some pivot."""
    kept = np.ones(own.shape, dtype=bool)
    rows = np.arange(len(own))
    # Scale by the ranges, so that the directions mean the same in any unit.
    width = np.ptp(believed, axis=1)
    rate = np.ptp(own, axis=1) / np.where(width > 0.0, width, 1.0)
    for weight in _PIVOTS:
        pivot = np.argmax(own + (weight * rate)[:, None] * believed, axis=1)
        kept &= (own >= own[rows, pivot][:, None]) | (believed >= believed[rows, pivot][:, None])
    return kept


def _columns(row: Indices, n_rows: int) -> Indices:
    """Return the place of each entry within its row, rows in rising order."""
    counts = np.bincount(row, minlength=n_rows)
    return np.arange(len(row)) - (np.cumsum(counts) - counts)[row]


def _packed(row: Indices, values: Floats, n_rows: int, filler: float = -np.inf) -> Floats:
    """Return values with rising `row` numbers as (n_rows, K), each row filled up at its end."""
    column = _columns(row, n_rows)
    packed = np.full((n_rows, int(column.max()) + 1), filler)
    packed[row, column] = values
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
