"""The page of one finished run: what stands on it, from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from sim.report.page import rendering
from sim.report.page.numbers import runs_text
from sim.report.page.parts import Page, Section
from sim.report.page.sections import (
    answer,
    assumptions,
    balance,
    chips,
    concessions,
    course,
    frontier,
    gains,
    industries,
    months,
    other_talks,
    signing,
    spread,
)
from sim.report.page.source import PageSource, read_source

if TYPE_CHECKING:
    from pathlib import Path

REPORT: Final = "report.html"

PARTS: Final = (
    signing.section,
    balance.section,
    months.section,
    concessions.section,
    chips.section,
    gains.section,
    frontier.section,
    other_talks.section,
    course.section,
    industries.section,
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
    return rendering.write_page(page_of(source), path)


def write_figures(folder: Path, kind: Literal["svg", "png"], into: Path) -> list[Path]:
    """Write each figure of the page as a file, numbered in the order of the page."""
    return rendering.write_figures(page_of(read_source(folder)), kind, into)


def page_of(source: PageSource) -> Page:
    """Return the page of a run: the parts that have something to say."""
    scenario, manifest = source.scenario, source.manifest
    return Page(
        title=scenario.title,
        question=scenario.question,
        answer=answer.answer(source),
        tiles=answer.tiles(source),
        warnings=answer.warnings(source),
        sections=sections(source),
        footer=f"{runs_text(manifest.runs)}, seed {manifest.seed}, {manifest.worlds} worlds; "
        f"{scenario.name}, as known on {scenario.as_of}. Plus means that a balance or a gain "
        "rises; money in USD bn a year.",
    )


def sections(source: PageSource) -> list[Section]:
    """Return the parts of the page that have something to say."""
    return [found for part in PARTS if (found := part(source)) is not None]
