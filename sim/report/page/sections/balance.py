"""The goods balance between the two parties: by horizon, against each baseline, with its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.ensemble.measure_table import BASELINES, HORIZONS
from sim.report.labels import region, words
from sim.report.page import canvas
from sim.report.page.numbers import signed
from sim.report.page.parts import Chart, Section, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.ensemble.summary import SummaryRow
    from sim.report.page.source import PageSource

Rows = list[tuple[str, "SummaryRow"]]


def section(source: PageSource) -> Section | None:
    """Return the balance as a level and as changes; None if the run does not report it."""
    first, second = source.pair
    pair = f"{region(first)} goods balance with {region(second)}"
    levels = _rows(source, "goods_balance", ("",))
    changes = _rows(source, "goods_balance_change", tuple(BASELINES))
    if not levels or not changes:
        return None
    against = {row.baseline: row for _, row in changes if row.horizon == "long_run"}
    lead = f"{pair[0].upper()}{pair[1:]}, long run: mean {signed(levels[-1][1].mean)} USD bn a year"
    parts = [f"{signed(row.mean)} {words(name)}" for name, row in against.items()]
    lead += f" ({', '.join(parts)}). Plus means that the balance rises: a deficit shrinks."
    charts = (
        _chart("balance-changes", f"Change of the {pair}", changes, zero=True),
        _chart("balance-levels", f"The {pair}", levels, reference=_of_2024(source)),
    )
    return Section("balance", f"The {pair}", lead, charts, (_table(pair, [*levels, *changes]),))


def _rows(source: PageSource, measure: str, baselines: tuple[str, ...]) -> Rows:
    """Return rows with their labels, horizon by horizon."""
    found = []
    for horizon in HORIZONS:
        for baseline in baselines:
            row = source.report.row(measure, *source.pair, horizon=horizon, baseline=baseline)
            if row is not None:
                label = ", ".join(words(name) for name in (horizon, baseline) if name)
                found.append((label, row))
    return found


def _of_2024(source: PageSource) -> float | None:
    """Return the balance of 2024, which is the level less its change."""
    pair = {"horizon": "first_year"}
    level = source.report.row("goods_balance", *source.pair, **pair)
    change = source.report.row("goods_balance_change", *source.pair, baseline="year_2024", **pair)
    return None if level is None or change is None else level.mean - change.mean


def _chart(
    name: str, title: str, rows: Rows, *, zero: bool = False, reference: float | None = None
) -> Chart:
    parts = [
        f"{label}: mean {signed(row.mean)}, 9 in 10 runs {signed(row.p05)} to {signed(row.p95)}"
        for label, row in rows
    ]
    alt = f"{title}, USD bn a year. {'; '.join(parts)}."
    if reference is not None:
        alt += f" In 2024 it was {signed(reference)}."

    def draw() -> Figure:
        row_pt, top_pt = 38.0, 8.0 if reference is None else 20.0
        figure = canvas.blank(len(rows) * row_pt + top_pt + 36)
        ax = canvas.rows_axes(figure, top_pt, len(rows), row_pt)
        if zero:
            canvas.zero_line(ax)
        for place, (label, row) in enumerate(rows):
            role = "muted" if row.horizon == "first_year" else "third"
            canvas.band(ax, place + 0.16, (row.p05, row.mean, row.p95), role)
            canvas.row_label(ax, place, label, signed(row.mean))
        if reference is not None:
            canvas.mark(ax, reference, f"2024: {signed(reference)}")
        ax.set_xlabel("USD bn a year")
        return figure

    note = "Dot: mean. Bar: 9 in 10 runs, worlds, preferences and chance together."
    return Chart(name, title, alt, note, draw)


def _table(pair: str, rows: Rows) -> Table:
    head = ("", "mean", "5 %", "median", "95 %", "simulation error of the mean")
    return Table(
        f"{pair}, by number (USD bn a year)",
        head,
        [
            (
                ("level, " if not row.baseline else "change, ") + label,
                *(signed(value) for value in (row.mean, row.p05, row.p50, row.p95)),
                f"{signed(row.ci_low)} to {signed(row.ci_high)}",
            )
            for label, row in rows
        ],
    )
