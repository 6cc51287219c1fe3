"""Which uncertain input moves the outcomes: Sobol indices and a tornado.

Sobol: every parameter that is drawn run by run, the worlds together (all that we do not know about
the economy) and chance together are redrawn one at a time; see `sobol`. A world is drawn as a
whole, so its parameters have one joint index.

Tornado: every uncertain parameter, those of the worlds included, goes from its 5 % to its 95 %
quantile (a choice: through its words) while all others stand at their centre: preferences at their
mean, the world at the median of each range. Bars are means over chance, on common dice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sobol import Indices, indices
from sim.bargaining.observables import Observables
from sim.bargaining.tables import ValueTables
from sim.data.tables import load_benchmark
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.measures import Measure
from sim.ensemble.parameters import Parameter, World, draw_worlds
from sim.ensemble.runner import cache_folder, no_progress, prepare
from sim.ensemble.search import search_size
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tablework import Progress, TableWork
from sim.ensemble.variants import (
    ALL,
    CHANCE,
    WORLDS,
    CentralEnsemble,
    RedrawnEnsemble,
    is_input,
    run_inputs,
)
from sim.ensemble.workers import Workers, default_jobs
from sim.errors import InvalidInputError
from sim.scenario.schema import Scenario
from sim.scenario.values import Choice, Quantity

Floats = NDArray[np.float64]

OUTCOMES: Final = (
    Measure("agreed"),
    Measure("tariff_rate", "USA", "JPN", "general"),
    Measure("tariff_rate", "USA", "JPN", "motor_vehicles"),
    Measure("utility", "USA", baseline="no_deal"),
    Measure("utility", "JPN", baseline="no_deal"),
    Measure("goods_balance_change", "USA", "JPN", "", "long_run", "no_deal"),
)
"""The outcomes that are looked at unless others are named."""

TORNADO_PACKAGES: Final = 128
"""Packages of the tornado's catalogue. Preferences stand at their centre there, so they single out
fewer; a parameter of the worlds needs new solutions of all of them at each end of its bar."""

_LOW, _HIGH = 0.05, 0.95
_SET: Final = "economy.elasticities"


@dataclass(frozen=True)
class Options:
    """What is looked at, and how many runs the Sobol sample has (rounded up to whole blocks)."""

    runs: int
    seed: int
    outcomes: tuple[Measure, ...] = OUTCOMES
    jobs: int = field(default_factory=default_jobs)


@dataclass(frozen=True)
class SobolRow:
    """The indices of one input for one outcome."""

    outcome: Measure
    input: str
    indices: Indices


@dataclass(frozen=True)
class TornadoRow:
    """The mean outcome with one parameter at a low and at a high value, others at their centre."""

    outcome: Measure
    parameter: str
    low: str
    high: str
    at_low: float
    at_high: float
    at_centre: float

    @property
    def width(self) -> float:
        """How far the outcome moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Sensitivity:
    """What was found; rows by outcome, the strongest input first."""

    scenario: str
    runs: int
    seed: int
    sobol: tuple[SobolRow, ...]
    tornado: tuple[TornadoRow, ...]


