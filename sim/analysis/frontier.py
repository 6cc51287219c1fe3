"""How far simulated deals are from what could have been agreed, and from solution concepts.

The frontier is that of the catalogue's exact payoffs. Every number is in USD bn a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.observables import Observables
from sim.bargaining.solutions.left_on_the_table import joint_loss, left_on_the_table
from sim.bargaining.solutions.pareto import pareto_frontier, rational_frontier
from sim.bargaining.tables import ValueTables
from sim.data.tables import load_benchmark
from sim.ensemble.bargaining_problem import Problem, expected_problem, problem_by_run
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import cache_folder, no_progress, prepare
from sim.ensemble.setup import Setup
from sim.ensemble.solution_points import Solution, fitted_power, solutions
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tablework import Progress, TableWork
from sim.ensemble.workers import Workers, default_jobs
from sim.errors import InvalidInputError
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class FrontierOptions:
    """How many runs are played, and what is shown.

    `power`: the first party's weight in asymmetric Nash, None to fit it to the simulated deals;
    `run`: show the frontier of this run's true preferences instead of the expected ones.
    """

    runs: int
    seed: int
    power: float | None = None
    run: int | None = None
    jobs: int = field(default_factory=default_jobs)
    use_cache: bool = True


@dataclass(frozen=True)
class Deals:
    """The outcomes of R runs beside each run's own frontier.

    `values` (R, 2) at true preferences; `package` (R,) -1 without a deal; `left` (R, 2) what each
    side could still have gained at no loss to the other, `joint` (R,) the largest sum less this
    one; `distance` (R,) to the nearest efficient package, Euclidean.
    """

    run: NDArray[np.int64]
    world: Indices
    signed: NDArray[np.bool_]
    package: Indices
    values: Floats
    left: Floats
    joint: Floats
    distance: Floats


@dataclass(frozen=True)
class Concept:
    """One solution concept: on the shown problem, and over all runs at true preferences.

    `package` is NO_PACKAGE where there is none; `by_run` (2,) the mean values over runs, the
    no-deal value counting where a run has none; `joint_by_run` the mean joint loss against the
    largest sum; `has_package` the share of runs that have one.
    """

    name: str
    package: int
    values: Floats
    left: Floats
    joint: float
    by_run: Floats
    joint_by_run: float
    has_package: float


@dataclass(frozen=True)
class Found:
    """Everything that `sim frontier` shows.

    `payoffs` (M, 2) and `no_deal` (2,) of the shown problem, `efficient` and `rational` places on
    its frontier; `mean_deal` (2,) the mean of signed packages on it, NaN without any;
    `no_deal_by_run` (2,) mean over runs.
    """

    setup: Setup
    tables: ValueTables
    options: FrontierOptions
    parties: tuple[str, str]
    payoffs: Floats
    no_deal: Floats
    efficient: Indices
    rational: Indices
    power: float
    power_is_fitted: bool
    concepts: tuple[Concept, ...]
    deals: Deals
    mean_deal: Floats
    no_deal_by_run: Floats

    def amounts(self, package: int) -> Mapping[str, tuple[float, str]]:
        """Return what a package sets by issue: a rate as a fraction, a chip's amount and unit.

        Sizes of chips differ by world: means over the worlds.
        """
        settings = self.tables.agenda.settings(self.tables.codes[[package]])
        found = {}
        for issue in self.tables.agenda.issues:
            unit, largest = self.setup.chip_size(issue)
            found[issue.kind] = (float(settings[issue.kind][0] * largest.mean()), unit)
        return found


def frontier(
    scenario: Scenario, options: FrontierOptions, progress: Progress = no_progress
) -> Found:
    """Return the frontier, the solution points and the simulated deals of a scenario.

    Raises InvalidInputError for a power outside [0, 1] or a run that is not played.
    """
    if options.power is not None and not 0.0 <= options.power <= 1.0:
        raise InvalidInputError(
            f"The bargaining weight must lie from 0 to 1; got {options.power:g}."
        )
    if options.run is not None and not 0 <= options.run < options.runs:
        raise InvalidInputError(
            f"The run must be one of the {options.runs} that are played, 0 to "
            f"{options.runs - 1}; got {options.run}."
        )
    setup = Setup(scenario, Observables(load_benchmark()))
    with Workers(options.jobs) as workers:
        cache = cache_folder() if options.use_cache else None
        ensemble, _ = prepare(TableWork(setup, workers, cache, progress), options.seed)
    return _found(ensemble, options, progress)


def _found(ensemble: Ensemble, options: FrontierOptions, progress: Progress) -> Found:
    blocks = range(-(-options.runs // BLOCK_RUNS))
    problems, deals = [], []
    for block in blocks:
        progress("playing the talks", block, len(blocks))
        deals.append(_deals(ensemble, block, options.runs))
        problems.append(problem_by_run(ensemble, block))
    together = Deals(
        **{name: np.concatenate([getattr(d, name) for d in deals]) for name in Deals.__match_args__}
    )
    expected = expected_problem(ensemble)
    shown = expected if options.run is None else _one(problems, options.run)
    signed = together.package[together.signed]
    mean_deal = shown.payoffs[0, signed].mean(axis=0) if signed.size else np.array([np.nan, np.nan])
    is_fitted = options.power is None
    power = 0.5 if options.power is None else options.power
    if is_fitted and signed.size:
        power = fitted_power(shown, mean_deal)
    kept = [min(BLOCK_RUNS, options.runs - block * BLOCK_RUNS) for block in blocks]
    by_run = []
    for block, problem in enumerate(problems):
        progress("solution concepts", block, len(blocks))
        by_run.append(solutions(problem, power))
    progress("solution concepts", len(blocks), len(blocks))
    concepts = tuple(
        _concept(shown, solution, [found[k] for found in by_run], problems, kept)
        for k, solution in enumerate(solutions(shown, power))
    )
    table, nothing = shown.payoffs[0], shown.no_deal[0]
    return Found(
        setup=ensemble.setup,
        tables=ensemble.tables,
        options=options,
        parties=shown.parties,
        payoffs=table,
        no_deal=nothing,
        efficient=pareto_frontier(table),
        rational=rational_frontier(table, nothing),
        power=power,
        power_is_fitted=is_fitted,
        concepts=concepts,
        deals=together,
        mean_deal=mean_deal,
        no_deal_by_run=_mean([p.no_deal for p in problems], kept),
    )


def _mean(parts: list[Floats], kept: list[int]) -> Floats:
    """Return the mean over the runs that count: the first `kept[k]` rows of each part."""
    rows = [part[:count] for part, count in zip(parts, kept, strict=True)]
    return np.asarray(np.concatenate(rows).mean(axis=0))


def _one(problems: list[Problem], run: int) -> Problem:
    """Return the problem of one run alone."""
    block, row = divmod(run, BLOCK_RUNS)
    one, source = slice(row, row + 1), problems[block]
    return Problem(
        source.parties,
        source.threatener,
        source.payoffs[one],
        tuple(payoffs[one] for payoffs in source.rounds),
        source.no_deal[one],
        source.threats[one],
        source.breakdown[one],
        source.exchanges,
    )


def _concept(
    shown: Problem,
    solution: Solution,
    by_run: list[Solution],
    problems: list[Problem],
    kept: list[int],
) -> Concept:
    table = shown.payoffs[0]
    losses = [joint_loss(p.payoffs, s.values) for p, s in zip(problems, by_run, strict=True)]
    packages = [(s.package >= 0).astype(np.float64) for s in by_run]
    return Concept(
        name=solution.name,
        package=int(solution.package[0]),
        values=solution.values[0],
        left=left_on_the_table(table, solution.values)[0],
        joint=float(joint_loss(table, solution.values)[0]),
        by_run=_mean([s.values for s in by_run], kept),
        joint_by_run=float(_mean(losses, kept)),
        has_package=float(_mean(packages, kept)),
    )


def _deals(ensemble: Ensemble, block: int, runs: int) -> Deals:
    """Return the outcomes of a block beside the frontiers of its runs when their talks ended."""
    endings = ensemble.play(block, sample=0).endings
    outcomes = ensemble.outcomes(block, endings)
    parties = ensemble.setup.parties
    rows = np.flatnonzero(endings.runs < runs)
    table = np.stack([outcomes.payoffs(p)[rows] for p in parties], axis=-1)
    values = np.stack([outcomes.gains(p)["in_force"].total[rows] for p in parties], axis=-1)
    package = endings.package[rows]
    # A signed package stands in the table with the same value up to rounding: take it from there.
    signed = np.flatnonzero(endings.signed[rows])
    values[signed] = table[signed, package[signed]]
    return Deals(
        run=endings.runs[rows],
        world=endings.worlds[rows],
        signed=endings.signed[rows],
        package=package,
        values=values,
        left=left_on_the_table(table, values),
        joint=joint_loss(table, values),
        distance=np.array(
            [_distance(one, value) for one, value in zip(table, values, strict=True)]
        ),
    )


def _distance(table: Floats, value: Floats) -> float:
    """Return how far an outcome (2,) lies below the nearest efficient package; 0 on or above it."""
    efficient = table[pareto_frontier(table)]
    if not np.any(np.all(efficient >= value, axis=1) & np.any(efficient > value, axis=1)):
        return 0.0
    return float(np.hypot(*(efficient - value).T).min())
