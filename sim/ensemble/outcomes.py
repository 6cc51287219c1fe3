"""From the endings of a block to the measures of its runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.calendar import months_between
from sim.bargaining.closing import CAUSES
from sim.bargaining.gains import Gain, Scale, gain
from sim.bargaining.industries import Industries
from sim.bargaining.no_deal import settled
from sim.bargaining.observables import CARS, OTHER_GOODS
from sim.bargaining.payoffs import Payoffs
from sim.bargaining.preferences import Preferences
from sim.bargaining.regimes import IN_FORCE
from sim.bargaining.tables import ValueTables
from sim.chips.window import HORIZONS
from sim.ensemble.endings import Endings
from sim.ensemble.industries import industry_measures
from sim.ensemble.lived import LivedRates
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.moves import moves_measured
from sim.ensemble.ratification import vote_measures
from sim.ensemble.setup import Setup

Floats = NDArray[np.float64]
Columns = Iterator[tuple[Measure, Floats]]

BALANCES = (("USA", "JPN"), ("USA", "CHN"), ("USA", ""), ("JPN", ""))
BASELINES = ("in_force", "no_deal", "year_2024")
REPORTED_PARTIES = ("USA", "JPN", "CHN")


@dataclass(frozen=True)
class BlockOutcomes:
    """The outcomes of one block of R runs.

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

    def industry_columns(self, party: str) -> dict[Measure, Floats]:
        """Return gain, voice and pressure of the organised industries of a party."""
        return dict(industry_measures(self, party))

    def measures(self) -> Columns:
        """Yield every measure but those of concessions, in the order of runs.csv."""
        ends = self.endings
        yield Measure("agreed"), ends.agreed.astype(np.float64)
        yield Measure("ratified"), ends.signed.astype(np.float64)
        start = self.setup.scenario.as_of.toordinal()
        days = np.where(ends.agreed, ends.ended_on - start, np.nan)
        yield Measure("days_to_agreement"), days
        yield from vote_measures(self.setup, ends)
        yield from self._closing()
        yield Measure("extended"), ends.extended.astype(np.float64)
        yield Measure("threat_executed"), (ends.held.executed_share == 1.0).astype(np.float64)
        yield from moves_measured(self)
        yield from self._rates()
        yield from self._balances()
        yield from self._welfare()
        yield from self._gains()
        yield from self.left_on_table()
        yield from self._chips()
        for party in self.preferences:
            if party in self.industries:
                yield from self.industry_columns(party).items()

    def _closing(self) -> Columns:
        """Yield what made the closing concession of each deal."""
        ends = self.endings
        for place, cause in enumerate(CAUSES):
            is_cause = (ends.closed_by == place).astype(np.float64)
            in_round = ends.agreed & ~ends.closed_in_call
            yield Measure("closed_by", sector=cause), np.where(in_round, is_cause, np.nan)
        if self.setup.talk.calls is not None:
            in_call = ends.closed_in_call.astype(np.float64)
            yield Measure("closed_in_call"), np.where(ends.agreed, in_call, np.nan)

    def _rates(self) -> Columns:
        for place, kind in enumerate(("general", "motor_vehicles")):
            yield Measure("tariff_rate", "USA", "JPN", kind), self.rate(place)
        column, _ = self.setup.observables.column("average_tariff", "USA", "JPN")
        average = self.in_force[:, 1, column] + self.changes[:, 1, column]
        yield Measure("tariff_rate", "USA", "JPN", "average"), average
        for h, horizon in enumerate(HORIZONS):
            collected = self._level(h, "collected_tariff", "USA", "JPN")
            yield Measure("collected_tariff", "USA", "JPN", horizon=horizon), collected
        yield from self._prices()

    def _prices(self) -> Columns:
        """Yield who pays the added US tariffs, and what is lent meanwhile."""
        for h, horizon in enumerate(HORIZONS):
            for partner, sector in (("JPN", CARS), ("", OTHER_GOODS)):
                share = self._level(h, "buyers_share", "USA", partner, sector)
                yield Measure("buyers_share", "USA", partner, sector, horizon), share
        for h, horizon in enumerate(HORIZONS):
            level = self._level(h, "markup_cost", "JPN")
            yield Measure("markup_cost", "JPN", "", "", horizon), level
        for party in REPORTED_PARTIES:
            yield (
                Measure("lending", party, horizon="first_year"),
                self._level(0, "lending", party),
            )

    def _level(self, h: int, kind: str, party: str, partner: str = "", sector: str = "") -> Floats:
        """Return the level of a quantity at the end of each run, (R,)."""
        column, sign = self.setup.observables.column(kind, party, partner, sector)
        return np.asarray(sign * (self.in_force + self.changes)[:, h, column])

    def rate(self, place: int) -> Floats:
        """Return the general (0) or car (1) rate at the end of each run."""
        setup, ends = self.setup, self.endings
        kind = ("general_rate", "car_rate")[place]
        field = ("general", "car")[place]
        known = np.array([getattr(rates, field) for rates in setup.regimes.paths])
        paths = known[np.maximum(ends.held.path, IN_FORCE)]
        settings = self.tables.agenda.settings(self.tables.codes[np.maximum(ends.package, 0)])
        agreed = settings.get(kind, np.full(len(ends.runs), getattr(setup.threats[0].full, field)))
        return np.where(ends.signed, agreed, paths)

    def _balances(self) -> Columns:
        for party, partner in BALANCES:
            column, sign = self.setup.observables.column("goods_balance", party, partner)
            for h, horizon in enumerate(HORIZONS):
                level = sign * (self.in_force + self.changes)[:, h, column]
                yield Measure("goods_balance", party, partner, horizon=horizon), level
                for baseline, change in self._against(h, column, sign):
                    measure = Measure("goods_balance_change", party, partner, "", horizon, baseline)
                    yield measure, change

    def _welfare(self) -> Columns:
        for party in REPORTED_PARTIES:
            column, sign = self.setup.observables.column("income", party)
            for h, horizon in enumerate(HORIZONS):
                for baseline, change in self._against(h, column, sign):
                    yield Measure("welfare_change", party, "", "", horizon, baseline), change
        for party in REPORTED_PARTIES:
            column, _ = self.setup.observables.column("tariff_revenue", party)
            for h, horizon in enumerate(HORIZONS):
                level = (self.in_force + self.changes)[:, h, column]
                yield Measure("tariff_revenue", party, "", "", horizon), level

    def _against(self, h: int, column: int, sign: int) -> Iterator[tuple[str, Floats]]:
        change = self.changes[:, h, column]
        level = self.in_force[:, h, column] + change
        against = (
            change,
            change - self.no_deal_changes[:, h, column],
            level - self.tables.year_2024[column],
        )
        for baseline, value in zip(BASELINES, against, strict=True):
            yield baseline, sign * value

    def _gains(self) -> Columns:
        for party in self.preferences:
            for baseline, won in self.gains(party).items():
                yield Measure("utility", party, baseline=baseline), won.total
                yield Measure("gain_income", party, baseline=baseline), won.income
                for term, value in won.weighted.items():
                    name = term.removeprefix("sector.")
                    yield Measure("gain_weighted", party, "", name, "", baseline), value
                yield Measure("gain_typed", party, baseline=baseline), won.typed
            yield Measure("no_deal_value", party), self.endings.no_deal[party]

    def left_on_table(self) -> Columns:
        """Yield the largest rise of U_g over packages that are no worse for the other side."""
        first, second = self.preferences
        for party, other in ((first, second), (second, first)):
            own, others = self.payoffs(party), self.payoffs(other)
            mine, theirs = (self.gains(p)["in_force"].total for p in (party, other))
            tolerance = 1e-9 * (1.0 + np.abs(theirs))
            no_worse = others >= (theirs - tolerance)[:, None]
            rise = np.where(no_worse, own, -np.inf).max(axis=1) - mine
            # The package itself is among the packages: its rise of rounding errors is none.
            noise = 1e-9 * (1.0 + np.abs(mine))
            yield Measure("left_on_table", party), np.where(rise > noise, rise, 0.0)

    def _chips(self) -> Columns:
        signed = self.endings.signed
        settings = self.tables.agenda.settings(
            self.tables.codes[np.maximum(self.endings.package, 0)]
        )
        first, second = self.preferences
        for place, issue in enumerate(self.tables.agenda.issues):
            other = second if issue.holder == first else first
            names = (issue.holder, other, issue.kind)
            level = np.where(signed, self.given[:, place], np.nan)
            yield Measure("chip_level", *names), level
            unit, largest = self.setup.chip_size(issue)
            amount = settings[issue.kind] * largest[self.endings.worlds]
            yield Measure("chip_amount", *names, unit=unit), np.where(signed, amount, np.nan)

    def table(self, concessions: Iterable[tuple[Measure, Floats]]) -> RunTable:
        """Return the run table of the block, concessions and deliveries added."""
        ends = self.endings
        outcome = ends.outcomes
        dates = [
            dt.date.fromordinal(int(day)).isoformat() if signed else ""
            for day, signed in zip(ends.ended_on, ends.agreed, strict=True)
        ]
        sets = [self.setup.worlds[w].elasticities for w in ends.worlds]
        return RunTable(
            ends.runs,
            ends.worlds.astype(np.int64),
            {**dict(self.measures()), **dict(concessions)},
            {"outcome": outcome, "agreement_date": dates, "elasticities": sets},
        )
