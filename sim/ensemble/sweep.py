"""Playing a scenario at many points: the same dice everywhere, finished work never repeated."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.ensemble.csvfile import csv_text
from sim.ensemble.dask_workers import DaskWorkers
from sim.ensemble.designs import Design, Varied, rows
from sim.ensemble.manifest import sha256, versions
from sim.ensemble.runner import no_progress
from sim.ensemble.summary import SUMMARY_COLUMNS, summary_fields
from sim.ensemble.sweep_play import Player, SweptPoint
from sim.ensemble.sweep_points import full_path, points_of, units_of
from sim.ensemble.sweep_store import POINTS, SUMMARY, Identity, SweepFolder
from sim.ensemble.tablework import Progress
from sim.ensemble.workers import Workers, default_jobs
from sim.errors import ResultsError
from sim.scenario.loading import resolve
from sim.scenario.resolved import Resolved


@dataclass(frozen=True)
class SweepOptions:
    """How a sweep is played; `more_runs` is added to the runs that the folder has finished.

    `dask`: the address of a Dask scheduler whose workers play, in place of processes here.
    """

    varied: tuple[Varied, ...]
    design: Design = "grid"
    points: int = 0
    runs: int | None = None
    more_runs: int = 0
    seed: int | None = None
    sets: tuple[str, ...] = ()
    jobs: int = field(default_factory=default_jobs)
    dask: str | None = None
    out: Path | None = None
    argv: Sequence[str] = ()


@dataclass(frozen=True)
class Swept:
    """A finished sweep; `paths` are the full paths of the varied parameters, with `units`."""

    folder: Path
    base: Resolved
    paths: tuple[str, ...]
    units: tuple[str, ...]
    points: tuple[SweptPoint, ...]
    runs: int
    seed: int
    played_blocks: int
    wall_seconds: float

    @property
    def failed(self) -> int:
        """Number of points that failed."""
        return sum(bool(point.error) for point in self.points)


def sweep(scenario: str | Path, options: SweepOptions, progress: Progress = no_progress) -> Swept:
    """Play a scenario at every point of a design and write the folder of the sweep.

    Raises DesignError for a wrong design, ScenarioError if no point is a valid scenario,
    ResultsError if the folder is in the way. A point that fails is reported, not raised.
    """
    began = time.monotonic()
    base = resolve(scenario, options.sets)
    seed = base.scenario.seed if options.seed is None else options.seed
    texts = rows(options.varied, options.design, options.points, seed)
    paths = tuple(full_path(base, one.path) for one in options.varied)
    identity = Identity(
        base.scenario.name, sha256(base.to_yaml().encode()), paths, options.design, seed
    )
    points = points_of(scenario, options.sets, options.varied, paths, texts)
    store = SweepFolder(options.out or identity.default_folder(), identity)
    runs = _runs(base, options, store)
    shared = Workers(options.jobs) if options.dask is None else DaskWorkers(options.dask)
    with shared as workers:
        player = Player(store, workers, seed, runs, progress)
        player.play(points)
    swept = Swept(
        folder=store.path,
        base=base,
        paths=paths,
        units=units_of(paths, points),
        points=tuple(player.finished(point) for point in points),
        runs=runs,
        seed=seed,
        played_blocks=player.played,
        wall_seconds=time.monotonic() - began,
    )
    _write(store, swept, options)
    return swept


def _runs(base: Resolved, options: SweepOptions, store: SweepFolder) -> int:
    if not options.more_runs:
        return options.runs or base.scenario.runs
    if not store.finished_runs:
        raise ResultsError(
            f"--runs +{options.more_runs} adds to a finished sweep; {store.path} holds none. "
            f"Write --runs {options.more_runs}."
        )
    return store.finished_runs + options.more_runs


def _write(store: SweepFolder, swept: Swept, options: SweepOptions) -> None:
    """Write the tables; sweep.json comes last and says that they are complete."""
    head = ("point", *swept.paths)
    points = [
        (one.point.number, *one.point.values, swept.runs if not one.error else 0, one.error)
        for one in swept.points
    ]
    summary = [
        (one.point.number, *one.point.values, *fields)
        for one in swept.points
        for fields in summary_fields(one.summary)
    ]
    store.text("scenario.resolved.yaml", swept.base.to_yaml())
    store.text(POINTS, csv_text((*head, "runs", "error"), points))
    store.text(SUMMARY, csv_text((*head, *SUMMARY_COLUMNS), summary))
    store.note(
        {
            "finished_runs": swept.runs,
            "points": len(swept.points),
            "failed_points": [one.point.number for one in swept.points if one.error],
            "units": dict(zip(swept.paths, swept.units, strict=True)),
            "argv": list(options.argv),
            "versions": versions(),
            "wall_seconds": round(swept.wall_seconds, 3),
        }
    )
    store.clean()
