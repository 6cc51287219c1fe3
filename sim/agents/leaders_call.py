"""Leaders talk to each other: a second channel beside the ministers' rounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.leaders_call import Line, Steps, Worth, hold_call
from sim.bargaining.repertoire.seat import Turn
from sim.bargaining.talk import CallMove, Status

if TYPE_CHECKING:
    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry
    from sim.bargaining.repertoire.base import Tactic
    from sim.bargaining.repertoire.seat import Seat
    from sim.bargaining.talks_setup import Leaders

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def hold_leaders_call(talks: Negotiation, entry: Entry) -> None:
    """Let leaders bargain by the rule of `sim.bargaining.leaders_call`, also after a walk-out.

    They start from what both sides would offer on the day, or from where their last call ended if
    both like that better. Without a deal the point reached stays on the table: both sides have
    heard it from the other, and the next call may start from it.
    """
    leaders = talks.setup.leaders
    runs = talks.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
    if leaders is None:
        return
    chance = leaders.open_chance if entry.is_open else leaders.chance
    runs = runs[(talks.dice(talks.setup.name, f"call {entry.date}") < chance)[runs]]
    if not runs.size:
        return
    opener = (talks.dice(talks.setup.name, f"call opener {entry.date}") < 0.5).astype(np.intp)
    call = _Call.between(talks, leaders, entry, runs, opener[runs])
    end, told = hold_call(call.steps.reach, call.worth, call.asks, call.start, call.opener)
    point = np.where(call.bargains, end, call.start)
    for side in (0, 1):
        call.note("call_table", side, np.flatnonzero(call.opener == side), call.start)
    for step in told:
        at = call.bargains[step.rows]
        reached = point.copy()
        reached[step.rows] = step.reached
        call.note("call_step", step.side, step.rows[at], reached)
    agreed = call.is_agreed(point)
    for move, ends in (("call_sign", agreed), ("call_end", ~agreed)):
        for side in (0, 1):
            call.note(move, side, np.flatnonzero(ends), point)
    talks.talk.move(runs[agreed], Status.SIGNED, entry.date, point[agreed])
    left = runs[~agreed]
    talks.left_by_call[left] = point[~agreed]
    for tactic, seat in zip(call.tactics, call.seats, strict=True):
        tactic.heard(seat, left, point[~agreed])


@dataclass(frozen=True)
class _Call:
    """One call in K runs: both sides in the order of the talks.

    `seats` hold what packages are worth to the leaders; `values` (K, M), `asks` and `no_deal` (K,)
    of each side; `start` (K,) where they begin; `opener` (K,) who has the first word; `bargains`
    (K,) where neither side is bound to a script.
    """

    talks: Negotiation
    entry: Entry
    runs: Indices
    opener: Indices
    steps: Steps
    tactics: tuple[Tactic, Tactic]
    seats: tuple[Seat, Seat]
    values: tuple[Floats, Floats]
    asks: tuple[Floats, Floats]
    no_deal: tuple[Floats, Floats]
    start: Indices
    bargains: NDArray[np.bool_]

    @classmethod
    def between(
        cls, talks: Negotiation, leaders: Leaders, entry: Entry, runs: Indices, opener: Indices
    ) -> _Call:
        """Return the call with both sides' offers, values and demands of the day."""
        tables, parties = talks.tables, talks.talk.parties
        line = Line.of(tables.agenda, parties, leaders.headline)
        steps = Steps.of(tables.agenda, tables.codes, line)
        turn = _turn(talks, entry)
        tactics = tuple(talks.governments[party].tactic for party in parties)
        seats = tuple(
            _leaders_seat(talks, leaders, entry, seat, others_line)
            for seat, others_line in zip(
                talks.seats(entry, runs).values(), (line.second, line.first), strict=True
            )
        )
        offers = [t.propose(s, runs, turn) for t, s in zip(tactics, seats, strict=True)]
        start = steps.between(offers[0], offers[1], tables.agenda.held_by(parties[0]))
        earlier = talks.left_by_call[runs]
        stands = earlier != NO_OFFER
        for seat in seats:
            stands &= seat.worth(runs, earlier) >= seat.worth(runs, start)
        start = np.where(stands, earlier, start)
        asks = []
        for tactic, seat, offer in zip(tactics, seats, offers[::-1], strict=True):
            own = np.where(
                leaders.keep_demand[runs], tactic.demand(seat, runs, turn), seat.no_deal[runs]
            )
            least = np.maximum(np.maximum(own, seat.no_deal[runs]), seat.worth(runs, offer))
            scripted = ~tactic.bargains_in_calls(runs)
            ordered = tactic.settles_for(seat, runs, start, turn)
            asks.append(np.where(scripted, ordered, least))
        return cls(
            talks, entry, runs, opener, steps,
            (tactics[0], tactics[1]), (seats[0], seats[1]),
            (seats[0].own[runs], seats[1].own[runs]), (asks[0], asks[1]),
            (seats[0].no_deal[runs], seats[1].no_deal[runs]), start,
            tactics[0].bargains_in_calls(runs) & tactics[1].bargains_in_calls(runs),
        )  # fmt: skip

    @property
    def worth(self) -> tuple[Worth, Worth]:
        """What packages are worth to both leaders."""
        first, second = self.values
        return lambda row, package: first[row, package], lambda row, package: second[row, package]

    def is_agreed(self, point: Indices) -> NDArray[np.bool_]:
        """Return where both sides take the package that the call has reached, (K,)."""
        first, second = (
            tactic.accepts(seat, self.runs, point, asks)
            for tactic, seat, asks in zip(self.tactics, self.seats, self.asks, strict=True)
        )
        return np.asarray(first & second)

    def note(self, move: str, side: int, rows: Indices, package: Indices) -> None:
        """Write down what a side did in the calls `rows`; `package` (K,) of all calls."""
        if not rows.size:
            return
        order = (side, 1 - side)
        self.talks.talk.log.append(
            CallMove(
                self.entry.date,
                self.talks.talk.parties[side],
                move,
                self.runs[rows],
                package[rows],
                np.stack([self.values[g][rows, package[rows]] for g in order], axis=1),
                np.stack([self.asks[g][rows] for g in order], axis=1),
                np.stack([self.no_deal[g][rows] for g in order], axis=1),
            )
        )


def _leaders_seat(
    talks: Negotiation, leaders: Leaders, entry: Entry, seat: Seat, others_line: tuple[int, ...]
) -> Seat:
    """Return what packages are worth to a leader, who counts what can be announced."""
    if not leaders.announcement.any():
        return seat
    month = talks.setup.moment(entry).signing
    weight = leaders.announcement * float(talks.setup.annuity.share_left(month))
    headlines = talks.tables.given[:, list(others_line)].sum(axis=1)
    return replace(seat, own=seat.own + weight[:, None] * headlines)


def _turn(talks: Negotiation, entry: Entry) -> Turn:
    """Return the turn of a call: one offer more, at the clock of the day."""
    offers = talks.setup.offers_per_round
    left = 1 + offers * talks.rounds_after(entry)
    next_time = None if entry.is_last else entry.opens
    return Turn(entry.date, 0, entry.opens, next_time, left, offers)
