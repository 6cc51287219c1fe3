import numpy as np
import pytest

from sim.chips.joint_shipbuilding import JointShipbuilding

KIND = "joint_shipbuilding"


@pytest.fixture(name="chip")
def _chip(parameters):
    return JointShipbuilding.of(parameters[KIND])


def test_capacity_in_ships_and_its_yield(chip):
    # K = 4 x 0.75 = 3; half of it used builds 1.5 / 0.27 ships.
    ships = 1.5 / 0.27
    assert chip.extra_ships_per_year(np.ones(1)) == pytest.approx([ships])
    expected = 1.5 * (0.06 + 1 / 20) + ships * 0.22 * 0.17
    assert chip.yield_usd_bn(np.ones(1)) == pytest.approx([expected])


def test_the_us_deficit_widens_while_equipment_and_blocks_are_delivered(with_chip):
    pair = with_chip(KIND, "first_year")
    spending = 4.0 * 0.75 * 12 / 48
    assert pair.flow("ships", "USA", "JPN") == pytest.approx(spending * 0.6 * 0.35, rel=0.1)
    assert pair.balance("USA", "JPN") == pytest.approx(-0.6 * spending, rel=0.4)
    assert pair.change(pair.outcome.public_purchase_cost, "USA") == pytest.approx(
        spending, rel=0.05
    )


def test_us_yards_build_more_once_capacity_is_open(with_chip, benchmark_2024):
    ships = benchmark_2024.sector_index("ships")
    first, long = with_chip(KIND, "first_year"), with_chip(KIND, "long_run")
    volume = long.outcome.output[ships] / long.outcome.cost_hat[ships]
    assert long.change(volume, "USA") > 0.2
    assert long.change(long.outcome.ev_usd_bn, "USA") > 0.0
    assert long.balance("USA", "JPN") > first.balance("USA", "JPN")
