"""`sim facts`, `sim scenarios`, `sim schema`."""

import csv
import io
import json

from sim.resources import shipped_names

MAIN = "us-japan-2025-05-30"


def test_scenarios_are_listed_with_their_questions(sim):
    code, out, _ = sim("scenarios")
    assert code == 0
    assert [line for line in out.splitlines() if line[0] != " "] == shipped_names("scenarios")
    assert max(map(len, out.splitlines())) <= 80
    rows = list(csv.DictReader(io.StringIO(sim("scenarios", "--format", "csv")[1])))
    data = json.loads(sim("scenarios", "--format", "json")[1])
    assert rows == data
    assert all(row["question"].endswith("?") for row in rows)


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
