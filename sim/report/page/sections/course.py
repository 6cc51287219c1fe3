"""The course of the talks: rounds, deadlines and elections, and what is offered in sample runs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from sim.report.labels import region, words
from sim.report.page import canvas
from sim.report.page.days import day_axis, day_number, day_text
from sim.report.page.numbers import named, percent, runs_text, signed
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.report.page.source import Move, PageSource

_LEAST_RUNS = 3
"""Runs that must still talk in a round whose offers are drawn: one run has no middle half."""
_MOVES_TOLD = 60
_WITH_PACKAGE = ("offer", "call_table", "call_step")
"""Moves of the one run that is told in full."""


def section(source: PageSource) -> Section | None:
    """Return the calendar, the offers of sample runs, and one run move by move."""
    talk = source.talk
    offers = [move for move in source.moves if move.move == "offer"]
    runs = sorted({move.run for move in source.moves})
    rounds = f"{len(talk.rounds) or 'No'} round{'s are' if len(talk.rounds) != 1 else ' is'}"
    lead = (
        f"{rounds} expected from {day_text(source.scenario.as_of)}; the threat falls due on "
        f"{day_text(talk.deadline)}"
    )
    extension = talk.extension
    if extension is not None and (row := source.report.talk_row("extended")) is not None:
        most = {1: "once", 2: "twice"}.get(extension.most, f"{extension.most} times")
        lead += f" and may be put off {most} by {extension.length.words()}, which happens in "
        lead += f"{percent(row.mean, 1)} of runs"
    charts = [_calendar_chart(source)]
    if offers:
        charts.append(_offers_chart(source, offers, len(runs)))
    tables = (_told(source, runs[0]),) if offers else ()
    return Section("course", "The course of the talks", f"{lead}.", tuple(charts), tables)


def _events(source: PageSource) -> list[tuple[str, list[dt.date]]]:
    """Return the lanes of the calendar: what it is, and its days."""
    talk = source.talk
    lanes = [("rounds", list(talk.rounds))]
    deadlines = [talk.deadline, *(news.deadline for news in talk.news if news.deadline)]
    lanes.append(("deadline of the threat", deadlines))
    lanes += [
        (f"election, {region(election.party)}", [election.date]) for election in talk.elections
    ]
    lanes.append(("news", [news.date for news in talk.news]))
    lanes += [(f"may fall: {shock.name}", list(shock.days)) for shock in talk.shocks]
    lanes.append(("end of the US-China truce", [source.scenario.parties.CHN.truce.ends]))
    return [(text, sorted(days)) for text, days in lanes if days]


def _calendar_chart(source: PageSource) -> Chart:
    lanes = _events(source)
    signed_on = sorted(
        dt.date.fromisoformat(text) for text in source.table.texts.get("agreement_date", ()) if text
    )
    parts = [f"{text}: {', '.join(day_text(day) for day in days)}" for text, days in lanes]
    alt = f"Calendar. {'; '.join(parts)}."
    if signed_on:
        share = percent(len(signed_on) / source.table.n_runs, 1)
        alt += f" Above it the share of runs signed by each day, rising to {share}."

    def draw() -> Figure:
        row_pt, curve_pt = 30.0, 120.0 if signed_on else 0.0
        figure = canvas.blank(curve_pt + len(lanes) * row_pt + 44)
        every = [day for _, days in lanes for day in days] + signed_on + [source.scenario.as_of]
        low, high = day_number(min(every)), day_number(max(every))
        room = 0.04 * (high - low)
        limits = (low - room, high + room)
        if signed_on:
            top = canvas.axes(figure, 22, curve_pt - 18, left_pt=34)
            _signed_curve(top, source, signed_on, limits)
        rows = canvas.axes(figure, curve_pt + 22, len(lanes) * row_pt, left_pt=34)
        rows.set_ylim(len(lanes) - 0.5, -0.5)
        rows.set_yticks([])
        rows.grid(axis="x", color=LIGHT["rule"], linewidth=0.6)
        rows.set_xlim(*limits)
        for place, (text, days) in enumerate(lanes):
            colour = LIGHT["second" if text.startswith("deadline") else "first"]
            places = [day_number(day) for day in days]
            rows.plot(places, [place + 0.22] * len(days), "o", color=colour, markersize=6)
            dates = ", ".join(day_text(day, year=False) for day in days)
            canvas.row_label(rows, place, text, dates if len(days) < 3 else f"{len(days)} dates")
        day_axis(rows)
        return figure

    note = "The calendar is the one known when the runs start; an extension adds rounds."
    return Chart("calendar", "Rounds, deadlines and signatures", alt, note, draw)


def _signed_curve(
    ax: Axes, source: PageSource, signed_on: list[dt.date], limits: tuple[float, float]
) -> None:
    days = [day_number(day) for day in signed_on]
    shares = 100 * np.arange(1, len(days) + 1) / source.table.n_runs
    x, y = [limits[0], *days, limits[1]], [0.0, *shares, shares[-1]]
    ax.step(x, y, where="post", color=LIGHT["first"], linewidth=2)
    ax.set_xlim(*limits)
    ax.set_ylim(0, 105)
    ax.set_yticks([0, 50, 100])
    ax.grid(axis="both", color=LIGHT["rule"], linewidth=0.6)
    day_axis(ax, labels=False)
    canvas.title(ax, "share of runs signed by the day, %")


def _offers_chart(source: PageSource, offers: list[Move], runs: int) -> Chart:
    first, second = source.pair
    offers = _with_company(offers) if runs >= _LEAST_RUNS else offers
    worth = {party: _medians(offers, party, to=party) for party in source.pair}
    cross = {
        party: _medians(offers, party, to=source.pair[party == first]) for party in source.pair
    }
    parts = []
    for party in source.pair:
        days = sorted(worth[party])
        if days:
            start, end = (worth[party][day][1] for day in (days[0], days[-1]))
            parts.append(
                f"{region(party)} offers are worth {signed(start)} to itself at first and "
                f"{signed(end)} at the last round"
            )
    alt = f"Median worth of offers by round, USD bn a year: {'; '.join(parts)}."

    def draw() -> Figure:
        each = 158
        figure = canvas.blank(2 * each + 24)
        canvas.legend(
            figure,
            [
                (f"offers of {named(first)}", "first"),
                (f"offers of {named(second)}", "second"),
            ],
        )
        for place, party in enumerate(source.pair):
            ax = canvas.axes(figure, place * each + 42, each - 42, left_pt=40)
            for proposer, role in ((first, "first"), (second, "second")):
                found = worth[proposer] if proposer == party else cross[proposer]
                days = sorted(found)
                places = [day_number(day) for day in days]
                low, middle, high = (np.array([found[d][k] for d in days]) for k in range(3))
                ax.fill_between(places, low, high, color=LIGHT[role], alpha=0.2, linewidth=0)
                ax.plot(places, middle, "o-", color=LIGHT[role], markersize=4, linewidth=1.8)
            ax.grid(color=LIGHT["rule"], linewidth=0.6)
            ax.margins(x=0.04)
            canvas.title(ax, f"worth to {named(party)}, USD bn a year")
            day_axis(ax, labels=place == 1)
        return figure

    note = (
        f"{runs_text(runs)} of the sample in rounds.csv, against the rates in force. Dots: median "
        "of a round's offers; bands: the middle half of the runs that still talk. Rounds in which "
        f"fewer than {_LEAST_RUNS} of them talk are left out."
        if runs >= _LEAST_RUNS
        else f"{runs_text(runs)}, against the rates in force. Dots: median of a round's offers."
    )
    return Chart("offers", "What is offered, round by round", alt, note, draw)


def _with_company(offers: list[Move]) -> list[Move]:
    """Return the offers of the days on which enough runs still talk; all if there are none."""
    runs: defaultdict[str, set[int]] = defaultdict(set)
    for move in offers:
        runs[move.date].add(move.run)
    kept = [move for move in offers if len(runs[move.date]) >= _LEAST_RUNS]
    return kept or offers


def _medians(
    offers: list[Move], proposer: str, *, to: str
) -> dict[dt.date, tuple[float, float, float]]:
    """Return 25 %, 50 % and 75 % of what a party's offers are worth to a party, by day."""
    by_day: defaultdict[dt.date, list[float]] = defaultdict(list)
    for move in offers:
        if move.party == proposer:
            value = move.own_value if to == proposer else move.other_value
            by_day[dt.date.fromisoformat(move.date)].append(value)
    return {
        day: (float(low), float(middle), float(high))
        for day, values in by_day.items()
        for low, middle, high in [np.quantile(values, (0.25, 0.5, 0.75))]
    }


def _told(source: PageSource, run: int) -> Table:
    moves = [move for move in source.moves if move.run == run]
    head = ("day", "who", "move", "package", "worth to it", "to the other")
    rows = [
        (
            day_text(dt.date.fromisoformat(move.date)),
            region(move.party),
            words(move.move),
            _package(move) if move.move in _WITH_PACKAGE else "",
            "–" if np.isnan(move.own_value) else signed(move.own_value),
            "–" if np.isnan(move.other_value) else signed(move.other_value),
        )
        for move in moves[:_MOVES_TOLD]
    ]
    rest = len(moves) - len(rows)
    title = f"Run {run}, move by move (worth over the rates in force, USD bn a year)"
    if rest:
        title += f"; {rest} more in rounds.csv"
    return Table(title, head, rows, prose=frozenset({1, 2, 3}))


def _package(move: Move) -> str:
    """Return a package in words: rates as rates, other chips that are given as % of the maximum."""
    parts = [
        f"{words(chip)} {100 * level:g} %"
        for chip, level in move.chips.items()
        if level or chip.endswith("_rate")
    ]
    return ", ".join(parts)
