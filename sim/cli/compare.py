"""`sim compare`: what a change of scenario does to the results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.ensemble.loading import Results


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="A B [C...]")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help="Show only this measure, party, sector or column; may be repeated.",
)
@click.option("--all", "everything", is_flag=True, help="Show every measure and change.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="What to print: a table in words, or every difference as CSV or JSON.",
)
@click.option("--runs", type=click.IntRange(1, 1_000_000), help="Runs of scenarios played here.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of scenarios played here.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE", help="Also write an HTML page."
)
@click.option("--force", is_flag=True, help="Play scenarios anew even if results are there.")
def compare(
    *,
    sources: tuple[str, ...],
    measures: tuple[str, ...],
    everything: bool,
    form: str,
    runs: int | None,
    seed: int | None,
    jobs: int | None,
    report: Path | None,
    force: bool,
) -> None:
    """Compare B (and C, ...) with A: changed parameters, then differences with 95 % intervals.

    Each is a run folder, a results CSV, or a scenario, which is played first unless its results
    are already under results/. With the same seed, runs are compared one by one on shared dice.
    """
    from sim.analysis.compare import compare as compare_results
    from sim.ensemble.loading import load_results
    from sim.report.comparison import table
    from sim.report.comparison_answer import select
    from sim.report.comparison_export import as_csv, as_json

    if len(sources) < 2:
        raise click.UsageError("compare needs at least two: give A and B.")
    base, *others = [
        load_results(Path(source))
        if is_results(source)
        else played(source, runs=runs, seed=seed, jobs=jobs, force=force)
        for source in sources
    ]
    found = [compare_results(base, other) for other in others]
    if measures and not any(select(c.differences, measures) for c in found):
        known = dict.fromkeys(d.measure.measure for c in found for d in c.differences)
        raise click.UsageError(
            f"no shared measure matches {', '.join(measures)}; there are {', '.join(known)}."
        )
    if form == "csv":
        text = as_csv(found, measures)
    elif form == "json":
        text = as_json(found, measures)
    else:
        text = table(found, measures, everything=everything)
    click.echo(text, nl=False)
    if report is not None:
        from sim.report.page.comparison import write_comparison

        click.echo(f"page: {write_comparison(found, report)}", err=True)


def is_results(source: str) -> bool:
    """Whether a source names results rather than a scenario: a CSV, or a folder.

    A name without ending that is no folder is a shipped scenario; a path without ending that is
    not there was meant as a folder.
    """
    path = Path(source)
    was_meant = "/" in source and not path.suffix and not path.exists()
    return path.suffix == ".csv" or path.is_dir() or was_meant


def played(
    source: str, *, runs: int | None, seed: int | None, jobs: int | None, force: bool
) -> Results:
    """Return the results of a scenario: those under results/ if they are there, else new ones."""
    from sim.cli.playing import progress_line
    from sim.ensemble.inputs import input_hashes
    from sim.ensemble.loading import load_results
    from sim.ensemble.manifest import versions
    from sim.ensemble.runner import RunOptions, run
    from sim.ensemble.store import MANIFEST, default_folder
    from sim.ensemble.workers import default_jobs
    from sim.scenario.loading import resolve

    resolved = resolve(source)
    for note in resolved.notes:
        click.echo(note, err=True)
    scenario, text = resolved.scenario, resolved.to_yaml()
    runs = runs or scenario.runs
    seed = scenario.seed if seed is None else seed
    folder = default_folder(scenario.name, seed, runs, text)
    if not force and (folder / MANIFEST).is_file():
        results = load_results(folder)
        if results.manifest is not None and results.manifest.versions == versions():
            return results
    options = RunOptions(
        runs=runs, seed=seed, jobs=jobs or default_jobs(), force=force, argv=sys.argv[1:]
    )
    with progress_line() as progress:
        return load_results(run(scenario, text, options, input_hashes(resolved), progress).folder)
