"""What each side gains: split into its terms, and one side's gain against the other's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.ensemble.csvfile import read_chunks
from sim.report.labels import region, words
from sim.report.page import canvas
from sim.report.page.numbers import named, percent, signed
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.ensemble.summary import SummaryRow
    from sim.report.page.source import Floats, PageSource

_POINTS = 1500
"""Runs that the cloud shows: enough to see its shape, few enough for a small page."""

_BASELINES = ("no_deal", "in_force")
_KINDS: Final = {
    "utility": ("total", "muted"),
    "gain_income": ("real income", "first"),
    "gain_weighted": ("quantity × typed weight", "third"),
    "gain_typed": ("typed amount", "second"),
}
_ENDINGS: Final = {
    "deal": ("o", "●", "first"),
    "threat executed": ("X", "✖", "second"),
    "threat executed in part": ("D", "◆", "third"),
    "threat withdrawn": ("s", "■", "none"),
    "deal rejected": ("v", "▼", "muted"),
}
"""Outcome to marker in the figure, the same mark as a letter, and colour."""


@dataclass(frozen=True)
class Term:
    """A part of a party's gain against a baseline."""

    party: str
    label: str
    role: str
    row: SummaryRow


def section(source: PageSource) -> Section | None:
    """Return the gains of both sides; None if the run reports none."""
    terms = {name: _terms(source, name) for name in _BASELINES}
    terms = {name: found for name, found in terms.items() if found}
    if not terms:
        return None
    charts = [_split_chart(name, found) for name, found in terms.items()]
    clouds = _gains(source, "in_force")
    if clouds is not None:
        charts.append(_cloud_chart(source, *clouds, frontier(source)))
    tables = [_table(name, found) for name, found in terms.items()]
    note = (
        "A government's gain is real income (weight 1), plus quantities of the model times weights "
        "that the scenario assumes, plus amounts typed into the scenario: see what was assumed."
    )
    title = "What each side gains"
    return Section("gains", title, _lead(source), tuple(charts), tuple(tables), (note,))


def _lead(source: PageSource) -> str:
    parts = [
        f"{named(party)} {signed(row.mean, 2)} ({signed(row.p05, 2)} to {signed(row.p95, 2)})"
        for party in source.pair[::-1]
        if (row := source.report.row("utility", party, baseline="no_deal")) is not None
    ]
    lead = f"Against no deal, mean and 9 in 10 runs, USD bn a year: {', '.join(parts)}."
    gains = _gains(source, "no_deal")
    if gains is not None and source.signed.any():
        both = ((gains[0] > 0) & (gains[1] > 0))[source.signed].mean()
        lead += f" In {percent(both)} of signed runs both sides are better off than without a deal."
    return lead


def _terms(source: PageSource, baseline: str) -> list[Term]:
    """Return the terms of both parties that are not zero everywhere, each party's total first."""
    found = []
    for party in source.pair[::-1]:
        for measure, (label, role) in _KINDS.items():
            for row in source.report.rows:
                if (row.measure, row.party, row.baseline) != (measure, party, baseline):
                    continue
                if row.n and (row.p05 or row.mean or row.p95):
                    shown = f"{words(row.sector)} × weight" if row.sector else label
                    if measure == "gain_typed" and row.sector:
                        shown = words(row.sector)
                    found.append(Term(party, shown, role, row))
    return found


def _against(baseline: str) -> str:
    return {"in_force": "against the rates in force"}.get(baseline, words(baseline))


def _split_chart(baseline: str, terms: list[Term]) -> Chart:
    seen = [t for t in terms if any(round(v, 2) for v in (t.row.p05, t.row.mean, t.row.p95))]
    terms = seen or terms
    parts = [f"{region(t.party)}, {t.label} {signed(t.row.mean, 2)}" for t in terms]
    title = f"Gains {_against(baseline)}, by what they are made of"
    alt = f"{title}: means, USD bn a year. {'; '.join(parts)}."

    def draw() -> Figure:
        row_pt = 34.0
        figure = canvas.blank(len(terms) * row_pt + 36 + 36)
        kinds = list(_KINDS.values())
        canvas.legend(figure, kinds[:2])
        canvas.legend(figure, kinds[2:], top_pt=18)
        ax = canvas.rows_axes(figure, 36, len(terms), row_pt)
        canvas.zero_line(ax)
        for place, term in enumerate(terms):
            row = term.row
            spread = (row.p05, row.mean, row.p95)
            canvas.band(ax, place + 0.18, spread, term.role)
            label = f"{region(term.party)}: {term.label}"
            canvas.row_label(ax, place, label, signed(row.mean, 2))
            if place and term.party != terms[place - 1].party:
                ax.axhline(place - 0.5, color=LIGHT["muted"], linewidth=0.8)
        ax.set_xlabel("USD bn a year")
        return figure

    note = (
        "Dot: mean over all runs; bar: 9 in 10 runs. The means of a party's terms sum to its "
        "total; terms that round to zero are in the table only."
    )
    return Chart(f"gains-{baseline.replace('_', '-')}", title, alt, note, draw)


