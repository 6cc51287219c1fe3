"""Everything about one number: value, range, source, layers, and where it acts."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.data.lookup import look_up
from sim.report.explain_number import lines, of_program, of_scenario, of_table, value_at
from sim.report.program_numbers import constant
from sim.scenario.loading import resolve
from sim.scenario.values import Choice, Quantity

MAIN = "us-japan-2025-05-30"


def number(path: str, *sets: str, name: str = MAIN):
    resolved = resolve(name, sets)
    (row,) = [row for row in resolved.rows() if row.path == path]
    return of_scenario(resolved, row)


def test_an_uncertain_value():
    found = number("parties.JPN.chips.agricultural_imports.max")
    assert (found.low, found.mean, found.high) == ("3 USD bn/yr", "5.1 USD bn/yr", "7.2 USD bn/yr")
    assert "each world" in found.drawn
    assert "USTR" in found.source
    assert found.fact.startswith("deficit_measures: ")
    assert "Yomiuri" in found.fact
    assert found.layers[0].startswith(f"scenarios/{MAIN}.yaml:")
    assert found.acts_in == "sim/chips/agricultural_imports.py"
    text = "\n".join(lines(found))
    assert "additional = max level (1 - planned_share)" in text
    assert max(map(len, text.splitlines())) <= 80


def test_layers_tell_what_was_there_before(tmp_path):
    base = Path(__file__).parents[2] / "scenarios" / f"{MAIN}.yaml"
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"extends: {base}\ntitle: t\nquestion: q\n"
        "parties: {USA: {weights: {deficit: {between: [0, 0.3], assumed: wider}}}}\n"
    )
    found = number("parties.USA.weights.deficit", "usa.weights.deficit=0.1", name=str(file))
    assert found.value == "0.1"
    assert found.layers[0] == "--set"
    assert found.layers[1].startswith("0 to 0.3 (")
    assert found.layers[1].endswith("mine.yaml:4)")
    assert found.layers[2].startswith("0.05 to 0.35 (")


def test_defaults_words_dates_and_choices():
    assert number("parties.USA.weights.face").layers == ("the default of the schema",)
    pace = number("parties.USA.pace")
    assert pace.allowed == "holds_out, steady, eager"
    assert "draw" in pace.spread
    assert number("as_of").unit == "date"
    host = number("parties.JPN.chips.critical_minerals_cooperation.host")
    assert "each world" in host.drawn


def test_the_path_leads_to_the_object():
    scenario = resolve(MAIN).scenario
    assert isinstance(value_at(scenario, "parties.USA.resolve"), Quantity)
    assert isinstance(value_at(scenario, "parties.USA.pace"), Choice)
    assert isinstance(value_at(scenario, "talks.us_japan.elections.0.cost_before"), Quantity)
    assert value_at(scenario, "talks.us_japan.elections.9.cost_before") is None
    assert value_at(scenario, "no.such.path") is None


@pytest.mark.parametrize("row", resolve(MAIN).rows(), ids=lambda row: row.path)
def test_every_value_can_be_printed(row):
    text = "\n".join(lines(of_scenario(resolve_once(), row)))
    assert text.startswith(row.path)
    assert "acts in sim/" in text


_KNOWN = {}


def resolve_once():
    if not _KNOWN:
        _KNOWN["main"] = resolve(MAIN)
    return _KNOWN["main"]


def test_numbers_of_tables_and_program():
    text = "\n".join(lines(of_table(look_up("tariff.USA.JPN.motor_vehicles"))))
    assert "0.23965" in text
    assert "cars 0.20018 = 0.25 x 0.8007" in text
    assert "stands in sim/data/tables/us_tariff_schedule.csv:" in text
    assumed = "\n".join(lines(of_table(look_up("assumptions.cap_share_of_parent"))))
    assert "range: 0.8 to 0.95" in assumed
    assert "assumed: no split sector" in assumed
    held = constant("BLOCK_RUNS")
    assert held is not None
    assert "stands in sim/ensemble/streams.py:" in "\n".join(lines(of_program(held)))
