"""Coalitions of one side's chips: the same talks with only some of them on the agenda.

Dropping a chip fixes it at zero, so a package of a coalition is a package of the full agenda, and
one table of exact values serves all coalitions. It holds what the search finds for each of them:
the packages of the full contract curves with the missing chips at zero. (The payoffs are nearly
separable over issues: climbing on from there changes 0.7 % of these packages.) A coalition plays
with all packages of the table that leave its missing chips at zero, so a larger coalition never
has fewer packages than a smaller one. Dice and worlds are the same in all coalitions.

Coalition S is an integer: bit i is the i-th chip that the holder has on the agenda.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.catalogue import most_frequent
from sim.bargaining.observables import Observables, Quantity
from sim.bargaining.tables import ValueTables
from sim.chips.package import ChinaState
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.governments import controls
from sim.ensemble.search import Search
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tablework import Solved, TableWork, solve_world
from sim.ensemble.valuations import WorldTask
from sim.ensemble.world_economy import benchmark_levels

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PACKAGES_A_COALITION: Final = 64
"""Packages that the search adds for each coalition; docs/chip_worth.md says what more change."""

MEASURES: Final = (
    "worth_to_holder",
    "worth_to_receiver",
    "general_rate",
    "car_rate",
    "agreed",
    "days",
    "balance_first_year",
    "balance_long_run",
)
"""What is measured in every run of a coalition, in this order; see `play_coalition`."""


@dataclass(frozen=True)
class Side:
    """Whose chips come and go: the `holder` and the places of its chips on the agenda."""

    holder: str
    players: tuple[int, ...]


@dataclass(frozen=True)
class SomeObservables(Observables):
    """The few quantities that coalitions are valued by, in place of all."""

    kept: tuple[Quantity, ...]

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The kept columns, in order."""
        return self.kept


def needed_columns(setup: Setup) -> NDArray[np.intp]:
    """Return the columns that say something about the two parties, sorted.

    Whatever their governments and ministries may weigh, and the balance between them.
    """
    quantities = setup.observables.quantities
    kept = [
        place
        for place, quantity in enumerate(quantities)
        if quantity.party in setup.parties and quantity.kind != "average_tariff"
    ]
    return np.array(kept, dtype=np.intp)


def union_catalogue(
    agenda: Agenda, curves: Sequence[Ints], players: Sequence[int], masks: Sequence[int], size: int
) -> Ints:
    """Return the codes of all coalitions' packages, sorted.

    `curves`: codes on the contract curves of the full agenda in each world; `players`: places of
    the chips; `size`: packages added for each coalition in `masks`.
    """
    found = []
    for mask in masks:
        out = missing(players, mask)
        found.append(most_frequent(agenda, [agenda.with_zero(c, out) for c in curves], size))
    return np.unique(np.concatenate(found))


def missing(players: Sequence[int], mask: int) -> list[int]:
    """Return the places on the agenda of the chips that a coalition leaves out.

    >>> missing([2, 3, 5], 0b101)
    [3]
    """
    return [place for bit, place in enumerate(players) if not mask >> bit & 1]


def solve_some(
    task: WorldTask,
    codes: Ints,
    states: tuple[ChinaState, ...],
    cache_folder: Path | None,
    columns: NDArray[np.intp],
) -> Solved:
    """Return some columns of the exact values of packages in one world; work for a process."""
    solved = solve_world(task, codes, states, cache_folder)
    return Solved(
        np.ascontiguousarray(solved.packages[..., columns]),
        solved.paths[..., columns],
        solved.typed,
    )


def coalition_ensemble(
    work: TableWork, side: Side, masks: Sequence[int], seed: int, size: int
) -> Ensemble:
    """Return the full agenda with a table that serves all coalitions in `masks`."""
    setup = work.setup
    states = controls(setup, setup.expected).reachable()
    search, _ = work.search(states[0])
    codes = union_catalogue(setup.agenda, search.contract_curves(), side.players, masks, size)
    columns = needed_columns(setup)
    solved = _solved(work, codes, states, columns)
    kept = tuple(setup.observables.quantities[column] for column in columns)
    observables = SomeObservables(setup.observables.benchmark, kept)
    paths = np.stack([world.paths for world in solved])
    changes = paths - paths[:, :, :1]
    announced = 1 + 2 * len(setup.threats)
    tables = ValueTables(
        agenda=setup.agenda,
        observables=observables,
        states=states,
        codes=codes,
        changes=np.stack([world.changes for world in solved]),
        executed=changes[:, :, 1:announced:2],
        partly=changes[:, :, 2:announced:2],
        in_force=paths[:, :, 0],
        year_2024=benchmark_levels(setup.observables)[columns],
        typed={p: np.stack([world.typed[p] for world in solved]) for p in setup.parties},
        tau_months=setup.tau_months,
        further=changes[:, :, announced:] if paths.shape[2] > announced else None,
    )
    few = Setup(setup.scenario, observables)
    return Ensemble(few, tables, Search(few, ()), seed)


