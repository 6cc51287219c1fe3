import csv
import io
import json

import pytest

MAIN = "us-japan-2025-05-30"


def test_the_overview_fits_80_columns_and_names_origins(sim):
    code, out, _ = sim("show", MAIN, "--set", "runs=5")
    assert code == 0
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("runs ") and line.endswith("--set") for line in lines)
    assert any(line.startswith("      deficit ") and "0.05 to 0.35" in line for line in lines)


def test_one_value_in_full(sim):
    code, out, _ = sim("show", MAIN, "usa.weights.deficit")
    assert code == 0
    for part in (
        "parties.USA.weights.deficit",
        "0.05 to 0.35",
        "uncertain: a draw for each run",
        "assumed: ",
        "fact: deficit_measures",
        f"{MAIN}.yaml:",
    ):
        assert part in out
    assert max(map(len, out.splitlines())) <= 80 + len("x" * 40)  # only a long path may overrun


def test_a_section_shows_all_its_values(sim):
    out = sim("show", MAIN, "parties.JPN.chips.joint_shipbuilding")[1]
    assert out.count("set by: ") == out.count("joint_shipbuilding.") >= 10


def test_csv_and_json_hold_the_same_rows(sim):
    rows = list(csv.DictReader(io.StringIO(sim("show", MAIN, "--format", "csv")[1])))
    data = json.loads(sim("show", MAIN, "--format", "json")[1])
    assert [row["path"] for row in rows] == [row["path"] for row in data]
    (rate,) = [row for row in rows if row["path"] == "in_force.general_rate"]
    assert (rate["value"], rate["unit"]) == ("10%", "fraction")
    assert rate["source"]


def test_yaml_is_a_scenario_again(sim, tmp_path):
    out = sim("show", MAIN, "--format", "yaml")[1]
    (tmp_path / "again.yaml").write_text(out, encoding="utf-8")
    assert sim("validate", "again.yaml")[0] == 0
    assert sim("show", MAIN, "in_force", "--format", "yaml")[0] == 2


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("usa.weights.deficitt", "Did you mean parties.USA.weights.deficit?"),
        ("advnced", "Did you mean advanced?"),
        ("us_japan.dedline", "Did you mean talks.us_japan.deadline?"),
        ("x.y.z", "has no `x.y.z`"),
    ],
)
def test_an_unknown_path_gets_a_suggestion(sim, path, hint):
    code, _, err = sim("show", MAIN, path)
    assert code == 2
    assert hint in err


def test_a_wrong_scenario_exits_with_3(sim):
    code, out, err = sim("show", "nope.yaml")
    assert (code, out) == (3, "")
    assert "cannot read the file" in err


def test_a_name_that_is_no_file_gets_a_suggestion(sim):
    assert "did you mean `farm-and-defense-only`?" in sim("show", "farm-and-defence-only")[2]
    assert "`sim scenarios` lists" in sim("show", "xyz")[2]
