"""Days on the page: in words, and as places on an axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from sim.report.page.canvas import WIDTH_PT

_EDGE = 0.05
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: dt.date, *, year: bool = True) -> str:
    """Return a day in words, the same in every locale.

    >>> day_text(dt.date(2025, 7, 9)), day_text(dt.date(2025, 7, 9), year=False)
    ('9 Jul 2025', '9 Jul')
    """
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def day_number(day: dt.date) -> float:
    """Return a day as a place on the x axis."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def day_axis(ax: Axes, *, labels: bool = True) -> None:
    """Give the x axis a few days in words, or their ticks alone."""
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    if labels:

        def text(place: float, _: int) -> str:
            low, high = ax.get_xlim()
            # A day at the very end would run over the edge of the figure.
            return "" if high - place < _EDGE * (high - low) else day_text(_day(place), year=False)

        ax.xaxis.set_major_formatter(FuncFormatter(text))
    else:
        ax.xaxis.set_major_formatter(NullFormatter())


def day_ticks(ax: Axes, days: Sequence[dt.date], room_pt: float = 44.0) -> None:
    """Label these days on the x axis, leaving out those that would run into the one before."""
    left, right = ax.get_xlim()
    width_pt = WIDTH_PT * ax.get_position().width
    gap = room_pt * (right - left) / width_pt
    kept: list[dt.date] = []
    for day in days:
        if not kept or day_number(day) - day_number(kept[-1]) >= gap:
            kept.append(day)
    ax.set_xticks([day_number(day) for day in kept], [day_text(day, year=False) for day in kept])


def _day(place: float) -> dt.date:
    """Return the day of a place on the x axis."""
    found: dt.date = num2date(place).date()  # type: ignore[no-untyped-call]
    return found
