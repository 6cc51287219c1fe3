"""The dates of a negotiation: rounds, news, deadlines and their extensions, reviews of controls.

Time is cut into phases. In a phase one threat and one deadline are known; a phase ends at its
deadline, or earlier when news changes them. After the last announced deadline come the phases of
the extensions that the threatener may grant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

_DAYS_PER_MONTH = 365.25 / 12.0


class Kind(IntEnum):
    """What falls due; on one date in this order."""

    REVIEW = 0
    TRUCE_ENDS = 1
    NEWS = 2
    ROUND = 3
    CALL = 4
    DEADLINE = 5


@dataclass(frozen=True)
class Phase:
    """A stretch of time with one known deadline and one known threat (its place in a list)."""

    start: dt.date
    deadline: dt.date
    threat: int
    may_postpone: bool


@dataclass(frozen=True, order=True)
class Entry:
    """One date of the calendar.

    The exchanges of a round run evenly from `opens` to `closes`, the clock at the round and at the
    next date: 0 at the start of the phase, 1 at its deadline. `is_last` marks the round after
    which nothing but the deadline comes, and calls that no round follows. `is_open`: whether a call
    takes place is left to chance.
    """

    date: dt.date
    kind: Kind
    phase: int = 0
    opens: float = 0.0
    closes: float = 0.0
    is_last: bool = False
    is_open: bool = False

    def clock(self, exchange: int, exchanges: int) -> float:
        """Return the clock at an exchange, 0-based; the last one ends as the next date comes."""
        return self.opens + (self.closes - self.opens) * (exchange + 1) / exchanges


@dataclass(frozen=True)
class News:
    """An announcement that nobody expects: from `date` on another deadline and threat hold."""

    date: dt.date
    deadline: dt.date
    threat: int


@dataclass(frozen=True)
class Extensions:
    """How often (`most`) and by how many days a deadline may move, with rounds in between."""

    most: int = 0
    days: int = 0
    rounds_every_days: int = 14


@dataclass(frozen=True)
class Calls:
    """When leaders talk: on `dates`, and `maybe` once in every so many days, 0 for never."""

    dates: tuple[dt.date, ...] = ()
    maybe_every_days: int = 0


@dataclass(frozen=True)
class Calendar:
    """The phases and all dates of a negotiation, in order."""

    phases: tuple[Phase, ...]
    entries: tuple[Entry, ...]


def months_between(start: dt.date, end: dt.date) -> float:
    """Return the time between two dates in average months.

    >>> round(months_between(dt.date(2025, 1, 1), dt.date(2026, 1, 1)), 2)
    11.99
    """
    return (end - start).days / _DAYS_PER_MONTH


def build_calendar(
    start: dt.date,
    deadline: dt.date,
    rounds: Sequence[dt.date],
    *,
    news: Sequence[News] = (),
    extensions: Extensions | None = None,
    review_every_days: int = 0,
    truce_ends: dt.date | None = None,
    calls: Calls | None = None,
) -> Calendar:
    """Return the phases and dates of a negotiation that begins at `start`.

    >>> day = dt.date
    >>> plan = build_calendar(day(2025, 5, 30), day(2025, 7, 9), [day(2025, 6, 13)])
    >>> [entry.kind.name for entry in plan.entries]
    ['ROUND', 'DEADLINE']
    """
    extensions = extensions or Extensions()
    phases, entries = _announced(start, deadline, sorted(rounds), news, extensions.most > 0)
    for number in range(1, extensions.most + 1):
        begin = phases[-1].deadline
        end = begin + dt.timedelta(days=extensions.days)
        phase = Phase(begin, end, phases[-1].threat, number < extensions.most)
        step = max(extensions.rounds_every_days, 1)
        later = [begin + dt.timedelta(days=d) for d in range(step, extensions.days + 1, step)]
        entries += _rounds(phase, len(phases), later, None)
        entries.append(Entry(end, Kind.DEADLINE, len(phases)))
        phases.append(phase)
    last = phases[-1].deadline
    if calls is not None:
        entries += _calls(calls, phases, len(news) + 1, entries, rounds)
    if review_every_days > 0:
        days = range(review_every_days, (last - start).days + 1, review_every_days)
        entries += [Entry(start + dt.timedelta(days=d), Kind.REVIEW) for d in days]
    if truce_ends is not None and start < truce_ends <= last:
        entries.append(Entry(truce_ends, Kind.TRUCE_ENDS))
    return Calendar(tuple(phases), tuple(sorted(entries)))


def _announced(
    start: dt.date,
    deadline: dt.date,
    rounds: Sequence[dt.date],
    news: Sequence[News],
    may_postpone: bool,
) -> tuple[list[Phase], list[Entry]]:
    """Return the phases up to the last announced deadline, each cut short by the next news."""
    phases, entries = [Phase(start, deadline, 0, may_postpone)], list[Entry]()
    for item in news:
        entries += _rounds(phases[-1], len(phases) - 1, rounds, item.date)
        entries.append(Entry(item.date, Kind.NEWS, len(phases) - 1))
        phases.append(Phase(item.date, item.deadline, item.threat, may_postpone))
    number = len(phases) - 1
    entries += _rounds(phases[-1], number, rounds, None)
    entries.append(Entry(phases[-1].deadline, Kind.DEADLINE, number))
    return phases, entries


def _rounds(
    phase: Phase, number: int, rounds: Sequence[dt.date], cut: dt.date | None
) -> list[Entry]:
    """Return the rounds held in a phase; `cut` is the date of the news that ends it, if any."""
    end = phase.deadline if cut is None else min(cut - dt.timedelta(days=1), phase.deadline)
    known = [date for date in rounds if phase.start <= date <= phase.deadline]
    span = max((phase.deadline - phase.start).days, 1)
    entries = []
    for place, date in enumerate(known):
        is_last = place == len(known) - 1
        following = phase.deadline if is_last else known[place + 1]
        opens, closes = ((day - phase.start).days / span for day in (date, following))
        closes = 1.0 if is_last else closes
        if date <= end:
            entries.append(Entry(date, Kind.ROUND, number, opens, closes, is_last))
    return entries


def _calls(
    calls: Calls,
    phases: Sequence[Phase],
    announced: int,
    entries: Sequence[Entry],
    rounds: Sequence[dt.date],
) -> list[Entry]:
    """Return the calls of all phases, of which the first few are `announced`, the rest extensions.

    A call on the day of a deadline comes before it, one on the day of news after it.
    """
    first, last = phases[0].start, phases[-1].deadline
    every = calls.maybe_every_days
    span = range(every, (last - first).days + 1, every) if every > 0 else ()
    open_days = {first + dt.timedelta(days=d) for d in span} - set(calls.dates)
    found = []
    for day in sorted(open_days.union(calls.dates)):
        if not first <= day <= last:
            continue
        begun = [
            place
            for place, phase in enumerate(phases)
            if phase.start < day or (phase.start == day and place < announced)
        ]
        number = begun[-1]
        phase = phases[number]
        held = [e.date for e in entries if e.kind is Kind.ROUND and e.phase == number]
        is_last = not any(day < date <= phase.deadline for date in (*held, *rounds))
        clock = (day - phase.start).days / max((phase.deadline - phase.start).days, 1)
        found.append(Entry(day, Kind.CALL, number, clock, clock, is_last, day in open_days))
    return found
