"""How pairs of talks bear on each other: what one has come to is a state for the others.

A pair of talks stands open (rates in force), executed (its threat carried out, in full or in part)
or settled near one of a few representative deals. China's own state and the standings of the other
pairs choose the state in which a pair's packages are valued.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.talk import Status

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

OPEN, EXECUTED, DEALS = 0, 1, 2
"""Standings: 0 and 1, then one number a representative deal from `DEALS` on."""


@dataclass(frozen=True)
class Heard:
    """What another pair of talks came to on a day, in the runs `runs` (K,).

    `move`: sign, execute or withdraw; `rates[kind]` (K,) agreed, empty unless it is a signature.
    `by`: who threatened there; `carried_out` (K,): how much of the threat was.
    """

    date: dt.date
    parties: tuple[str, str]
    move: str
    runs: Indices
    rates: Mapping[str, Floats]
    by: str
    carried_out: Floats


@dataclass(frozen=True)
class Linkage:
    """How P pairs of talks see each other.

    `deals[q]` (M,): the standing that a signed package of pair q has for others. `places[p]`: the
    state in p's tables by China's own state and the standing of every other pair in order,
    (3, S_q, ...).
    """

    deals: tuple[Indices, ...]
    places: tuple[Indices, ...]

    def standing(self, pair: int, status: NDArray[np.uint8], package: Indices) -> Indices:
        """Return how a pair stands for others, by status and package (R,)."""
        executed = np.isin(status, [Status.EXECUTED, Status.PARTLY])
        deal = self.deals[pair][np.maximum(package, 0)]
        return np.where(status == Status.SIGNED, deal, np.where(executed, EXECUTED, OPEN))

    def states(self, pair: int, china: Indices, standings: Sequence[Indices]) -> Indices:
        """Return the state in which a pair's packages are valued, (R,)."""
        others = [standing for place, standing in enumerate(standings) if place != pair]
        return np.asarray(self.places[pair][(china, *others)])


def representatives(given: Floats, most: int) -> Indices:
    """Return at most `most` of the rows of `given` (K, I) that stand for all: medoids.

    The first is nearest to all others on the whole, each further one lowers most the distances
    that are left.

    >>> representatives(np.array([[0.0], [0.1], [0.1], [1.0]]), 2).tolist()
    [1, 3]
    """
    rows, counts = np.unique(given, axis=0, return_counts=True)
    first = [int(np.flatnonzero((given == row).all(axis=1))[0]) for row in rows]
    distance = np.abs(rows[:, None] - rows[None]).sum(axis=2)
    chosen: list[int] = []
    nearest = np.full(len(rows), np.inf)
    for _ in range(min(most, len(rows))):
        left = np.minimum(nearest[:, None], distance)
        best = int(np.argmin(counts @ np.where(np.isfinite(left), left, 0.0)))
        chosen.append(best)
        nearest = left[:, best]
    return np.array([first[row] for row in chosen], dtype=np.intp)


def nearest(given: Floats, among: Floats) -> Indices:
    """Return for each row of `given` (M, I) the place of the nearest row of `among` (K, I)."""
    distance = np.abs(given[:, None] - among[None]).sum(axis=2)
    return np.asarray(distance.argmin(axis=1), dtype=np.intp)
