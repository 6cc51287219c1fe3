"""One pair of talks at the table: its governments, what they see, and the order of moves.

What happens between two governments on the dates of their own calendar; the clock that joins
several pairs of talks, and China's controls, are in `sim.model`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.deadline import face_deadline
from sim.agents.government import Government
from sim.bargaining.calendar import Entry, Kind
from sim.bargaining.closing import closing_causes
from sim.bargaining.learning import Learner
from sim.bargaining.linkage import Heard
from sim.bargaining.repertoire.seat import Seat, Table, Turn
from sim.bargaining.tables import ValueTables
from sim.bargaining.talk import Event, Exchange, Status, Talk
from sim.bargaining.talks_setup import PartySetup, TalksSetup

if TYPE_CHECKING:
    from sim.model import TradeTalks

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Dice = Callable[[str, str], Floats]

_ANNOUNCED = {
    "sign": [Status.SIGNED],
    "execute": [Status.EXECUTED, Status.PARTLY],
    "withdraw": [Status.WITHDRAWN],
}


class Negotiation:
    """Two governments that bargain over packages of a catalogue, in R runs.

    `worlds` (R,): the world of each run. `state` (R,): the place in the tables of what holds
    elsewhere (China's controls); `end_state` (R,) the same on the day the talks ended and
    `state_since` (R,) the day on which it came about, 0 if it was there from the start.
    """

    def __init__(
        self,
        model: TradeTalks,
        setup: TalksSetup,
        tables: ValueTables,
        worlds: Indices,
        dice: Dice,
    ) -> None:
        self.setup = setup
        self.tables = tables
        self.worlds = worlds
        self.dice = _addressed(dice, setup.address)
        self._heard: list[dict[str, Floats]] = []
        first, second = setup.parties
        rest_odds = setup.rest_odds.take(worlds)
        self.talk = Talk((first.party, second.party), len(worlds))
        self.governments = {
            p.party: Government(
                model,
                p.wishes.outlook(tables, setup.annuity, rest_odds, worlds),
                p.tactic,
                self._learner(p),
            )
            for p in setup.parties
        }
        self._table = Table(tables.codes, tables.given)
        self.state = np.zeros(len(worlds), dtype=np.intp)
        self.end_state = np.zeros(len(worlds), dtype=np.intp)
        self.state_since = np.zeros(len(worlds), dtype=np.int64)
        self._tell_governments(np.arange(len(worlds)))
        # What each side expects of no deal before anything has happened.
        opening = setup.moment(setup.calendar.entries[0])
        self.expected_no_deal = {
            party: government.outlook.no_deal(opening)
            for party, government in self.governments.items()
        }

    def _learner(self, party: PartySetup) -> Learner | None:
        other = next(p for p in self.setup.parties if p is not party)
        if not party.learns:
            return None
        return Learner.start(len(self.worlds), other.types.n_types, other.expected_pace)

    def release(self) -> None:
        """Drop the payoff tables, beliefs and moves, tens of megabytes a block; play no more."""
        self.governments.clear()
        del self.setup, self.tables, self.talk

    def live_through(self, entry: Entry) -> None:
        """Live through a date of the talks' own calendar."""
        is_open = self.talk.ended_on < 0
        if entry.kind is Kind.NEWS:
            concerned = self.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
            self.talk.next_phase(concerned, extended=False)
            self.note(entry, "news", concerned)
        elif entry.kind is Kind.ROUND:
            self._hold_round(entry)
        else:
            face_deadline(self, entry)
        ended = is_open & (self.talk.ended_on >= 0)
        self.end_state[ended] = self.state[ended]

    def announced(self, date: dt.date, ended: Indices) -> Iterator[Heard]:
        """Yield what the talks came to on a day in the runs that ended on it."""
        status = self.talk.status[ended]
        for move, statuses in _ANNOUNCED.items():
            runs = ended[np.isin(status, statuses)]
            if not runs.size:
                continue
            rates: dict[str, Floats] = {}
            if move == "sign":
                settings = self.tables.agenda.settings(self.tables.codes[self.talk.package[runs]])
                rated = [issue.kind for issue in self.tables.agenda.issues if issue.is_rate]
                rates = {kind: settings[kind] for kind in rated}
            yield Heard(date, self.talk.parties, move, runs, rates)

    def hears(self, news: Heard) -> None:
        """Take in what another pair of talks came to: rates agreed there are precedents here."""
        if not news.rates:
            return
        agreed = {kind: np.full(len(self.worlds), np.nan) for kind in news.rates}
        for kind, rates in news.rates.items():
            agreed[kind][news.runs] = rates
        self._heard.append(agreed)

    def set_states(self, runs: Indices, states: Indices, since: int = 0) -> None:
        """Let another state of what holds elsewhere begin in these runs, on the day `since`."""
        self.state[runs] = states
        self.state_since[runs[self.talk.ended_on[runs] < 0]] = since
        self._tell_governments(runs)

    def _tell_governments(self, runs: Indices) -> None:
        if runs.size:
            for government in self.governments.values():
                government.outlook.set_states(runs, self.state[runs])

    def _take_stock(self, entry: Entry, runs: Indices) -> None:
        """Let both governments value what can be signed now, in the runs that still talk."""
        moment = self.setup.moment(entry)
        group = self.worlds * len(self.tables.states) + self.state
        first, second = self.setup.parties
        for party, other in ((first, second), (second, first)):
            government = self.governments[party.party]
            if government.learner is None:
                packages, no_deal = (values[group[runs]] for values in other.public.at(moment))
            else:
                values = other.types.types_at(moment, party.public)
                packages, no_deal = government.learner.take_stock(values, group, runs)
            seat = Seat(
                government.outlook.packages(moment),
                government.outlook.no_deal(moment),
                self._spread(packages, runs),
                self._spread(no_deal, runs),
                self._table,
                self._appeal(entry, packages.max(axis=1) - no_deal, runs),
                rows=None if len(runs) == len(self.worlds) else runs,
            )
            government.take_seat(seat)

    def _spread(self, values: Floats, runs: Indices) -> Floats:
        """Return values of some runs (K, ...) as rows of all runs (R, ...); the rest is unused."""
        if len(runs) == len(self.worlds):
            return values
        spread = np.zeros((len(self.worlds), *values.shape[1:]))
        spread[runs] = values
        return spread

    def _appeal(self, entry: Entry, stake: Floats, runs: Indices) -> Floats | None:
        focal = self.setup.focal
        if focal is None or (focal.is_off and not self._heard):
            return None
        return focal.appeal(
            self.tables.agenda,
            self.tables.codes,
            entry.date,
            self._spread(stake, runs),
            self._heard,
        )

    def _hold_round(self, entry: Entry) -> None:
        """Exchange offers; who opens is drawn, then the sides take turns."""
        runs = self.talk.open_in(entry.phase, Status.TALKING)
        if not runs.size:
            return
        self._take_stock(entry, runs)
        self.talk.rounds_held[runs] += 1
        opener = (self.dice(self.setup.name, f"opener {entry.date}") < 0.5).astype(int)
        for exchange in range(self.setup.offers_per_round):
            for side, party in enumerate(self.talk.parties):
                active = runs[self.talk.status[runs] == Status.TALKING]
                proposing = active[(opener[active] + exchange) % 2 == side]
                self._exchange(entry, exchange, party, proposing)
        left = runs[self.talk.status[runs] == Status.TALKING]
        walk_out = (
            self.dice(self.setup.name, f"breakdown {entry.date}") < self.setup.breakdown_chance
        )
        broken = left[walk_out[left]]
        self.talk.move(broken, Status.BROKEN_OFF, entry.date)
        self.note(entry, "walk_out", broken)

    def _exchange(self, entry: Entry, number: int, party: str, runs: Indices) -> None:
        if not runs.size:
            return
        proposer = self.governments[party]
        responder = self.governments[self.talk.other(party)]
        turn = self._turn(entry, number)
        offer = proposer.propose(runs, turn)
        least = responder.settles_for(runs, offer, turn)
        accepted = responder.answer(runs, offer, least)
        seen = np.maximum(offer, 0)
        self.talk.log.append(
            Exchange(
                entry.date,
                number,
                party,
                runs,
                offer,
                accepted,
                np.stack([proposer.seat.own[runs, seen], responder.seat.own[runs, seen]], axis=1),
                np.stack([proposer.demand(runs, turn), least], axis=1),
                np.stack([proposer.seat.no_deal[runs], responder.seat.no_deal[runs]], axis=1),
            )
        )
        signed = runs[accepted]
        if signed.size:
            causes = closing_causes(proposer.side, responder.side, signed, turn)
            self.talk.closed_by[signed] = causes
            self.talk.move(signed, Status.SIGNED, entry.date, offer[accepted])
        refused, offer = runs[~accepted], offer[~accepted]
        proposer.was_refused(refused, offer, turn)
        responder.refused(refused, offer, turn)

    def _turn(self, entry: Entry, number: int) -> Turn:
        offers = self.setup.offers_per_round
        last = offers - 1
        is_end = entry.is_last and number == last
        # After the last exchange of a round that is not the final one, the next offer comes with
        # the next round, when the clock stands just past this round's end.
        next_time = None if is_end else entry.clock(min(number + 1, last), offers)
        rounds_to_come = sum(
            other.kind is Kind.ROUND and other.phase == entry.phase and other.date > entry.date
            for other in self.setup.calendar.entries
        )
        left = offers - number + offers * rounds_to_come
        return Turn(entry.date, number, entry.clock(number, offers), next_time, left, offers)

    def note(self, entry: Entry, move: str, runs: Indices, party: str = "") -> None:
        """Write down a move other than an offer; the threatener's unless another is named."""
        if runs.size:
            self.talk.log.append(Event(entry.date, party or self.setup.threatener, move, runs))


def _addressed(dice: Dice, address: str) -> Dice:
    """Return dice whose every draw has an address put before its name."""
    return (lambda who, what: dice(who, f"{address} {what}")) if address else dice
