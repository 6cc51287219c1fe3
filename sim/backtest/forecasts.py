"""What is forecast of an episode: by playing it, and by simple rules.

Rates are all in, in percent: the added rate plus the duty before it. Days count from the day of the
forecast; talks without a deal count as lasting to the horizon, 90 days after the deadline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.backtest.calibration import Record, priors, record
from sim.backtest.episodes import Episode
from sim.backtest.scores import sample_chance
from sim.bargaining.observables import Observables
from sim.data.names import REGIONS
from sim.data.tables import load_benchmark
from sim.economy.understudy import in_japans_place, with_names
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import prepare
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tablework import TableWork
from sim.scenario.loading import load, resolve
from sim.scenario.resolved import Resolved

Floats = NDArray[np.float64]

AFTER_DEADLINE_DAYS: Final = 90
MARKS: Final = (0.25, 0.5, 0.75, 1.0)
"""Shares of the way to the deadline at which "is there a deal by then?" is asked; then the
horizon."""

QUANTITIES: Final = {
    "general_rate": "percentage points",
    "car_rate": "percentage points",
    "days": "days",
    "pledge": "USD bn",
}
RULES: Final = ("constant_rate", "threat_times_0.6", "no_change")


@dataclass(frozen=True)
class Case:
    """An episode as it stood on a day, with the priors that other episodes give."""

    episode: Episode
    resolved: Resolved
    record: Record

    @property
    def as_of(self) -> dt.date:
        """The day of the forecast."""
        return self.resolved.scenario.as_of

    @property
    def deadline(self) -> dt.date:
        """The deadline known on that day."""
        return next(iter(self.resolved.scenario.talks.values())).deadline

    @property
    def horizon_days(self) -> int:
        """Days from the day of the forecast to the horizon."""
        return (self.deadline - self.as_of).days + AFTER_DEADLINE_DAYS

    @property
    def marks_days(self) -> tuple[int, ...]:
        """Days at which "is there a deal by then?" is asked."""
        way = (self.deadline - self.as_of).days
        return (*(round(share * way) for share in MARKS), self.horizon_days)

    @property
    def observed(self) -> Mapping[str, float]:
        """What happened, by quantity; only what can be compared."""
        episode = self.episode
        found = {
            "general_rate": episode.final_general_percent,
            "car_rate": episode.final_car_percent,
            "days": float(self._days),
            "pledge": episode.pledge_usd_bn if self._has_pledge else None,
        }
        return {name: value for name, value in found.items() if value is not None}

    @property
    def _days(self) -> int:
        deal = self.episode.deal
        return self.horizon_days if deal is None else (deal - self.as_of).days

    @property
    def _has_pledge(self) -> bool:
        return self.resolved.scenario.parties.JPN.chips.investment_pledge is not None

    def deal_by(self, days: int) -> bool:
        """Whether there was a deal so many days after the day of the forecast."""
        return self.episode.deal is not None and self._days <= days


def case_of(episode: Episode, episodes: Sequence[Episode], sets: Sequence[str] = ()) -> Case:
    """Return an episode with priors from all episodes outside its group, `sets` on top."""
    plain = load(episode.scenario_file)
    found = record(episodes, episode.group)
    name, talk = next(iter(plain.talks.items()))
    fitted = priors(found, plain.as_of, talk.deadline, name, moves=talk.extension is not None)
    return Case(episode, resolve(episode.scenario_file, [*fitted, *sets]), found)


@dataclass(frozen=True)
class Forecast:
    """Samples by quantity, one point for a rule, and the chance of a deal by each mark."""

    samples: Mapping[str, Floats]
    chances: tuple[float, ...]


def setup_of(case: Case) -> Setup:
    """Return the setup of a case: the partner's economy stands in Japan's place."""
    regions = in_japans_place(REGIONS, case.episode.partner)
    benchmark = with_names(load_benchmark(), regions)
    return Setup(case.resolved.scenario, Observables(benchmark))


def played(case: Case, work: TableWork, runs: int, seed: int) -> Forecast:
    """Return the forecast of the talks played `runs` times."""
    ensemble, _ = prepare(work, seed)
    blocks = range(-(-runs // BLOCK_RUNS))
    parts = [_block(case, ensemble, block) for block in blocks]
    samples = {name: np.concatenate([p[name] for p in parts])[:runs] for name in parts[0]}
    signed = samples.pop("agreed") == 1.0
    chances = tuple(sample_chance(signed & (samples["days"] <= mark)) for mark in case.marks_days)
    return Forecast(samples, chances)


def _block(case: Case, ensemble: Ensemble, block: int) -> dict[str, Floats]:
    endings = ensemble.play(block, sample=0).endings
    outcomes = ensemble.outcomes(block, endings)
    days = (endings.ended_on - case.as_of.toordinal()).astype(np.float64)
    within = endings.signed & (days <= case.horizon_days)
    found = {
        "agreed": within.astype(np.float64),
        "days": np.where(within, days, float(case.horizon_days)),
    }
    for place, name in enumerate(("general_rate", "car_rate")):
        duty = case.episode.duties[place]
        if duty is not None:
            found[name] = 100.0 * outcomes.rate(place) + duty
    issues = ensemble.tables.agenda.issues
    for place, issue in enumerate(issues):
        if issue.kind == "investment_pledge":
            _, largest = ensemble.setup.chip_size(issue)
            found["pledge"] = outcomes.given[:, place] * largest[endings.worlds]
    return found


def by_rule(case: Case, rule: str, episodes: Sequence[Episode]) -> Forecast:
    """Return the forecast of a simple rule, from the same episodes that the priors rest on.

    constant_rate: the mean rate agreed in them; threat_times_0.6: that share of the threatened
    rate; both sign when the median of them did and pledge their mean share of imports. no_change:
    the rates in force, no deal.
    """
    others = [e for e in episodes if e.group != case.episode.group]
    scenario = case.resolved.scenario
    threat = next(iter(scenario.talks.values())).threat
    assert threat.general_rate is not None  # talks of the United States and Japan have both
    assert threat.car_rate is not None
    threatened = 100.0 * threat.general_rate.mean, 100.0 * threat.car_rate.mean
    now = 100.0 * scenario.in_force.general_rate.mean, 100.0 * scenario.in_force.car_rate.mean
    agreed = (
        [e.final_general_percent for e in others if e.final_general_percent is not None],
        [e.final_car_percent for e in others if e.final_car_percent is not None],
    )
    points: dict[str, float] = {}
    for place, name in enumerate(("general_rate", "car_rate")):
        duty = case.episode.duties[place]
        if duty is None:
            continue
        if rule == "no_change":
            points[name] = now[place] + duty
        elif rule == "constant_rate":
            points[name] = fmean(agreed[place])
        else:
            points[name] = 0.6 * threatened[place]
    lags = [lag for lag in case.record.lags_days if lag is not None]
    way = (case.deadline - case.as_of).days
    if rule == "no_change":
        points["days"], points["pledge"] = float(case.horizon_days), 0.0
        never = 1.0 / (len(case.record.lags_days) + 2)
        chances = tuple(never for _ in case.marks_days)
    else:
        points["days"] = min(float(way + median(lags)), float(case.horizon_days))
        points["pledge"] = _usual_pledge(case.episode, others)
        chances = tuple(case.record.chance_by(mark - way) for mark in case.marks_days)
    return Forecast({name: np.array([value]) for name, value in points.items()}, chances)


def _usual_pledge(episode: Episode, others: Sequence[Episode]) -> float:
    shares = [
        e.pledge_usd_bn / e.us_imports_usd_bn
        for e in others
        if e.pledge_usd_bn is not None and e.us_imports_usd_bn is not None
    ]
    return fmean(shares) * (episode.us_imports_usd_bn or 0.0)
