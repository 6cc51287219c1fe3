"""Playing the points of a sweep in waves: search, solve together, play, measure, keep.

Each point is searched alone, as `sim run` does, and has exactly its results. What points share is
the economy: those that differ only in preferences and behaviour meet the same one, so the
approximation is fitted once, and the packages that their searches single out are solved together,
each once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.observables import Observables
from sim.bargaining.tables import ValueTables
from sim.chips.package import ChinaState
from sim.data.tables import load_benchmark
from sim.ensemble.concessions import ExactPackages, signed_twins
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.governments import controls
from sim.ensemble.measures import RunTable
from sim.ensemble.runner import cache_folder
from sim.ensemble.search import Search, search_size
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.summary import SummaryRow, summarise
from sim.ensemble.sweep_points import Point, one_line, point_key
from sim.ensemble.sweep_store import SweepFolder
from sim.ensemble.tablework import Progress, TableWork
from sim.ensemble.valuation_cache import task_digest
from sim.ensemble.workers import Workers
from sim.errors import ResultsError, SimError

WAVE: Final = 32
"""Blocks of runs that are solved, played and kept together: what a kill can cost."""


@dataclass(frozen=True)
class SweptPoint:
    """A point that is finished: its summary, empty if it failed."""

    point: Point
    summary: tuple[SummaryRow, ...]
    error: str


@dataclass(frozen=True)
class Task:
    """One block of runs of one point."""

    point: Point
    key: str
    block: int


@dataclass
class Player:
    """Plays what is not finished yet and keeps it; remembers what failed.

    `runs` a point; `errors` and `keys` by the number of a point; `played` counts blocks.
    """

    store: SweepFolder
    workers: Workers
    seed: int
    runs: int
    progress: Progress
    played: int = 0
    errors: dict[int, str] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    _observables: Observables = field(default_factory=lambda: Observables(load_benchmark()))
    _searches: dict[str, Search] = field(default_factory=dict)

    def play(self, points: Sequence[Point]) -> None:
        """Play all blocks of runs that are not kept yet; a failed point is noted."""
        todo = []
        for point in points:
            if point.resolved is None:
                continue
            key = self.keys[point.number] = point_key(point.resolved, self.seed)
            todo += [Task(point, key, b) for b in self._blocks() if not self.store.has(key, b)]
        for start in range(0, len(todo), WAVE):
            self.progress("playing points", start, len(todo))
            tasks = todo[start : start + WAVE]
            for economy in self._by_economy(tasks):
                self._play(economy)

    def finished(self, point: Point) -> SweptPoint:
        """Return a point with its summary, made from what is kept."""
        error = point.error or self.errors.get(point.number, "")
        if error or point.resolved is None:
            return SweptPoint(point, (), error)
        blocks = []
        for block in self._blocks():
            table = self.store.read(self.keys[point.number], block)
            if table is None:
                raise ResultsError(
                    f"{self.store.path} lost a finished block of point {point.number}; run the "
                    "same command again."
                )
            blocks.append(table)
        name = point.resolved.scenario.name
        runs = RunTable.concatenate(blocks).below(self.runs)
        return SweptPoint(point, tuple(summarise(name, runs)), "")

    def _blocks(self) -> range:
        """Return the blocks that hold the runs; they are kept whole and cut when read."""
        return range(-(-self.runs // BLOCK_RUNS))

    def _by_economy(self, tasks: Sequence[Task]) -> list[_Economy]:
        """Return the tasks of a wave by the economy that they meet."""
        found: dict[str, _Economy] = {}
        for task in tasks:
            assert task.point.resolved is not None
            setup = Setup(task.point.resolved.scenario, self._observables)
            states = controls(setup, setup.expected).reachable()
            work = TableWork(setup, self.workers, cache_folder(), self.progress)
            digest = " ".join([*states, *map(task_digest, work.tasks())])
            found.setdefault(digest, _Economy(digest, states, work)).tasks.append((task, setup))
        return list(found.values())

    def _play(self, economy: _Economy) -> None:
        """Play tasks of one economy, solve what splitting their concessions needs, keep them."""
        members = self._members(economy)
        endings = self._tried([(task, (member, task.block)) for task, member in members], _played)
        alive = [place for place, ends in enumerate(endings) if isinstance(ends, Endings)]
        twins = self._twins(economy, [(*members[place], endings[place]) for place in alive])
        measured = [
            (members[place][0], (members[place][1], members[place][0].block, endings[place], exact))
            for place, exact in zip(alive, twins, strict=True)
            if exact is not None
        ]
        for (task, _), table in zip(measured, self._tried(measured, _measured), strict=True):
            if isinstance(table, RunTable):
                self.store.write(task.key, task.block, table)
                self.played += 1

    def _members(self, economy: _Economy) -> list[tuple[Task, Member]]:
        """Return each task with its governments at its own table of exactly solved packages."""
        try:
            search = self._search(economy)
            searches = [Search(setup, search.surrogates) for _, setup in economy.tasks]
            wanted = [one.catalogue(search_size(one.setup.agenda)) for one in searches]
            tables = economy.work.tables(np.unique(np.concatenate(wanted)), economy.states)
        except SimError as error:
            return self._alone(economy, error)
        return [
            (task, Member(setup, tables, codes, one, self.seed))
            for (task, setup), one, codes in zip(economy.tasks, searches, wanted, strict=True)
        ]

    def _alone(self, economy: _Economy, error: SimError) -> list[tuple[Task, Member]]:
        """Return the tasks that can be prepared one by one, and note the failure of others."""
        if len(economy.tasks) == 1:
            self.errors[economy.tasks[0][0].point.number] = one_line(error)
            return []
        singles = (replace(economy, tasks=[one]) for one in economy.tasks)
        return [member for single in singles for member in self._members(single)]

    def _search(self, economy: _Economy) -> Search:
        """Return the approximation of an economy, fitted once."""
        if economy.digest not in self._searches:
            self._searches[economy.digest], _ = economy.work.search(economy.states[0])
        return self._searches[economy.digest]

    def _tried(
        self, tasks: Sequence[tuple[Task, tuple[object, ...]]], work: Callable[..., object]
    ) -> list[object]:
        """Return work(...) of each task, None where it failed, and remember why."""
        found: list[object] = []
        results = self.workers.each(work, [arguments for _, arguments in tasks])
        for (task, _), result in zip(tasks, results, strict=True):
            if isinstance(result, Failure):
                self.errors[task.point.number] = result.reason
            found.append(None if isinstance(result, Failure) else result)
        return found

    def _twins(
        self, economy: _Economy, played: Sequence[tuple[Task, Member, object]]
    ) -> list[Sequence[ExactPackages] | None]:
        """Return the twins of each played task: solved together, or one by one if that fails."""
        codes = [signed_twins(member.ensemble().tables, [ends]) for _, member, ends in played]  # type: ignore[list-item]
        if not codes:
            return []
        union = [np.unique(np.concatenate(worlds)) for worlds in zip(*codes, strict=True)]
        try:
            return [economy.work.exact(union, economy.states)] * len(played)
        except SimError as error:
            if len(played) == 1:
                self.errors[played[0][0].point.number] = one_line(error)
                return [None]
            return [self._twins(economy, [one])[0] for one in played]


@dataclass
class _Economy:
    """Tasks that meet the same economy; `digest` tells it from others."""

    digest: str
    states: tuple[ChinaState, ...]
    work: TableWork
    tasks: list[tuple[Task, Setup]] = field(default_factory=list)


@dataclass(frozen=True)
class Member:
    """A point's governments at their own packages, some of those that a wave has in common.

    `tables` hold the packages of all points; `codes` are the point's own.
    """

    setup: Setup
    tables: ValueTables
    codes: NDArray[np.int64]
    search: Search
    seed: int

    def ensemble(self) -> Ensemble:
        """Return the point ready to be played, with a table of its own."""
        tables, places = self.tables, self.tables.place(self.codes)
        own = replace(
            tables,
            codes=self.codes,
            changes=tables.changes[:, :, places],
            typed={party: amounts[:, places] for party, amounts in tables.typed.items()},
        )
        return Ensemble(self.setup, own, self.search, self.seed)

    def __reduce__(self) -> tuple[Callable[[Ensemble], Member], tuple[Ensemble]]:
        """Only the point's own packages are sent to another process."""
        return _received, (self.ensemble(),)


def _received(one: Ensemble) -> Member:
    return Member(one.setup, one.tables, one.tables.codes, one.search, one.seed)


@dataclass(frozen=True)
class Failure:
    """Why a piece of work has no result."""

    reason: str


def _played(arguments: tuple[Member, int]) -> Endings | Failure:
    """Play one block; a piece of work for a process."""
    member, block = arguments
    try:
        return member.ensemble().play(block, sample=0).endings
    except SimError as error:
        return Failure(one_line(error))


def _measured(
    arguments: tuple[Member, int, Endings, Sequence[ExactPackages]],
) -> RunTable | Failure:
    """Return the measures of a whole played block; a piece of work for a process."""
    member, block, endings, twins = arguments
    try:
        return member.ensemble().table(block, endings, twins, runs=(block + 1) * BLOCK_RUNS)
    except SimError as error:
        return Failure(one_line(error))
