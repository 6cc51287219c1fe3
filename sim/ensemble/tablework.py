"""Building the exact value tables of a scenario: search, solve, check the search."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.surrogate import design
from sim.bargaining.tables import ValueTables
from sim.chips.measures import measure_rules
from sim.chips.rare_earth_controls import control_dates
from sim.chips.terms import Elsewhere
from sim.ensemble.concessions import ExactPackages
from sim.ensemble.search import Search, stacked
from sim.ensemble.setup import Setup
from sim.ensemble.valuation_cache import ValuationCache, task_digest
from sim.ensemble.valuations import WorldTask, WorldValuer
from sim.ensemble.workers import Workers
from sim.ensemble.world_economy import benchmark_levels

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done and how many there are."""


@dataclass(frozen=True)
class Solved:
    """Exact values in one world: packages (S, P, H, Q), paths (S, paths, H, Q), typed (P,)."""

    packages: Floats
    paths: Floats
    typed: Mapping[str, Floats]

    @property
    def changes(self) -> Floats:
        """Packages less the rates in force, (S, P, H, Q)."""
        return self.packages - self.paths[:, :1]


def solve_world(
    task: WorldTask, codes: Ints, states: tuple[str, ...], cache_folder: Path | None
) -> Solved:
    """Return the exact values of packages in one world; a piece of work for a process."""
    valuer = prepared(task)
    packages, paths = ValuationCache(cache_folder).values(valuer, codes, states)
    return Solved(packages, paths, valuer.typed(codes))


# Worlds that this process has valued packages in: a run comes back to each of its worlds, at most
# 32, three times. An entry holds up to 12 MB.
_KEPT_WORLDS = 16
_worlds: OrderedDict[str, WorldValuer] = OrderedDict()


def prepared(task: WorldTask) -> WorldValuer:
    """Return the valuer of a world, kept from the last time."""
    name = task.prepared_as or task_digest(task)
    valuer = _worlds.pop(name, None) or WorldValuer(task)
    valuer.task = task  # tasks of one name differ only in what changes no preparation
    _worlds[name] = valuer
    if len(_worlds) > _KEPT_WORLDS:
        _worlds.popitem(last=False)
    return valuer


@dataclass(frozen=True)
class TableWork:
    """What is needed to build and extend the value tables of a pair of talks.

    `elsewhere`: states that other talks may bring; `main`: the main pair, of another pair, whose
    prepared worlds it shares.
    """

    setup: Setup
    workers: Workers
    cache_folder: Path | None
    progress: Progress
    elsewhere: tuple[tuple[str, Elsewhere], ...] = ()
    main: Setup | None = None

    def tasks(self) -> list[WorldTask]:
        """Return the task of every world."""
        setup = self.setup
        measures = measure_rules(setup.scenario)
        names, middle = [""] * len(setup.worlds), list[str]()
        if self.main is not None:
            names = [
                task_digest(task) for task in replace(self, setup=self.main, main=None).tasks()
            ]
            middle = [issue.kind for issue in self.main.agenda.issues]
        return [
            WorldTask(
                world=world,
                agenda=setup.agenda,
                paths=setup.regimes.paths,
                off_agenda=setup.threats[0].full,
                valuation=setup.valuation(world.index),
                control_dates=control_dates(setup.scenario),
                measures=measures,
                two_tiers=setup.scenario.economy.home_goods.sectors,
                regions=setup.observables.benchmark.regions,
                on_japan=setup.is_main,
                elsewhere=self.elsewhere,
                middle=tuple(middle),
                prepared_as=name,
            )
            for world, name in zip(setup.worlds, names, strict=True)
        ]

    def solve(self, what: str, codes: Sequence[Ints], states: tuple[str, ...]) -> list[Solved]:
        """Return the exact values of each world's packages in states of China's controls."""
        solved: list[Solved] = []
        tasks = self.tasks()
        self.progress(what, 0, len(tasks))
        same = [states] * len(tasks), [self.cache_folder] * len(tasks)
        for result in self.workers.map(solve_world, tasks, codes, *same):
            solved.append(result)
            self.progress(what, len(solved), len(tasks))
        return solved

    def search(self, base_state: str) -> tuple[Search, dict[str, float]]:
        """Return the fitted search and the rms error of each party's payoff over its range.

        The approximation is fitted, and checked on held-back packages, in one state of controls.
        """
        setup = self.setup
        _, plan = design(setup.agenda)
        held_back = Search.held_back(setup)
        codes = [np.unique(np.concatenate([plan, held])) for held in held_back]
        solved = self.solve("searching packages", codes, (base_state,))
        rows = [stacked(setup, world.changes[0], world.typed) for world in solved]
        fitted = [r[np.searchsorted(c, plan)] for r, c in zip(rows, codes, strict=True)]
        search = Search.fit(setup, fitted)
        exact = [
            r[np.searchsorted(c, held)] for r, c, held in zip(rows, codes, held_back, strict=True)
        ]
        return search, search.error(held_back, exact)

    def tables(self, codes: Ints, states: tuple[str, ...]) -> ValueTables:
        """Return the exact value tables of a catalogue."""
        setup = self.setup
        count = len(setup.worlds)
        solved = self.solve("valuing packages", [codes] * count, states)
        paths = np.stack([world.paths for world in solved])
        changes = paths - paths[:, :, :1]
        # Each announced threat in full and in part, then what other events may bring.
        announced = 1 + 2 * len(setup.threats)
        return ValueTables(
            agenda=setup.agenda,
            observables=setup.observables,
            states=states,
            codes=codes,
            changes=np.stack([world.changes for world in solved]),
            executed=changes[:, :, 1:announced:2],
            partly=changes[:, :, 2:announced:2],
            in_force=paths[:, :, 0],
            year_2024=benchmark_levels(setup.observables),
            typed={p: np.stack([world.typed[p] for world in solved]) for p in setup.parties},
            tau_months=setup.tau_months,
            further=changes[:, :, announced:] if paths.shape[2] > announced else None,
        )

    def exact(self, codes: Sequence[Ints], states: tuple[str, ...]) -> list[ExactPackages]:
        """Return further exact packages of each world."""
        solved = self.solve("splitting concessions", codes, states)
        return [
            ExactPackages(c, world.changes, world.typed)
            for c, world in zip(codes, solved, strict=True)
        ]
