"""TradeTalks: the clock and the order of moves of one block of runs.

One Mesa model steps a whole block of runs at once: every agent's state is an array over runs, and
the talks keep one status a run. A step is one date of the calendar.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import STATES, AnswerRule, ControllingGovernment
from sim.agents.government import Government
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Calendar, Entry, Kind, months_between
from sim.bargaining.no_deal import RestOdds, settled
from sim.bargaining.outlook import Moment, Outlook
from sim.bargaining.payoffs import Payoffs
from sim.bargaining.preferences import Preferences
from sim.bargaining.tables import ValueTables
from sim.bargaining.talk import Event, Exchange, Status, Talk

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Dice = Callable[[str, str], Floats]

_AFTER_DEADLINE = (Status.EXECUTED, Status.PARTLY, Status.WITHDRAWN)
_MOVES = {
    Status.EXECUTED: "execute",
    Status.PARTLY: "execute_partly",
    Status.WITHDRAWN: "withdraw",
}


@dataclass(frozen=True)
class PartySetup:
    """What makes one government at the table.

    Private, in every run (arrays over R runs): preferences, odds that the threat is executed in
    full, and tactic. Public: the preferences (one row) and odds that the other side expects.
    """

    preferences: Preferences
    threat_odds: Floats
    concession_start: Floats
    pace_exponent: Floats
    public_preferences: Preferences
    public_threat_odds: float

    @property
    def party(self) -> str:
        """The region that this government rules."""
        return self.preferences.party


@dataclass(frozen=True)
class TalksSetup:
    """The rules of one pair of talks; `rest_odds` has a row a world, `breakdown_chance` (R,)."""

    parties: tuple[PartySetup, PartySetup]
    threatener: str
    calendar: Calendar
    first_round: dt.date
    offers_per_round: int
    rest_odds: RestOdds
    extension_days: int
    breakdown_chance: Floats
    elections: tuple[tuple[str, dt.date], ...]
    annuity: Annuity

    def moment(self, entry: Entry) -> Moment:
        """Return what values need to know about a date of the calendar."""
        phase = self.calendar.phases[entry.phase]
        extended = phase.deadline + dt.timedelta(days=self.extension_days)
        return Moment(
            months_between(self.first_round, entry.date),
            months_between(self.first_round, phase.deadline),
            months_between(self.first_round, extended),
            phase.may_postpone,
            phase.threat,
            frozenset(party for party, day in self.elections if entry.date < day),
        )


class TradeTalks(mesa.Model):  # type: ignore[misc]
    """Governments that bargain over packages of a catalogue, with exact payoffs.

    `worlds` (R,): the world of each run; `end_state` (R,): the place in the tables of China's state
    when the talks ended. `dice(who, what)` returns one uniform a run, the same for
    the same names whatever else happens.
    """

    def __init__(
        self,
        setup: TalksSetup,
        tables: ValueTables,
        worlds: Indices,
        controls: AnswerRule,
        dice: Dice,
    ) -> None:
        super().__init__(rng=0)  # all chance comes from `dice`; Mesa's own stream stays unused
        self.setup = setup
        self.tables = tables
        self.worlds = worlds
        self.dice = dice
        first, second = setup.parties
        self.talk = Talk((first.party, second.party), len(worlds))
        self.china = ControllingGovernment(self, "CHN", controls, len(worlds))
        self.governments = {
            p.party: Government(self, self._private(p), p.concession_start, p.pace_exponent)
            for p in setup.parties
        }
        self._public = {p.party: self._public_outlook(p) for p in setup.parties}
        self.end_state = np.zeros(len(worlds), dtype=np.intp)
        self._states_changed(np.arange(len(worlds)))
        # What each side expects of no deal before anything has happened.
        opening = setup.moment(setup.calendar.entries[0])
        self.expected_no_deal = {
            party: government.outlook.no_deal(opening)
            for party, government in self.governments.items()
        }

    def _private(self, party: PartySetup) -> Outlook:
        payoffs = Payoffs(self.tables, party.preferences, self.setup.annuity, self.worlds)
        rest_odds = self.setup.rest_odds.take(self.worlds)
        return Outlook(party.party, payoffs, party.threat_odds, rest_odds)

    def _public_outlook(self, party: PartySetup) -> Outlook:
        """Return what others believe of a party: a row for each world and state of controls."""
        n_worlds, n_states = self.tables.n_worlds, len(self.tables.states)
        rows = n_worlds * n_states
        preferences = party.public_preferences.repeated(rows)
        worlds = np.repeat(np.arange(n_worlds), n_states)
        payoffs = Payoffs(self.tables, preferences, self.setup.annuity, worlds)
        payoffs.set_states(np.arange(rows), np.tile(np.arange(n_states), n_worlds))
        odds = np.full(rows, party.public_threat_odds)
        return Outlook(party.party, payoffs, odds, self.setup.rest_odds.take(worlds))

    def play(self) -> Talk:
        """Live through the whole calendar and return the talks as they ended."""
        for _ in self.setup.calendar.entries:
            self.step()
        return self.talk

    def release(self) -> None:
        """Drop the payoff tables, tens of megabytes a block.

        Mesa 3.3 keeps every model alive in a class-level table of its agents' numbers.
        """
        self.remove_all_agents()
        self.governments.clear()
        self._public.clear()

    def step(self) -> None:
        """Live through the next date of the calendar."""
        entry = self.setup.calendar.entries[self.steps - 1]
        is_open = self.talk.ended_on < 0
        if entry.kind is Kind.REVIEW:
            eased = self.china.review(self.dice("CHN", f"review {entry.date}"))
            self._states_changed(eased)
            self._note(entry, "ease", eased[is_open[eased]], self.china.party)
        elif entry.kind is Kind.TRUCE_ENDS:
            broken = self.china.face_end_of_truce(self.dice("CHN", "end of truce"))
            self._states_changed(broken)
            self._note(entry, "tighten", broken[is_open[broken]], self.china.party)
        elif entry.kind is Kind.NEWS:
            concerned = self.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
            self.talk.next_phase(concerned, extended=False)
            self._note(entry, "news", concerned)
        elif entry.kind is Kind.ROUND:
            self._hold_round(entry)
        else:
            self._face_deadline(entry)
        ended = is_open & (self.talk.ended_on >= 0)
        self.end_state[ended] = self.control_states()[ended]

    def control_states(self) -> Indices:
        """Return the state of China's controls in each run, as places in the tables."""
        known = {name: place for place, name in enumerate(self.tables.states)}
        return np.array([known.get(name, 0) for name in STATES])[self.china.state]

    def _states_changed(self, runs: Indices) -> None:
        if runs.size:
            states = self.control_states()[runs]
            for government in self.governments.values():
                government.outlook.payoffs.set_states(runs, states)

    def _take_stock(self, entry: Entry) -> None:
        moment = self.setup.moment(entry)
        group = self.worlds * len(self.tables.states) + self.control_states()
        for party, government in self.governments.items():
            other = self._public[self.talk.other(party)]
            government.take_stock(
                government.outlook.packages(moment),
                government.outlook.no_deal(moment),
                other.packages(moment)[group],
                other.no_deal(moment)[group],
            )

    def _hold_round(self, entry: Entry) -> None:
        """Exchange offers; who opens is drawn, then the sides take turns."""
        runs = self.talk.open_in(entry.phase, Status.TALKING)
        if not runs.size:
            return
        self._take_stock(entry)
        self.talk.rounds_held[runs] += 1
        opener = (self.dice("talks", f"opener {entry.date}") < 0.5).astype(int)
        for exchange in range(self.setup.offers_per_round):
            for side, party in enumerate(self.talk.parties):
                active = runs[self.talk.status[runs] == Status.TALKING]
                proposing = active[(opener[active] + exchange) % 2 == side]
                self._exchange(entry, exchange, party, proposing)
        left = runs[self.talk.status[runs] == Status.TALKING]
        walk_out = self.dice("talks", f"breakdown {entry.date}") < self.setup.breakdown_chance
        broken = left[walk_out[left]]
        self.talk.move(broken, Status.BROKEN_OFF, entry.date)
        self._note(entry, "walk_out", broken)

    def _exchange(self, entry: Entry, number: int, party: str, runs: Indices) -> None:
        if not runs.size:
            return
        last = self.setup.offers_per_round - 1
        proposer = self.governments[party]
        responder = self.governments[self.talk.other(party)]
        time = entry.clock(number, last + 1)
        is_end = entry.is_last and number == last
        # After the last exchange of a round that is not the final one, the next offer comes with
        # the next round, when the clock stands just past this round's end.
        next_time = None if is_end else entry.clock(min(number + 1, last), last + 1)
        offer = proposer.propose(runs, time)
        least = responder.settles_for(runs, next_time)
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
                np.stack([proposer.own[runs, seen], responder.own[runs, seen]], axis=1),
                np.stack([proposer.demand(runs, time), least], axis=1),
                np.stack([proposer.no_deal[runs], responder.no_deal[runs]], axis=1),
            )
        )
        signed = runs[accepted]
        self.talk.move(signed, Status.SIGNED, entry.date, offer[accepted])

    def _face_deadline(self, entry: Entry) -> None:
        """Let the threat fall due: in full, in part, postponed or withdrawn."""
        runs = self.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
        if not runs.size:
            return
        threatener = self.governments[self.setup.threatener].outlook
        chances = threatener.rest_odds.take(runs).probabilities(
            threatener.threat_odds[runs],
            may_postpone=self.setup.calendar.phases[entry.phase].may_postpone,
        )
        dice = self.dice(self.setup.threatener, f"deadline {entry.phase}")[runs]
        decided = 1.0 - chances[:, 2]
        is_postponed = dice >= decided
        self.talk.next_phase(runs[is_postponed], extended=True)
        self._note(entry, "extend", runs[is_postponed])
        # The same uniform, stretched over what remains, picks among the other paths.
        rest = dice / np.where(decided > 0.0, decided, 1.0)
        bounds = np.cumsum(settled(chances), axis=1)
        executed, partly = rest < bounds[:, 0], rest < bounds[:, 1]
        places = np.where(executed, 0, np.where(partly, 1, 2))
        for place, status in enumerate(_AFTER_DEADLINE):
            decided_so = runs[~is_postponed & (places == place)]
            self.talk.move(decided_so, status, entry.date)
            self._note(entry, _MOVES[status], decided_so)

    def _note(self, entry: Entry, move: str, runs: Indices, party: str = "") -> None:
        if runs.size:
            self.talk.log.append(Event(entry.date, party or self.setup.threatener, move, runs))