def sensitivity(
    scenario: Scenario, options: Options, progress: Progress = no_progress
) -> Sensitivity:
    """Return the Sobol indices and the tornado of a scenario.

    Raises InvalidInputError for an outcome that the scenario does not measure in every run.
    """
    setup = Setup(scenario, Observables(load_benchmark()))
    with Workers(options.jobs) as workers:
        work = TableWork(setup, workers, cache_folder(), progress)
        ensemble, _ = prepare(work, options.seed)
        sobol = _sobol(ensemble, options, workers, progress)
        tornado = _Tornado(ensemble, work, options).rows()
    runs = -(-options.runs // BLOCK_RUNS) * BLOCK_RUNS
    return Sensitivity(scenario.name, runs, options.seed, sobol, tornado)


def _sobol(
    ensemble: Ensemble, options: Options, workers: Workers, progress: Progress
) -> tuple[SobolRow, ...]:
    inputs = [*run_inputs(ensemble.setup), CHANCE]
    if ensemble.tables.n_worlds > 1:
        inputs.append(WORLDS)
    parts = (ensemble.setup, ensemble.tables, ensemble.search, ensemble.seed)
    blocks = range(-(-options.runs // BLOCK_RUNS))
    variants = [RedrawnEnsemble(*parts, redrawn) for redrawn in ("", ALL, *inputs)]
    tasks = [(one, block) for one in variants for block in blocks]
    found = []
    results = workers.map(
        outcomes_of_block, *zip(*tasks, strict=True), [options.outcomes] * len(tasks)
    )
    for done, values in enumerate(results):
        found.append(values)
        progress("redrawing inputs", done + 1, len(tasks))
    samples = np.stack(found).reshape(len(variants), len(blocks), len(options.outcomes), -1)
    columns = samples.transpose(0, 2, 1, 3).reshape(len(variants), len(options.outcomes), -1)
    rows = []
    for place, outcome in enumerate(options.outcomes):
        a, b, *mixed = columns[:, place]
        of_outcome = [
            SobolRow(outcome, name, indices(a, b, sample))
            for name, sample in zip(inputs, mixed, strict=True)
        ]
        rows += sorted(of_outcome, key=lambda row: (-_known(row.indices.total), row.input))
    return tuple(rows)


def _known(value: float) -> float:
    return 0.0 if np.isnan(value) else value


def outcomes_of_block(ensemble: Ensemble, block: int, outcomes: Sequence[Measure]) -> Floats:
    """Return the outcomes of a block, (outcomes, BLOCK_RUNS); a piece of work for a process."""
    endings: Endings = ensemble.play(block, sample=0).endings
    measures = ensemble.measures(block, endings)
    missing = [m.column for m in outcomes if m not in measures or np.isnan(measures[m]).any()]
    if missing:
        raise InvalidInputError(
            f"An outcome must be measured in every run; not so {', '.join(missing)}. "
            "Choose among agreed, tariff_rate, goods_balance_change, welfare_change and utility, "
            "by their names in runs.csv."
        )
    return np.stack([measures[m] for m in outcomes])


@dataclass(frozen=True)
class _GivenWorlds(Setup):
    """A scenario in given worlds."""

    given: tuple[World, ...] = ()

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """The given worlds."""
        return self.given


@dataclass(frozen=True)
class _Tornado:
    """Plays the bars: one central world and one a moved parameter, on one catalogue."""

    base: Ensemble
    work: TableWork
    options: Options

    def rows(self) -> tuple[TornadoRow, ...]:
        base = self.base.setup
        worlds = tuple(world for _, world in _tornado_worlds(base))
        setup = _GivenWorlds(base.scenario, base.observables, base.pair, worlds)
        work = replace(self.work, setup=setup)
        codes = self.base.search.catalogue(min(TORNADO_PACKAGES, search_size(setup.agenda)))
        tables = work.tables(codes, self.base.tables.states)
        bars = list(_bars(base))
        variants = [self._variant(setup, tables, 0, {})]
        variants += [self._variant(setup, tables, bar.world, bar.moved) for bar in bars]
        outcomes = [self.options.outcomes] * len(variants)
        results = work.workers.map(outcomes_of_block, variants, [0] * len(variants), outcomes)
        centre, *means = [values.mean(axis=1) for values in results]
        rows = []
        for place, outcome in enumerate(self.options.outcomes):
            of_outcome = [
                _row(outcome, group, [float(means[k][place]) for k, _ in group], centre[place])
                for group in _grouped(bars)
            ]
            rows += sorted(of_outcome, key=lambda row: (-row.width, row.parameter))
        return tuple(rows)

    def _variant(
        self, setup: _GivenWorlds, tables: ValueTables, place: int, moved: dict[str, float]
    ) -> CentralEnsemble:
        """Return the ensemble of one world; small, because it is sent to a process."""
        world = replace(setup.worlds[place], index=0)
        alone = replace(setup, given=(world,))
        here = tables_of_world(tables, place)
        return CentralEnsemble(alone, here, self.base.search, self.options.seed, moved)


def tables_of_world(tables: ValueTables, place: int) -> ValueTables:
    """Return the tables of one world alone."""
    one = slice(place, place + 1)
    return replace(
        tables,
        tau_months=tables.tau_months[one],
        **{name: values[one] for name, values in tables.by_state().items()},
        typed={party: amounts[one] for party, amounts in tables.typed.items()},
    )


@dataclass(frozen=True)
class _Bar:
    """One end of a bar: a parameter at a value, in a world and with what is moved."""

    parameter: str
    value: str
    world: int
    moved: dict[str, float]


def _bars(setup: Setup) -> Iterator[_Bar]:
    for place, (moved, _) in enumerate(_tornado_worlds(setup)):
        if moved is not None:
            yield _Bar(*moved, place, {})
    for name in run_inputs(setup):
        if name in setup.listed:
            for u, text in _ends(setup.listed[name]):
                yield _Bar(name, text, 0, {name: u})
        else:
            for u in (_LOW, _HIGH):
                yield _Bar(name, f"{u:.0%} point", 0, {name: u})


def _tornado_worlds(setup: Setup) -> Iterator[tuple[tuple[str, str] | None, World]]:
    """Yield the central world, then (parameter, value) and the world in which it stands there."""
    scenario = setup.scenario
    single = scenario.model_copy(
        update={"economy": scenario.economy.model_copy(update={"worlds": 1})}
    )
    (central,) = draw_worlds(single)
    yield None, central
    index = 1
    for path, parameter in setup.listed.items():
        if not is_input(setup, path, "world"):
            continue
        for u, text in _ends(parameter):
            drawn = float(parameter.draw(np.array([u]))[0])
            if path == _SET:
                moved = replace(central, index=index, elasticities=text)
            else:
                moved = replace(central, index=index, values={**central.values, path: drawn})
            yield (path, text), moved
            index += 1


def _ends(parameter: Parameter) -> list[tuple[float, str]]:
    """Return the quantiles that a parameter is moved to, and its values there in words."""
    value = parameter.value
    if isinstance(value, Choice):
        words = list(dict.fromkeys(value.values))
        places = [(value.values.index(word) + 0.5) / len(value.values) for word in words]
        return list(zip(places, words, strict=True))
    ends = value.quantile(np.array([_LOW, _HIGH]))
    return [
        (u, Quantity("value", (float(f"{x:.6g}"),), value.unit).words())
        for u, x in zip((_LOW, _HIGH), ends.tolist(), strict=True)
    ]


def _grouped(bars: Sequence[_Bar]) -> list[list[tuple[int, _Bar]]]:
    """Return the ends of each parameter's bar with their places."""
    groups: dict[str, list[tuple[int, _Bar]]] = {}
    for place, bar in enumerate(bars):
        groups.setdefault(bar.parameter, []).append((place, bar))
    return list(groups.values())


def _row(
    outcome: Measure, group: Sequence[tuple[int, _Bar]], means: Sequence[float], centre: float
) -> TornadoRow:
    """Return a bar; of a choice among several words, from its least to its largest outcome."""
    places = (0, -1) if len(group) == 2 else (int(np.argmin(means)), int(np.argmax(means)))
    low, high = (group[place][1].value for place in places)
    at_low, at_high = (means[place] for place in places)
    return TornadoRow(outcome, group[0][1].parameter, low, high, at_low, at_high, float(centre))
