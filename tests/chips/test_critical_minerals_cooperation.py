import dataclasses

import numpy as np
import pytest

from sim.chips.critical_minerals_cooperation import HOSTS, CriticalMineralsCooperation
from sim.chips.window import FIRST_YEAR

KIND = "critical_minerals_cooperation"


@pytest.fixture(name="chip")
def _chip(parameters):
    return CriticalMineralsCooperation.of(parameters[KIND])


def test_only_what_a_deal_adds_counts_and_it_is_shared(chip):
    capacity = chip.capacity_usd_bn(np.array([0.5, 1.0]))
    # Of 4 kt each gets 2; what would be built without a deal does not count.
    assert capacity["USA"] == pytest.approx([0.8 * 0.0492, 2 * 0.8 * 0.0492])
    assert capacity["JPN"] == pytest.approx([0.5 * 0.0492, 2 * 0.5 * 0.0492])


def test_a_third_country_saves_part_of_the_cost_gap(chip):
    at_home = dataclasses.replace(chip, host=float(HOSTS.index("JPN")))
    assert (at_home.price_gap, chip.price_gap) == (0.5, pytest.approx(0.45))


def test_new_plants_lower_the_missing_share_under_restriction(with_chip):
    pair = with_chip(KIND, "long_run", "rupture")
    for region in ("USA", "JPN"):
        assert pair.change(pair.outcome.ev_usd_bn, region) > 0.5
    vehicles = pair.outcome.output[pair.benchmark.sector_index("motor_vehicles")]
    assert pair.change(vehicles, "USA") > 0.0


def test_the_worth_of_the_plants_depends_on_chinas_controls(with_chip):
    eased, rupture = (with_chip(KIND, "long_run", s) for s in ("eased", "rupture"))
    japan = [pair.change(pair.outcome.ev_usd_bn, "JPN") for pair in (eased, rupture)]
    assert japan[0] < japan[1]


def test_buyers_pay_the_premium_and_the_host_produces_more(with_chip):
    pair = with_chip(KIND, "long_run")
    for region, additional in (("USA", 0.8), ("JPN", 0.5)):
        premium = 0.45 * 2 * additional * 0.0492
        assert pair.change(pair.outcome.public_purchase_cost, region) == pytest.approx(
            premium, rel=0.25
        )
    magnets = pair.benchmark.sector_index("re_magnets")
    premiums = 0.45 * 2 * (0.8 + 0.5) * 0.0492
    assert pair.change(pair.outcome.output[magnets], HOSTS[2]) == pytest.approx(premiums, rel=0.05)


def test_nothing_happens_in_the_first_year(with_chip):
    outcome = with_chip(KIND, "first_year").outcome
    assert outcome.flows_usd_bn[..., 1] == pytest.approx(outcome.flows_usd_bn[..., 0])


def test_chinas_answer_costs_japan(parameters, benchmark_2024):
    """What China keeps back lowers Japan's income, and more of it lowers it more."""
    from sim.chips.package import WorldPolicies
    from sim.chips.rates import PolicyTables
    from sim.economy.equilibrium import Economy

    incomes = []
    for answer in (0.0, 0.03, 0.1):
        changed = {**parameters, KIND: {**parameters[KIND], "chinese_answer": answer}}
        policies = WorldPolicies(benchmark_2024, PolicyTables.load(), changed)
        batch = policies.assemble(
            window=FIRST_YEAR,
            china_state="truce",
            general_rate=[0.1],
            car_rate=[0.25],
            levels={KIND: np.ones(1)},
        )
        outcome = Economy(benchmark_2024, 2.0).solve(batch)
        incomes.append(float(outcome.ev_usd_bn[benchmark_2024.region_index("JPN"), 0]))
    assert incomes[0] > incomes[1] > incomes[2]
