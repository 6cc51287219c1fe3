"""Calls between leaders on the calendar."""

from __future__ import annotations

import datetime as dt

from sim.bargaining.calendar import Calls, Extensions, Kind, News, build_calendar

START, DEADLINE = dt.date(2025, 5, 30), dt.date(2025, 7, 9)
ROUNDS = [dt.date(2025, 5, 30), dt.date(2025, 6, 13), dt.date(2025, 7, 4)]


def calls_of(calls: Calls, **options):
    plan = build_calendar(START, DEADLINE, ROUNDS, calls=calls, **options)
    return [entry for entry in plan.entries if entry.kind is Kind.CALL]


def test_without_calls_nothing_changes():
    assert build_calendar(START, DEADLINE, ROUNDS, calls=Calls()) == build_calendar(
        START, DEADLINE, ROUNDS
    )


def test_a_call_comes_after_the_round_and_before_the_deadline_of_its_day():
    days = (ROUNDS[1], DEADLINE)
    plan = build_calendar(START, DEADLINE, ROUNDS, calls=Calls(days))
    for day, kinds in zip(days, ([Kind.ROUND, Kind.CALL], [Kind.CALL, Kind.DEADLINE]), strict=True):
        assert [entry.kind for entry in plan.entries if entry.date == day] == kinds


def test_the_clock_of_a_call_is_that_of_its_day_and_rounds_keep_theirs():
    first, last = calls_of(Calls((dt.date(2025, 6, 19), dt.date(2025, 7, 8))))
    assert (first.opens, first.closes, first.is_last) == (0.5, 0.5, False)
    assert last.is_last
    plain = build_calendar(START, DEADLINE, ROUNDS)
    with_calls = build_calendar(START, DEADLINE, ROUNDS, calls=Calls((dt.date(2025, 7, 8),)))
    assert [e for e in with_calls.entries if e.kind is not Kind.CALL] == list(plain.entries)


def test_a_call_belongs_to_the_phase_that_news_or_an_extension_began():
    news = [News(dt.date(2025, 7, 7), dt.date(2025, 8, 1), 1)]
    days = [dt.date(2025, 7, 6), dt.date(2025, 7, 7), dt.date(2025, 8, 1), dt.date(2025, 8, 2)]
    found = calls_of(Calls(tuple(days)), news=news, extensions=Extensions(1, 90, 14))
    assert [(e.date, e.phase) for e in found] == list(zip(days, (0, 1, 1, 2), strict=True))


def test_days_left_to_chance_are_a_week_apart_and_never_double_a_listed_call():
    listed = dt.date(2025, 6, 13)
    found = calls_of(Calls((listed,), 7), extensions=Extensions(1, 30, 14))
    assert [(e.date - START).days for e in found] == list(range(7, 71, 7))
    assert [e.date for e in found if not e.is_open] == [listed]


def test_calls_outside_the_talks_are_not_held():
    assert not calls_of(Calls((dt.date(2025, 5, 29), dt.date(2025, 7, 10))))
