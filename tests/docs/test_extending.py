"""docs/extending.md: its code runs and plays, and every file and name it mentions is there."""

from __future__ import annotations

import re
import sys
import types
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim.chips.package import CHINA_CHIPS, CHIPS
from sim.chips.window import FIRST_YEAR, LONG_RUN
from sim.data.tables import load_benchmark
from sim.economy import PolicyBatch
from sim.scenario import chips as sections
from sim.scenario.chips import CHIP_MODELS
from sim.scenario.chips_china import CHINA_CHIP_MODELS
from sim.scenario.holdings import HOLDER

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")


def module(part: str) -> types.ModuleType:
    """The code block that holds a text, as a module."""
    (code,) = [
        block for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL) if part in block
    ]
    found = types.ModuleType("extension")
    sys.modules["extension"] = found
    exec(compile(code, "docs/extending.md", "exec"), found.__dict__)  # our own page
    return found


def test_every_file_that_is_named_is_there():
    named = set(re.findall(r"`((?:sim|tests|docs|scenarios)/[\w./-]*)`", TEXT))
    own = {"docs/scenario.md", "docs/scenario.schema.json"}
    assert len(named) > 20
    assert [path for path in named | own if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("TACTICS", "sim/scenario/tactics.py"),
        ("CHIPS", "sim/chips/package.py"),
        ("CHIP_MODELS", "sim/scenario/chips.py"),
        ("HOLDINGS", "sim/scenario/holdings.py"),
        ("PARTIES", "sim/scenario/ids.py"),
        ("REGIONS", "sim/data/names.py"),
        ("SECTORS", "sim/data/names.py"),
        ("REGION_NAMES", "sim/report/labels.py"),
    ],
)
def test_every_list_that_is_named_stands_where_the_page_says(name, path):
    assert f"`{name}`" in TEXT
    assert re.search(rf"^{name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_each_chip_took_the_steps_of_the_page():
    rates = {"general_rate", "car_rate"}
    assert set(CHIPS) == set(CHIP_MODELS) - rates
    assert set(CHINA_CHIPS) == set(CHINA_CHIP_MODELS) - {"china_rate"}
    assert {*CHIP_MODELS, *CHINA_CHIP_MODELS} == set(HOLDER)
    for kind in CHINA_CHIP_MODELS:
        assert f"`{kind}`" in (ROOT / "docs" / "several-talks.md").read_text(encoding="utf-8")
    for kind in CHIPS:
        assert (ROOT / "sim" / "chips" / f"{kind}.py").is_file()
        assert f"`{kind}`" in (ROOT / "docs" / "chips.md").read_text(encoding="utf-8")


def test_the_section_of_the_chip_holds_what_its_class_asks():
    (code,) = re.findall(r"```python\n(class EnergyPurchases\(StepChip\):.*?)```", TEXT, re.DOTALL)
    names = dict(vars(sections))
    exec(compile(code, "docs/extending.md", "exec"), names)  # our own page
    asked = [f.name for f in fields(module("class EnergyPurchases(Chip)").EnergyPurchases)]
    section = names["EnergyPurchases"].model_fields
    assert set(asked) <= set(section)
    assert all(section[name].description for name in asked)


def test_the_chip_commits_what_it_says():
    benchmark = load_benchmark()
    chip = module("class EnergyPurchases(Chip)").EnergyPurchases.of(
        {"max": 10.0, "planned_share": 0.4, "lead_time": 6.0}
    )
    for window, share in ((FIRST_YEAR, 0.5), (LONG_RUN, 1.0)):
        policy = PolicyBatch.at_benchmark(benchmark, 2)
        chip.apply(policy, benchmark, np.array([0.0, 1.0]), window)
        where = (benchmark.sector_index("energy"), *map(benchmark.region_index, ("JPN", "USA")))
        np.testing.assert_allclose(policy.purchase_usd_bn[where], [0.0, 6.0 * share])
        assert np.count_nonzero(policy.purchase_usd_bn) == 1


def test_the_tactic_plays(play, monkeypatch):
    """In place of `hard_liner`, so that nothing else need know its name."""
    monkeypatch.setitem(sys.modules, "sim.bargaining.repertoire.hard_liner", module("HalfWay"))
    finished = play("jpn.tactic=hard_liner", runs=40)
    (deals,) = [row for row in finished.summary if row.measure == "agreed"]
    assert 0 < deals.mean <= 1
