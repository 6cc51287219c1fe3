"""One pair of talks over a block of runs: where each run stands, and every offer made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]


class Status(IntEnum):
    """Where the talks of a run stand; only `Talk.move` changes it."""

    TALKING = 0
    BROKEN_OFF = 1
    SIGNED = 2
    EXECUTED = 3
    PARTLY = 4
    WITHDRAWN = 5
    RATIFIED = 9


OPEN = (Status.TALKING, Status.BROKEN_OFF)


@dataclass(frozen=True)
class Exchange:
    """One offer and its answer in many runs.

    `runs` (K,), `offer` (K,) positions in the catalogue or -1 for none, `accepted` (K,),
    `payoffs` (K, 2) of proposer and responder, `asked` (K, 2) what each of them would settle for,
    `no_deal` (K, 2) what each expects of no deal.
    """

    date: dt.date
    number: int
    proposer: str
    runs: Indices
    offer: Indices
    accepted: NDArray[np.bool_]
    payoffs: NDArray[np.float64]
    asked: NDArray[np.float64]
    no_deal: NDArray[np.float64]


@dataclass(frozen=True)
class Event:
    """Something other than an offer: `walk_out`, `extend`, `execute`; China's `ease`; `news`..."""

    date: dt.date
    party: str
    move: str
    runs: Indices


@dataclass
class Talk:
    """State of one pair of talks in R runs.

    `closed_by` (R,): what made the closing concession, a place in `sim.bargaining.closing.CAUSES`,
    -1 without a deal. `voted_on` (R,): day of the last vote on a signed deal, -1 without one;
    `yes_shares[chamber]` (R,): its share of yes votes, NaN where it did not vote; `rejected_by`
    (R,): place of the chamber that rejected the deal, -1 for none. A rejected deal keeps its
    `package` and the day it was signed on, but not its status.
    """

    parties: tuple[str, str]
    n_runs: int
    status: NDArray[np.uint8] = field(init=False)
    package: Indices = field(init=False)
    ended_on: NDArray[np.int64] = field(init=False)
    rounds_held: NDArray[np.int64] = field(init=False)
    phase: NDArray[np.int64] = field(init=False)
    extended: NDArray[np.bool_] = field(init=False)
    closed_by: NDArray[np.int8] = field(init=False)
    log: list[Exchange | Event] = field(default_factory=list)
    voted_on: NDArray[np.int64] = field(init=False)
    yes_shares: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    rejected_by: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.status = np.full(self.n_runs, Status.TALKING, dtype=np.uint8)
        self.package = np.full(self.n_runs, -1, dtype=np.intp)
        self.ended_on = np.full(self.n_runs, -1, dtype=np.int64)
        self.rounds_held = np.zeros(self.n_runs, dtype=np.int64)
        self.phase = np.zeros(self.n_runs, dtype=np.int64)
        self.extended = np.zeros(self.n_runs, dtype=bool)
        self.closed_by = np.full(self.n_runs, -1, dtype=np.int8)
        self.voted_on = np.full(self.n_runs, -1, dtype=np.int64)
        self.rejected_by = np.full(self.n_runs, -1, dtype=np.int64)

    def other(self, party: str) -> str:
        """Return the other side."""
        first, second = self.parties
        return second if party == first else first

    def open_in(self, phase: int, *statuses: Status) -> Indices:
        """Return the runs in this phase whose talks stand at one of these statuses."""
        stands = np.isin(self.status, [int(status) for status in statuses])
        return np.flatnonzero(stands & (self.phase == phase))

    def move(
        self, runs: Indices, status: Status, date: dt.date, package: Indices | None = None
    ) -> None:
        """Move runs to a status on a date; a signature carries its package."""
        self.status[runs] = status
        if status not in OPEN:
            self.ended_on[runs] = date.toordinal()
        if package is not None:
            self.package[runs] = package

    def vote(self, runs: Indices, status: Status, date: dt.date) -> None:
        """Move signed runs to the status that a vote gives them; the talks ended before."""
        self.status[runs] = status
        self.voted_on[runs] = date.toordinal()

    def next_phase(self, runs: Indices, *, extended: bool) -> None:
        """Carry open talks over into the next phase: the deadline was put off, or news came."""
        self.phase[runs] += 1
        self.extended[runs] |= extended
