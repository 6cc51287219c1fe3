"""Playing one resolved scenario from the command line: progress, results, the printed page."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.output import print_csv, print_json
from sim.ensemble.inputs import input_hashes
from sim.ensemble.runner import Finished, RunOptions, run
from sim.ensemble.workers import default_jobs
from sim.report.run_report import RunReport
from sim.report.terminal import as_csv, as_data, table

if TYPE_CHECKING:
    from sim.ensemble.tablework import Progress
    from sim.scenario.resolved import Resolved


def play(
    scenarios: Sequence[Resolved],
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
    """Play scenarios, write their folders and print the outcomes, or the story of one run.

    Several scenarios make one CSV with one header, or one JSON list; one makes a JSON object.
    """
    if trace is not None:
        count = min(runs or one.scenario.runs for one in scenarios)
        if trace >= count:
            raise click.UsageError(f"--trace must name a run below {count}; got {trace}.")
        if form != "table" and len(scenarios) > 1:
            raise click.UsageError(f"--trace --format {form} takes one scenario.")
    reports = []
    for place, resolved in enumerate(scenarios):
        scenario = resolved.scenario
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
        if trace is not None:
            print_story(finished.folder, trace, form)
        elif form == "json":
            reports.append(as_data(report_of(finished)))
        elif form == "csv":
            header, rows = as_csv(finished.summary).split("\n", maxsplit=1)
            click.echo(rows if place else f"{header}\n{rows}", nl=False)
        else:
            click.echo(("\n" if place else "") + table(report_of(finished)), nl=False)
        if report:
            from sim.report.page.page import write_report

            click.echo(f"page: {write_report(finished.folder)}", err=True)
    if reports:
        print_json(reports if len(reports) > 1 else reports[0])


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
        print_json([row | {"round": int(row["round"] or 0) or None} for row in rows])
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
