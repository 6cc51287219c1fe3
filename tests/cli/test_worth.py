"""`sim frontier`, `sim chips` and `sim backtest` from the command line, on small runs."""

import csv
import io
import json

import pytest

SMALL = ("--set", "economy.worlds=2", "--runs", "50", "--jobs", "1")
FARM = "farm-and-defense-only"


@pytest.fixture(autouse=True)
def few_packages(play, monkeypatch):
    monkeypatch.setattr("sim.ensemble.search.HELD_BACK", 20)
    monkeypatch.setattr("sim.analysis.chip_worth.PACKAGES_A_COALITION", 20)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_frontier_prints_a_page_and_writes_its_files(sim, tmp_path):
    code, out, err = sim("frontier", FARM, *SMALL, "--out", "points")
    assert code == 0, err
    assert len(out.splitlines()) <= 30
    assert max(map(len, out.splitlines())) <= 80
    folder = tmp_path / "points"
    assert {p.name for p in folder.iterdir()} == {
        "solutions.csv",
        "frontier.csv",
        "deals.csv",
        "frontier.json",
    }
    assert len(rows((folder / "deals.csv").read_text())) == 50


def test_frontier_of_a_finished_run_takes_its_scenario_seed_and_runs(sim):
    assert sim("run", FARM, *SMALL, "--seed", "3", "--out", "done")[0] == 0
    of_run = sim("frontier", "done", "--jobs", "1", "--format", "json")
    of_scenario = sim("frontier", FARM, *SMALL, "--seed", "3", "--format", "json")
    assert of_run[0] == of_scenario[0] == 0
    assert json.loads(of_run[1]) == json.loads(of_scenario[1])
    assert sim("frontier", "done/summary.csv", "--jobs", "1", "--format", "csv")[0] == 0


def test_frontier_as_csv_holds_every_point(sim):
    code, out, _ = sim("frontier", FARM, *SMALL, "--format", "csv", "--power", "0.6")
    assert code == 0
    points = {row["point"]: row for row in rows(out)}
    assert points["asymmetric_nash"]["power_of_first"] == "0.6"
    assert {"no_deal", "nash", "variable_threats", "maximum_sum", "all_runs"} <= set(points)


def test_chips_prints_a_table_and_writes_its_files(sim, tmp_path):
    code, out, err = sim("chips", FARM, *SMALL, "--out", "worth")
    assert code == 0, err
    assert "farm" in out
    assert max(map(len, out.splitlines())) <= 80
    table = rows((tmp_path / "worth" / "chips.csv").read_text())
    by_margin = [r for r in table if (r["margin"], r["measure"]) == ("shapley", "worth_to_holder")]
    assert len(by_margin) == 2
    assert (tmp_path / "worth" / "coalitions.csv").exists()
    json.loads((tmp_path / "worth" / "chips.json").read_text())


def test_chips_of_the_other_side_and_by_sampled_orders(sim):
    code, out, _ = sim("chips", FARM, *SMALL, "--party", "usa", "--orders", "2", "--format", "csv")
    assert code == 0
    assert {row["holder"] for row in rows(out)} == {"USA"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("frontier", "no-such-scenario"), 3, "no such file"),
        (("frontier", FARM, "--power", "1.5"), 2, "--power"),
        (("frontier", FARM, "--runs", "50", "--run", "50"), 3, "one of the 50"),
        (("chips", FARM, "--party", "CHN"), 3, "one of USA, JPN"),
        (("chips", "no-japanese-chips"), 3, "holds none"),
        (("chips", FARM, "--orders", "1"), 2, "--orders"),
        (("backtest", "us_mars_2040"), 3, "No episode 'us_mars_2040'"),
        (("backtest", "us_vietnam_2025"), 3, "cannot be played: Viet Nam is one of many"),
        (("backtest", "--runs", "0"), 2, "--runs"),
    ],
)
def test_wrong_input_is_told(sim, arguments, code, message):
    found, out, err = sim(*arguments)
    assert found == code
    assert message in err
    assert not out


def test_a_folder_that_is_no_run_and_changes_to_a_run_are_told(sim, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _, err = sim("frontier", "empty")
    assert code == 1
    assert "manifest.json" in err
    code, _, err = sim("frontier", "empty", "--set", "economy.worlds=2")
    assert code == 2
    assert "--set" in err


def test_an_output_folder_in_the_way_is_told(sim, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = sim("frontier", FARM, *SMALL, "--out", "file/below")
    assert code == 1
    assert "must be a folder" in err


def test_backtest_of_one_episode_scores_every_forecaster(sim, tmp_path):
    code, out, err = sim(
        *("backtest", "us_japan_2019_stage_one", "--runs", "50", "--jobs", "1"),
        *("--set", "economy.worlds=2", "--out", "scores"),
    )
    assert code == 0, err
    assert "us_china_2018_2020_phase_one" in out
    scores = rows((tmp_path / "scores" / "scores.csv").read_text())
    assert {row["forecaster"] for row in scores} == {
        "model",
        "constant_rate",
        "threat_times_0.6",
        "no_change",
    }
    assert {row["quantity"] for row in scores} == {"deal_by_date", "car_rate", "days"}
    episodes = rows((tmp_path / "scores" / "episodes.csv").read_text())
    assert len(episodes) == 16
    assert all(row["not_represented_because"] for row in episodes if row["played"] == "0")
