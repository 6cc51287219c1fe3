"""`sim facts`, `sim scenarios`, `sim schema`."""

import csv
import io
import json
import re

from sim.resources import shipped_names
from sim.scenario.questions import GROUPS, OTHERS

MAIN = "us-japan-2025-05-30"


def test_scenarios_are_listed_by_kind_with_their_questions(sim):
    code, out, _ = sim("scenarios")
    assert code == 0
    lines = out.splitlines()
    listed = [line.strip() for line in lines if re.fullmatch("  [a-z0-9-]+", line)]
    assert sorted(listed) == shipped_names("scenarios")
    assert len(listed) >= 15
    titles = [line for line in lines if line and line[0] != " "]
    assert set(titles) <= {*GROUPS, OTHERS}
    assert titles[0] == "The talks"
    assert max(map(len, lines)) <= 80
    rows = list(csv.DictReader(io.StringIO(sim("scenarios", "--format", "csv")[1])))
    data = json.loads(sim("scenarios", "--format", "json")[1])
    assert rows == data
    assert all(row["question"].endswith("?") for row in rows)


def test_every_grouped_scenario_is_shipped_and_stands_in_one_group():
    placed = [name for group in GROUPS.values() for name in group]
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(shipped_names("scenarios"))


def test_facts_are_listed_with_what_they_seed(sim):
    code, out, _ = sim("facts")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "china_repair_share           2025-05-30  seeds nothing" in out
    data = json.loads(sim("facts", "--format", "json")[1])
    rows = list(csv.DictReader(io.StringIO(sim("facts", "--format", "csv")[1])))
    assert [row["id"] for row in rows] == [fact["id"] for fact in data]
    assert all(fact["seeds"] or fact["seeds_nothing"] for fact in data)


def test_one_fact_in_full(sim):
    code, out, _ = sim("facts", "china_repair_share")
    assert code == 0
    assert "value: 90 % (sources: 60 to 90)" in out
    assert "seeds nothing: " in out
    code, _, err = sim("facts", "china_repair")
    assert code == 2
    assert "Did you mean `china_repair_share`?" in err


def test_schema_prints_what_the_docs_hold(sim):
    assert json.loads(sim("schema")[1])["title"] == "Scenario of sim"
    assert sim("schema", "--format", "markdown")[1].startswith("# Scenario files: every key")


def test_schema_lists_the_keys_with_their_meaning(sim):
    rows = list(csv.DictReader(io.StringIO(sim("schema", "--format", "csv")[1])))
    (resolve,) = [r for r in rows if (r["section"], r["key"]) == ("parties.USA", "resolve")]
    assert "0 % to 100 %" in resolve["takes"]
    table = sim("schema", "--format", "table")[1]
    assert "parties.USA.resolve\n    Its own, private chance" in table
    listed = [line for line in table.splitlines() if line[0] != " "]
    assert len(listed) == len(rows)


def test_no_command_colours_its_output(sim, monkeypatch):
    """So NO_COLOR has nothing to turn off, whatever the terminal claims."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    for command in (
        ("scenarios",),
        ("show", MAIN),
        ("facts",),
        ("--help",),
        ("validate", "nowhere"),
    ):
        _, out, err = sim(*command)
        assert "\x1b" not in out + err