def _solved(
    work: TableWork, codes: Ints, states: tuple[ChinaState, ...], columns: NDArray[np.intp]
) -> list[Solved]:
    tasks = work.tasks()
    n, solved = len(tasks), []
    work.progress("valuing packages", 0, n)
    same = [codes] * n, [states] * n, [work.cache_folder] * n, [columns] * n
    for result in work.workers.map(solve_some, tasks, *same):
        solved.append(result)
        work.progress("valuing packages", len(solved), n)
    return solved


def restricted(tables: ValueTables, players: Sequence[int], mask: int) -> ValueTables:
    """Return the table of a coalition: the packages that leave its missing chips at zero."""
    given = tables.given[:, missing(players, mask)]
    kept = np.flatnonzero(~np.any(given > 0.0, axis=1))
    return replace(
        tables,
        codes=tables.codes[kept],
        changes=tables.changes[:, :, kept],
        typed={party: amounts[:, kept] for party, amounts in tables.typed.items()},
    )


# The ensemble that this process plays coalitions of: it is sent once, not with every coalition.
_held: list[tuple[Ensemble, Side]] = []


def hold(ensemble: Ensemble, side: Side) -> None:
    """Keep an ensemble in this process for `play_coalition`; a piece of work for a process."""
    _held[:] = [(ensemble, side)]


def play_coalition(mask: int, block: int) -> Floats:
    """Return the measures of a block of runs with a coalition on the agenda, (measures, R).

    worth_to_holder, worth_to_receiver: U against the rates in force, USD bn a year; general_rate,
    car_rate: added rates at the end, fractions; agreed: 0 or 1; days: from the scenario's day to
    the end of the talks, signed or not; balance: goods balance of the threatener with the other
    side, USD bn a year, against the rates in force.
    """
    whole, side = _held[0]
    setup = whole.setup
    ensemble = replace(whole, tables=restricted(whole.tables, side.players, mask))
    endings = ensemble.play(block, sample=0).endings
    outcomes = ensemble.outcomes(block, endings)
    receiver, threatener = setup.other(side.holder), setup.talk.threat.by
    column, sign = setup.observables.column("goods_balance", threatener, setup.other(threatener))
    return np.stack(
        [
            *(outcomes.gains(p)["in_force"].total for p in (side.holder, receiver)),
            *(outcomes.rate(place) for place in (0, 1)),
            endings.agreed.astype(np.float64),
            (endings.ended_on - setup.scenario.as_of.toordinal()).astype(np.float64),
            *(sign * outcomes.changes[:, h, column] for h in (0, 1)),
        ]
    )


def play_coalitions(
    work: TableWork, ensemble: Ensemble, side: Side, masks: Sequence[int], *, runs: int, jobs: int
) -> Floats:
    """Return the measures of every coalition, (measures, runs, coalitions)."""
    list(work.workers.map(hold, [ensemble] * jobs, [side] * jobs))
    blocks = range(-(-runs // BLOCK_RUNS))
    tasks = [(mask, block) for mask in masks for block in blocks]
    played = []
    for result in work.workers.map(play_coalition, *zip(*tasks, strict=True)):
        played.append(result)
        work.progress("playing coalitions", len(played), len(tasks))
    cube = np.stack(played).reshape(len(masks), len(blocks), len(MEASURES), BLOCK_RUNS)
    return np.ascontiguousarray(_by_run(cube)[:, :runs])


def _by_run(cube: Floats) -> Floats:
    """Return (coalitions, blocks, measures, R) as (measures, blocks R, coalitions)."""
    moved = cube.transpose(2, 1, 3, 0)
    return moved.reshape(moved.shape[0], -1, moved.shape[-1])


def coalitions_of(orders: Ints) -> Iterator[int]:
    """Yield the coalitions met along orders of arrival (K, n), each once, smallest number first."""
    arrived = np.cumsum(np.left_shift(1, orders.astype(np.int64)), axis=1)
    yield 0
    yield from np.unique(arrived).tolist()
