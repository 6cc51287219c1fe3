"""`--format` of every command, and csv and json that programs can read."""

from __future__ import annotations

import json

import pytest

from sim.cli.main import COMMANDS, cli
from sim.cli.output import fitted, print_json

MAIN = "us-japan-2025-05-30"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_prints_a_table_csv_or_json(name):
    command = cli.get_command(None, name)
    (option,) = [one for one in command.params if one.name == "form"]
    assert {"table", "csv", "json"} <= set(option.type.choices)


def test_a_dry_run_can_be_read_by_programs(sim):
    planned = [{"scenario": MAIN, "runs": 1000}, {"scenario": "no-talks", "runs": 1000}]
    assert json.loads(sim("run", MAIN, "no-talks", "--dry-run", "--format", "json")[1]) == planned
    text = sim("run", MAIN, "--dry-run", "--format", "csv")[1]
    assert text == f"scenario,runs\n{MAIN},1000\n"
    assert sim("run", MAIN, "--dry-run")[1] == f"{MAIN}: valid; would play 1,000 runs.\n"


def test_a_new_file_can_be_read_by_programs(sim):
    out = sim("new", "mine", "--format", "json")[1]
    assert json.loads(out) == [{"file": "mine.yaml", "extends": MAIN}]


def test_json_has_null_where_there_is_no_number(capsys):
    print_json([{"a": float("nan"), "b": {"c": (1.5, float("inf"))}}])
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert found == [{"a": None, "b": {"c": [1.5, None]}}]


def test_long_errors_are_broken_but_places_and_excerpts_are_not():
    excerpt = "  --> " + "folder/" * 20 + "x.yaml:1:1\n1 | " + "word " * 20
    text = fitted("error: " + "word " * 30 + f"\n{excerpt}\n  = help: " + "word " * 30)
    assert excerpt in text
    others = [line for line in text.splitlines() if line not in excerpt.splitlines()]
    assert max(map(len, others)) <= 80
    assert others[-1].startswith(" " * 10 + "word")


def test_a_missing_folder_is_called_one(sim, tmp_path):
    (tmp_path / "results").mkdir()
    code, _, err = sim("compare", "results/base", "results/other")
    assert code == 1
    assert "results/base does not exist. Give a run folder" in err
