"""`sim run`: play scenarios and write their results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command()
@click.argument("scenarios", nargs=-1, metavar="SCENARIO...")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option("--runs", type=click.IntRange(1, 1_000_000), help="Number of runs.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all dice.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write (one scenario only).")
@click.option("--force", is_flag=True, help="Replace a finished run in that folder.")
@click.option("--all-moves", is_flag=True, help="Write every offer of every run to rounds.csv.")
@click.option(
    "--trace",
    is_flag=False,
    flag_value="0",
    metavar="[N]",
    help="Tell the story of run N (0 by default) instead: offers, answers, reasons.",
)
@click.option("--report", is_flag=True, help="Write report.html, a page to look at, as well.")
@click.option("--no-cache", is_flag=True, help="Solve everything anew.")
@click.option("--dry-run", is_flag=True, help="Check the scenarios and say what would be run.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="What to print: a page in words, or the summary as CSV or JSON.",
)
def run(
    *,
    scenarios: tuple[str, ...],
    sets: tuple[str, ...],
    runs: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path | None,
    force: bool,
    all_moves: bool,
    trace: str | None,
    report: bool,
    no_cache: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Play scenarios: files, or names of shipped ones.

    Writes summary.csv, runs.csv, rounds.csv, concessions.csv and manifest.json to
    results/<scenario>/<run>/ and prints what came out.
    """
    scenarios, traced = _traced(scenarios, trace)
    if out is not None and len(scenarios) > 1:
        raise click.UsageError("--out takes one scenario; leave it out to write under results/.")
    from sim.cli.playing import play
    from sim.scenario.loading import resolve

    resolved = [resolve(name, sets) for name in scenarios]
    for one in resolved:
        for note in one.notes:
            click.echo(note, err=True)
    if dry_run:
        _announce([(one.scenario.name, runs or one.scenario.runs) for one in resolved], form)
        return
    play(
        resolved,
        runs=runs,
        seed=seed,
        jobs=jobs,
        out=out,
        force=force,
        all_moves=all_moves,
        trace=traced,
        use_cache=not no_cache,
        report=report,
        form=form,
    )


def _announce(planned: Sequence[tuple[str, int]], form: str) -> None:
    """Say what would be run: (name, runs) of each scenario."""
    from sim.cli.output import print_rows

    if form == "table":
        for name, runs in planned:
            click.echo(f"{name}: valid; would play {runs:,} run{'s' if runs > 1 else ''}.")
    else:
        print_rows([{"scenario": name, "runs": runs} for name, runs in planned], form)


def _traced(scenarios: tuple[str, ...], trace: str | None) -> tuple[tuple[str, ...], int | None]:
    """Return the scenarios and the run to tell; in `--trace NAME` the name is a scenario."""
    if trace is not None and not trace.isdecimal():
        scenarios, trace = (*scenarios, trace), "0"
    if not scenarios:
        raise click.UsageError("Missing argument 'SCENARIO...'.")
    return scenarios, None if trace is None else int(trace)
