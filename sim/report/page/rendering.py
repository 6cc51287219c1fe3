"""A page as one HTML file without scripts, fonts or addresses to load, and its figures as files.

The frame is a Jinja template, which escapes every text that a scenario brings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sim.errors import ResultsError
from sim.report.page import canvas, theme
from sim.report.page.numbers import kept_together

if TYPE_CHECKING:
    from jinja2 import Template

    from sim.report.page.parts import Chart, Page

_HERE: Final = Path(__file__).parent
MARK: Final = '<meta name="generator" content="sim report">'


def html(page: Page) -> str:
    """Return the page; the same page gives the same text."""
    from markupsafe import Markup  # noqa: PLC0415

    return _template().render(
        page=page,
        drawn=drawn,
        light=theme.variables(theme.LIGHT),
        dark=theme.variables(theme.DARK),
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8")),  # noqa: S704
        mark=Markup(MARK),  # noqa: S704
    )


def drawn(chart: Chart) -> str:
    """Return a figure as SVG that a template takes as it is."""
    from markupsafe import Markup  # noqa: PLC0415

    with canvas.style():
        figure = chart.draw()
    return Markup(canvas.inline_svg(figure, chart.name, chart.alt))  # noqa: S704  # our own


def write_page(page: Page, path: Path) -> Path:
    """Write a page and return its path.

    Raises `ResultsError` if the path is a folder, or a file that is not a page of sim: nothing
    else is overwritten.
    """
    _require_free(path)
    text = html(page)
    partial = path.with_name(f".partial-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def write_figures(page: Page, kind: Literal["svg", "png"], into: Path) -> list[Path]:
    """Write each figure of a page as a file, numbered in the order of the page."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        return [
            _write_figure(chart, into / f"{number:02}-{chart.name}.{kind}", kind)
            for number, chart in enumerate(page.charts, 1)
        ]
    except OSError as error:
        raise ResultsError(f"{into} cannot be written: {error.strerror}.") from error


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kept_together"] = kept_together
    return environment.get_template("page.html.j2")


def _write_figure(chart: Chart, path: Path, kind: Literal["svg", "png"]) -> Path:
    with canvas.style():
        figure = chart.draw()
    canvas.write_figure(figure, path, kind)
    return path


def _require_free(path: Path) -> None:
    if path.is_dir():
        raise ResultsError(f"{path} must be a file; it is a folder. Give --out a file name.")
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace")[:2000]:
        raise ResultsError(
            f"{path} is not a page of sim; it was left as it is. Choose another --out."
        )
