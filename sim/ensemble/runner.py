"""Running a scenario from its file to the finished results folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble import rounds
from sim.ensemble.blocks import Block_co, Plays, Told, play_blocks
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.frontier_table import frontier_header, frontier_rows
from sim.ensemble.governments import controls
from sim.ensemble.industries_table import IndustryRows
from sim.ensemble.layout import CONCESSIONS_COLUMNS, INDUSTRIES_COLUMNS, MONTHLY_COLUMNS, names
from sim.ensemble.monthly.work import MonthlyWork
from sim.ensemble.results_of import OfOnePair, OfSeveral, Results, redrawn
from sim.ensemble.search import HELD_BACK, search_size
from sim.ensemble.setup import Setup, setups
from sim.ensemble.several import prepare_several
from sim.ensemble.spread import SpreadSums
from sim.ensemble.spread_table import SPREAD_COLUMNS, SPREAD_FILE
from sim.ensemble.store import ResultsFolder, default_folder
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.summary import SummaryRow
from sim.ensemble.tablework import Progress, TableWork
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
    pairs = setups(scenario, Observables(load_benchmark()))
    setup = pairs[0]
    out = options.out or default_folder(scenario.name, options.seed, options.runs, resolved_text)
    with (
        ResultsFolder(out, force=options.force) as folder,
        Workers(options.jobs) as workers,
    ):
        cache = cache_folder() if options.use_cache else None
        works = [TableWork(setup, workers, cache, progress)]
        works += [replace(works[0], setup=pair, main=setup) for pair in pairs[1:]]
        results, notes = _results(works, options)
        moves = folder.table("rounds.csv", rounds.header(*results.agendas))
        concessions = folder.table("concessions.csv", names(CONCESSIONS_COLUMNS))
        runs = folder.runs(scenario.name)
        industries = IndustryRows(setup)
        spread = SpreadSums(setup)
        progress("measuring what came out", 0, len(results.moves))
        for number, (told, found) in enumerate(zip(results.moves, results.measured(), strict=True)):
            runs.append(found.table, found.runs)
            spread.add(found.table, results.draws(number))
            moves.append_rows(told)
            for given in found.concessions:
                concessions.append(given)
            if industries.organised:
                industries.add(results.outcomes(number), options.runs)
            progress("measuring what came out", number + 1, len(results.moves))
        summary = runs.summarise()
        if industries.organised:
            listed = folder.table("industries.csv", names(INDUSTRIES_COLUMNS))
            listed.append_rows(industries.rows(scenario.name))
        causes = folder.table(SPREAD_FILE, SPREAD_COLUMNS)
        shares = spread.rows(scenario.name, results.other_dice())
        causes.append_rows([astuple(row) for row in shares])
        frontier = folder.table("frontier.csv", frontier_header(results.main))
        frontier.append_rows(frontier_rows(results.main))
        months = folder.table("monthly.csv", names(MONTHLY_COLUMNS))
        followed, endings = results.followed()
        monthly = MonthlyWork(results.work, followed)
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


def _results(works: Sequence[TableWork], options: RunOptions) -> tuple[Results, dict[str, object]]:
    """Play all talks of a scenario; return their results, and notes for the manifest."""
    if len(works) == 1:
        ensemble, notes = prepare(works[0], options.seed)
        played = tuple(_play(ensemble, redrawn(ensemble), options, works[0]))
        return OfOnePair(works[0], ensemble, played, options.runs), notes
    several, notes = prepare_several(works, options.seed)
    linked = several.works(works)
    again = replace(several, pairs=tuple(redrawn(pair) for pair in several.pairs))
    together = tuple(_play(several, again, options, works[0]))
    return OfSeveral(linked, several, together, options.runs), notes


def _play(
    talks: Plays[Block_co], again: Plays[Block_co], options: RunOptions, work: TableWork
) -> Iterator[Block_co]:
    """Yield the blocks of a run, and the first block `again`: with other dice."""
    blocks = -(-options.runs // BLOCK_RUNS)
    sample = options.runs if options.all_moves else min(ROUNDS_SAMPLE, options.runs)
    told = Told(sample, -1 if options.trace is None else options.trace)
    what = "playing the talks"
    work.progress(what, 0, blocks)
    asked = [*[(talks, block) for block in range(blocks)], (again, 0)]
    for done, played in enumerate(play_blocks(work.workers, asked, told), start=1):
        work.progress(what, min(done, blocks), blocks)
        yield played
