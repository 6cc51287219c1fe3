"""The distributions of a scenario of the talks of 2025 beside what happened on 22 July 2025."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.backtest.episodes import FOLDER, load_episodes
from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import cache_folder, no_progress, prepare
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tablework import Progress, TableWork
from sim.ensemble.workers import Workers, default_jobs
from sim.scenario.holdings import HOLDER
from sim.scenario.loading import load

Floats = NDArray[np.float64]

_EPISODE: Final = "us_japan_2025"
_RATES: Final = ("general_rate", "car_rate")


@dataclass(frozen=True)
class Shown:
    """A scenario, changed by `sets`, and how its column is headed."""

    label: str
    scenario: str
    sets: tuple[str, ...] = ()


SHOWN: Final = (
    Shown("known on 30 May", "us-japan-2025-05-30"),
    # The same packages are on the table as with calls, so that only the calls differ.
    Shown(
        "as it happened, no calls", "us-japan-as-it-happened", ("talks.us_japan.calls.chance=0",)
    ),
    Shown("as it happened", "us-japan-as-it-happened"),
    Shown("replay", "us-japan-replay"),
)


@dataclass(frozen=True)
class JulyOptions:
    """What is played."""

    runs: int = 1000
    seed: int = 0
    sets: tuple[str, ...] = ()
    jobs: int = field(default_factory=default_jobs)
    use_cache: bool = True


@dataclass(frozen=True)
class Beside:
    """One quantity of one scenario, by its label, beside what happened.

    Of a share only the mean is a number; dates are ordinal days over the runs with a deal, all
    others are over all runs, zero or the rate at the end without a deal. `at_most` is the share of
    these runs at or below what happened.
    """

    scenario: str
    quantity: str
    unit: str
    observed: float
    mean: float
    p05: float
    p50: float
    p95: float
    at_most: float


def observed() -> dict[str, tuple[float, str]]:
    """Return what happened and its unit by quantity; a date as its ordinal day."""
    with (FOLDER / "july_2025.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["quantity"]: (_value(row["observed"], row["unit"]), row["unit"]) for row in rows}


def _value(text: str, unit: str) -> float:
    return float(dt.date.fromisoformat(text).toordinal()) if unit == "date" else float(text)


def beside(options: JulyOptions, progress: Progress = no_progress) -> tuple[Beside, ...]:
    """Return every quantity of each scenario beside what happened."""
    rows: list[Beside] = []
    with Workers(options.jobs) as workers:
        for shown in SHOWN:
            scenario = load(shown.scenario, (*shown.sets, *options.sets))
            setup = Setup(scenario, Observables(load_benchmark()))
            cache = cache_folder() if options.use_cache else None
            ensemble, _ = prepare(TableWork(setup, workers, cache, progress), options.seed)
            rows += _beside(shown.label, ensemble, options.runs)
    return tuple(rows)


def _beside(name: str, ensemble: Ensemble, runs: int) -> Iterator[Beside]:
    blocks = [_block(ensemble, block) for block in range(-(-runs // BLOCK_RUNS))]
    samples = {q: np.concatenate([b[q] for b in blocks])[:runs] for q in blocks[0]}
    for quantity, (value, unit) in observed().items():
        sample = samples[quantity][~np.isnan(samples[quantity])]
        if sample.size:
            low, middle, high = np.quantile(sample, (0.05, 0.5, 0.95)).tolist()
            mean, at_most = float(sample.mean()), float((sample <= value + 1e-9).mean())
            yield Beside(name, quantity, unit, value, mean, low, middle, high, at_most)


def _block(ensemble: Ensemble, block: int) -> dict[str, Floats]:
    endings = ensemble.play(block, sample=0).endings
    outcomes = ensemble.outcomes(block, endings)
    duties = next(e.duties for e in load_episodes() if e.name == _EPISODE)
    found = {
        "agreed": endings.signed.astype(np.float64),
        "date": np.where(endings.signed, endings.ended_on.astype(np.float64), np.nan),
    }
    for place, kind in enumerate(_RATES):
        duty = np.where(_holds_the_duty(ensemble, endings, kind), 0.0, duties[place] or 0.0)
        found[kind] = 100.0 * outcomes.rate(place) + duty
    for place, issue in enumerate(ensemble.tables.agenda.issues):
        if not issue.is_rate:
            _, largest = ensemble.setup.chip_size(issue)
            found[issue.kind] = outcomes.given[:, place] * largest[endings.worlds]
    return found


def _holds_the_duty(ensemble: Ensemble, endings: Endings, kind: str) -> NDArray[np.bool_]:
    """Return in which runs the rate is an agreed one that includes the ordinary duty, (R,)."""
    path = f"parties.{HOLDER[kind]}.chips.{kind}.counting"
    all_in = np.array([world.values[path] for world in ensemble.setup.worlds]) > 0.0
    return np.asarray(endings.signed & all_in[endings.worlds])
