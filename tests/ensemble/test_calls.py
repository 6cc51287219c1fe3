"""Calls between leaders in whole runs of a scenario file."""

from __future__ import annotations

import csv

import pytest

CALLS = "talks.us_japan.calls={dates: [2025-06-13, 2025-06-16]}"
ONE = (CALLS,)


def rows(folder, name):
    with (folder / name).open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(play):
    return play(*ONE, runs=120).folder


def test_leaders_sign_in_some_runs_and_the_tables_say_which(folder):
    runs = rows(folder, "runs.csv")
    signed = [r for r in runs if r["agreed"] == "1"]
    by_leaders = [r for r in signed if r["closed_in_call"] == "1"]
    assert 0 < len(by_leaders) < len(signed)
    assert {r["agreement_date"] for r in by_leaders} <= {"2025-06-13", "2025-06-16"}
    causes = [name for name in runs[0] if name.startswith("closed_by")]
    for run in signed:
        told = [run[name] for name in causes]
        assert told == [""] * 4 if run["closed_in_call"] == "1" else told.count("1") == 1
    moves = rows(folder, "rounds.csv")
    ended = {r["run"] for r in moves if r["move"] == "call_sign"}
    assert ended
    assert ended == {r["run"] for r in by_leaders} & {r["run"] for r in moves}
    for row in moves:
        if row["move"] == "call_sign":
            assert float(row["own_value"]) > float(row["no_deal_value"])
            assert float(row["own_value"]) >= float(row["asks"]) - 1e-6
            assert row["round"] == ""


def test_fewer_runs_are_the_first_ones_to_the_byte(folder, play):
    few = play(*ONE, runs=9).folder
    for name in ("runs.csv", "rounds.csv"):
        short, long = ((place / name).read_text().splitlines() for place in (few, folder))
        assert long[: len(short)] == short


def test_a_chance_of_nothing_leaves_the_packages_and_takes_the_calls(folder, play):
    without = play(*ONE, "talks.us_japan.calls.chance=0", runs=120).folder
    runs, before = rows(without, "runs.csv"), rows(folder, "runs.csv")
    assert {r["closed_in_call"] for r in runs} <= {"0", ""}
    assert not [r for r in rows(without, "rounds.csv") if r["move"].startswith("call_")]
    same = 0
    for one, other in zip(runs, before, strict=True):
        if other["agreement_date"] and other["agreement_date"] < "2025-06-13":
            assert one == other
            same += 1
    assert same > 10


def test_a_scenario_without_calls_has_no_measure_of_them(finished):
    assert not [row for row in finished.summary if row.measure == "closed_in_call"]
