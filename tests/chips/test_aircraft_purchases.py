import numpy as np
import pytest

from sim.chips.aircraft_purchases import AircraftPurchases
from sim.chips.window import FIRST_YEAR, LONG_RUN

KIND = "aircraft_purchases"
ADDITIONAL = 1.2


@pytest.fixture(name="chip")
def _chip(parameters):
    return AircraftPurchases.of(parameters[KIND])


def test_nothing_is_delivered_before_the_lead_time(chip):
    assert chip.additional_usd_bn(np.ones(1), FIRST_YEAR) == pytest.approx([0.0])
    assert chip.additional_usd_bn(np.ones(1), LONG_RUN) == pytest.approx([ADDITIONAL])


def test_purchases_count_in_the_balance_the_us_looks_at(with_chip):
    pair = with_chip(KIND, "long_run")
    assert pair.flow("aircraft_defense", "JPN", "USA") == pytest.approx(ADDITIONAL, abs=1e-6)
    assert pair.balance("USA", "JPN") == pytest.approx(ADDITIONAL, rel=0.25)


def test_buyers_of_aircraft_pay_and_the_budget_does_not(with_chip, benchmark_2024):
    pair = with_chip(KIND, "long_run")
    japan = benchmark_2024.region_index("JPN")
    j = benchmark_2024.sector_index("aircraft_defense")
    assert pair.outcome.purchase_subsidy_cost[japan, 1] == 0.0
    assert pair.outcome.levy_rate[j, japan, 1] > 0.001
    assert pair.change(pair.outcome.ev_usd_bn, "JPN") < 0.0


def test_it_costs_japan_less_than_arms_of_the_same_price(with_chip):
    """Aircraft are used by those who pay for them; arms are taken by the state."""
    aircraft, arms = (with_chip(kind, "long_run") for kind in (KIND, "defense_purchases"))
    per_dollar = [
        pair.change(pair.outcome.ev_usd_bn, "JPN") / pair.flow("aircraft_defense", "JPN", "USA")
        for pair in (aircraft, arms)
    ]
    assert per_dollar[1] < -0.8 < -0.5 < per_dollar[0] < 0.0


def test_the_budget_pays_where_the_scenario_says_so(chip, parameters):
    assert chip.levied_flows == (("aircraft_defense", "JPN", "USA"),)
    paid = AircraftPurchases.of({**parameters[KIND], "financing": 0.0})
    assert paid.levied_flows == ()
