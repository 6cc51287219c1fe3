"""Playing a change in seconds: few worlds, a small catalogue, the same dice as the base.

The rules, the economy and the dice are those of `sim run`; only the number of worlds and of
packages solved exactly is smaller, so levels differ a little from a full run while differences
between two tries are kept. What was solved once is not solved again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.analysis.compare import Comparison, compare
from sim.bargaining.observables import Observables
from sim.bargaining.surrogate import design
from sim.data.tables import load_benchmark
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.governments import controls
from sim.ensemble.loading import Results
from sim.ensemble.manifest import FORMAT, Manifest
from sim.ensemble.measures import RunTable, with_corners
from sim.ensemble.runner import cache_folder
from sim.ensemble.search import Search, search_size, stacked
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.summary import summarise
from sim.ensemble.tablework import TableWork
from sim.scenario.loading import resolve

if TYPE_CHECKING:
    from sim.ensemble.workers import Workers
    from sim.explore.variant import Moves
    from sim.scenario.resolved import Resolved

PACKAGES: Final = 128
"""Packages solved exactly in each world; `sim run` solves 512."""

_KEPT: Final = 32


@dataclass
class Bench:
    """Plays a scenario and changes of it; one at a time, results of the last tries kept.

    `sets`: what is changed on all sides, the number of worlds among it; `doing` says what is going
    on, for whoever waits.
    """

    scenario: str
    sets: tuple[str, ...]
    runs: int
    seed: int
    workers: Workers
    doing: str = ""
    _played: dict[tuple[str, ...], Results] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def comparison(self, moved: Moves) -> Comparison:
        """Return the base against the base with the moves.

        Raises ScenarioError if the moves make no valid scenario, NotConvergedError if an
        equilibrium fails.
        """
        changed = resolve(self.scenario, (*self.sets, *moved.sets()))  # fails before any work
        with self._lock:
            try:
                base = self._results((), "the scenario", resolve(self.scenario, self.sets))
                return compare(base, self._results(moved.sets(), "your change", changed))
            finally:
                self.doing = ""

    def _results(self, sets: tuple[str, ...], name: str, resolved: Resolved) -> Results:
        found = self._played.pop(sets, None) or self._play(resolved)
        self._played[sets] = found
        for old in list(self._played)[:-_KEPT]:
            if old:  # the base stays
                del self._played[old]
        return Results(
            Path(name), found.scenario, found.summary, found.table, found.manifest, found.resolved
        )

    def _play(self, resolved: Resolved) -> Results:
        scenario = resolved.scenario
        setup = Setup(scenario, Observables(load_benchmark()))
        work = TableWork(setup, self.workers, cache_folder(), self._progress)
        ensemble = self._ensemble(work)
        blocks = range(-(-self.runs // BLOCK_RUNS))
        table = RunTable.concatenate([self._block(ensemble, block) for block in blocks])
        manifest = Manifest(
            scenario=scenario.name,
            title=scenario.title,
            seed=self.seed,
            runs=self.runs,
            worlds=len(setup.worlds),
            failed_runs=(),
            argv=(),
            inputs={},
            approximation={},
            wall_seconds=0.0,
            versions={},
            files={},
            format=FORMAT,
        )
        summary = tuple(summarise(scenario.name, table))
        return Results(Path(), scenario.name, summary, table, manifest, resolved.to_yaml())

    def _ensemble(self, work: TableWork) -> Ensemble:
        """Return a scenario ready to be played; the approximation is fitted, not checked."""
        setup = work.setup
        states = controls(setup, setup.expected).reachable()
        plan = np.unique(design(setup.agenda)[1])
        order = np.searchsorted(plan, design(setup.agenda)[1])
        solved = work.solve("searching packages", [plan] * len(setup.worlds), (states[0],))
        rows = [stacked(setup, world.changes[0], world.typed)[order] for world in solved]
        search = Search.fit(setup, rows)
        codes = search.catalogue(min(PACKAGES, search_size(setup.agenda)))
        return Ensemble(setup, work.tables(codes, states), search, self.seed)

    def _block(self, ensemble: Ensemble, block: int) -> RunTable:
        endings = ensemble.play(block, sample=0).endings
        return with_corners(ensemble.outcomes(block, endings).table([])).below(self.runs)

    def _progress(self, what: str, done: int, total: int) -> None:
        self.doing = f"{what}, {done} of {total}"
