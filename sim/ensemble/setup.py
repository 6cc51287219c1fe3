"""What holds in all runs of a scenario: worlds, agenda, threats, calendar, annuity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import (
    Aftermath,
    Calendar,
    Calls,
    Extensions,
    News,
    build_calendar,
)
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.observables import Observables
from sim.bargaining.ratification import with_votes
from sim.bargaining.regimes import announced
from sim.bargaining.shocks import Shock
from sim.chips.base import Valuation
from sim.ensemble.parameters import Parameter, World, draw_worlds, parameters
from sim.ensemble.regimes import Regimes, regimes_of
from sim.ensemble.settings import Rates
from sim.ensemble.threats import (
    Threat,
    held,
    threat_of_china,
    threats_to_china,
    threats_to_japan,
)
from sim.scenario.holdings import belongs_to
from sim.scenario.schema import Scenario
from sim.scenario.talk import Talk as TalkSection
from sim.scenario.values import Quantity

Floats = NDArray[np.float64]

RATE_CHIPS = ("general_rate", "car_rate", "china_rate")
_DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Setup:
    """Everything about one pair of talks of a scenario that does not differ by run.

    `pair`: the name of the talks; the main ones by default.
    """

    scenario: Scenario
    observables: Observables
    pair: str = ""

    @cached_property
    def talk_name(self) -> str:
        """The name of the talks."""
        return self.pair or next(iter(self.scenario.talks))

    @property
    def talk(self) -> TalkSection:
        """The talks as the scenario says."""
        return self.scenario.talks[self.talk_name]

    @property
    def is_main(self) -> bool:
        """Whether the talks are those of the United States and Japan."""
        return set(self.talk.parties) == {"USA", "JPN"}

    @property
    def address(self) -> str:
        """What stands before the names of draws: nothing for the main pair, else the parties."""
        return "" if self.is_main else "-".join(sorted(self.talk.parties))

    @cached_property
    def china_talks(self) -> bool:
        """Whether the United States and China talk: the end of the truce is then theirs."""
        return any(set(talk.parties) == {"USA", "CHN"} for talk in self.scenario.talks.values())

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """The fixed worlds."""
        return draw_worlds(self.scenario)

    @cached_property
    def listed(self) -> Mapping[str, Parameter]:
        """Every quantity and choice of the scenario by path."""
        return parameters(self.scenario)

    @cached_property
    def parties(self) -> tuple[str, str]:
        """The two parties at the table."""
        return self.talk.parties

    @cached_property
    def tau_months(self) -> Floats:
        """How fast each world adjusts, (W,): months to 63 % of the way to the long run."""
        return np.array([world.values["economy.adjustment_time"] for world in self.worlds])

    @cached_property
    def annuity(self) -> Annuity:
        """How yearly values are summed over time."""
        economy = self.scenario.economy
        return Annuity(economy.value_horizon.mean, economy.discount_rate.mean)

    def valuation(self, world: int) -> Valuation:
        """Return how a world's amounts outside the model become amounts a year."""
        _, long_run = self.annuity.weights(0.0, self.tau_months[world])
        return Valuation(
            self.annuity.horizon_months, self.annuity.discount_rate_per_year, float(long_run)
        )

    @cached_property
    def in_force(self) -> Rates:
        """Added rates in force when the scenario begins."""
        rates = self.scenario.in_force
        return Rates(rates.general_rate.mean, rates.car_rate.mean)

    @cached_property
    def held(self) -> Rates:
        """What holds between the two parties when the scenario begins."""
        kinds = [issue.kind for issue in self.agenda.issues] if not self.is_main else []
        return held(self.scenario, self.talk, self.in_force, kinds)

    @cached_property
    def threats(self) -> tuple[Threat, ...]:
        """The threats that are announced over time, the first one first."""
        if self.talk.threat.by == "CHN":
            return (threat_of_china(self.in_force, [issue.kind for issue in self.agenda.issues]),)
        if not self.is_main:
            return threats_to_china(self.scenario, self.talk, self.in_force)
        return threats_to_japan(self.talk, self.in_force)

    @cached_property
    def regimes(self) -> Regimes:
        """What may come to hold or be threatened, and the rates on each named path."""
        if not self.is_main:
            paths = [self.held]
            for threat in self.threats:
                paths += [threat.full, threat.partly]
            return Regimes(announced(len(self.threats)), tuple(paths))
        return regimes_of(
            self.in_force,
            [threat.full for threat in self.threats],
            self.talk.shocks,
            talks_go_on=self.talk.after_execution is not None,
        )

    @cached_property
    def agenda(self) -> Agenda:
        """The issues on the table: rates first, then chips, in the order of the schema."""
        issues = []
        for party in self.talk.parties:
            chips = getattr(self.scenario.parties, party).chips
            for kind in type(chips).model_fields:
                chip = getattr(chips, kind)
                if chip is not None and self._is_open(self.talk, kind):
                    issues.append(self._issue(kind, party, chip))
        return Agenda(tuple(sorted(issues, key=lambda issue: not issue.is_rate)))

    def _issue(self, kind: str, holder: str, chip: object) -> Issue:
        if kind not in RATE_CHIPS:
            count: int = chip.levels  # type: ignore[attr-defined]
            steps = tuple(float(level) for level in np.linspace(0.0, 1.0, count))
            return Issue(kind, holder, steps)
        # The zero level of a rate is the threat executed, whatever the list of rates starts with.
        field = kind.removesuffix("_rate")
        top = max(getattr(threat.full, field) for threat in self.threats)
        listed: tuple[Quantity, ...] = chip.rates  # type: ignore[attr-defined]
        below = [rate.mean for rate in listed if rate.mean < top]
        return Issue(kind, holder, (top, *below), is_rate=True)

    @staticmethod
    def _is_open(talk: TalkSection, kind: str) -> bool:
        listed = talk.agenda is None or kind in talk.agenda
        return listed and kind not in talk.off_table and belongs_to(kind, talk.parties)

    @cached_property
    def calendar(self) -> Calendar:
        """The dates of the talks and of China's reviews."""
        talk, china = self.talk, self.scenario.parties.CHN
        deadlines = [talk.deadline]
        for item in talk.news:
            deadlines.append(item.deadline or deadlines[-1])
        rates = [threat.full for threat in self.threats]
        news = [
            News(item.date, deadlines[k + 1], k + 1, raises=_is_raised(rates[k], rates[k + 1]))
            for k, item in enumerate(talk.news)
        ]
        extension, after = talk.extension, talk.after_execution
        plan = build_calendar(
            self.scenario.as_of,
            talk.deadline,
            talk.rounds,
            news=news,
            extensions=Extensions(
                extension.most, round(extension.length.mean), round(extension.rounds_every.mean)
            )
            if extension
            else None,
            review_every_days=round(china.controls.review_every.mean),
            truce_ends=None if self.china_talks else china.truce.ends,
            calls=self._calls,
            aftermath=Aftermath(self.after_days, round(after.rounds_every.mean)) if after else None,
            deeds=[deed.date for deed in talk.credibility.deeds] if talk.credibility else (),
            shocks=[
                (*shock.days, *([shock.stayed_until] if shock.stayed_until else []))
                for shock in talk.shocks
            ],
        )
        votes = [
            (None if v.after is None else round(v.after.mean), v.date) for v in talk.ratification
        ]
        return with_votes(plan, votes)

    @property
    def _calls(self) -> Calls | None:
        """When leaders talk, None if never."""
        calls = self.talk.calls
        if calls is None:
            return None
        return Calls(calls.dates, _DAYS_PER_WEEK if calls.chance_per_week.high > 0 else 0)

    @cached_property
    def rest_odds(self) -> RestOdds:
        """Odds of partial execution, postponement and withdrawal, a row a world."""
        head = f"talks.{self.talk_name}.no_deal"
        columns = [
            np.array([world.values[f"{head}.{name}"] for world in self.worlds])
            for name in ("partly", "postponed", "withdrawn")
        ]
        return RestOdds.of(*columns)

    @cached_property
    def stay_odds(self) -> RestOdds | None:
        """Odds that executed rates stay, are eased or are withdrawn, a row a world; None if never.

        They count once talks that went on after an execution end without a deal.
        """
        if self.talk.after_execution is None:
            return None
        head = f"talks.{self.talk_name}.after_execution"
        columns = [
            np.array([world.values[f"{head}.{name}"] for world in self.worlds])
            for name in ("stays", "eased", "withdrawn")
        ]
        return RestOdds.of(*columns)

    @property
    def after_days(self) -> int:
        """How many days talks go on under executed rates."""
        after = self.talk.after_execution
        return 0 if after is None else round(after.length.mean)

    def shocks(self, draw: Callable[[str], Floats]) -> tuple[Shock, ...]:
        """Return the shocks, each chance taken by `draw`; all reckon with the mean chance."""
        return tuple(
            Shock(
                shock.name,
                shock.days,
                draw(f"talks.{self.talk_name}.shocks.{place}.chance"),
                shock.chance.mean if shock.expected else 0.0,
                shock.stayed_until,
            )
            for place, shock in enumerate(self.talk.shocks)
        )

    def chip_size(self, issue: Issue) -> tuple[str, Floats]:
        """Return the unit of an issue and its maximum in each world, (W,); a rate is a fraction."""
        if issue.is_rate:
            return "fraction", np.ones(len(self.worlds))
        path = f"parties.{issue.holder}.chips.{issue.kind}.max"
        value = self.listed[path].value
        assert isinstance(value, Quantity)
        return value.unit, np.array([world.values[path] for world in self.worlds])

    def expected(self, path: str) -> Floats:
        """Return the prior mean of a parameter as an array of length one.

        Of a choice, the place of the word listed most often (of equals the first).
        """
        value = self.listed[path].value
        if isinstance(value, Quantity):
            return np.array([value.mean])
        most = max(value.values, key=value.values.count)
        return np.array([float(value.options.index(most))])

    def other(self, party: str) -> str:
        """Return the other side of the talks."""
        first, second = self.parties
        return second if party == first else first

    def elections(self) -> tuple[tuple[str, dt.date], ...]:
        """Return (party, polling day) of every election in the period."""
        return tuple((election.party, election.date) for election in self.talk.elections)


def setups(scenario: Scenario, observables: Observables) -> tuple[Setup, ...]:
    """Return the setup of every pair of talks, the main one first."""
    return tuple(Setup(scenario, observables, name) for name in scenario.talks)


def _is_raised(before: Rates, after: Rates) -> bool:
    """Return whether a new threat is the higher one."""
    return after.general > before.general or after.car > before.car
