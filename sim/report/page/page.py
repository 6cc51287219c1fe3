"""`write_report`: from a finished results folder to one HTML file, and to files of its figures.

The page is one file without scripts, fonts or addresses to load, so it opens anywhere and can be
sent by mail. The frame is a Jinja template, which escapes every text that a scenario brings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sim.errors import ResultsError
from sim.report.page import canvas, theme
from sim.report.page.sections import (
    answer,
    assumptions,
    balance,
    chips,
    concessions,
    course,
    gains,
    signing,
    spread,
)
from sim.report.page.source import PageSource, read_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.report.page.parts import Chart, Section

REPORT: Final = "report.html"
_MARK: Final = '<meta name="generator" content="sim report">'

PARTS: Final = (
    signing.section,
    balance.section,
    concessions.section,
    chips.section,
    gains.section,
    course.section,
    spread.section,
    assumptions.assumed,
    assumptions.sources,
    assumptions.made,
)
"""The parts of the page from top to bottom; each may be None if the run has nothing to say."""


def write_report(folder: Path, out: Path | None = None) -> Path:
    """Write the page of a finished run, by default as report.html in its folder; return its path.

    Raises `ResultsError` if the folder is not complete, or if `out` is a file that is not a page
    of sim: nothing else is overwritten.
    """
    source = read_source(folder)
    path = source.results.path / REPORT if out is None else out
    _require_free(path)
    text = html(source, sections(source))
    partial = path.with_name(f".partial-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def write_figures(folder: Path, kind: Literal["svg", "png"], into: Path) -> list[Path]:
    """Write each figure of the page as a file, numbered in the order of the page."""
    found = [chart for section in sections(read_source(folder)) for chart in section.charts]
    try:
        into.mkdir(parents=True, exist_ok=True)
        return [
            _write_figure(chart, into / f"{number:02}-{chart.name}.{kind}", kind)
            for number, chart in enumerate(found, 1)
        ]
    except OSError as error:
        raise ResultsError(f"{into} cannot be written: {error.strerror}.") from error


def sections(source: PageSource) -> list[Section]:
    """Return the parts of the page that have something to say."""
    return [found for part in PARTS if (found := part(source)) is not None]


def html(source: PageSource, parts: Sequence[Section]) -> str:
    """Return the page; the same results give the same text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def drawn(chart: Chart) -> Markup:
        with canvas.style():
            figure = chart.draw()
        return Markup(canvas.inline_svg(figure, chart.name, chart.alt))  # noqa: S704  # our own

    return environment.get_template("page.html.j2").render(
        scenario=source.scenario,
        answer=answer.answer(source),
        tiles=answer.tiles(source),
        warnings=answer.warnings(source),
        sections=parts,
        manifest=source.manifest,
        drawn=drawn,
        light=theme.variables(theme.LIGHT),
        dark=theme.variables(theme.DARK),
        style=Markup((Path(__file__).parent / "page.css").read_text(encoding="utf-8")),  # noqa: S704
        mark=Markup(_MARK),  # noqa: S704
    )


def _write_figure(chart: Chart, path: Path, kind: Literal["svg", "png"]) -> Path:
    with canvas.style():
        figure = chart.draw()
    canvas.write_figure(figure, path, kind)
    return path


def _require_free(path: Path) -> None:
    if path.is_dir():
        raise ResultsError(f"{path} must be a file; it is a folder. Give --out a file name.")
    if path.exists() and _MARK not in path.read_text(encoding="utf-8", errors="replace")[:2000]:
        raise ResultsError(
            f"{path} is not a page of sim; it was left as it is. Choose another --out."
        )
