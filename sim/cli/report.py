"""`sim report`: the page of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from typing import Literal


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The page to write; by default RUN/report.html.",
)
@click.option(
    "--figures",
    type=(click.Choice(["svg", "png"]), click.Path(path_type=Path)),
    default=None,
    metavar="svg|png DIR",
    help="Also write each figure as a file into DIR.",
)
def report(folder: Path, out: Path | None, figures: tuple[str, Path] | None) -> None:
    """Write one HTML page of a finished run: the answer, figures, what was assumed.

    RUN is a results folder. Nothing is played again, and the page needs no network. Prints what
    was written.
    """
    from sim.report.page.page import write_figures, write_report

    click.echo(write_report(folder, out))
    if figures is not None:
        kind, into = figures
        for path in write_figures(folder, cast("Literal['svg', 'png']", kind), into):
            click.echo(path)
