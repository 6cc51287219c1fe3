"""Two scenarios side by side: how rates, gains and days of signature are spread over the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.report.comparison_answer import names
from sim.report.labels import in_percent, measure_label, region, short_label
from sim.report.page import canvas
from sim.report.page.numbers import plain
from sim.report.page.parts import Chart, Section
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.compare import Comparison
    from sim.ensemble.measures import Measure
    from sim.report.page.source import Floats

_BINS = 24
_PANELS = (
    ("rates", "Rates at the end of the run", ("tariff_rate",), "", ""),
    ("gains", "What each side gains", ("utility",), "", "no_deal"),
    (
        "balances",
        "Goods balance in the long run, against no deal",
        ("goods_balance_change",),
        "long_run",
        "no_deal",
    ),
    ("days", "Days to signature", ("days_to_agreement",), "", ""),
)
"""Figures: name, title, measures, horizon and baseline of their panels."""


def section(comparison: Comparison, suffix: str) -> Section | None:
    """Return the distributions; None if single runs are not known on both sides."""
    if comparison.base.table is None or comparison.other.table is None:
        return None
    charts = [
        chart
        for name, title, measures, horizon, baseline in _PANELS
        if (pairs := _pairs(comparison, measures, horizon, baseline))
        and (chart := _chart(f"{name}{suffix}", title, comparison, pairs))
    ]
    if not charts:
        return None
    lead = "All runs of both. Where the outlines part is what the change moved."
    return Section(f"distributions{suffix}", "Side by side", lead, tuple(charts))


def _pairs(
    comparison: Comparison, measures: tuple[str, ...], horizon: str, baseline: str
) -> list[tuple[Measure, Floats, Floats]]:
    """Return the values of each wanted measure on both sides, without runs that have none."""
    assert comparison.base.table is not None
    assert comparison.other.table is not None
    theirs = {m.column: values for m, values in comparison.other.table.values.items()}
    found = []
    for measure, values in comparison.base.table.values.items():
        wanted = measure.measure in measures and measure.horizon == horizon
        pair_only = measure.measure != "goods_balance_change" or measure.partner == "JPN"
        if not wanted or measure.baseline != baseline or not pair_only:
            continue
        if measure.column in theirs:
            before, after = values, theirs[measure.column]
            before, after = before[~np.isnan(before)], after[~np.isnan(after)]
            if len(before) and len(after):
                found.append((measure, before, after))
    return found


def _chart(
    name: str, title: str, comparison: Comparison, pairs: list[tuple[Measure, Floats, Floats]]
) -> Chart:
    base, other = names(comparison)
    alt = f"{title}: A {base}, B {other}. " + "; ".join(
        f"{measure_label(measure)}: median {_in_unit(before, measure)} in A, "
        f"{_in_unit(after, measure)} in B"
        for measure, before, after in pairs
    )

    def draw() -> Figure:
        each = 96
        figure = canvas.blank(each * len(pairs) + 46)
        canvas.legend(figure, [("A", "muted"), ("B", "first")])
        for place, (measure, before, after) in enumerate(pairs):
            ax = canvas.axes(figure, place * each + 38, each - 36, left_pt=42)
            _outlines(ax, measure, before, after)
            canvas.title(ax, _panel(measure))
            ax.grid(axis="y", color=LIGHT["rule"], linewidth=0.6)
            if place == len(pairs) // 2:
                ax.set_ylabel("share of runs, %")
        ax.set_xlabel(_unit(pairs[-1][0]))
        return figure

    note = f"A: {base}. B: {other}. Each outline sums to 100 % of its runs."
    return Chart(name, title, alt, note, draw)


def _outlines(ax: Axes, measure: Measure, before: Floats, after: Floats) -> None:
    """Draw both distributions on common bins: A filled in grey, B as a line."""
    scale = 100.0 if in_percent(measure) else 1.0
    both = scale * np.concatenate([before, after])
    low, high = float(both.min()), float(both.max())
    room = max((high - low) * 0.02, 0.25 if in_percent(measure) else 0.01)
    edges = np.linspace(low - room, high + room, _BINS + 1)
    for values, colour, filled in ((before, LIGHT["muted"], True), (after, LIGHT["first"], False)):
        counts, _ = np.histogram(scale * values, bins=edges)
        shares = 100 * counts / len(values)
        if filled:
            ax.stairs(shares, edges, fill=True, color=colour, alpha=0.35)
        ax.stairs(shares, edges, color=colour, linewidth=1.0 if filled else 1.8)


def _panel(measure: Measure) -> str:
    """Return what a panel shows; the title of its figure says the rest."""
    if measure.measure == "goods_balance_change":
        return f"{region(measure.party)} with {region(measure.partner)}"
    return short_label(measure)


def _in_unit(values: Floats, measure: Measure) -> str:
    middle = float(np.median(values))
    return f"{plain(100 * middle, 1)} %" if in_percent(measure) else plain(middle)


def _unit(measure: Measure) -> str:
    if in_percent(measure):
        return "%"
    return "days" if measure.unit == "days" else "USD bn a year"
