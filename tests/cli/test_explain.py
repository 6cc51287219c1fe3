"""`sim explain` and `sim run --trace` as a user types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

MAIN = "us-japan-2025-05-30"


@pytest.fixture
def folder(finished) -> str:
    return str(finished.folder)


def width(text: str) -> int:
    """Return the longest line, paths apart."""
    return max(len(line) for line in text.splitlines() if "/" not in line)


def test_a_run_is_traced_to_what_made_it(sim, folder, finished):
    code, out, _ = sim("explain", folder)
    assert code == 0
    assert len(out.splitlines()) <= 30
    assert width(out) <= 80
    flat = " ".join(out.split())
    for part in (
        "US and Japan sign a deal in",
        "How the runs ended (signed on): 2025-",
        "The deal signed most often",
        "all together",
        "terms of trade",
        "by sector",
        "What makes the spread over runs",
        "chance",
    ):
        assert part in flat, part


def test_its_table_sums(sim, folder):
    rows = list(csv.DictReader(io.StringIO(sim("explain", folder, "--format", "csv")[1])))
    for measure, party in (
        ("welfare_change", "USA"),
        ("welfare_change", "JPN"),
        ("goods_balance_change", "USA"),
    ):
        own = [r for r in rows if (r["measure"], r["party"]) == (measure, party)]
        (whole,) = [float(r["value"]) for r in own if r["by"] == "whole"]
        for way in ("instrument", "channel", "sector"):
            parts = [float(r["value"]) for r in own if r["by"] == way]
            assert sum(parts) == pytest.approx(whole, abs=1e-9)
            assert len(parts) >= 2
    assert sum(float(r["value"]) for r in rows if r["by"] == "end") == pytest.approx(1.0)


def test_a_measure_of_a_run(sim, folder):
    code, out, _ = sim("explain", folder, "welfare_change.JPN.long_run.in_force")
    assert code == 0
    assert len(out.splitlines()) <= 30
    assert width(out) <= 80
    for head in ("by instrument", "by channel", "by sector", "by account", "by end of the talks"):
        assert head in out
    assert "each list sums to it" in " ".join(out.split())
    gain = sim("explain", folder, "utility.USA.no_deal")[1]
    assert "Sum of income" in gain
    data = json.loads(sim("explain", folder, "income.USA", "--of", "threat", "--format", "json")[1])
    assert {row["of"] for row in data} == {"threat", "runs"}


def test_a_chip_of_a_run(sim, folder):
    rows = list(csv.DictReader((Path(folder) / "concessions.csv").open()))
    own = [row for row in rows if row["chip"] == "agricultural_imports"]
    level = sum(float(row["level"]) for row in own) / len(own)
    worth = sum(float(row["worth_to_receiver"]) for row in own) / len(own)
    code, out, _ = sim("explain", folder, "agricultural_imports")
    flat = " ".join(out.split())
    assert code == 0
    assert f"Agricultural imports, a chip of Japan: {100 * level:.0f} % of its maximum" in flat
    assert f"(mean of {len(own)} runs)" in flat
    (row,) = csv.DictReader(
        io.StringIO(sim("explain", folder, "agricultural_imports", "--format", "csv")[1])
    )
    assert float(row["level"]) == pytest.approx(level, abs=1e-8)
    assert float(row["worth"]) == pytest.approx(worth, abs=1e-6)
    assert int(row["signed_runs"]) == len(own)


def test_a_chip_that_was_not_on_the_table(sim, folder):
    code, _, err = sim("explain", folder, "aircraft_purchases")
    assert code == 2
    assert "on its table are " in err
    assert "agricultural_imports" in err


def test_a_chip_of_a_scenario_is_its_values(sim):
    code, out, _ = sim("explain", "us-japan-2025-05-30", "joint_shipbuilding")
    assert code == 0
    assert "parties.JPN.chips.joint_shipbuilding.max" in out


def test_a_package_of_one_s_own_needs_no_run(sim):
    code, out, _ = sim(
        "explain", MAIN, "value_added.JPN.ships", "--package", "car_rate=15%,joint_shipbuilding=1",
        "--set", "economy.worlds=2",
    )  # fmt: skip
    assert code == 0
    assert "Deal: car rate 15 %, joint shipbuilding 100 %." in out
    assert "by buyer" in out
    threat = sim("explain", MAIN, "income.JPN", "--set", "economy.worlds=1")[1]
    assert threat.startswith("The threat carried out changes the real income of Japan")


def test_the_story_of_a_run(sim, folder):
    code, out, _ = sim("explain", folder, "--run", "3")
    assert code == 0
    assert out.startswith("Run 3, played in world 1: ")
    assert width(out) <= 80
    data = json.loads(sim("explain", folder, "--run", "3", "--format", "json")[1])
    stories = [
        json.loads(sim("explain", folder, "--run", str(run), "--format", "json")[1])
        for run in range(3, 9)
    ]
    moves = [row for story in stories for row in story if row["move"] == "refuse"]
    assert moves
    assert all(row["own"] < row["asks"] or row["own"] <= row["no_deal"] for row in moves)
    rows = list(
        csv.DictReader(io.StringIO(sim("explain", folder, "--run", "3", "--format", "csv")[1]))
    )
    assert len(rows) == len(data)
    code, _, err = sim("explain", folder, "--run", "55")
    assert code == 1
    assert "tells runs 0 to 19, not run 55" in err


def test_run_trace_tells_and_writes_any_run(sim, cache, monkeypatch, tmp_path):
    monkeypatch.setenv("SIM_CACHE_DIR", str(cache))
    monkeypatch.setattr("sim.ensemble.search.CATALOGUE_SIZE", 60)
    quick = ("--runs", "40", "--jobs", "1", "--set", "economy.worlds=2")
    code, out, _ = sim("run", "--trace", "33", MAIN, *quick, "--out", "a")
    assert code == 0
    assert out.startswith("Run 33, played in world 1: ")
    assert sim("explain", "a", "--run", "33")[1] == out
    code, out, _ = sim("run", "--trace", MAIN, *quick, "--out", "b")
    assert code == 0
    assert out.startswith("Run 0, played in world 0: ")
    same = [(tmp_path / name / "runs.csv").read_bytes() for name in "ab"]
    assert same[0] == same[1]
    code, _, err = sim("run", MAIN, *quick, "--trace", "40", "--out", "c")
    assert code == 2
    assert "--trace must name a run below 40; got 40" in err


def test_a_value_of_a_scenario_and_of_a_run(sim, folder):
    code, out, _ = sim("explain", MAIN, "usa.weights.deficit")
    assert code == 0
    for part in ("parties.USA.weights.deficit", "0.05 to 0.35", "acts in sim/", "U_g ="):
        assert part in out
    ran = sim("explain", folder, "usa.weights.deficit")[1]
    assert f"{MAIN}.yaml:" in ran
    assert "(as the run noted)" in ran
    several = sim("explain", MAIN, "parties.JPN.chips.joint_shipbuilding")[1]
    assert "values; name one of them" in several
    data = json.loads(sim("explain", MAIN, "usa.resolve", "--format", "json")[1])
    assert data[0]["low"] == "20%"
    assert data[0]["acts_in"] == "sim/bargaining/no_deal.py"
    rows = list(csv.DictReader(io.StringIO(sim("explain", MAIN, "usa.pace", "--format", "csv")[1])))
    assert rows[0]["path"] == "parties.USA.pace"


def test_numbers_that_need_no_scenario(sim):
    assert "Did you mean" not in sim("explain", "tariff.USA.JPN.motor_vehicles")[1]
    assert "0.76" in sim("explain", "elasticity_horizons.first_year")[1]
    assert "512" in sim("explain", "CATALOGUE_SIZE")[1]
    assert "53.0291" in sim("explain", MAIN, "benchmark.flow.USA.JPN.motor_vehicles")[1]
    assert "parties.USA.resolve" in sim("explain", "usa.resolve")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((MAIN,), 2, "is a scenario: name one of its values"),
        (("no/such.yaml",), 2, "There is no run folder or scenario no/such.yaml."),
        (("scenarios/farm-and-defence-only.yaml",), 2, "Did you mean farm-and-defense-only?"),
        (("nothing_like_it_at_all",), 2, "The model has no `nothing_like_it_at_all`."),
        ((MAIN, "usa.weights.deficitt"), 2, "Did you mean parties.USA.weights.deficit?"),
        ((MAIN, "tariff.USA.JPN.metal"), 2, "Did you mean metals?"),
        ((MAIN, "income.JPX"), 2, "cannot be read at 'JPX'"),
        ((MAIN, "utility.USA"), 2, "give the folder of one"),
        ((MAIN, "income.JPN", "--package", "car_rate"), 2, "--package takes CHIP=LEVEL"),
        ((MAIN, "income.JPN", "--package", "tanks=1"), 2, "'tanks' is not on the agenda"),
        ((MAIN, "income.JPN", "--of", "deal"), 2, "No deal was signed: name one with --package."),
        ((MAIN, "income.JPN", "--of", "threat", "--package", "car_rate=0"), 2, "leave --of out"),
        ((MAIN, "--run", "3"), 2, "--run takes a finished run"),
        (("nope", "usa.resolve"), 3, "cannot read the file"),
        ((".", "income.JPN"), 1, "is not a finished run of sim"),
        ((".",), 1, "is not a finished run of sim"),
        ((".", "usa.resolve"), 1, "is not a finished run of sim"),
    ],
)
def test_what_cannot_be_explained(sim, arguments, code, message):
    found, out, err = sim("explain", *arguments)
    assert found == code
    assert out == ""
    assert message in " ".join(err.split())


def test_measures_that_are_not_one_column(sim, folder):
    code, _, err = sim("explain", folder, "utility.USA")
    assert code == 2
    assert "utility.USA is not one column; say which: utility.USA.in_force" in err
    assert "The run reports no agreed.USA" in sim("explain", folder, "agreed.USA")[2]
    assert "--set changes a scenario" in sim("explain", folder, "income.USA", "--set", "runs=3")[2]


def test_a_number_needs_no_arrays(process):
    """Looking up a number stays quick: nothing heavy is imported."""
    done = process(
        "import sys; from sim.cli.main import _exit_code\n"
        f"_exit_code(['explain', '{MAIN}', 'usa.weights.deficit'])\n"
        "_exit_code(['explain', 'tariff.USA.JPN.metals'])\n"
        "heavy = {'numpy', 'scipy', 'mesa', 'pandas', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    assert done.returncode == 0, done.stderr
    assert "acts in" in done.stdout
