"""What could have been agreed: the best packages for both sides behind the cloud of outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.ensemble.csvfile import read_chunks
from sim.ensemble.frontier_table import EFFICIENT, NO_DEAL
from sim.ensemble.layout import chip_column
from sim.report.labels import region
from sim.report.package_words import short_chip
from sim.report.page import canvas
from sim.report.page.numbers import named, percent, runs_text, signed
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.report.page.source import Floats, PageSource

_POINTS = 1500
"""Runs that the cloud shows: enough to see its shape, few enough for a small page."""

_ENDINGS: Final = {
    "deal": ("o", "●", "first"),
    "threat executed": ("X", "✖", "second"),
    "threat executed in part": ("D", "◆", "third"),
    "threat withdrawn": ("s", "■", "none"),
    "executed rates eased": ("v", "▼", "third"),
    "executed rates withdrawn": ("^", "▲", "none"),
    "deal rejected": ("P", "✚", "muted"),
}
"""Outcome to marker in the figure, the same mark as a letter, and colour."""

_CONCEPTS: Final = {
    NO_DEAL: "no deal, as each side expects it",
    "nash": "Nash: largest product of gains over no deal",
    "kalai_smorodinsky": "Kalai-Smorodinsky: equal shares of what each could gain at best",
    "egalitarian": "egalitarian: largest smaller gain",
    "maximum_sum_nobody_worse": "largest sum with nobody worse than without a deal",
    "maximum_sum": "largest sum, whoever loses",
}
"""Points that the table names, in its order."""


@dataclass(frozen=True)
class Point:
    """A row of frontier.csv: its name, values to both parties, whether both prefer it, chips."""

    name: str
    values: tuple[float, float]
    better: bool
    chips: Mapping[str, float]


def section(source: PageSource) -> Section | None:
    """Return the cloud of outcomes with the frontier; None if the run reports no gains."""
    gains = [source.values("utility", party, "in_force") for party in source.pair]
    one, other = gains
    if one is None or other is None:
        return None
    points = read_points(source)
    table = (_table(source, points),) if points else ()
    title = "What could have been agreed"
    chart = _chart(source, one, other, points)
    return Section("frontier", title, _lead(source, points), (chart,), table)


def read_points(source: PageSource) -> list[Point]:
    """Return the rows of frontier.csv; [] in a folder of an older version, which has none."""
    path = source.results.path / "frontier.csv"
    if not path.is_file():
        return []
    start = len(chip_column(""))
    found = []
    for header, rows in read_chunks(path):
        wanted = [f"value_{party}" for party in source.pair]
        if not {"point", "no_worse_than_no_deal", *wanted} <= set(header):
            return []
        for cells in rows:
            row = dict(zip(header, cells, strict=True))
            one, other = (float(row[name]) for name in wanted)
            chips = {
                name[start:]: float(text)
                for name, text in row.items()
                if name.startswith(chip_column("")) and text
            }
            better = row["no_worse_than_no_deal"] == "1"
            found.append(Point(row["point"], (one, other), better, chips))
    return found


def _edge(points: list[Point]) -> list[Point]:
    return [point for point in points if point.name == EFFICIENT]


def _lead(source: PageSource, points: list[Point]) -> str:
    """Return how many packages nobody can better, and the room that no deal leaves."""
    if not points:
        return (
            "This folder was written by an older version of sim and holds no frontier.csv: run "
            "the scenario again to see what could have been agreed."
        )
    edge = _edge(points)
    better = [point for point in edge if point.better]
    lead = (
        f"At expected preferences {len(edge)} packages are efficient: none is better for one side "
        f"and as good for the other. "
    )
    if not better:
        return lead + "None of these is as good as no deal for both sides."
    parts = []
    for place, party in enumerate(source.pair):
        low, high = (pick(point.values[place] for point in better) for pick in (min, max))
        parts.append(f"{named(party)} {signed(low, 2)} to {signed(high, 2)}")
    count = "One of these is" if len(better) == 1 else f"{len(better)} of these are"
    return lead + (
        f"{count} no worse than no deal for both: {', '.join(parts)} USD bn a year against the "
        "rates in force."
    )


def _chart(source: PageSource, one: Floats, other: Floats, points: list[Point]) -> Chart:
    first, second = (region(party) for party in source.pair)
    texts = source.table.texts.get("outcome", ["deal"] * source.table.n_runs)
    # Whatever became of the threat after a rejection.
    outcome = np.array([text.partition(",")[0] for text in texts])
    ends = [end for end in _ENDINGS if (outcome == end).any()]
    parts = []
    for end in ends:
        means = (signed(values[outcome == end].mean()) for values in (one, other))
        count = runs_text(int(np.sum(outcome == end)))
        parts.append(f"{end}, {count}: {first} {next(means)}, {second} {next(means)}")
    alt = (
        f"A point a run. Mean gains against the rates in force, USD bn a year: {'; '.join(parts)}."
    )
    if points:
        alt += f" A line joins the {len(_edge(points))} efficient packages at expected preferences."

    def draw() -> Figure:
        entries = [(end, _ENDINGS[end][2], _ENDINGS[end][1]) for end in ends]
        if points:
            entries += [("efficient packages", "ink", "–"), ("no deal", "ink", "+")]
        lines = -(-len(entries) // 2)
        figure = canvas.blank(290 + 14 * lines)
        for line in range(lines):
            pair = entries[2 * line : 2 * line + 2]
            canvas.legend(figure, pair, top_pt=4 + 14 * line, columns=2)
        ax = canvas.axes(figure, 12 + 14 * lines, 242, left_pt=48)
        ax.grid(color=LIGHT["rule"], linewidth=0.6)
        canvas.zero_line(ax)
        ax.axhline(0, color=LIGHT["muted"], linewidth=1.0)
        for end in ends:
            marker, _, role = _ENDINGS[end]
            shown = np.flatnonzero(outcome[:_POINTS] == end)
            dots = ax.plot(one[shown], other[shown], marker, markersize=4.2, markeredgewidth=0)
            dots[0].set(color=LIGHT[role], alpha=0.7 if end == "deal" else 0.9)
        if points:
            _draw_points(ax, points)
        ax.set_xlabel(f"gain of {named(source.pair[0])}, USD bn a year")
        ax.set_ylabel(f"gain of {named(source.pair[1])}, USD bn a year")
        return figure

    note = (
        f"{min(len(one), _POINTS):,} of {runs_text(len(one))}, against the rates in force on "
        f"{source.scenario.as_of}."
    )
    if points:
        note += (
            " Points are runs, each at its own preferences; the line is drawn at expected ones, so "
            "runs may lie beyond it."
        )
    title = f"Gain of {named(source.pair[0])} and of {named(source.pair[1])}, run by run"
    return Chart("gain-cloud", title, alt, note, draw)


def _draw_points(ax: Axes, points: list[Point]) -> None:
    """Draw frontier and no deal: within the cloud's own limits, a fifth wider, with no deal."""
    (nothing,) = [point.values for point in points if point.name == NO_DEAL]
    ax.plot(*nothing, "+", color=LIGHT["ink"], markersize=11, markeredgewidth=2, zorder=6)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    edge = np.array([point.values for point in _edge(points)])
    ax.plot(edge[:, 0], edge[:, 1], "-", color=LIGHT["ink"], linewidth=1.4)
    ax.set_xlim(left - 0.2 * (right - left), right + 0.2 * (right - left))
    ax.set_ylim(low - 0.2 * (high - low), high + 0.2 * (high - low))


