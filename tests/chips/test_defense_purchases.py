import numpy as np
import pytest

from sim.chips.base import Valuation
from sim.chips.defense_purchases import DefensePurchases
from sim.chips.window import LONG_RUN

KIND = "defense_purchases"
ADDITIONAL = 2.3 * 0.3 * 0.925


@pytest.fixture(name="chip")
def _chip(parameters):
    return DefensePurchases.of(parameters[KIND])


def test_what_is_planned_adds_nothing(chip, parameters):
    assert chip.additional_usd_bn(np.ones(1), LONG_RUN) == pytest.approx([ADDITIONAL])
    planned = DefensePurchases.of({**parameters[KIND], "planned_share": 1.0})
    assert planned.additional_usd_bn(np.ones(1), LONG_RUN) == pytest.approx([0.0])


def test_purchases_count_in_the_balance_the_us_looks_at(with_chip):
    pair = with_chip(KIND, "long_run")
    assert pair.balance("USA", "JPN") == pytest.approx(ADDITIONAL, rel=0.25)
    border = pair.outcome.border_flows_usd_bn[pair.benchmark.sector_index("aircraft_defense")]
    japan, us = pair.benchmark.region_index("JPN"), pair.benchmark.region_index("USA")
    assert border[japan, us, 1] - border[japan, us, 0] == pytest.approx(ADDITIONAL, rel=0.1)


def test_japans_taxpayers_pay(with_chip):
    pair = with_chip(KIND, "long_run")
    assert pair.change(pair.outcome.public_purchase_cost, "JPN") == pytest.approx(
        ADDITIONAL, rel=0.02
    )
    assert pair.change(pair.outcome.ev_usd_bn, "JPN") < -0.8 * ADDITIONAL


def test_value_in_use_follows_the_payments_of_both_horizons(chip):
    typed = chip.typed(np.array([0.0, 1.0]), Valuation(long_run_weight=0.7))
    paid = 0.3 * ADDITIONAL * 0.5 + 0.7 * ADDITIONAL
    assert typed["JPN", "value in use of arms"] == pytest.approx([0.0, 0.6 * paid])
