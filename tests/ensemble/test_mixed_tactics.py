"""Whole runs with every tactic in the mix: the same bytes however the work is cut."""

from __future__ import annotations

import csv

import pytest

SCRIPT = "[{date: 2025-06-06, general_rate: 10%, car_rate: 15%, agricultural_imports: 3 USD bn/yr}]"
MIX = (
    "usa.tactic={one_of: [time_dependent, micro, zeuthen, tit_for_tat]}",
    "jpn.tactic={one_of: [equilibrium, trade_off, hard_liner, scripted]}",
    f"jpn.tactics.scripted.offers={SCRIPT}",
    "usa.ministries={decide_by: unanimity}",
    "jpn.ministries={decide_by: {one_of: [chair, weighted]}}",
)


@pytest.fixture(scope="module")
def folder(play):
    return play(*MIX, runs=40).folder


def test_fewer_runs_on_two_processes_are_the_first_ones_to_the_byte(folder, play):
    few = play(*MIX, runs=9, jobs=2).folder
    for name in ("runs.csv", "rounds.csv", "concessions.csv"):
        short, long = ((place / name).read_text().splitlines() for place in (few, folder))
        assert 1 < len(short) < len(long)
        assert long[: len(short)] == short


def test_a_script_is_offered_as_written(folder):
    with (folder / "rounds.csv").open() as file:
        made = [row for row in csv.DictReader(file) if row["party"] == "JPN"]
    asked = [row for row in made if row["move"] in {"offer", "pass"}]
    # Nobody but a script is silent in the first round and asks for 10 and 15 % after it.
    silent = {r["run"] for r in asked if r["move"] == "pass" and r["date"] == "2025-05-30"}
    scripted = [r for r in asked if r["run"] in silent and r["date"] > "2025-06-05"]
    rates = {(r["chip.general_rate"], r["chip.car_rate"]) for r in scripted if r["move"] == "offer"}
    assert ("0.1", "0.15") in rates
    told = [r for r in scripted if r["chip.general_rate"] == "0.1"]
    assert {float(row["chip.joint_shipbuilding"]) for row in told} == {0.0}


def test_the_replay_signs_the_deal_of_22_july_on_that_day(play):
    run = play("economy.worlds=1", scenario="us-japan-replay", runs=5)
    with (run.folder / "runs.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["agreement_date"] for row in rows} == {"2025-07-22"}
    assert {row["closed_in_call"] for row in rows} == {"1"}  # the president was at the table
    assert {row["tariff_rate.USA.JPN.general"] for row in rows} == {"0.15"}
    assert {row["chip_amount.JPN.USA.investment_pledge"] for row in rows} == {"550"}