def _table(source: PageSource, points: list[Point]) -> Table:
    """Return the points of solution concepts with what their packages hold."""
    by_name = {point.name: point for point in points}
    named_by: dict[tuple[str, ...], list[str]] = {}
    for name, text in _CONCEPTS.items():
        if name in by_name:
            point = by_name[name]
            cells = (*(signed(value, 2) for value in point.values), _package(point))
            named_by.setdefault(cells, []).append(text)
    rows = [("; ".join(texts), *cells) for cells, texts in named_by.items()]
    if source.signed.any():
        means = (source.values("utility", party, "in_force") for party in source.pair)
        deals = (signed(float(v[source.signed].mean()), 2) for v in means if v is not None)
        rows.append(
            ("mean of the signed runs, each at its own preferences", *deals, "see who gave what")
        )
    head = ("point", *(region(party) for party in source.pair), "package")
    title = "What theory would pick (USD bn a year against the rates in force)"
    return Table(title, head, rows, folded=False, prose=frozenset({3}), beside=True)


def _package(point: Point) -> str:
    """Return a package in words: rates as rates, other chips that are given as % of the maximum."""
    if not point.chips:
        return "none"
    return ", ".join(
        f"{short_chip(chip)} {percent(level)}"
        for chip, level in point.chips.items()
        if level or chip.endswith("_rate")
    )
