"""Every value of every shipped scenario says where it acts, and the place is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.report.acts import act_of
from sim.report.program_numbers import constant, names
from sim.resources import shipped_names
from sim.scenario.loading import resolve

ROOT = Path(__file__).parents[2]


def test_every_value_of_every_scenario_acts_somewhere() -> None:
    paths = {row.path for name in shipped_names("scenarios") for row in resolve(name).rows()}
    assert len(paths) > 150
    for path in sorted(paths):
        act = act_of(path)
        assert act is not None, path
        assert act.does
        assert (ROOT / act.module).is_file(), path


@pytest.mark.parametrize(
    ("path", "module", "equation"),
    [
        ("parties.USA.weights.deficit", "sim/bargaining/preferences.py", "U_g = "),
        ("economy.adjustment_time", "sim/bargaining/annuity.py", "L(s) = C(s) - F(s)"),
        ("parties.JPN.chips.defense_purchases.planned_share", "", "additional = max level"),
        ("economy.rare_earths.loss_of_japan_gdp", "sim/chips/rare_earths.py", "e_jn Y_jn = lambda"),
        ("talks.us_japan.no_deal.partly", "sim/bargaining/no_deal.py", "N = sum_k p_k"),
    ],
)
def test_the_equation_is_the_module_s_own(path: str, module: str, equation: str) -> None:
    act = act_of(path)
    assert act is not None
    assert act.module == (module or "sim/chips/defense_purchases.py")
    assert any(equation in line for line in act.equations)
    assert all(line in (ROOT / act.module).read_text() for line in act.equations)


def test_a_value_that_the_table_does_not_know_is_looked_up_in_the_code() -> None:
    act = act_of("somewhere.new.host_efficiency")
    assert act is not None
    assert act.module == "sim/chips/chip_equipment_cooperation.py"
    assert "host_efficiency" in act.does
    assert act_of("somewhere.new.no_such_parameter") is None


def test_constants_of_the_program() -> None:
    from sim.chips.rare_earths import MAGNET_USE
    from sim.ensemble.streams import BLOCK_RUNS

    block = constant("BLOCK_RUNS")
    assert block is not None
    assert block.value == BLOCK_RUNS
    found = constant("CATALOGUE_SIZE")
    assert found is not None
    file, line = found.place.split(":")
    assert (ROOT / file).read_text().splitlines()[int(line) - 1].startswith("CATALOGUE_SIZE")
    assert "exactly in every world" in found.why
    part = constant("MAGNET_USE.electrical")
    assert part is not None
    assert part.value == MAGNET_USE["electrical"]
    above = constant("MAX_CHUNK")  # an underscore in the program plays no part
    assert above is not None
    assert above.value == 128
    assert constant("MAGNET_USE") is None
    assert constant("NO_SUCH_NUMBER") is None
    assert {"BLOCK_RUNS", "SECTION_232_RATE"} <= set(names())
