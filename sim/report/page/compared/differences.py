"""What came of a change: differences of the main measures with their 95 % intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from sim.report.comparison_answer import names, select
from sim.report.labels import figure as number
from sim.report.labels import in_percent, measure_label, short_label
from sim.report.page import canvas
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.analysis.compare import Comparison
    from sim.analysis.differences import Difference

METHODS: Final = {
    "paired": "{runs:,} pairs of runs on the same dice, so luck that both share cancels",
    "unpaired": "{runs:,} runs on separate dice",
    "summaries": "summaries alone, on separate dice",
}
_MOST: Final = 12
"""Rows of a figure; the table has all."""


def section(comparison: Comparison, suffix: str) -> Section:
    """Return the differences as figures and as a table, and what is in one of the two only."""
    shown = select(comparison.differences)
    found = [
        chart
        for name, title, unit in (
            (f"rates-differ{suffix}", "Difference of the added US rates, points", "fraction"),
            (f"money-differs{suffix}", "Difference in money, USD bn a year", "USD bn/yr"),
        )
        if (chart := _chart(name, title, [d for d in shown if _drawn(d, unit)])) is not None
    ]
    how = METHODS[comparison.method].format(runs=comparison.runs)
    lead = f"B less A: {how}."
    return Section(
        f"differences{suffix}",
        "What came of it",
        lead,
        tuple(found),
        (
            _table("The main measures", comparison, shown, folded=False),
            _table("All measures", comparison, list(comparison.differences), folded=True),
        ),
        tuple(_notes(comparison)),
    )


def _drawn(d: Difference, unit: str) -> bool:
    return d.measure.unit == unit and d.n > 1


def _chart(name: str, title: str, shown: list[Difference]) -> Chart | None:
    rows = shown[:_MOST]
    if not rows:
        return None
    told = [f"{_label(d)} {_signed(d.difference, d)} (from {_interval(d)})" for d in rows]
    alt = f"{title}, B less A with 95 % intervals: {'; '.join(told)}."

    def draw() -> Figure:
        row_pt = 36.0
        figure = canvas.blank(len(rows) * row_pt + 44)
        ax = canvas.rows_axes(figure, 6, len(rows), row_pt)
        for place, d in enumerate(rows):
            scale = 100 if in_percent(d.measure) else 1
            role = "none" if d.includes_zero else "first"
            spread = [scale * end for end in (d.ci_low, d.difference, d.ci_high)]
            if not math.isnan(d.world_low):
                worlds = [scale * d.world_low, scale * d.world_high]
                ax.plot(worlds, [place + 0.18] * 2, color=LIGHT["muted"], linewidth=1)
            canvas.band(ax, place + 0.18, spread, role)
            canvas.row_label(ax, place, _label(d), _signed(d.difference, d))
        canvas.zero_line(ax)
        ax.set_xlabel(
            "points, B less A" if in_percent(rows[0].measure) else "USD bn a year, B less A"
        )
        return figure

    note = (
        "Dot: mean difference. Bar: 95 % interval, grey if it includes zero. "
        "Thin line: the means of the economic worlds."
    )
    return Chart(name, title, alt, note, draw)


def _label(d: Difference) -> str:
    """Return the label without its unit, which the axis carries."""
    return short_label(d.measure).removesuffix(", %")


def _signed(value: float, d: Difference) -> str:
    return number(value, d.measure, signed=True).replace("-", "−")


def _interval(d: Difference) -> str:
    if math.isnan(d.ci_low):
        return "unknown"
    return f"{_signed(d.ci_low, d)} to {_signed(d.ci_high, d)}"


def _table(title: str, comparison: Comparison, shown: list[Difference], *, folded: bool) -> Table:
    rows = []
    for d in shown:
        unit = "%" if in_percent(d.measure) else d.measure.unit or "–"
        settled = comparison.more_runs(d) if d.includes_zero and not d.same_everywhere else None
        if not d.includes_zero or d.same_everywhere:
            more = "settled"
        else:
            more = "open" if settled is None else f"{settled:,} more runs"
        before, after = (
            number(v, d.measure).replace("-", "−") for v in (d.base_mean, d.other_mean)
        )
        label = measure_label(d.measure)
        rows.append((label, unit, before, after, _signed(d.difference, d), _interval(d), more))
    head = ("", "unit", "A", "B", "B − A", "95 % interval", "sign of the difference")
    return Table(title, head, rows, folded=folded)


def _notes(comparison: Comparison) -> list[str]:
    base, other = names(comparison)
    found = [f"Note: {note}." for note in comparison.notes]
    for name, columns in ((base, comparison.only_base), (other, comparison.only_other)):
        if columns:
            found.append(f"Only {name} reports: {', '.join(columns)}.")
    return found
