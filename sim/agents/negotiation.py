"""One pair of talks at the table: its governments, what they see, and the order of moves.

What happens between two governments on the dates of their own calendar; the clock that joins
several pairs of talks, and China's controls, are in `sim.model`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.deadline import face_deadline
from sim.agents.events import hear_news, see_deed, take_shock
from sim.agents.government import Government
from sim.agents.industry import Industry
from sim.agents.leaders_call import hold_leaders_call
from sim.agents.stocktaking import after_votes, bar, believed_values, own_values
from sim.agents.vote import hold_votes
from sim.bargaining.calendar import Entry, Kind
from sim.bargaining.closing import closing_causes
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.learning import Learner
from sim.bargaining.outlook import Moment
from sim.bargaining.ratification import Ratification
from sim.bargaining.repertoire.seat import Seat, Table, Turn
from sim.bargaining.tables import ValueTables
from sim.bargaining.talk import Event, Exchange, Status, Talk
from sim.bargaining.talks_setup import PartySetup, TalksSetup

if TYPE_CHECKING:
    from sim.model import TradeTalks

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Dice = Callable[[str, str], Floats]


class Negotiation:
    """Two governments that bargain over packages of a catalogue, in R runs.

    `worlds` (R,): the world of each run. `state` (R,): the place in the tables of what holds
    elsewhere (China's controls); `end_state` (R,) the same on the day the talks ended and
    `state_since` (R,) the day on which it came about, 0 if it was there from the start.
    `left_by_call` (R,): the package that the last call between leaders left on the table.
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
        # What other talks brought: rates agreed; threats carried out and dropped, in halves.
        self.heard_rates: list[dict[str, Floats]] = []
        self.heard_deeds = np.zeros((len(worlds), 2), dtype=np.int64)
        first, second = setup.parties
        rest_odds = setup.rest_odds.take(worlds)
        stay_odds = None if setup.stay_odds is None else setup.stay_odds.take(worlds)
        self.talk = Talk((first.party, second.party), len(worlds))
        self.governments = {
            p.party: Government(
                model,
                p.wishes.outlook(tables, setup.annuity, rest_odds, worlds, stay_odds),
                p.tactic,
                self._learner(p),
            )
            for p in setup.parties
        }
        # The last package that the threatened side offered, -1 for none.
        self.last_offer = np.full(len(worlds), NO_OFFER, dtype=np.intp)
        self.industries = [Industry(model, i, tables, worlds) for i in setup.industries]
        self.ratification = (
            Ratification(
                setup.chambers,
                tables,
                setup.annuity,
                worlds,
                regimes=setup.known_regimes,
                rest_odds=rest_odds,
                stay_odds=None if setup.stay_odds is None else setup.stay_odds.take(worlds),
                first_round=setup.first_round,
            )
            if setup.chambers
            else None
        )
        self._table = Table(tables.codes, tables.given)
        self.state = np.zeros(len(worlds), dtype=np.intp)
        self.end_state = np.zeros(len(worlds), dtype=np.intp)
        self.state_since = np.zeros(len(worlds), dtype=np.int64)
        self.left_by_call = np.full(len(worlds), NO_OFFER, dtype=np.intp)
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
        self.industries.clear()
        del self.setup, self.tables, self.talk, self.ratification

    def live_through(self, entry: Entry) -> None:
        """Live through a date of the talks' own calendar."""
        is_open = self.talk.ended_on < 0
        if entry.kind is Kind.NEWS:
            hear_news(self, entry)
        elif entry.kind is Kind.DEED:
            see_deed(self, entry)
        elif entry.kind is Kind.SHOCK:
            take_shock(self, entry)
        elif entry.kind is Kind.ROUND:
            self._hold_round(entry)
        elif entry.kind is Kind.CALL:
            hold_leaders_call(self, entry)
        elif entry.kind is Kind.VOTE:
            hold_votes(self, entry)
        else:
            face_deadline(self, entry)
        ended = is_open & (self.talk.ended_on >= 0)
        self.end_state[ended] = self.state[ended]

    def set_states(self, runs: Indices, states: Indices, since: int = 0) -> None:
        """Let another state of what holds elsewhere begin in these runs, on the day `since`."""
        self.state[runs] = states
        self.state_since[runs[self.talk.ended_on[runs] < 0]] = since
        self._tell_governments(runs)

    def _tell_governments(self, runs: Indices) -> None:
        if runs.size:
            for government in self.governments.values():
                government.outlook.set_states(runs, self.state[runs])
            if self.ratification is not None:
                self.ratification.set_states(runs, self.state[runs])

    def moments(self, entry: Entry, runs: Indices) -> list[tuple[Moment, Indices]]:
        """Return what a date means where the same rates hold and are threatened, and those runs."""
        talk = self.talk
        known = (talk.regime, talk.since, talk.awaited, *self.heard_deeds.T)
        stands = np.stack([held[runs] for held in known], axis=1)
        groups, of = np.unique(stands, axis=0, return_inverse=True)
        return [
            (self.setup.moment(entry, *map(int, group)), runs[of.reshape(-1) == place])
            for place, group in enumerate(groups)
        ]

    def seats(self, entry: Entry, runs: Indices) -> dict[str, Seat]:
        """Return what both governments think that packages and no deal are worth now."""
        seats = {}
        moments = self.moments(entry, runs)
        first, second = self.setup.parties
        for party, other in ((first, second), (second, first)):
            government = self.governments[party.party]
            own, own_no_deal = own_values(self, government, moments)
            packages, no_deal = believed_values(self, party, other, moments, runs)
            if self.ratification is not None:
                own, packages = after_votes(
                    self, entry, government, other, moments, values=(own, packages, runs)
                )
            bar(self, runs, (own, own_no_deal), (packages, no_deal))
            seats[party.party] = Seat(
                own,
                own_no_deal,
                self._spread(packages, runs),
                self._spread(no_deal, runs),
                self._table,
                self._appeal(entry, packages.max(axis=1) - no_deal, runs),
                rows=None if len(runs) == len(self.worlds) else runs,
            )
        return seats

    def _spread(self, values: Floats, runs: Indices) -> Floats:
        """Return values of some runs (K, ...) as rows of all runs (R, ...); the rest is unused."""
        if len(runs) == len(self.worlds):
            return values
        spread = np.zeros((len(self.worlds), *values.shape[1:]))
        spread[runs] = values
        return spread

    def _appeal(self, entry: Entry, stake: Floats, runs: Indices) -> Floats | None:
        focal = self.setup.focal
        if focal is None or (focal.is_off and not self.heard_rates):
            return None
        return focal.appeal(
            self.tables.agenda,
            self.tables.codes,
            entry.date,
            self._spread(stake, runs),
            self.heard_rates,
        )

    def _hold_round(self, entry: Entry) -> None:
        """Exchange offers; who opens is drawn, then the sides take turns."""
        runs = self.talk.open_in(entry.phase, Status.TALKING)
        if not runs.size:
            return
        for party, seat in self.seats(entry, runs).items():
            self.governments[party].take_seat(seat)
        self.talk.rounds_held[runs] += 1
        opener = (self.dice(self.setup.name, f"opener {entry.date}") < 0.5).astype(int)
        for exchange in range(self.setup.offers_per_round):
            for side, party in enumerate(self.talk.parties):
                active = runs[self.talk.status[runs] == Status.TALKING]
                proposing = active[(opener[active] + exchange) % 2 == side]
                self._exchange(entry, exchange, party, proposing)
        self._walk_out(entry, runs)
        left = runs[self.talk.status[runs] == Status.TALKING]
        walk_out = (
            self.dice(self.setup.name, f"breakdown {entry.date}") < self.setup.breakdown_chance
        )
        broken = left[walk_out[left]]
        self.talk.move(broken, Status.BROKEN_OFF, entry.date)
        self.note(entry, "walk_out", broken)

    def _walk_out(self, entry: Entry, runs: Indices) -> None:
        """Let a side leave that sees no package which both would rather have than no deal."""
        for place, party in enumerate(self.setup.parties):
            if party.leaves is None:
                continue
            left = runs[self.talk.status[runs] == Status.TALKING]
            dice = self.dice(party.party, f"leave {entry.date}")
            leaving = left[dice[left] < party.leaves[left]]
            leaving = leaving[self.governments[party.party].seat.sees_no_deal(leaving)]
            self.talk.left_by[leaving] = place
            self.talk.walked_out[leaving, place] = True
            self.talk.move(leaving, Status.BROKEN_OFF, entry.date)
            self.note(entry, "leave", leaving, party.party)

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
        for industry in self.industries:
            industry.hear(runs, offer, self.state[runs])
        signed = runs[accepted]
        if signed.size:
            causes = closing_causes(proposer.side, responder.side, signed, turn)
            self.talk.closed_by[signed] = causes
            self.talk.move(signed, Status.SIGNED, entry.date, offer[accepted])
            for industry in self.industries:
                self.note(entry, "protest", industry.against(signed), industry.party)
        refused, offer = runs[~accepted], offer[~accepted]
        if party != self.setup.threatener:
            self.last_offer[refused] = offer
        proposer.was_refused(refused, offer, turn)
        responder.refused(refused, offer, turn)

    def _turn(self, entry: Entry, number: int) -> Turn:
        offers = self.setup.offers_per_round
        last = offers - 1
        is_end = entry.is_last and number == last
        # After the last exchange of a round that is not the final one, the next offer comes with
        # the next round, when the clock stands just past this round's end.
        next_time = None if is_end else entry.clock(min(number + 1, last), offers)
        left = offers - number + offers * self.rounds_after(entry)
        return Turn(entry.date, number, entry.clock(number, offers), next_time, left, offers)

    def rounds_after(self, entry: Entry) -> int:
        """Return how many rounds of the phase lie after a date of the calendar."""
        return sum(
            other.kind is Kind.ROUND and other.phase == entry.phase and other.date > entry.date
            for other in self.setup.calendar.entries
        )

    def note(self, entry: Entry, move: str, runs: Indices, party: str = "") -> None:
        """Write down a move other than an offer; the threatener's unless another is named."""
        if runs.size:
            self.talk.log.append(Event(entry.date, party or self.setup.threatener, move, runs))


def _addressed(dice: Dice, address: str) -> Dice:
    """Return dice whose every draw has an address put before its name."""
    return (lambda who, what: dice(who, f"{address} {what}")) if address else dice
