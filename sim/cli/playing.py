"""Playing one resolved scenario from the command line: progress, results, the printed page."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.output import print_csv, print_json
from sim.ensemble.inputs import input_hashes
from sim.ensemble.runner import Finished, RunOptions, run
from sim.ensemble.workers import default_jobs
from sim.report.terminal import RunReport, as_csv, as_json, table

if TYPE_CHECKING:
    from sim.ensemble.tablework import Progress
    from sim.scenario.resolved import Resolved


def play(
    resolved: Resolved,
    *,
    runs: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path | None,
    force: bool,
    all_moves: bool,
    trace: int | None = None,
    use_cache: bool,
    report: bool,
    form: str,
) -> None:
    """Play a scenario, write its folder and print the outcome, or the story of one run."""
    scenario = resolved.scenario
    if trace is not None and trace >= (count := runs or scenario.runs):
        raise click.UsageError(f"--trace must name a run below {count}; got {trace}.")
    options = RunOptions(
        runs=runs or scenario.runs,
        seed=scenario.seed if seed is None else seed,
        jobs=jobs or default_jobs(),
        out=out,
        force=force,
        all_moves=all_moves,
        trace=trace,
        use_cache=use_cache,
        argv=sys.argv[1:],
    )
    with progress_line() as progress:
        finished = run(scenario, resolved.to_yaml(), options, input_hashes(resolved), progress)
    if trace is None:
        click.echo(printed(finished, form), nl=False)
    else:
        print_story(finished.folder, trace, form)
    if report:
        from sim.report.page.page import write_report

        click.echo(f"page: {write_report(finished.folder)}", err=True)


def printed(finished: Finished, form: str) -> str:
    """Return the text of a finished run in the format asked for."""
    if form == "csv":
        return as_csv(finished.summary)
    report = report_of(finished)
    return as_json(report) if form == "json" else table(report)


def report_of(finished: Finished) -> RunReport:
    """Return what the printed page is made of."""
    setup, options = finished.setup, finished.options
    return RunReport(
        scenario=setup.scenario.name,
        rows=finished.summary,
        runs=options.runs,
        seed=options.seed,
        worlds=len(setup.worlds),
        as_of=setup.scenario.as_of,
        pair=setup.parties,
        folder=str(finished.folder),
        rates_now=(setup.in_force.general, setup.in_force.car),
        rates_threatened=(setup.threats[0].full.general, setup.threats[0].full.car),
    )


def print_story(folder: Path, run_number: int, form: str) -> None:
    """Print the moves of one run: told, or as rows."""
    from sim.report.story import tell
    from sim.report.story_rows import read_story

    story = read_story(folder, run_number)
    if form == "table":
        click.echo(tell(story), nl=False)
        click.echo(f"Run {run_number} of {folder}")
        return
    rows = [asdict(move) | {"run": run_number, "world": story.world} for move in story.moves]
    if form == "json":
        print_json([{**row, "package": dict(row["package"])} for row in rows])
    else:
        print_csv(
            [{k: v for k, v in row.items() if k != "package"} | row["package"] for row in rows]
        )


@contextmanager
def progress_line() -> Iterator[Progress]:
    """Show one line on stderr that says what is being done; nothing if it is no terminal."""
    shown = sys.stderr.isatty()

    def progress(what: str, done: int, total: int) -> None:
        if shown:
            width = 24
            bar = "#" * (width * done // max(total, 1))
            click.echo(f"\r{what:<22} [{bar:<{width}}] {done}/{total} ", nl=False, err=True)

    try:
        yield progress
    finally:
        if shown:
            click.echo("\r" + " " * 78 + "\r", nl=False, err=True)
