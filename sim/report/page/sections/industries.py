"""Which industries win and lose: value added against no deal in the last year of the months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.labels import region, words
from sim.report.page import canvas
from sim.report.page.numbers import named, percent, signed
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.report.page.source import PageSource

_YEAR: Final = 12
_LEAST: Final = 0.05
"""USD bn a year: smaller changes are told as none, and no axis is shorter."""
_SHOWN: Final = 5
"""Winners and losers drawn, each."""


def section(source: PageSource) -> Section | None:
    """Return winners and losers of both parties; None if the run has no months."""
    changes = {party: _changes(source, party) for party in source.pair}
    if not all(changes.values()):
        return None
    parts = []
    for party, found in changes.items():
        if max(map(abs, found.values())) < _LEAST:
            parts.append(f"in {named(party)} no industry moves by as much as {_LEAST}")
            continue
        (worst, low), *_, (best, high) = sorted(found.items(), key=lambda item: item[1])
        parts.append(
            f"in {named(party)} {words(best)} gains most ({signed(high, 2)}) and {words(worst)} "
            f"loses most ({signed(low, 2)})"
        )
    lead = f"Against no deal, {'; '.join(parts)}; USD bn of value added a year."
    organised = _organised(source)
    return Section(
        "industries",
        "Industries that win and lose",
        lead + _votes(source),
        tuple(_chart(party, found) for party, found in changes.items()),
        (_table(changes), *([organised] if organised else [])),
    )


def _votes(source: PageSource) -> str:
    """Return how the chambers voted that had to approve deals; "" if none had to."""
    told = [
        f"In {named(row.party)} {words(row.sector)} votes on what is signed: "
        f"{percent(row.mean)} say yes on average."
        for row in source.report.rows
        if row.measure == "yes_share" and row.n
    ]
    in_force = source.report.row("ratified")
    if told and in_force is not None:
        told.append(f"A deal is in force in {percent(in_force.mean)} of runs.")
    return "".join(f" {text}" for text in told)


def _organised(source: PageSource) -> Table | None:
    """Return what outcomes do to organised industries, None if no party has any."""
    head = ("industry", "gain", "5 %", "95 %", "voice", "pressure")
    rows = []
    for row in source.report.rows:
        if row.measure != "industry_gain":
            continue
        others = [
            source.report.row(name, row.party, "", row.sector)
            for name in ("industry_voice", "industry_pressure")
        ]
        numbers = [row.mean, row.p05, row.p95, *(o.mean if o else float("nan") for o in others)]
        cells = [signed(number, 2) for number in numbers]
        rows.append((f"{region(row.party)}: {words(row.sector)}", *cells))
    if not rows:
        return None
    title = (
        "Organised industries, over the rates in force (USD bn a year): value added, how loudly "
        "they speak for the outcome or against it, and what that costs their government"
    )
    return Table(title, head, rows)


def _changes(source: PageSource, party: str) -> dict[str, float]:
    """Return the mean change of value added by sector, over the last year of the months."""
    found = {}
    for (path, measure, whose, _, sector), series in source.monthly.items():
        if (path, measure, whose) == ("outcome", "value_added", party) and sector:
            without = source.monthly[("no_deal", measure, whose, "", sector)]
            found[sector] = float(np.mean((series.mean - without.mean)[-_YEAR:]))
    return found


def _chart(party: str, changes: dict[str, float]) -> Chart:
    ordered = sorted(changes.items(), key=lambda item: -item[1])
    rows = ordered if len(ordered) <= 2 * _SHOWN else [*ordered[:_SHOWN], *ordered[-_SHOWN:]]
    told = "; ".join(f"{words(sector)} {signed(value, 2)}" for sector, value in rows)
    title = f"Industries in {named(party)}"
    alt = f"{title}, value added against no deal, USD bn a year: {told}."

    def draw() -> Figure:
        row_pt = 30.0
        figure = canvas.blank(len(rows) * row_pt + 42)
        ax = canvas.rows_axes(figure, 4, len(rows), row_pt)
        for place, (sector, value) in enumerate(rows):
            role = "first" if value > 0 else "second"
            ax.barh(place + 0.22, value, height=0.24, color=LIGHT[role])
            canvas.row_label(ax, place, words(sector), signed(value, 2))
        canvas.zero_line(ax)
        left, right = ax.get_xlim()
        ax.set_xlim(min(left, -_LEAST), max(right, _LEAST))
        ax.set_xlabel("USD bn a year")
        return figure

    note = (
        f"At most {_SHOWN} largest gains and losses among goods; means over the runs, in the last "
        "year of the months. Other sectors are in monthly.csv or stay as they are."
    )
    return Chart(f"industries-{party.lower()}", title, alt, note, draw)


def _table(changes: dict[str, dict[str, float]]) -> Table:
    head = ("sector", *(region(party) for party in changes))
    rows = [
        (words(sector), *(signed(found[sector], 2) for found in changes.values()))
        for sector in next(iter(changes.values()))
    ]
    return Table("Value added against no deal, all sectors (USD bn a year)", head, rows)
