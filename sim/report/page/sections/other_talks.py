"""What other pairs of talks came to, if several were held side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import other_talks
from sim.report.labels import fixed, region, words
from sim.report.page.parts import Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.ensemble.summary import SummaryRow
    from sim.report.page.source import PageSource


def section(source: PageSource) -> Section | None:
    """Return the other talks in words and figures; None if there are none."""
    pairs = other_talks.other_pairs(source.report)
    if not pairs:
        return None
    tables = tuple(
        Table(
            f"{region(first)} and {region(second)}",
            ("", "mean", "5 %", "median", "95 %", "unit"),
            [_cells(name, row) for name, row in _rows(source, (first, second))],
        )
        for first, second in pairs
    )
    lead = " ".join(other_talks.lines(source.report))
    note = (
        "Every pair is measured with the other pairs' ends as they are; what all talks change "
        "together is counted against the rates in force in every pair."
    )
    return Section("other-talks", "The other talks", lead, (), tables, (note,))


def _rows(source: PageSource, pair: tuple[str, str]) -> Iterator[tuple[str, SummaryRow]]:
    for row in source.report.rows:
        is_pair = {row.party, row.partner} == set(pair)
        if not (is_pair and row.n):
            continue
        gives = f"{region(row.party)}: {words(row.sector)}"
        if row.measure == "chip_amount":
            yield gives, row
        elif row.measure == "concession_value" and row.sector:
            yield f"worth to {region(row.party)}: {words(row.sector)}", row
        elif row.measure == "utility":
            yield f"{region(row.party)}, gain {words(row.baseline)}", row


def _cells(name: str, row: SummaryRow) -> tuple[str, ...]:
    share = row.unit == "fraction"
    values = (row.mean, row.p05, row.p50, row.p95)
    cells = [fixed(100 * v if share else v, 2) for v in values]
    return (name, *cells, "%" if share else row.unit)
