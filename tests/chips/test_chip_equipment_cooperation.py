import numpy as np
import pytest

from sim.chips.chip_equipment_cooperation import ChipEquipmentCooperation
from sim.chips.window import LONG_RUN

KIND = "chip_equipment_cooperation"


@pytest.fixture(name="chip")
def _chip(parameters):
    return ChipEquipmentCooperation.of(parameters[KIND])


def test_equipment_yields_its_return_and_depreciation(chip):
    # K = 2.4 x 0.55 x 31/12 = 3.41; 0.75 x (0.09 + 1/8) of it a year.
    assert chip.yield_usd_bn(np.ones(1)) == pytest.approx([3.41 * 0.75 * 0.215])


def test_the_us_deficit_widens_while_equipment_is_delivered(with_chip):
    pair = with_chip(KIND, "first_year")
    delivered = 2.4 * 0.55
    assert pair.balance("USA", "JPN") == pytest.approx(-delivered, rel=0.3)
    assert pair.balance("USA") < 0.0
    assert pair.change(pair.outcome.public_purchase_cost, "USA") == pytest.approx(
        delivered, rel=0.05
    )


def test_capacity_opens_after_the_lead_time(with_chip, world, benchmark_2024):
    chips = benchmark_2024.sector_index("semiconductors")
    first, long = with_chip(KIND, "first_year"), with_chip(KIND, "long_run")
    assert long.change(long.outcome.output[chips], "USA") > 0.5
    assert first.change(first.outcome.output[chips], "USA") < 0.5
    assert long.change(long.outcome.ev_usd_bn, "USA") > 0.0
    assert long.flow("semiconductors", "JPN", "USA") > 0.0
    # The gap with Japan closes to a small part of what it was while equipment came in.
    assert abs(long.balance("USA", "JPN")) < 0.3 * abs(first.balance("USA", "JPN"))


def test_china_answers_with_a_cap_on_japanese_equipment(with_chip, benchmark_2024):
    j = benchmark_2024.sector_index("chip_equipment")
    china, japan = (benchmark_2024.region_index(r) for r in ("CHN", "JPN"))
    for horizon in ("first_year", "long_run"):
        outcome = with_chip(KIND, horizon).outcome
        volume = outcome.real_volume_hat[j, china, japan]
        assert volume[1] == pytest.approx(0.95, abs=1e-6)
        assert volume[0] > 0.95


def test_equipment_that_takes_longer_than_five_years_is_still_coming_in_the_long_run(
    chip, parameters
):
    slow = ChipEquipmentCooperation.of({**parameters[KIND], "lead_time": 72.0})
    assert slow.deliveries_usd_bn(np.ones(1), LONG_RUN) == pytest.approx([1.32])
    assert chip.deliveries_usd_bn(np.ones(1), LONG_RUN) == pytest.approx([0.0])
