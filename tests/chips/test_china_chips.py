"""Chips of talks with China: what they change in a policy and in the economy."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.chips.package import CHINA_CHIPS, WorldPolicies
from sim.chips.rates import PolicyTables
from sim.chips.terms import Elsewhere, Terms
from sim.chips.window import WINDOWS
from sim.errors import InvalidInputError
from sim.scenario.chips_china import CHINA_CHIP_MODELS

LONG_RUN = WINDOWS["long_run"]
CHINA = {
    "chip_controls_relief": {"max": 0.12, "lead_time": 0.0},
    "chip_control_restraint": {"max": 0.25, "lead_time": 0.0},
    "rare_earth_licences": {"max": 1.0},
    "rare_earth_licences_to_japan": {"max": 1.0},
    "chinese_farm_purchases": {
        "max": 12.0,
        "planned_share": 0.5,
        "delivered_share": 0.78,
        "raw_farm_share": 0.7,
        "lead_time": 5.0,
        "financing": 1.0,
    },
    "chinese_aircraft_purchases": {
        "max": 4.0,
        "planned_share": 0.6,
        "delivered_share": 0.75,
        "lead_time": 24.0,
        "financing": 0.0,
    },
}


@pytest.fixture(scope="module")
def china_world(benchmark_2024, parameters) -> WorldPolicies:
    return WorldPolicies(benchmark_2024, PolicyTables.load(), {**parameters, **CHINA})


def assemble(world, levels=None, *, state="truce", china_rate=None):
    return world.assemble(
        window=LONG_RUN,
        china_state=state,
        general_rate=[0.10],
        car_rate=[0.25],
        levels={kind: np.atleast_1d(level) for kind, level in (levels or {}).items()},
        china_rate=china_rate,
    )


def places(world, *names):
    return [world.benchmark.region_index(name) for name in names]


@pytest.mark.parametrize("kind", CHINA_CHIPS)
def test_a_chip_reads_only_what_its_model_offers_for_the_world(kind):
    offered = {
        name
        for name, field in CHINA_CHIP_MODELS[kind].model_fields.items()
        if any(getattr(m, "scope", None) == "world" for m in field.metadata)
    }
    assert {field.name for field in dataclasses.fields(CHINA_CHIPS[kind])} == offered


@pytest.mark.parametrize("kind", CHINA_CHIP_MODELS)
def test_every_default_number_has_a_source_or_is_marked_assumed(kind):
    given = {"domestic_cost_at_max": 0.1}
    model = CHINA_CHIP_MODELS[kind]
    given |= {"rates": ["54%", "10%"]} if "rates" in model.model_fields else {"max": 0.01}
    chip = model(**given)
    for name in model.model_fields:
        value = getattr(chip, name)
        if name not in given and hasattr(value, "source"):
            assert value.source or value.assumed


def test_the_truce_and_the_threat_are_rates_on_china(china_world):
    """30 % is the rate in force; 54 % and China's answer are the broken truce."""
    same = assemble(china_world, china_rate=[0.30]).tariff_rate
    assert same == pytest.approx(assemble(china_world).tariff_rate, abs=1e-15)
    back = assemble(china_world, china_rate=[0.54]).tariff_rate
    assert back == pytest.approx(assemble(china_world, state="rupture").tariff_rate, abs=1e-15)


def test_relief_below_the_rate_in_force_takes_the_general_part_first(china_world):
    us, china = places(china_world, "USA", "CHN")
    schedule = china_world.tables.us
    in_force, low, none = (
        assemble(china_world, china_rate=[rate]).tariff_rate[:, us, china, 0]
        for rate in (0.30, 0.20, 0.0)
    )
    assert in_force - low == pytest.approx(0.10 * schedule.share_general[:, china])
    assert low - none == pytest.approx(0.20 * schedule.share_fentanyl[:, china])


def test_china_answers_a_rise_alone(china_world):
    us, china = places(china_world, "USA", "CHN")
    rates = [
        assemble(china_world, china_rate=[rate]).tariff_rate[:, china, us, 0]
        for rate in (0.10, 0.30, 0.42)
    ]
    assert (rates[0] == rates[1]).all()
    goods = china_world.benchmark.goods
    assert rates[2] - rates[1] == pytest.approx(0.12 * goods)


def test_a_restraint_acts_only_where_it_is_given_up(china_world):
    china, japan = places(china_world, "CHN", "JPN")
    j = china_world.benchmark.sector_index("chip_equipment")
    costs = [
        assemble(china_world, levels).trade_cost_hat[j, china, japan, 0]
        for levels in ({}, {"chip_control_restraint": 1.0}, {"chip_control_restraint": 0.0})
    ]
    assert costs == pytest.approx([1.0, 1.0, 1.25])


def test_licences_open_one_destination_and_a_threat_closes_it(china_world):
    us, japan, china = places(china_world, "USA", "JPN", "CHN")
    j = china_world.benchmark.sector_index("re_magnets")
    cap = [
        assemble(china_world, {"rare_earth_licences_to_japan": level}).export_cap[j, :, china, 0]
        for level in (0.0, 1.0, -1.0)
    ]
    assert not np.isfinite(cap[1][japan]) or cap[1][japan] >= 1.0
    assert cap[2][japan] < cap[0][japan] < 1.0
    # Others have hardly more to sell on to the US: a tenth of shortages evens out.
    assert cap[1][us] == pytest.approx(cap[0][us], rel=1e-2)


def test_policies_with_different_licences_do_not_depend_on_their_batch(china_world):
    levels = {
        "rare_earth_licences": np.array([0.0, 0.5, 1.0]),
        "critical_minerals_cooperation": np.array([1.0, 0.0, 1.0]),
    }
    policies = china_world.assemble(
        window=LONG_RUN,
        china_state="truce",
        general_rate=[0.10] * 3,
        car_rate=[0.25] * 3,
        levels=levels,
    ).digests()
    for p in range(3):
        alone = assemble(china_world, {kind: level[p] for kind, level in levels.items()})
        assert alone.digests() == [policies[p]]


def test_licences_make_the_minerals_chip_worth_less_to_the_us(china_world, economy):
    """The more China lets out to the US, the less plants outside China are worth to it."""
    us = china_world.benchmark.region_index("USA")

    def worth(licences: float) -> float:
        incomes = [
            economy.solve(
                assemble(
                    china_world,
                    {"rare_earth_licences": licences, "critical_minerals_cooperation": level},
                )
            ).ev_without_transfer_usd_bn[us, 0]
            for level in (0.0, 1.0)
        ]
        return float(incomes[1] - incomes[0])

    assert worth(0.0) > worth(1.0)


def test_levels_below_the_least_are_refused(china_world):
    with pytest.raises(InvalidInputError, match=r"must lie in -1\.\.1"):
        assemble(china_world, {"rare_earth_licences": -1.5})
    with pytest.raises(InvalidInputError, match=r"must lie in 0\.\.1"):
        assemble(china_world, {"chip_controls_relief": -0.5})


def test_terms_of_several_talks_lie_side_by_side():
    broken = Terms.joined([Terms(0.15, 0.15, agreed=True), Terms(china=0.54, ruptures=True)])
    assert broken == Terms(0.15, 0.15, agreed=True, china=0.54, ruptures=True)
    assert Elsewhere("eased", broken).china_state == "rupture"
    assert Elsewhere("eased", Terms(china=0.2)).china_state == "eased"
