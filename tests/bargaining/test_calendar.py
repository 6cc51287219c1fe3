"""Phases, rounds, clocks and extensions."""

import datetime as dt
from itertools import pairwise

import pytest

from sim.bargaining.calendar import Extensions, Kind, News, build_calendar

START, DEADLINE = dt.date(2025, 5, 30), dt.date(2025, 7, 9)
ROUNDS = [dt.date(2025, 5, 30), dt.date(2025, 6, 13), dt.date(2025, 7, 4)]


def test_clock_runs_from_zero_to_one_over_a_phase() -> None:
    plan = build_calendar(START, DEADLINE, ROUNDS)
    rounds = [entry for entry in plan.entries if entry.kind is Kind.ROUND]
    assert rounds[0].opens == 0.0
    assert [entry.is_last for entry in rounds] == [False, False, True]
    assert rounds[-1].clock(5, 6) == 1.0
    assert all(a.closes == b.opens for a, b in pairwise(rounds))
    assert rounds[0].clock(0, 6) == pytest.approx(14 / 40 / 6)


def test_extensions_add_phases_with_their_own_rounds() -> None:
    plan = build_calendar(START, DEADLINE, ROUNDS, extensions=Extensions(1, 90, 14))
    assert [phase.deadline for phase in plan.phases] == [DEADLINE, dt.date(2025, 10, 7)]
    assert [phase.may_postpone for phase in plan.phases] == [True, False]
    later = [e for e in plan.entries if e.kind is Kind.ROUND and e.phase == 1]
    assert len(later) == 6
    assert later[0].date == dt.date(2025, 7, 23)


def test_news_cuts_a_phase_and_sets_a_new_clock() -> None:
    news = [News(dt.date(2025, 7, 7), dt.date(2025, 8, 1), 1)]
    rounds = [*ROUNDS, dt.date(2025, 7, 8), dt.date(2025, 7, 21)]
    plan = build_calendar(START, DEADLINE, rounds, news=news)
    kinds = [(e.kind.name, e.phase) for e in plan.entries if e.kind is not Kind.ROUND]
    assert kinds == [("NEWS", 0), ("DEADLINE", 1)]
    second = [e for e in plan.entries if e.kind is Kind.ROUND and e.phase == 1]
    assert [e.date.day for e in second] == [8, 21]
    first = [e for e in plan.entries if e.kind is Kind.ROUND and e.phase == 0]
    # The round of 8 July was expected before the old deadline, so the one of 4 July was not last.
    assert not any(e.is_last for e in first)


def test_reviews_come_before_rounds_on_the_same_day() -> None:
    plan = build_calendar(START, DEADLINE, ROUNDS, review_every_days=14)
    same_day = [e.kind for e in plan.entries if e.date == dt.date(2025, 6, 13)]
    assert same_day == [Kind.REVIEW, Kind.ROUND]


def test_no_rounds_leave_the_deadline() -> None:
    plan = build_calendar(START, DEADLINE, [])
    assert [e.kind for e in plan.entries] == [Kind.DEADLINE]
