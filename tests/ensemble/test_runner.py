"""A scenario from file to folder: same bytes, extension, paired dice, accounts that add up."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

TABLES = (
    *("summary.csv", "runs.csv", "rounds.csv", "monthly.csv", "concessions.csv", "spread.csv"),
    *("frontier.csv", "scenario.resolved.yaml"),
)


def columns(folder: Path) -> dict[str, list[str]]:
    with (folder / "runs.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(folder: Path, name: str) -> np.ndarray:
    return np.array([float(value) if value else np.nan for value in columns(folder)[name]])


def test_the_folder_is_complete(finished):
    present = {path.name for path in finished.folder.iterdir()}
    assert present == {*TABLES, "manifest.json"}
    notes = json.loads((finished.folder / "manifest.json").read_text())["approximation"]
    assert notes["held_back_packages"] == 1000
    assert set(notes["rms_error_over_range"]) == {"USA", "JPN"}
    assert max(notes["rms_error_over_range"].values()) < 0.02


def test_same_bytes_on_one_and_two_processes_and_from_the_cache(finished, play):
    for options in ({"jobs": 2, "use_cache": False}, {"jobs": 2}, {"jobs": 1}):
        again = play(**options)
        for name in TABLES:
            assert (again.folder / name).read_bytes() == (finished.folder / name).read_bytes(), name


@pytest.mark.parametrize("runs", [1, 7, 300])
def test_more_runs_extend_the_first_ones(finished, play, runs):
    """To the last digit, whatever the number: the lists of moves are kept for 20 runs."""
    other = play(runs=runs)
    for name in ("runs.csv", "concessions.csv", *(["rounds.csv"] if runs < 20 else [])):
        texts = [(run.folder / name).read_text().splitlines() for run in (finished, other)]
        short, long = sorted(texts, key=len)
        assert 1 < len(short) < len(long)
        assert long[: len(short)] == short


def test_nothing_is_left_on_the_table_but_money(finished):
    """The signed package is no rise over itself: no rounding errors of 1e-16."""
    for party in ("USA", "JPN"):
        left = numbers(finished.folder, f"left_on_table.{party}")
        assert ((left == 0.0) | (left > 1e-9)).all()
        assert (left == 0.0).any()


def test_runs_are_dealt_out_to_worlds_in_turn(finished):
    assert columns(finished.folder)["world"] == ["0", "1"] * 30


def test_gains_sum_to_utility(finished):
    table = columns(finished.folder)
    for party in ("USA", "JPN"):
        for baseline in ("in_force", "no_deal"):
            parts = [
                name
                for name in table
                if name.startswith(
                    (f"gain_income.{party}", f"gain_weighted.{party}", f"gain_typed.{party}")
                )
                and name.endswith(baseline)
            ]
            total = sum(numbers(finished.folder, name) for name in parts)
            whole = numbers(finished.folder, f"utility.{party}.{baseline}")
            np.testing.assert_allclose(total, whole, atol=1e-6)


def test_chips_sum_to_the_joint_concession(finished):
    table = columns(finished.folder)
    for kind in ("concession_cost", "concession_value"):
        for pair in ("USA.JPN", "JPN.USA"):
            joint = numbers(finished.folder, f"{kind}.{pair}")
            parts = [name for name in table if name.startswith(f"{kind}.{pair}.")]
            np.testing.assert_allclose(
                sum(numbers(finished.folder, name) for name in parts), joint, atol=1e-6
            )


def test_signed_runs_beat_no_deal_as_each_side_expected_it(play):
    """Nobody signs what is worth less to it than its own expectation of no deal.

    China stays as it is, the deadline does not move and talks end there, no court rules, so that
    expectation holds throughout.
    """
    still = play(
        "parties.CHN.controls.eases.chance_per_review=0",
        "parties.CHN.truce.chance_of_rupture=0",
        "talks.us_japan.extension=null",
        "talks.us_japan.after_execution=null",
        "talks.us_japan.shocks=[]",
        runs=200,
    ).folder
    agreed = numbers(still, "agreed") > 0
    assert agreed.sum() > 40
    for party in ("USA", "JPN"):
        won = numbers(still, f"utility.{party}.in_force")[agreed]
        assert (won > numbers(still, f"no_deal_value.{party}")[agreed]).all()


def test_baselines_of_the_balance_differ_by_known_amounts(finished):
    """Level less change against 2024 is the Census balance of 2024: -68.47 USD bn."""
    level = numbers(finished.folder, "goods_balance.USA.JPN.long_run")
    change = numbers(finished.folder, "goods_balance_change.USA.JPN.long_run.year_2024")
    np.testing.assert_allclose(level - change, -68.47, atol=0.05)


def test_the_threat_matters_as_much_as_it_is_believed(play):
    certain = play("parties.USA.resolve=1", "parties.JPN.believes_threat=1")
    idle = play("parties.USA.resolve=0", "parties.JPN.believes_threat=0")
    assert numbers(certain.folder, "utility.JPN.in_force").mean() < (
        numbers(idle.folder, "utility.JPN.in_force").mean()
    )


def test_without_rounds_the_threat_falls_due(play):
    ends = ("extension=null", "after_execution=null", "rounds=[]")
    silent = play(*(f"talks.us_japan.{end}" for end in ends), runs=200)
    assert numbers(silent.folder, "agreed").sum() == 0
    outcomes = set(columns(silent.folder)["outcome"])
    assert outcomes == {"threat executed", "threat executed in part", "threat withdrawn"}


@pytest.mark.parametrize("option", [{"runs": 1}, {"runs": 251}])
def test_odd_numbers_of_runs(play, option):
    assert len(columns(play(**option).folder)["run"]) == option["runs"]
