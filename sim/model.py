"""TradeTalks: the clock and the order of moves of one block of runs.

One Mesa model steps a whole block of runs at once: every agent's state is an array over runs, and
the talks keep one status a run. A step is one date of the calendar.
"""

from __future__ import annotations

from collections.abc import Callable

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import STATES, AnswerRule, ControllingGovernment
from sim.agents.government import Government
from sim.bargaining.calendar import Entry, Kind
from sim.bargaining.closing import closing_causes
from sim.bargaining.learning import Learner
from sim.bargaining.no_deal import settled
from sim.bargaining.repertoire.seat import Seat, Table, Turn
from sim.bargaining.tables import ValueTables
from sim.bargaining.talk import Event, Exchange, Status, Talk
from sim.bargaining.talks_setup import PartySetup, TalksSetup

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Dice = Callable[[str, str], Floats]

_AFTER_DEADLINE = (Status.EXECUTED, Status.PARTLY, Status.WITHDRAWN)
_MOVES = {
    Status.EXECUTED: "execute",
    Status.PARTLY: "execute_partly",
    Status.WITHDRAWN: "withdraw",
}


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
        rest_odds = setup.rest_odds.take(worlds)
        self.talk = Talk((first.party, second.party), len(worlds))
        self.china = ControllingGovernment(self, "CHN", controls, len(worlds))
        self.governments = {
            p.party: Government(
                self,
                p.wishes.outlook(tables, setup.annuity, rest_odds, worlds),
                p.tactic,
                self._learner(p),
            )
            for p in setup.parties
        }
        self._table = Table(tables.codes, tables.given)
        self.end_state = np.zeros(len(worlds), dtype=np.intp)
        # The day on which the controls came into the state that they are in when the talks end.
        self.state_since = np.zeros(len(worlds), dtype=np.int64)
        self._states_changed(np.arange(len(worlds)))
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

    def play(self) -> Talk:
        """Live through the whole calendar and return the talks as they ended."""
        for _ in self.setup.calendar.entries:
            self.step()
        return self.talk

    def release(self) -> None:
        """Drop the payoff tables, beliefs and moves, tens of megabytes a block; play no more.

        Mesa 3.3 keeps every model alive in a class-level table of its agents' numbers.
        """
        self.remove_all_agents()
        self.governments.clear()
        del self.setup, self.tables, self.talk, self.china

    def step(self) -> None:
        """Live through the next date of the calendar."""
        entry = self.setup.calendar.entries[self.steps - 1]
        is_open = self.talk.ended_on < 0
        changed = np.empty(0, dtype=np.intp)
        if entry.kind is Kind.REVIEW:
            changed = self.china.review(self.dice("CHN", f"review {entry.date}"))
            self._note(entry, "ease", changed[is_open[changed]], self.china.party)
        elif entry.kind is Kind.TRUCE_ENDS:
            changed = self.china.face_end_of_truce(self.dice("CHN", "end of truce"))
            self._note(entry, "tighten", changed[is_open[changed]], self.china.party)
        elif entry.kind is Kind.NEWS:
            concerned = self.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
            self.talk.next_phase(concerned, extended=False)
            self._note(entry, "news", concerned)
        elif entry.kind is Kind.ROUND:
            self._hold_round(entry)
        else:
            self._face_deadline(entry)
        self._states_changed(changed)
        self.state_since[changed[is_open[changed]]] = entry.date.toordinal()
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
                government.outlook.set_states(runs, states)

    def _take_stock(self, entry: Entry, runs: Indices) -> None:
        """Let both governments value what can be signed now, in the runs that still talk."""
        moment = self.setup.moment(entry)
        group = self.worlds * len(self.tables.states) + self.control_states()
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
        if focal is None or focal.is_off:
            return None
        return focal.appeal(
            self.tables.agenda, self.tables.codes, entry.date, self._spread(stake, runs)
        )

    def _hold_round(self, entry: Entry) -> None:
        """Exchange offers; who opens is drawn, then the sides take turns."""
        runs = self.talk.open_in(entry.phase, Status.TALKING)
        if not runs.size:
            return
        self._take_stock(entry, runs)
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

    def _face_deadline(self, entry: Entry) -> None:
        """Let the threat fall due: in full, in part, postponed or withdrawn."""
        runs = self.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
        if not runs.size:
            return
        threatener = next(p for p in self.setup.parties if p.party == self.setup.threatener)
        chances = self.setup.rest_odds.take(self.worlds[runs]).probabilities(
            threatener.wishes.threat_odds[runs],
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
