"""What a party knows when it takes its seat at a round, and when its turn comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.games.rungs import Rungs
from sim.bargaining.ladder import NO_OFFER, Ladder

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]
Number = TypeVar("Number", np.float64, np.intp)


@dataclass(frozen=True)
class Table:
    """The M packages that can be offered: their `codes` (M,) and what they give (M, I), 0 to 1."""

    codes: Ints
    given: Floats


@dataclass(frozen=True)
class Seat:
    """What packages and no deal are worth at a round, in R runs over M packages.

    `own` (R, M) and `no_deal` (R,) to the party itself; `believed` (R, M) and `believed_no_deal`
    (R,) what it thinks that they are worth to the other side. `appeal` (R, M): what round numbers
    and precedents add, in the other's eyes, to packages nearly as good; None for nothing. `rows`:
    the runs that the seat will be asked about, None for all.
    """

    own: Floats
    no_deal: Floats
    believed: Floats
    believed_no_deal: Floats
    table: Table
    appeal: Floats | None = None
    rows: Indices | None = None

    @cached_property
    def liked(self) -> Floats:
        """How the other side is believed to rank packages, (R, M)."""
        return self.believed if self.appeal is None else self.believed + self.appeal

    @cached_property
    def ladder(self) -> Ladder:
        """Packages in the order in which the other side is believed to like them."""
        if self.rows is None:
            return Ladder.build(self.own, self.liked)
        liked = self.believed[self.rows]
        if self.appeal is not None:
            liked = liked + self.appeal[self.rows]
        few = Ladder.build(self.own[self.rows], liked)
        return Ladder(self._spread(few.order), self._spread(few.best_so_far))

    @cached_property
    def rungs(self) -> Rungs:
        """The packages of the ladder that can ever be offered: the believed frontier.

        The same as `Rungs.build(own, liked)`, read off the ladder; empty for runs not asked about.
        """
        order, best = self._few(self.ladder.order), self._few(self.ladder.best_so_far)
        is_record = np.ones(best.shape, dtype=bool)
        is_record[:, 1:] = best[:, 1:] > best[:, :-1]
        row, rung = np.nonzero(is_record)
        column = (np.cumsum(is_record, axis=1) - 1)[row, rung]
        package = order[row, rung]
        runs = row if self.rows is None else self.rows[row]
        shape = (len(self.no_deal), int(column.max(initial=0)) + 1)
        own, believed = np.full(shape, np.inf), np.full(shape, -np.inf)
        packages = np.full(shape, NO_OFFER, dtype=np.intp)
        own[runs, column] = best[row, rung]
        believed[runs, column] = self.liked[runs, package]
        packages[runs, column] = package
        return Rungs(own, believed, packages, self._spread(self._few(self.own).min(axis=1)))

    @cached_property
    def floor(self) -> Floats:
        """Where demands end, (R,): no deal, or the worst package where that is better."""
        worst: Floats = self._few(self.own).min(axis=1)
        return np.asarray(np.maximum(self.no_deal, self._spread(worst)))

    @cached_property
    def top(self) -> Floats:
        """Where demands begin, (R,).

        The best package among those that the other is believed to prefer to no deal; where there
        is none, the best of all.
        """
        own = self._few(self.own)
        welcome = self._few(self.believed) > self._few(self.believed_no_deal)[:, None]
        reachable = np.where(welcome, own, -np.inf).max(axis=1)
        best: Floats = np.where(np.isfinite(reachable), reachable, own.max(axis=1))
        return np.asarray(np.maximum(self._spread(best), self.floor))

    def sees_no_deal(self, runs: Indices) -> NDArray[np.bool_]:
        """Return where no package is worth more than no deal to both, as the party sees it, (K,).

        Its own no deal beats every package that it thinks the other side would take.
        """
        welcome = self.believed[runs] > self.believed_no_deal[runs, None]
        return np.asarray(~(welcome & (self.own[runs] > self.no_deal[runs, None])).any(axis=1))

    def _few(self, values: NDArray[Number]) -> NDArray[Number]:
        """Return the values of the runs that will be asked about."""
        return values if self.rows is None else values[self.rows]

    def _spread(self, values: NDArray[Number]) -> NDArray[Number]:
        """Return values of those runs as rows of all runs; the other rows are never read."""
        if self.rows is None:
            return values
        spread = np.zeros((len(self.no_deal), *values.shape[1:]), dtype=values.dtype)
        spread[self.rows] = values
        return spread

    def worth(self, runs: Indices, offer: Indices) -> Floats:
        """Return what offers are worth to the party, (K,); -inf where there is none."""
        value = self.own[runs, np.maximum(offer, 0)]
        return np.where(offer >= 0, value, -np.inf)


@dataclass(frozen=True)
class Turn:
    """One exchange: a proposal and its answer.

    `time`: the clock, 0 at the start of the phase and 1 at its deadline. `next_time`: the clock at
    the next offer, None where nothing but the deadline follows. `left`: how many offers can still
    be made before the deadline, this one included; `per_round` of them fall in a round.
    """

    date: dt.date
    number: int
    time: float
    next_time: float | None
    left: int
    per_round: int

    @property
    def name(self) -> str:
        """The address of dice thrown at this turn."""
        return f"{self.date} {self.number}"

    @property
    def is_last(self) -> bool:
        """Whether nothing but the deadline follows."""
        return self.next_time is None

    def following(self) -> Turn:
        """Return the turn of the next offer; the same clock where there is none."""
        time = self.time if self.next_time is None else self.next_time
        return replace(self, number=self.number + 1, time=time, left=max(self.left - 1, 1))
