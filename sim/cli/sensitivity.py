"""`sim sensitivity`: which uncertain parameter moves the outcomes."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("scenario")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="COLUMN",
    help="Look at this column of runs.csv; may be repeated.",
)
@click.option("--runs", type=click.IntRange(1, 1_000_000), help="Runs of the Sobol sample.")
@click.option("--seed", type=click.IntRange(0, 2**62 - 1), help="Seed of all dice.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for sobol.csv, tornado.csv.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="What to print: the strongest inputs, the Sobol table as CSV, or all as JSON.",
)
def sensitivity(
    *,
    scenario: str,
    sets: tuple[str, ...],
    outcomes: tuple[str, ...],
    runs: int | None,
    seed: int | None,
    jobs: int | None,
    out: Path | None,
    form: str,
) -> None:
    """Find which uncertain parameters move the outcomes of a scenario.

    Sobol indices with 95 % intervals, and a tornado over every uncertain parameter; see
    docs/sweeps.md.
    """
    from sim.analysis.sensitivity import OUTCOMES, Options
    from sim.analysis.sensitivity import sensitivity as find
    from sim.cli.output import say_main_pair_alone
    from sim.cli.playing import progress_line
    from sim.ensemble.measures import Measure
    from sim.ensemble.workers import default_jobs
    from sim.report.sensitivity import as_json, sobol_csv, table, tornado_csv
    from sim.scenario.loading import resolve

    resolved = resolve(scenario, sets)
    for note in resolved.notes:
        click.echo(note, err=True)
    say_main_pair_alone(resolved.scenario)
    options = Options(
        runs=runs or resolved.scenario.runs,
        seed=resolved.scenario.seed if seed is None else seed,
        outcomes=tuple(map(Measure.parse, outcomes)) or OUTCOMES,
        jobs=jobs or default_jobs(),
    )
    with progress_line() as progress:
        found = find(resolved.scenario, options, progress)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "sobol.csv").write_text(sobol_csv(found), encoding="utf-8", newline="")
        (out / "tornado.csv").write_text(tornado_csv(found), encoding="utf-8", newline="")
    printed = {"table": table, "csv": sobol_csv, "json": as_json}[form]
    click.echo(printed(found), nl=False)
