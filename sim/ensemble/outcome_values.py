"""What the endings of a block are worth: changes, levels and gains of its runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.calendar import months_between
from sim.bargaining.gains import Gain, Scale, gain
from sim.bargaining.industries import Industries
from sim.bargaining.no_deal import settled
from sim.bargaining.payoffs import Payoffs
from sim.bargaining.preferences import Preferences
from sim.bargaining.regimes import IN_FORCE
from sim.bargaining.tables import ValueTables
from sim.ensemble.endings import Endings
from sim.ensemble.lived import LivedRates
from sim.ensemble.setup import Setup

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OutcomeValues:
    """What the outcomes of one block of R runs are worth.

    `preferences` of the parties at the table; `resolve` (R,) the threatener's own odds. `lived`:
    what other rates held meanwhile or might have, None if only the announced threats count;
    `industries` of the parties that have organised ones; `defeats` (R,) what lost votes cost those
    governments that must bring deals before a chamber, USD bn a year.
    """

    setup: Setup
    tables: ValueTables
    endings: Endings
    preferences: Mapping[str, Preferences]
    resolve: Floats
    lived: LivedRates | None = None
    industries: Mapping[str, Industries] = field(default_factory=dict)
    defeats: Mapping[str, Floats] = field(default_factory=dict)

    @cached_property
    def changes(self) -> Floats:
        """What the outcome changes from the rates in force, (R, H, Q)."""
        ends, tables = self.endings, self.tables
        place = ends.worlds, ends.state
        package = tables.changes[(*place, np.maximum(ends.package, 0))]
        without = tables.paths[(*place, np.maximum(ends.held.path, IN_FORCE))]
        return np.where(ends.signed[:, None, None], package, without)

    def _fate(self, name: str) -> NDArray[np.intp]:
        """Return the named path of a fate of the threat known at the end, (R,)."""
        places = [getattr(regime, name) for regime in self.setup.regimes.listed]
        return np.array(places, dtype=np.intp)[self.endings.held.regime]

    def _on_path(self, name: str) -> Floats:
        return self.tables.paths[self.endings.worlds, self.endings.state, self._fate(name)]

    @cached_property
    def executed(self) -> Floats:
        """What the threat executed in full changes from the rates in force, (R, H, Q)."""
        return self._on_path("executed")

    @cached_property
    def partly(self) -> Floats:
        """What the threat executed in part changes from the rates in force, (R, H, Q)."""
        return self._on_path("partly")

    @cached_property
    def no_deal_changes(self) -> Floats:
        """The expectation of no deal at the threatener's true odds, (R, H, Q)."""
        if self.lived is not None:
            last, ends = self.lived.no_deal[1], self.endings
            paths = self.tables.paths[ends.worlds, ends.state]
            return np.asarray(np.einsum("rp,rphq->rhq", last, paths))
        rest = self.setup.rest_odds.take(self.endings.worlds)
        odds = settled(rest.probabilities(self.resolve))
        return np.asarray(
            odds[:, 0, None, None] * self.executed + odds[:, 1, None, None] * self.partly
        )

    @cached_property
    def in_force(self) -> Floats:
        """Levels at the rates in force, (R, H, Q)."""
        return self.tables.in_force[self.endings.worlds, self.endings.state]

    @cached_property
    def given(self) -> Floats:
        """How much of each issue is given, (R, I); zero without a deal."""
        given = self.tables.given[np.maximum(self.endings.package, 0)]
        return np.where(self.endings.signed[:, None], given, 0.0)

    def world_typed(self, party: str) -> Floats:
        """Return the amounts of the signed package outside the model, (R,)."""
        typed = self.tables.typed[party][self.endings.worlds, np.maximum(self.endings.package, 0)]
        return np.where(self.endings.signed, typed, 0.0)

    @cached_property
    def ended_month(self) -> Floats:
        """Months from the first round to the end of the talks, or to the vote on the deal, (R,)."""
        days = self.endings.settled_on - self.setup.talk.first_round.toordinal()
        return np.asarray(days / 365.25 * 12.0)

    @cached_property
    def deadline_month(self) -> Floats:
        """Months from the first round to the deadline of the phase in which talks ended, (R,)."""
        start, phases = self.setup.talk.first_round, self.setup.calendar.phases
        months = [months_between(start, phase.deadline) for phase in phases]
        return np.array(months)[self.endings.phase]

    def before_election(self, party: str) -> NDArray[np.bool_]:
        """Return whether the talks ended with an election of `party` ahead, (R,)."""
        days = [day.toordinal() for who, day in self.setup.elections() if who == party]
        return self.endings.ended_on < max(days, default=0)

    def scale(self, party: str, months: Floats) -> Scale:
        """Return how outcomes beginning at `months` weigh for a party."""
        premium = np.where(self.before_election(party), self.preferences[party].premium, 1.0)
        tau = self.tables.tau_months[self.endings.worlds]
        return Scale.at(self.setup.annuity, months, tau, premium)

    def gains(self, party: str) -> dict[str, Gain]:
        """Return the gain of a party against the rates in force and against no deal."""
        preferences = self.preferences[party]
        whole = self.scale(party, self.ended_month)
        nothing, none_given = np.zeros(len(self.resolve)), np.zeros_like(self.given)
        if self.lived is None:
            won = self._gain(party, self.changes, whole)
            falls_due = self.scale(party, self.deadline_month)
            lost = gain(
                preferences, self.no_deal_changes, nothing, none_given, falls_due, signed=False
            )
            return self._with_votes(party, won, lost)
        # Without a deal, rates that were lived under before go on as they began.
        changes = np.where(self.endings.signed[:, None, None], self.changes, 0.0)
        before = self._on_paths(party, self.lived.before_the_end)
        after = self._on_paths(party, self.lived.after_the_end)
        won = self._gain(party, changes, whole)
        lost = before + self._on_paths(party, self.lived.no_deal[0])
        won = won + before + after + self._rates_taken(party)
        return self._with_votes(party, won, lost)

    def _with_votes(self, party: str, won: Gain, lost: Gain) -> dict[str, Gain]:
        """Return the gains by baseline, with what a lost vote costs where a chamber votes."""
        if party in self.defeats:
            nothing = np.zeros(len(self.resolve))
            cost = self.scale(party, self.ended_month).share * self.defeats[party]
            won, lost = won.plus("lost_vote", -cost), lost.plus("lost_vote", nothing)
        return {"in_force": won, "no_deal": won - lost}

    def from_signature(self, party: str) -> Gain:
        """Return the gain of a party by what the talks came to alone, as long as it lasts."""
        return self._gain(party, self.changes, self.scale(party, self.ended_month))

    def _gain(self, party: str, changes: Floats, scale: Scale) -> Gain:
        """Return the gain of a party by changes (R, H, Q), what it is given included."""
        return gain(
            self.preferences[party],
            changes,
            self.world_typed(party),
            self.given,
            scale,
            signed=self.endings.signed,
        )

    def _rates_taken(self, party: str) -> Gain:
        """Return what shocks that may still take signed rates are expected to change."""
        assert self.lived is not None
        ends, preferences = self.endings, self.preferences[party]
        nothing, none_given = np.zeros(len(self.resolve)), np.zeros_like(self.given)
        total = self._on_paths(party, np.zeros((len(ends.runs), self.tables.n_paths, 2)))
        for which, places, chance, month in self.lived.twins():
            twin = self.tables.changes[ends.worlds, ends.state, places]
            taken = np.where(which[:, None, None], chance * (twin - self.changes), 0.0)
            scale = self.scale(party, np.full(len(ends.runs), month))
            total = total + gain(preferences, taken, nothing, none_given, scale, signed=False)
        return total

    def _on_paths(self, party: str, weights: Floats) -> Gain:
        """Return the gain from named paths at annuity weights (R, P, 2)."""
        preferences, ends = self.preferences[party], self.endings
        by_term = preferences.term_values(self.tables.paths[ends.worlds, ends.state])
        worth = preferences.weights * np.einsum("rph,rpht->rt", weights, by_term)
        terms = {term: worth[:, t] for t, term in enumerate(preferences.terms)}
        return Gain(terms, np.zeros(len(self.resolve)))

    def payoffs(self, party: str) -> Floats:
        """Return U of every package of the catalogue at the date the talks ended, (R, M)."""
        ends = self.endings
        payoffs = Payoffs(self.tables, self.preferences[party], self.setup.annuity, ends.worlds)
        payoffs.set_states(np.arange(len(ends.runs)), ends.state)
        before = self.before_election(party)
        worth = payoffs.at(self.ended_month, before_election=before)
        if self.lived is None:
            return worth
        for pending, rows in self.lived.pending():
            worth[rows] = payoffs.at(self.ended_month, before_election=before, pending=pending)[
                rows
            ]
        for caps, rows in self.lived.capped():
            twins = self.tables.capped(caps)
            # Rates that can no longer be levied are nothing that was left on the table.
            barred = np.flatnonzero(twins != np.arange(len(twins)))
            worth[np.ix_(rows, barred)] = worth[rows].min(axis=1, keepdims=True) - 1.0
        return worth + self._on_paths(party, self.lived.before_the_end).total[:, None]
