"""One pair of talks over a block of runs: where each run stands, and every offer made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]


class Status(IntEnum):
    """Where the talks of a run stand; only `Talk.move` changes it.

    EASED and LIFTED: rates that were executed before are lowered or withdrawn without a deal.
    """

    TALKING = 0
    BROKEN_OFF = 1
    SIGNED = 2
    EXECUTED = 3
    PARTLY = 4
    WITHDRAWN = 5
    EASED = 10
    LIFTED = 11
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


@dataclass(frozen=True)
class CallMove:
    """What one side did in a call between leaders in many runs.

    `move`: `call_table` (where both stand, told of the side that has the first word), `call_step`,
    and of both sides `call_sign` or `call_end`. `runs` (K,), `package` (K,) where the call stands
    then, a place in the catalogue; `payoffs`, `asked`, `no_deal` (K, 2) of the mover and of the
    other side.
    """

    date: dt.date
    party: str
    move: str
    runs: Indices
    package: Indices
    payoffs: NDArray[np.float64]
    asked: NDArray[np.float64]
    no_deal: NDArray[np.float64]


@dataclass(frozen=True)
class Spell:
    """Other rates come into force on a date while the talks go on: `path` (K,) in runs (K,)."""

    date: dt.date
    runs: Indices
    path: Indices


@dataclass
class Talk:
    """State of one pair of talks in R runs.

    `closed_by` (R,): what made the closing concession, a place in `sim.bargaining.closing.CAUSES`,
    -1 without a deal and in a call between leaders. `regime` (R,): what holds and is threatened, a
    place in the list of regimes;
    `since` (R,) the day from which these rates hold, 0 from the start; `awaited` (R,) shocks that
    have fallen and will take effect, as bits. `path` (R,): the named path that holds once talks
    have ended without a deal, -1 otherwise. `executed_on` (R,) the day on which the threat was
    carried out, 0 if it was not, and `executed_share` (R,) how much of it. `left_by` (R,): the side
    that has walked out, 0 or 1, -1 for none, and `walked_out` (R, 2) whether each ever has.
    `backing_down` (R,): by how much retreats have raised what no deal is worth to the other side.
    `voted_on` (R,): day of the last vote on a signed deal, -1 without one; `yes_shares[chamber]`
    (R,): its share of yes votes, NaN where it did not vote; `rejected_by` (R,): place of the
    chamber that rejected the deal, -1 for none. A rejected deal keeps its `package` and the day it
    was signed on, but not its status.
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
    log: list[Exchange | Event | CallMove] = field(default_factory=list)
    regime: Indices = field(init=False)
    since: NDArray[np.int64] = field(init=False)
    awaited: NDArray[np.int64] = field(init=False)
    path: Indices = field(init=False)
    executed_on: NDArray[np.int64] = field(init=False)
    executed_share: NDArray[np.float64] = field(init=False)
    left_by: NDArray[np.int8] = field(init=False)
    walked_out: NDArray[np.bool_] = field(init=False)
    backing_down: NDArray[np.float64] = field(init=False)
    spells: list[Spell] = field(default_factory=list)
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
        self.regime = np.zeros(self.n_runs, dtype=np.intp)
        self.since = np.zeros(self.n_runs, dtype=np.int64)
        self.awaited = np.zeros(self.n_runs, dtype=np.int64)
        self.path = np.full(self.n_runs, -1, dtype=np.intp)
        self.executed_on = np.zeros(self.n_runs, dtype=np.int64)
        self.executed_share = np.zeros(self.n_runs)
        self.left_by = np.full(self.n_runs, -1, dtype=np.int8)
        self.walked_out = np.zeros((self.n_runs, 2), dtype=bool)
        self.backing_down = np.zeros(self.n_runs)
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

    def change_rates(self, runs: Indices, path: Indices, date: dt.date) -> None:
        """Let other rates come into force in these runs, path (K,), while talks go on."""
        if runs.size:
            self.since[runs] = date.toordinal()
            self.spells.append(Spell(date, runs, path))
