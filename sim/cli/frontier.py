"""`sim frontier`: what could have been agreed, and what the simulated deals left on the table."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("source", metavar="SCENARIO|RUN")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option("--runs", type=click.IntRange(1, 1_000_000), help="Number of runs.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all dice.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option(
    "--power",
    type=click.FloatRange(0, 1),
    help="First party's weight in asymmetric Nash; fitted to the deals if left out.",
)
@click.option(
    "--run", "one", type=click.IntRange(0), help="Show the frontier of this run's true preferences."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for solutions.csv, frontier.csv, deals.csv and frontier.json.",
)
@click.option("--no-cache", is_flag=True, help="Solve everything anew.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="What to print: a page in words, the solution points as CSV, or all as JSON.",
)
def frontier(
    *,
    source: str,
    sets: tuple[str, ...],
    runs: int | None,
    seed: int | None,
    jobs: int | None,
    power: float | None,
    one: int | None,
    out: Path | None,
    no_cache: bool,
    form: str,
) -> None:
    """Show the Pareto frontier, solution concepts, and what deals left on the table.

    For a scenario, or for a finished run, whose scenario, seed and number of runs are taken. No
    deal may lie below every package. See docs/frontier.md.
    """
    from sim.analysis.frontier import FrontierOptions
    from sim.analysis.frontier import frontier as find
    from sim.cli.output import say_main_pair_alone, write_files
    from sim.cli.playing import progress_line
    from sim.cli.sources import asked
    from sim.ensemble.workers import default_jobs
    from sim.report.frontier import table
    from sim.report.frontier_export import as_json, deals_csv, frontier_csv, solutions_csv

    wanted = asked(source, sets, runs=runs, seed=seed)
    say_main_pair_alone(wanted.scenario)
    options = FrontierOptions(
        runs=wanted.runs,
        seed=wanted.seed,
        power=power,
        run=one,
        jobs=jobs or default_jobs(),
        use_cache=not no_cache,
    )
    with progress_line() as progress:
        found = find(wanted.scenario, options, progress)
    if out is not None:
        texts = {
            "solutions.csv": solutions_csv(found),
            "frontier.csv": frontier_csv(found),
            "deals.csv": deals_csv(found),
            "frontier.json": as_json(found),
        }
        write_files(out, texts)
    printed = {"table": table, "csv": solutions_csv, "json": as_json}[form]
    click.echo(printed(found), nl=False)
