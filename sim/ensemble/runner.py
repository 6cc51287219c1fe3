"""Running a scenario from its file to the finished results folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble import rounds
from sim.ensemble.blocks import Told, measure_blocks, play_blocks
from sim.ensemble.concessions import signed_twins
from sim.ensemble.ensemble import Ensemble, Played
from sim.ensemble.governments import controls
from sim.ensemble.layout import CONCESSIONS_COLUMNS, MONTHLY_COLUMNS, names
from sim.ensemble.monthly.work import MonthlyWork
from sim.ensemble.search import HELD_BACK, search_size
from sim.ensemble.setup import Setup
from sim.ensemble.spread import SpreadSums
from sim.ensemble.spread_table import SPREAD_COLUMNS, SPREAD_FILE
from sim.ensemble.store import ResultsFolder, default_folder
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.summary import SummaryRow
from sim.ensemble.tablework import Progress, TableWork
from sim.ensemble.variants import CHANCE, RedrawnEnsemble
from sim.ensemble.workers import Workers, default_jobs
from sim.scenario.schema import Scenario

ROUNDS_SAMPLE = 20
"""Runs whose every move stands in rounds.csv, unless all are asked for."""


def no_progress(what: str, done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class RunOptions:
    """How a scenario is run; none of these changes what a run is, only how many and where.

    `trace`: a run whose every move is written, beside those of the sample.
    """

    runs: int
    seed: int
    jobs: int = field(default_factory=default_jobs)
    out: Path | None = None
    force: bool = False
    all_moves: bool = False
    trace: int | None = None
    use_cache: bool = True
    argv: Sequence[str] = ()


@dataclass(frozen=True)
class Finished:
    """A finished run."""

    folder: Path
    summary: list[SummaryRow]
    setup: Setup
    options: RunOptions
    wall_seconds: float


def cache_folder() -> Path:
    """Return where exact values are kept: $SIM_CACHE_DIR, or the user's cache folder."""
    chosen = os.environ.get("SIM_CACHE_DIR")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "sim" / "valuations"


def run(
    scenario: Scenario,
    resolved_text: str,
    options: RunOptions,
    inputs: dict[str, str],
    progress: Progress = no_progress,
) -> Finished:
    """Play a scenario and write its results folder.

    `resolved_text`: the scenario with every value spelled out; `inputs`: hashes of the files read.
    Raises ResultsError if the folder is in the way, NotConvergedError if an equilibrium fails.
    """
    began = time.monotonic()
    setup = Setup(scenario, Observables(load_benchmark()))
    out = options.out or default_folder(scenario.name, options.seed, options.runs, resolved_text)
    with (
        ResultsFolder(out, force=options.force) as folder,
        Workers(options.jobs) as workers,
    ):
        cache = cache_folder() if options.use_cache else None
        work = TableWork(setup, workers, cache, progress)
        ensemble, notes = prepare(work, options.seed)
        *played, other_dice = _play(ensemble, options, work)
        endings = [block.endings for block in played]
        codes = signed_twins(ensemble.tables, endings)
        twins = work.exact(codes, ensemble.tables.states)
        moves = folder.table("rounds.csv", rounds.header(ensemble.tables))
        concessions = folder.table("concessions.csv", names(CONCESSIONS_COLUMNS))
        runs = folder.runs(scenario.name)
        spread = SpreadSums(setup)
        measured = measure_blocks(workers, ensemble, endings, twins, options.runs)
        progress("measuring what came out", 0, len(played))
        for number, (block, found) in enumerate(zip(played, measured, strict=True)):
            runs.append(found.table, found.runs)
            spread.add(found.table, ensemble.draws(number))
            moves.append_rows(block.moves)
            concessions.append(found.concessions)
            progress("measuring what came out", number + 1, len(played))
        summary = runs.summarise()
        causes = folder.table(SPREAD_FILE, SPREAD_COLUMNS)
        shares = spread.rows(scenario.name, ensemble.measures(0, other_dice.endings))
        causes.append_rows([astuple(row) for row in shares])
        months = folder.table("monthly.csv", names(MONTHLY_COLUMNS))
        monthly = MonthlyWork(work, ensemble.tables)
        months.append_columns(monthly.table(endings, options.runs))
        notes["monthly_paths"] = monthly.errors()
        folder.text("scenario.resolved.yaml", resolved_text)
        wall = time.monotonic() - began
        path = folder.finish(
            scenario=scenario.name,
            title=scenario.title,
            seed=options.seed,
            worlds=len(setup.worlds),
            argv=options.argv,
            inputs=inputs,
            wall_seconds=wall,
            approximation=notes,
        )
    return Finished(path, summary, setup, options, wall)


def prepare(work: TableWork, seed: int) -> tuple[Ensemble, dict[str, object]]:
    """Return a scenario ready to be played, and notes on the search for the manifest."""
    setup = work.setup
    states = controls(setup, setup.expected).reachable()
    search, errors = work.search(states[0])
    codes = search.catalogue(search_size(setup.agenda))
    tables = work.tables(codes, states)
    notes: dict[str, object] = {
        "method": "second-order anchored surrogate; used to search, never to report",
        "packages_possible": setup.agenda.n_packages,
        "packages_solved_exactly": len(codes),
        "held_back_packages": HELD_BACK,
        "rms_error_over_range": {p: float(f"{e:.3g}") for p, e in errors.items()},
    }
    return Ensemble(setup, tables, search, seed), notes


def _play(ensemble: Ensemble, options: RunOptions, work: TableWork) -> Iterator[Played]:
    """Yield the blocks of a run, and the first block with other dice and everything else alike."""
    parts = (ensemble.setup, ensemble.tables, ensemble.search, ensemble.seed)
    again = RedrawnEnsemble(*parts, redrawn=CHANCE)
    blocks = -(-options.runs // BLOCK_RUNS)
    sample = options.runs if options.all_moves else min(ROUNDS_SAMPLE, options.runs)
    told = Told(sample, -1 if options.trace is None else options.trace)
    what = "playing the talks"
    work.progress(what, 0, blocks)
    asked = [*[(ensemble, block) for block in range(blocks)], (again, 0)]
    for done, played in enumerate(play_blocks(work.workers, asked, told), start=1):
        work.progress(what, min(done, blocks), blocks)
        yield played
