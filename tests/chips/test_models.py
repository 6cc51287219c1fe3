"""The scenario models of the chips and the classes that read them fit together."""

import dataclasses
from pathlib import Path

import pytest

from sim.chips import critical_minerals_cooperation
from sim.chips.package import CHIPS
from sim.chips.rare_earth_controls import Cut, RareEarthControls
from sim.chips.rare_earths import RareEarths
from sim.scenario.china import Cut as CutModel
from sim.scenario.china import RareEarths as Controls
from sim.scenario.chips import CHIP_MODELS
from sim.scenario.chips_capacity import HOSTS
from sim.scenario.critical_inputs import RareEarthUse
from sim.scenario.quantity import Amount, Choice, Quantity

DOC = Path(__file__).parents[2] / "docs" / "chips.md"


def smallest(kind):
    model = CHIP_MODELS[kind]
    given = {"domestic_cost_at_max": 0.1}
    given |= {"rates": ["24%", "10%"]} if "rates" in model.model_fields else {"max": 0.01}
    return model(**given)


def test_every_chip_has_a_model_and_a_class():
    assert set(CHIP_MODELS) == set(CHIPS) | {"general_rate", "car_rate"}


@pytest.mark.parametrize("kind", CHIPS)
def test_a_chip_reads_only_what_its_model_offers_for_the_world(kind):
    world_fields = {
        name
        for name, field in CHIP_MODELS[kind].model_fields.items()
        if any(getattr(m, "scope", None) == "world" for m in field.metadata)
    }
    assert {field.name for field in dataclasses.fields(CHIPS[kind])} == world_fields


def test_the_rare_earth_rule_reads_what_the_scenario_offers():
    offered = set(RareEarthUse.model_fields) | set(Controls.model_fields)
    assert {field.name for field in dataclasses.fields(RareEarths)} <= offered
    shares = {field.name for field in dataclasses.fields(RareEarthControls)} - {"dates"}
    renamed = {"by_destination": "licensed_share_by_destination", "path": "licensed_path"}
    assert {renamed.get(name, name) for name in shares} <= offered
    assert {f.name for f in dataclasses.fields(Cut)} <= set(CutModel.model_fields)


def test_hosts_are_listed_in_the_same_order():
    assert critical_minerals_cooperation.HOSTS == HOSTS


@pytest.mark.parametrize("kind", CHIP_MODELS)
def test_every_default_number_has_a_source_or_is_marked_assumed(kind):
    chip = smallest(kind)
    for name, field in type(chip).model_fields.items():
        value = getattr(chip, name)
        if field.is_required() or not isinstance(value, Quantity):
            continue
        assert value.source or value.assumed, name
        assert value.is_uncertain or value.source, f"{name} is assumed and needs a range"


@pytest.mark.parametrize("kind", CHIP_MODELS)
def test_chips_have_at_least_five_levels_and_costs_of_scope_run(kind):
    chip = smallest(kind)
    if kind in CHIPS:
        assert chip.levels >= 5
    for name in ("domestic_cost_at_max", "cost_exponent"):
        (amount,) = (m for m in type(chip).model_fields[name].metadata if isinstance(m, Amount))
        assert amount.scope == "run"
    for choice in (getattr(chip, n) for n in type(chip).model_fields):
        assert not isinstance(choice, Choice) or choice.values


@pytest.mark.parametrize("kind", CHIP_MODELS)
def test_the_documentation_has_a_row_for_every_chip(kind):
    rows = [line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    (row,) = (line for line in rows if line.startswith(f"| `{kind}` |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 8
    assert all(cells)


def test_the_documentation_names_every_parameter():
    text = DOC.read_text(encoding="utf-8")
    names = {name for model in CHIP_MODELS.values() for name in model.model_fields}
    missing = {name for name in names | set(RareEarthUse.model_fields) if f"`{name}`" not in text}
    assert not missing
