"""The backtest: every represented training episode forecast without its group, and scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np

from sim.backtest.episodes import Episode, load_episodes
from sim.backtest.forecasts import (
    QUANTITIES,
    RULES,
    Case,
    Forecast,
    by_rule,
    case_of,
    played,
    setup_of,
)
from sim.backtest.scores import crps, log_score
from sim.ensemble.runner import cache_folder, no_progress
from sim.ensemble.tablework import Progress, TableWork
from sim.ensemble.workers import Workers, default_jobs
from sim.errors import InvalidInputError

MODEL = "model"
FORECASTERS = (MODEL, *RULES)
DEAL_BY = "deal_by_date"


@dataclass(frozen=True)
class BacktestOptions:
    """What is played: `episodes` by name (all represented ones if empty), `sets` on top of each."""

    runs: int = 1000
    seed: int = 0
    episodes: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    jobs: int = field(default_factory=default_jobs)
    use_cache: bool = True


@dataclass(frozen=True)
class Score:
    """One score of one forecaster for one episode; less is better.

    `expected` is the mean forecast (the mean chance for DEAL_BY), `low` and `high` its 5 and 95 %
    points (equal for a rule); `observed` what happened (the share of marks with a deal).
    """

    episode: str
    group: str
    quantity: str
    unit: str
    forecaster: str
    observed: float
    expected: float
    low: float
    high: float
    score: float


@dataclass(frozen=True)
class Backtest:
    """All scores, the cases they belong to, and the episodes that cannot be played."""

    options: BacktestOptions
    cases: tuple[Case, ...]
    scores: tuple[Score, ...]
    left_out: tuple[Episode, ...]

    def of(self, episode: str, quantity: str) -> list[Score]:
        """Return the scores of one episode's quantity, in the order of FORECASTERS."""
        return [s for s in self.scores if (s.episode, s.quantity) == (episode, quantity)]

    def mean(self, quantity: str, forecaster: str) -> float:
        """Return the mean score over groups, each the mean of its episodes; NaN without any."""
        groups: dict[str, list[float]] = {}
        for one in self.scores:
            if (one.quantity, one.forecaster) == (quantity, forecaster):
                groups.setdefault(one.group, []).append(one.score)
        return fmean(fmean(scores) for scores in groups.values()) if groups else float("nan")


def backtest(options: BacktestOptions, progress: Progress = no_progress) -> Backtest:
    """Return the scores; raises InvalidInputError for an episode that is not represented."""
    episodes = load_episodes()
    cases = [case_of(e, episodes, options.sets) for e in _chosen(episodes, options.episodes)]
    scores: list[Score] = []
    with Workers(options.jobs) as workers:
        cache = cache_folder() if options.use_cache else None
        for case in cases:
            work = TableWork(setup_of(case), workers, cache, progress)
            forecasts = {MODEL: played(case, work, options.runs, options.seed)}
            forecasts |= {rule: by_rule(case, rule, episodes) for rule in RULES}
            for name, forecast in forecasts.items():
                scores += _scores(case, name, forecast)
    left_out = tuple(e for e in episodes if not e.is_represented)
    return Backtest(options, tuple(cases), tuple(scores), left_out)


def _chosen(episodes: Sequence[Episode], names: Sequence[str]) -> list[Episode]:
    known = {e.name: e for e in episodes}
    for name in names:
        if name not in known:
            playable = ", ".join(e.name for e in episodes if e.is_represented)
            raise InvalidInputError(f"No episode {name!r}; those that can be played: {playable}.")
        if not known[name].is_represented:
            raise InvalidInputError(
                f"The episode {name} cannot be played: {known[name].not_represented_because}."
            )
    return [e for e in episodes if e.is_represented and (not names or e.name in names)]


def _scores(case: Case, forecaster: str, forecast: Forecast) -> Iterator[Score]:
    head = case.episode.name, case.episode.group
    events = [case.deal_by(mark) for mark in case.marks_days]
    chances = forecast.chances
    yield Score(
        *(*head, DEAL_BY, "log score", forecaster),
        observed=float(np.mean(events)),
        expected=float(np.mean(chances)),
        low=min(chances),
        high=max(chances),
        score=fmean(log_score(p, happened=y) for p, y in zip(chances, events, strict=True)),
    )
    for quantity, observed in case.observed.items():
        sample = forecast.samples[quantity]
        low, high = np.quantile(sample, (0.05, 0.95)).tolist()
        yield Score(
            *(*head, quantity, QUANTITIES[quantity], forecaster),
            observed=observed,
            expected=float(sample.mean()),
            low=low,
            high=high,
            score=crps(sample, observed),
        )
