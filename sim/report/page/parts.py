"""What a page is made of: sections with words, figures and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Table:
    """A table: `title`, column heads with units, rows of text; the first column names the row.

    `folded` tables open on request; `prose` says which columns hold sentences, which wrap and
    stand left. A table that is `beside` stands next to the only figure of its section if there is
    room.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    folded: bool = True
    prose: frozenset[int] = frozenset()
    beside: bool = False


@dataclass(frozen=True)
class Chart:
    """A figure: `draw` makes it, `alt` says in words what it shows, `note` how to read it.

    `name` is the file name of the exported figure.
    """

    name: str
    title: str
    alt: str
    note: str
    draw: Callable[[], Figure]


@dataclass(frozen=True)
class Section:
    """A part of the page: heading, lead in words, figures, tables, notes; empty ones are None."""

    name: str
    title: str
    lead: str
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def beside(self) -> list[Table]:
        """The tables next to the only figure; none if there are several figures."""
        return [table for table in self.tables if table.beside] if len(self.charts) == 1 else []

    @property
    def below(self) -> list[Table]:
        """The tables below the figures, over the whole width."""
        return [table for table in self.tables if not (table.beside and len(self.charts) == 1)]


@dataclass(frozen=True)
class Tile:
    """One of the five figures at the top: a number, what it is, and how sure it is."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True)
class Page:
    """A whole page: `answer` opens it, `warnings` and `tiles` follow, `footer` closes it."""

    title: str
    question: str
    answer: str
    footer: str
    sections: Sequence[Section]
    tiles: Sequence[Tile] = ()
    warnings: Sequence[str] = ()

    @property
    def charts(self) -> list[Chart]:
        """All figures, in the order of the page."""
        return [chart for section in self.sections for chart in section.charts]
