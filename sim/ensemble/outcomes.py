"""From the endings of a block to the measures of its runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.closing import CAUSES
from sim.bargaining.observables import CARS, OTHER_GOODS
from sim.bargaining.regimes import IN_FORCE
from sim.chips.window import HORIZONS
from sim.ensemble.industries import industry_measures
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.moves import moves_measured
from sim.ensemble.outcome_values import OutcomeValues
from sim.ensemble.ratification import vote_measures

Floats = NDArray[np.float64]
Columns = Iterator[tuple[Measure, Floats]]

BALANCES = (("USA", "JPN"), ("USA", "CHN"), ("USA", ""), ("JPN", ""))
BASELINES = ("in_force", "no_deal", "year_2024")
REPORTED_PARTIES = ("USA", "JPN", "CHN")


@dataclass(frozen=True)
class BlockOutcomes(OutcomeValues):
    """The outcomes of one block of R runs and their measures."""

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