def _gains(source: PageSource, baseline: str) -> tuple[Floats, Floats] | None:
    """Return both parties' gains run by run."""
    one, other = (source.values("utility", party, baseline) for party in source.pair)
    return None if one is None or other is None else (one, other)


def frontier(source: PageSource) -> tuple[Floats, Floats] | None:
    """Return the values of efficient packages against the rates in force, the first party's rising.

    From the folder that `sim frontier RUN --out RUN/frontier` fills; None if it is not there.
    """
    path = source.results.path / "frontier" / "frontier.csv"
    if not path.is_file():
        return None
    wanted = [f"value_{party}" for party in source.pair]
    found: list[tuple[float, float]] = []
    for header, rows in read_chunks(path):
        if not set(wanted) <= set(header):
            return None
        places = [header.index(name) for name in wanted]
        found += [(float(row[places[0]]), float(row[places[1]])) for row in rows]
    points = np.array(sorted(found)).reshape(-1, 2)
    return points[:, 0], points[:, 1]


def _draw_frontier(ax: Axes, edge: tuple[Floats, Floats]) -> None:
    """Draw the frontier within the cloud's own limits, a fifth wider."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    ax.plot(*edge, "-", color=LIGHT["ink"], linewidth=1.4)
    ax.set_xlim(left - 0.2 * (right - left), right + 0.2 * (right - left))
    ax.set_ylim(low - 0.2 * (high - low), high + 0.2 * (high - low))


def _cloud_chart(
    source: PageSource, one: Floats, other: Floats, edge: tuple[Floats, Floats] | None
) -> Chart:
    first, second = (region(party) for party in source.pair)
    texts = source.table.texts.get("outcome", ["deal"] * source.table.n_runs)
    # Whatever became of the threat then.
    outcome = np.array([text.partition(",")[0] for text in texts])
    ends = [end for end in _ENDINGS if (outcome == end).any()]
    parts = [
        f"{end}, {int((outcome == end).sum())} runs: {first} {signed(one[outcome == end].mean())}, "
        f"{second} {signed(other[outcome == end].mean())}"
        for end in ends
    ]
    title = f"{first} gain against {second} gain, run by run"
    alt = (
        f"A point a run. Mean gains against the rates in force, USD bn a year: {'; '.join(parts)}."
    )
    if edge is not None:
        alt += f" A line joins the {len(edge[0])} efficient packages at expected preferences."

    def draw() -> Figure:
        lines = (len(ends) + 1) // 2
        figure = canvas.blank(290 + 14 * lines)
        for line in range(lines):
            entries = [
                (end, _ENDINGS[end][2], _ENDINGS[end][1]) for end in ends[2 * line : 2 * line + 2]
            ]
            canvas.legend(figure, entries, top_pt=4 + 14 * line)
        ax = canvas.axes(figure, 12 + 14 * lines, 242, left_pt=48)
        ax.grid(color=LIGHT["rule"], linewidth=0.6)
        canvas.zero_line(ax)
        ax.axhline(0, color=LIGHT["muted"], linewidth=1.0)
        for end in ends:
            marker, _, role = _ENDINGS[end]
            shown = np.flatnonzero(outcome[:_POINTS] == end)
            dots = ax.plot(one[shown], other[shown], marker, markersize=3.6, alpha=0.55)
            dots[0].set(color=LIGHT[role], markeredgewidth=0)
        if edge is not None:
            _draw_frontier(ax, edge)
        ax.set_xlabel(f"gain of {named(source.pair[0])}, USD bn a year")
        ax.set_ylabel(f"gain of {named(source.pair[1])}, USD bn a year")
        return figure

    shown = min(len(one), _POINTS)
    note = f"{shown:,} of {len(one):,} runs, against the rates in force on {source.scenario.as_of}."
    if edge is None:
        note += (
            " `sim frontier RUN --out RUN/frontier` adds the line of what could have been agreed."
        )
    else:
        note += " Line: efficient packages at expected preferences; runs differ in what they want."
    return Chart("gain-cloud", title, alt, note, draw)


def _table(baseline: str, terms: list[Term]) -> Table:
    return Table(
        f"Gains {_against(baseline)}, by number (USD bn a year)",
        ("part", "mean", "5 %", "median", "95 %"),
        [
            (
                f"{region(term.party)}: {term.label}",
                *(signed(v, 2) for v in (term.row.mean, term.row.p05, term.row.p50, term.row.p95)),
            )
            for term in terms
        ],
    )
