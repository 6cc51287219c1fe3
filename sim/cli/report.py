"""`sim report`: the page of a finished run, or of a comparison of several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from sim.cli.output import format_option, print_rows

if TYPE_CHECKING:
    from typing import Literal


@click.command()
@click.argument(
    "folders", metavar="RUN [RUN...]", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The page to write; by default RUN/report.html, or comparison.html for several runs.",
)
@click.option(
    "--figures",
    type=(click.Choice(["svg", "png"]), click.Path(path_type=Path)),
    default=None,
    metavar="svg|png DIR",
    help="Also write each figure as a file into DIR.",
)
@format_option
def report(
    folders: tuple[Path, ...], out: Path | None, figures: tuple[str, Path] | None, form: str
) -> None:
    """Write one HTML page of a finished run: the answer, figures, what was assumed.

    RUN is a results folder. With several, the page compares the others with the first. Nothing is
    played again, and the page needs no network. Prints what was written.
    """
    from sim.report.page.rendering import write_figures, write_page

    if len(folders) == 1:
        from sim.report.page.page import REPORT, page_of
        from sim.report.page.source import read_source

        source = read_source(folders[0])
        page, path = page_of(source), out or source.results.path / REPORT
    else:
        from sim.analysis.compare import compare
        from sim.ensemble.loading import load_results
        from sim.report.page import comparison

        base, *others = map(load_results, folders)
        page = comparison.page_of([compare(base, other) for other in others])
        path = out or Path(comparison.COMPARISON)
    written = [("page", write_page(page, path))]
    if figures is not None:
        kind, into = figures
        paths = write_figures(page, cast("Literal['svg', 'png']", kind), into)
        written += [("figure", figure) for figure in paths]
    if form == "table":
        click.echo("\n".join(str(file) for _, file in written))
    else:
        print_rows([{"what": what, "file": file} for what, file in written], form)
