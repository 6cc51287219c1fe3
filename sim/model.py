"""TradeTalks: the clock and the order of moves of one block of runs.

One Mesa model steps a whole block of runs at once: every agent's state is an array over runs, and
each pair of talks keeps one status a run. A step is one date of one calendar.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import STATES, AnswerRule, ControllingGovernment
from sim.agents.hearing import announced, hear
from sim.agents.negotiation import Dice, Negotiation
from sim.bargaining.calendar import Entry, Kind
from sim.bargaining.linkage import Linkage
from sim.bargaining.tables import ValueTables
from sim.bargaining.talks_setup import TalksSetup

Indices = NDArray[np.intp]

_CHINAS_OWN = (Kind.REVIEW, Kind.TRUCE_ENDS)


class TradeTalks(mesa.Model):  # type: ignore[misc]
    """Pairs of talks side by side on one calendar, and China's controls.

    `talks`: the rules of each pair and its exact values, by their order in the scenario.
    `worlds` (R,): the world of each run. `dice(who, what)` returns one uniform a run, the same for
    the same names whatever else happens. `linkage`: how several pairs see each other.
    """

    def __init__(
        self,
        talks: Sequence[tuple[TalksSetup, ValueTables]],
        worlds: Indices,
        controls: AnswerRule,
        dice: Dice,
        linkage: Linkage | None = None,
    ) -> None:
        super().__init__(rng=0)  # all chance comes from `dice`; Mesa's own stream stays unused
        self.dice = dice
        self.negotiations = tuple(
            Negotiation(self, setup, tables, worlds, dice) for setup, tables in talks
        )
        self.china = ControllingGovernment(self, "CHN", controls, len(worlds))
        self.linkage = linkage
        self.standings = [np.zeros(len(worlds), dtype=np.intp) for _ in talks]
        self._dates = _merged([setup.calendar.entries for setup, _ in talks])

    @property
    def n_dates(self) -> int:
        """Number of dates of all calendars together."""
        return len(self._dates)

    def play(self) -> None:
        """Live through the whole calendar."""
        for _ in self._dates:
            self.step()

    def release(self) -> None:
        """Drop the payoff tables, beliefs and moves, tens of megabytes a block; play no more.

        Mesa 3.3 keeps every model alive in a class-level table of its agents' numbers.
        """
        self.remove_all_agents()
        for negotiation in self.negotiations:
            negotiation.release()
        del self.negotiations, self.china

    def step(self) -> None:
        """Live through the next date of the calendar."""
        entry, place = self._dates[self.steps - 1]
        if entry.kind not in _CHINAS_OWN:
            self.negotiations[place].live_through(entry)
            if self.linkage is not None:
                self._tell_others(place, entry.date, self.linkage)
            return
        if entry.kind is Kind.REVIEW:
            changed = self.china.review(self.dice("CHN", f"review {entry.date}"))
            move = "ease"
        else:
            changed = self.china.face_end_of_truce(self.dice("CHN", "end of truce"))
            move = "tighten"
        for negotiation in self.negotiations:
            is_open = negotiation.talk.ended_on[changed] < 0
            negotiation.note(entry, move, changed[is_open], self.china.party)
            states = self._states_in(negotiation)[changed]
            negotiation.set_states(changed, states, entry.date.toordinal())

    def _tell_others(self, place: int, date: dt.date, linkage: Linkage) -> None:
        """Let other pairs know what a pair came to on a day, and value packages accordingly."""
        told = self.negotiations[place]
        talk = told.talk
        ended = np.flatnonzero(talk.ended_on == date.toordinal())
        if not ended.size:
            return
        now = linkage.standing(place, talk.status, talk.package)
        moved = ended[now[ended] != self.standings[place][ended]]
        self.standings[place][ended] = now[ended]
        for other, negotiation in enumerate(self.negotiations):
            if other == place:
                continue
            for news in announced(told, date, ended):
                hear(negotiation, news)
            concerned = moved[negotiation.talk.ended_on[moved] < 0]
            states = linkage.states(other, self.china.state, self.standings)[concerned]
            negotiation.set_states(concerned, states, date.toordinal())

    def _states_in(self, negotiation: Negotiation) -> Indices:
        """Return what holds elsewhere in each run, as places in the tables of a pair, (R,)."""
        if self.linkage is not None:
            pair = self.negotiations.index(negotiation)
            return self.linkage.states(pair, self.china.state, self.standings)
        known = {name: place for place, name in enumerate(negotiation.tables.states)}
        return np.array([known.get(name, 0) for name in STATES])[self.china.state]


def _merged(calendars: Sequence[Sequence[Entry]]) -> list[tuple[Entry, int]]:
    """Return the dates of all pairs of talks in order, each with the place of its pair.

    China's own dates stand in every calendar and count once.
    """
    dates = {
        (entry, 0 if entry.kind in _CHINAS_OWN else place)
        for place, entries in enumerate(calendars)
        for entry in entries
    }
    return sorted(dates)
