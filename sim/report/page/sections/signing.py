"""When they sign and at what rates: two distributions over the runs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim.report.labels import region, words
from sim.report.page import canvas
from sim.report.page.days import day_number, day_text, day_ticks
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.report.page.source import Floats, PageSource
    from sim.scenario.talk import News, Threat

_KINDS = ("general", "motor_vehicles", "average")
_BAR_POINTS = 0.9
_BIN_POINTS = 0.5
_TITLE_SHARE = 0.3
"""Part of a panel's width that its title takes."""


def section(source: PageSource) -> Section | None:
    """Return the distributions of signing days and of rates."""
    first, second = source.pair
    shares = _outcomes(source)
    days = _days(source)
    signed = 100 * len(days) / source.table.n_runs
    lead = f"{signed:.1f} % of {source.table.n_runs:,} runs end with a signature"
    if source.table.n_runs == 1:
        lead = f"The one run ends with{'' if days else 'out'} a signature"
        lead += f", on {day_text(days[0])}" if days else ""
    elif days:
        middle = sorted(Counter(days).elements())[len(days) // 2]
        lead += f", half of these by {day_text(middle)}"
    others = [f"{text} in {100 * share:.1f} %" for text, share in shares if text != "deal"]
    lead += f". Without a deal: {', '.join(others)}." if others else "."
    charts = [_days_chart(source, days)] if days else []
    if source.values("tariff_rate", first, second, "general") is not None:
        charts.append(_rates_chart(source))
    counts = Counter(days)
    table = Table(
        "How the runs end, by number",
        ("end", "% of runs"),
        [
            *((f"{text}", f"{100 * share:.1f}") for text, share in shares),
            *(
                (f"signed on {day_text(day)}", f"{100 * count / source.table.n_runs:.1f}")
                for day, count in sorted(counts.items())
            ),
        ],
    )
    return Section("signing", "When they sign, and at what rates", lead, tuple(charts), (table,))


def _outcomes(source: PageSource) -> list[tuple[str, float]]:
    """Return the ways in which runs end and their shares, the commonest first."""
    counts = Counter(source.table.texts.get("outcome", ()))
    return [(text, count / source.table.n_runs) for text, count in counts.most_common()]


def _days(source: PageSource) -> list[dt.date]:
    return [
        dt.date.fromisoformat(text) for text in source.table.texts.get("agreement_date", ()) if text
    ]


def _days_chart(source: PageSource, days: list[dt.date]) -> Chart:
    counts = Counter(days)
    runs = source.table.n_runs
    day, count = counts.most_common(1)[0]
    alt = (
        f"Bars over the days of signature, {day_text(min(days))} to {day_text(max(days))}; the "
        f"highest is {100 * count / runs:.0f} % of runs on {day_text(day)}."
    )

    def draw() -> Figure:
        figure = canvas.blank(204)
        ax = canvas.axes(figure, 26, 142, left_pt=42)
        ordered = sorted(counts)
        places = [day_number(one) for one in ordered]
        span = max(places[-1], day_number(source.talk.deadline)) - places[0]
        shares = [100 * counts[one] / runs for one in ordered]
        ax.bar(places, shares, width=max(span / 26, 1.5), color=LIGHT["first"])
        for place, share in zip(places, shares, strict=True):
            if share >= 3:
                text = f"{share:.0f}"
                ax.text(place, share, text, ha="center", va="bottom", color=LIGHT["ink"])
        ax.grid(axis="y", color=LIGHT["rule"], linewidth=0.6)
        ax.margins(x=0.05, y=0.12)
        for deadline, text in _deadlines(source):
            canvas.mark(ax, day_number(deadline), text)
        ax.set_ylabel("share of runs, %")
        ax.set_xlabel("day of signature")
        day_ticks(ax, ordered)
        return figure

    return Chart(
        "signing-days",
        "Day of signature",
        alt,
        "Rounds are held on fixed days, so signatures fall on these.",
        draw,
    )


def _deadlines(source: PageSource) -> list[tuple[dt.date, str]]:
    """Return the deadline and, if news moves it, the last one."""
    first, last = source.talk.deadline, source.talk.last_deadline()
    return [(first, "deadline"), *([(last, "new deadline")] if last != first else [])]


def _rates_chart(source: PageSource) -> Chart:
    first, second = source.pair
    found = {
        kind: 100 * values
        for kind in _KINDS
        if (values := source.values("tariff_rate", first, second, kind)) is not None
    }
    marks = _marks(source)
    parts = [
        f"{_kind_text(kind)}: mean {values.mean():.1f} %, from {np.quantile(values, 0.05):.1f} to "
        f"{np.quantile(values, 0.95):.1f} % in 9 of 10 runs"
        for kind, values in found.items()
    ]
    alt = f"Added {region(first)} rates on {region(second)} over the runs. {'; '.join(parts)}."

    def draw() -> Figure:
        each = 92
        figure = canvas.blank(each * len(found) + 30)
        top = max(values.max() for values in found.values())
        top = max([top, *(rate for pair in marks.values() for rate in pair.values())])
        for place, (kind, values) in enumerate(found.items()):
            ax = canvas.axes(figure, place * each + 24, each - 34, left_pt=42)
            _bars(ax, values)
            ax.set_xlim(-1, top + 2)
            ax.grid(axis="y", color=LIGHT["rule"], linewidth=0.6)
            canvas.title(ax, _kind_text(kind))
            for text, rate in marks.get(kind, {}).items():
                canvas.mark(ax, rate, text, clear_of=_TITLE_SHARE)
            if place < len(found) - 1:
                ax.set_xticklabels([])
            if place == len(found) // 2:
                ax.set_ylabel("share of runs, %")
        ax.set_xlabel("added rate at the end of the run, %")
        return figure

    return Chart(
        "rates",
        f"Added {region(first)} rates on {region(second)}",
        alt,
        "The average is weighted by the trade of 2024 and holds all added rates and exemptions.",
        draw,
    )


def _kind_text(kind: str) -> str:
    return {"general": "general rate", "motor_vehicles": "car rate"}.get(kind, words(kind))


def _marks(source: PageSource) -> dict[str, dict[str, float]]:
    """Return the rates in force and those threatened last, %, by kind."""
    now, talk = source.scenario.in_force, source.talk
    threats: tuple[Threat | News, ...] = (talk.threat, *talk.news)
    general = [threat.general_rate.mean for threat in threats if threat.general_rate]
    car = [threat.car_rate.mean for threat in threats if threat.car_rate]
    pairs = {
        "general": (now.general_rate.mean, general[-1]),
        "motor_vehicles": (now.car_rate.mean, car[-1]),
    }
    return {
        kind: (
            {"in force, threatened": 100 * now}
            if now == then
            else {"in force": 100 * now, "threatened": 100 * then}
        )
        for kind, (now, then) in pairs.items()
    }


def _bars(ax: Axes, values: Floats) -> None:
    """Draw rates that lie apart as bars of their own, others in bins of half a point."""
    levels, counts = np.unique(np.round(values, 3), return_counts=True)
    width = _BAR_POINTS
    if len(levels) > 1 and np.diff(levels).min() < _BAR_POINTS:
        low = np.floor(levels[0] / _BIN_POINTS) * _BIN_POINTS
        edges = np.arange(low, levels[-1] + 2 * _BIN_POINTS, _BIN_POINTS)
        counts, _ = np.histogram(values, bins=edges)
        levels, width = edges[:-1] + _BIN_POINTS / 2, 0.9 * _BIN_POINTS
    ax.bar(levels, 100 * counts / len(values), width=width, color=LIGHT["first"])
