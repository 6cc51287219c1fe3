"""`sim chips`: what each chip is worth to its holder and its receiver, and what it bought."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("source", metavar="SCENARIO|RUN")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option(
    "--party", metavar="CODE", help="Whose chips; by default those of the threatened side."
)
@click.option("--runs", type=click.IntRange(1, 1_000_000), help="Runs of each coalition.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all dice.")
@click.option(
    "--orders",
    type=click.IntRange(2, 100_000),
    help="Sample orders of arrival; by default all coalitions of up to 8 chips are played.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for chips.csv, coalitions.csv and chips.json.",
)
@click.option("--no-cache", is_flag=True, help="Solve everything anew.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="What to print: a table in words, chips.csv, or all as JSON.",
)
def chips(
    *,
    source: str,
    sets: tuple[str, ...],
    party: str | None,
    runs: int | None,
    seed: int | None,
    orders: int | None,
    jobs: int | None,
    out: Path | None,
    no_cache: bool,
    form: str,
) -> None:
    """Show what each chip is worth to its holder and its receiver, and what it bought.

    Plays the talks with every coalition of the holder's chips on the agenda, on the same dice, and
    splits what they bring by Shapley values. See docs/chip_worth.md.
    """
    from sim.analysis.chip_worth import ChipOptions, chip_worth
    from sim.cli.output import say_main_pair_alone, write_files
    from sim.cli.playing import progress_line
    from sim.cli.sources import asked
    from sim.ensemble.workers import default_jobs
    from sim.report.chips import as_json, chips_csv, coalitions_csv, table

    wanted = asked(source, sets, runs=runs, seed=seed)
    say_main_pair_alone(wanted.scenario)
    options = ChipOptions(
        runs=wanted.runs,
        seed=wanted.seed,
        holder=None if party is None else party.upper(),
        orders=orders,
        jobs=jobs or default_jobs(),
        use_cache=not no_cache,
    )
    with progress_line() as progress:
        found = chip_worth(wanted.scenario, options, progress)
    if out is not None:
        texts = {
            "chips.csv": chips_csv(found),
            "coalitions.csv": coalitions_csv(found),
            "chips.json": as_json(found),
        }
        write_files(out, texts)
    printed = {"table": table, "csv": chips_csv, "json": as_json}[form]
    click.echo(printed(found), nl=False)
