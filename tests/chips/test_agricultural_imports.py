import numpy as np
import pytest

from sim.chips.agricultural_imports import AgriculturalImports
from sim.chips.window import FIRST_YEAR, LONG_RUN, WINDOWS

KIND = "agricultural_imports"


@pytest.fixture(name="chip")
def _chip(parameters):
    return AgriculturalImports.of(parameters[KIND])


def test_the_additional_part_is_what_is_not_planned_and_is_delivered_in_the_year(chip):
    # 5 x 0.8 x 0.85 = 3.4 a year; from month 5 on 7/12 of it in the first year.
    assert chip.additional_usd_bn(np.ones(1), LONG_RUN) == pytest.approx([3.4])
    assert chip.additional_usd_bn(np.ones(1), FIRST_YEAR) == pytest.approx([3.4 * 7 / 12])


@pytest.mark.parametrize("horizon", ["first_year", "long_run"])
def test_the_purchase_raises_the_flow_by_its_additional_part(with_chip, horizon, chip):
    pair = with_chip(KIND, horizon)
    additional = float(chip.additional_usd_bn(np.ones(1), WINDOWS[horizon])[0])
    assert pair.flow("agriculture", "JPN", "USA") == pytest.approx(0.65 * additional, abs=1e-6)
    assert pair.flow("food", "JPN", "USA") == pytest.approx(0.35 * additional, abs=1e-6)


def test_japans_budget_pays_the_subsidy_and_nobody_elses(with_chip):
    pair = with_chip(KIND, "long_run")
    cost = pair.outcome.purchase_subsidy_cost
    japan = pair.benchmark.region_index("JPN")
    assert cost[japan, 0] == 0.0
    assert 0.1 < cost[japan, 1] < 3.4
    assert np.delete(cost, japan, axis=0) == pytest.approx(0.0)
    assert pair.change(pair.outcome.ev_usd_bn, "JPN") < 0.0


def test_home_farmers_lose_and_the_us_deficit_shrinks(with_chip):
    pair = with_chip(KIND, "long_run")
    agriculture = pair.benchmark.sector_index("agriculture")
    assert pair.change(pair.outcome.output[agriculture], "JPN") < 0.0
    assert pair.change(pair.outcome.output[agriculture], "USA") > 0.0
    assert pair.balance("USA", "JPN") > 2.0
