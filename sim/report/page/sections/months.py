"""The goods balance month by month: under the outcomes of the runs, without a deal, unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.report.labels import region
from sim.report.page import canvas
from sim.report.page.numbers import signed
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.report.page.source import Monthly, PageSource

PATHS: Final = {
    "outcome": ("as the talks end", "first", "-"),
    "no_deal": ("no deal", "second", "--"),
    "in_force": ("rates in force", "muted", ":"),
}
"""Paths of monthly.csv that are drawn: words, colour and line."""


def section(source: PageSource) -> Section | None:
    """Return the path of the balance with its band; None if the run has no months."""
    first, second = source.pair
    found = {
        path: series
        for path in PATHS
        if (series := source.monthly.get((path, "goods_balance", first, second, ""))) is not None
    }
    if "outcome" not in found:
        return None
    name = f"{region(first)} goods balance with {region(second)}"
    own = found["outcome"]
    lead = (
        f"As the talks end the {name} goes from {signed(own.mean[0])} in {own.months[0]} to "
        f"{signed(own.mean[-1])} USD bn a year in {own.months[-1]} (means over the runs)."
    )
    return Section(
        "months",
        "The balance month by month",
        lead,
        (_chart(name, found),),
        (_table(name, found),),
    )


def _chart(name: str, found: dict[str, Monthly]) -> Chart:
    own = found["outcome"]
    last = {path: series.mean[-1] for path, series in found.items()}
    ends = [f"{PATHS[path][0]} {signed(value)}" for path, value in last.items()]
    alt = (
        f"{name} by month, USD bn a year at a yearly rate, {own.months[0]} to {own.months[-1]}; "
        f"at the end: {', '.join(ends)}; as the talks end, 9 in 10 runs lie between "
        f"{signed(own.low[-1])} and {signed(own.high[-1])}."
    )

    def draw() -> Figure:
        figure = canvas.blank(250)
        canvas.legend(figure, [(PATHS[path][0], PATHS[path][1]) for path in found])
        ax = canvas.axes(figure, 28, 176, left_pt=44)
        places = np.arange(len(own.months))
        ax.fill_between(places, own.low, own.high, color=LIGHT["first"], alpha=0.2, linewidth=0)
        for path, series in found.items():
            _, role, line = PATHS[path]
            ax.plot(places, series.mean, line, color=LIGHT[role], linewidth=1.8)
        years = [k for k, month in enumerate(own.months) if month.endswith("-01")]
        ax.set_xticks(years, [own.months[k][:4] for k in years])
        ax.grid(axis="y", color=LIGHT["rule"], linewidth=0.6)
        ax.margins(x=0.01)
        ax.yaxis.set_major_locator(canvas.few_ticks())
        ax.set_ylabel("USD bn, yearly rate")
        ax.set_xlabel("month; years begin at their labels")
        return figure

    note = "Lines: means. Band: 9 in 10 runs as the talks end. A month counts twelvefold."
    return Chart("balance-months", f"The {name}, by month", alt, note, draw)


def _table(name: str, found: dict[str, Monthly]) -> Table:
    own = found["outcome"]
    rows = [
        (
            month,
            *(signed(series.mean[k]) for series in found.values()),
            f"{signed(own.low[k])} to {signed(own.high[k])}",
        )
        for k, month in enumerate(own.months)
        if k % 6 == 0 or k == len(own.months) - 1
    ]
    head = ("month", *(PATHS[path][0] for path in found), "9 in 10 runs as the talks end")
    return Table(
        f"{name}, every sixth month (USD bn a year)", head, rows, folded=False, beside=True
    )
