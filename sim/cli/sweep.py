"""`sim sweep`: play a scenario at many values of its parameters."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click


@click.command()
@click.argument("scenario")
@click.option(
    "--vary",
    "varied",
    multiple=True,
    required=True,
    metavar="PATH=LO:HI:N",
    help="Vary a parameter: even steps, a range (LO:HI), or listed values (a,b,c).",
)
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option(
    "--design",
    type=click.Choice(["grid", "latin", "sobol"]),
    default="grid",
    help="All combinations, a Latin hypercube, or a Sobol sequence (which can be extended).",
)
@click.option("--points", type=click.IntRange(1, 100_000), help="Points of latin and sobol.")
@click.option("--runs", metavar="N|+N", help="Runs a point; +N adds to those that are finished.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all dice.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Play on the Dask cluster of this scheduler, as tcp://host:8786 (extra `dask`).",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write or to go on with.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="What to print: a page in words, or summary.csv of all points as CSV or JSON.",
)
@click.pass_context
def sweep(
    context: click.Context,
    *,
    scenario: str,
    varied: tuple[str, ...],
    sets: tuple[str, ...],
    design: str,
    points: int | None,
    runs: str | None,
    seed: int | None,
    jobs: int | None,
    dask: str | None,
    out: Path | None,
    form: str,
) -> int:
    """Play a scenario at many points, with the same dice at each.

    Writes points.csv and summary.csv with a column a varied parameter. The same command goes on
    where it was interrupted; more runs, steps or points are added to what is there.

    \b
    sim sweep us-japan-2025-05-30 --vary usa.weights.deficit=0:0.35:8
    sim sweep us-japan-2025-05-30 --vary usa.resolve=0%:100% \\
        --vary jpn.believes_threat=0%:100% --design sobol --points 64
    """  # noqa: D301  (click reads the backspace as "do not wrap")
    from sim.cli.output import say_main_pair_alone
    from sim.cli.playing import progress_line
    from sim.ensemble.designs import DESIGNS, Varied
    from sim.ensemble.sweep import SweepOptions
    from sim.ensemble.sweep import sweep as play
    from sim.ensemble.workers import default_jobs
    from sim.report.sweep import as_json, table

    if dask is not None and jobs is not None:
        raise click.UsageError("--jobs counts processes here; a Dask cluster has its own.")
    count, more = _runs(runs)
    options = SweepOptions(
        varied=tuple(map(Varied.parse, varied)),
        design=DESIGNS[DESIGNS.index(design)],
        points=points or 0,
        runs=count,
        more_runs=more,
        seed=seed,
        sets=sets,
        jobs=jobs or default_jobs(),
        dask=dask,
        out=out,
        argv=sys.argv[1:],
    )
    try:
        with progress_line() as progress:
            swept = play(scenario, options, progress)
    except KeyboardInterrupt:
        click.echo("finished points are kept: the same command goes on from here", err=True)
        raise
    for note in swept.base.notes:
        click.echo(note, err=True)
    say_main_pair_alone(swept.base.scenario)
    if form == "csv":
        text = (swept.folder / "summary.csv").read_text(encoding="utf-8")
    else:
        text = as_json(swept) if form == "json" else table(swept)
    click.echo(text, nl=False)
    context.exit(4 if swept.failed else 0)


def _runs(text: str | None) -> tuple[int | None, int]:
    """Return (runs, further runs) that `--runs 200` or `--runs +500` means."""
    if text is None:
        return None, 0
    if not re.fullmatch(r"\+?[1-9]\d{0,6}", text):
        raise click.UsageError(f"--runs must be a number, or +N to add runs: got `{text}`.")
    return (None, int(text[1:])) if text.startswith("+") else (int(text), 0)
