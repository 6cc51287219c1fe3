"""`sim backtest`: past tariff talks played and scored beside simple rules."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("episodes", nargs=-1, metavar="[EPISODE...]")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value in all.")
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=1000, help="Runs of each.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, help="Seed of all dice.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for scores.csv, episodes.csv and backtest.json.",
)
@click.option(
    "--document",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the tables into this document, with July 2025 beside the shipped scenarios.",
)
@click.option("--no-cache", is_flag=True, help="Solve everything anew.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="What to print: a table in words, the scores as CSV, or all as JSON.",
)
def backtest(
    *,
    episodes: tuple[str, ...],
    sets: tuple[str, ...],
    runs: int,
    seed: int,
    jobs: int | None,
    out: Path | None,
    document: Path | None,
    no_cache: bool,
    form: str,
) -> None:
    """Play past tariff talks and score the forecasts beside simple rules.

    All episodes that the model can represent, or those named. Priors come from the other episodes;
    the episodes of 2025 are left out together. See docs/backtest.md.
    """
    from sim.backtest.backtest import BacktestOptions
    from sim.backtest.backtest import backtest as score
    from sim.backtest.july import JulyOptions, beside
    from sim.cli.output import write_files
    from sim.cli.playing import progress_line
    from sim.ensemble.workers import default_jobs
    from sim.report.backtest import as_json, episodes_csv, scores_csv, table
    from sim.report.backtest_document import write_document

    count = jobs or default_jobs()
    options = BacktestOptions(runs, seed, episodes, sets, count, not no_cache)
    with progress_line() as progress:
        found = score(options, progress)
        if document is not None:
            wanted = JulyOptions(runs, seed, sets, count, not no_cache)
            write_document(document, found, beside(wanted, progress))
    if out is not None:
        texts = {
            "scores.csv": scores_csv(found),
            "episodes.csv": episodes_csv(found),
            "backtest.json": as_json(found),
        }
        write_files(out, texts)
    printed = {"table": table, "csv": scores_csv, "json": as_json}[form]
    click.echo(printed(found), nl=False)
