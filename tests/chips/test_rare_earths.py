import dataclasses

import numpy as np
import pytest

from sim.chips.rare_earths import STAGES, RareEarths
from sim.chips.window import FIRST_YEAR, LONG_RUN
from sim.economy import PolicyBatch
from sim.errors import InvalidInputError


@pytest.fixture(name="rule")
def _rule(parameters):
    values = parameters["rare_earths"]
    return RareEarths(**{f.name: values[f.name] for f in dataclasses.fields(RareEarths)})


@pytest.fixture(name="no_stock")
def _no_stock(rule):
    return dataclasses.replace(rule, stock=0.0)


def full_cut(rule, benchmark, economy, restricted):
    policy = PolicyBatch.at_benchmark(benchmark, 1)
    rule.apply(
        policy,
        benchmark,
        licensed_share=0.0,
        supply_usd_bn={},
        window=FIRST_YEAR,
        restricted=restricted,
    )
    return economy.solve(policy)


def test_a_year_without_china_costs_japan_the_yardstick_to_first_order(
    benchmark_2024, rule, no_stock
):
    japan = benchmark_2024.region_index("JPN")
    exposure = rule.exposure(benchmark_2024)[:, japan]
    shortage = no_stock.shortage(benchmark_2024, 0.0, {}, FIRST_YEAR)[japan, 0]
    loss = shortage * exposure @ benchmark_2024.output_usd_bn[:, japan]
    assert loss == pytest.approx(0.0086 * benchmark_2024.value_added_usd_bn[japan])


def test_in_equilibrium_the_loss_stays_near_the_yardstick(benchmark_2024, economy, no_stock):
    japan = benchmark_2024.region_index("JPN")
    outcome = full_cut(no_stock, benchmark_2024, economy, ("JPN",))
    loss = -outcome.ev_usd_bn[japan, 0] / benchmark_2024.value_added_usd_bn[japan]
    assert 0.5 * 0.0086 < loss < 1.2 * 0.0086
    vehicles = benchmark_2024.sector_index("motor_vehicles")
    assert (outcome.output / outcome.cost_hat)[vehicles, japan, 0] < (
        0.95 * benchmark_2024.output_usd_bn[vehicles, japan]
    )


def test_dependence_is_a_share_high_abroad_and_nil_in_china(benchmark_2024, rule):
    dependence = dict(zip(benchmark_2024.regions, rule.dependence(benchmark_2024), strict=True))
    assert dependence["CHN"] == 0.0
    assert all(0.3 < share <= 1.0 for region, share in dependence.items() if region != "CHN")
    assert dependence["JPN"] < dependence["USA"]  # Japan makes magnets itself


def test_stocks_cover_part_of_the_first_year_and_time_mends_part_of_the_rest(benchmark_2024, rule):
    us = benchmark_2024.region_index("USA")
    dependence = rule.dependence(benchmark_2024)[us]
    first = rule.shortage(benchmark_2024, 0.25, {}, FIRST_YEAR)[us, 0]
    long = rule.shortage(benchmark_2024, 0.25, {}, LONG_RUN)[us, 0]
    assert first == pytest.approx(0.75 * dependence - 0.1 - 2 / 12)
    assert long == pytest.approx((0.75 * dependence - 0.1) * 0.35)


def test_a_shortage_is_never_negative(benchmark_2024, rule):
    supply = {"USA": np.array([100.0])}
    assert rule.shortage(benchmark_2024, 0.9, supply, FIRST_YEAR).min() == 0.0


def test_licences_cap_both_stages_for_the_restricted_alone(benchmark_2024, rule):
    policy = PolicyBatch.at_benchmark(benchmark_2024, 1)
    rule.apply(
        policy,
        benchmark_2024,
        licensed_share=0.25,
        supply_usd_bn={},
        window=LONG_RUN,
        restricted=("USA",),
    )
    us, china = (benchmark_2024.region_index(r) for r in ("USA", "CHN"))
    capped = np.argwhere(np.isfinite(policy.export_cap[..., 0])).tolist()
    assert capped == [[benchmark_2024.sector_index(stage), us, china] for stage in STAGES]
    assert (policy.productivity_hat[:, us] < 1.0).any()
    assert (np.delete(policy.productivity_hat, us, axis=1) == 1.0).all()


def test_without_controls_the_policy_is_untouched(benchmark_2024, rule):
    policy = PolicyBatch.at_benchmark(benchmark_2024, 1)
    rule.apply(
        policy,
        benchmark_2024,
        licensed_share=1.0,
        supply_usd_bn={},
        window=LONG_RUN,
        restricted=("USA", "JPN"),
    )
    assert policy.given("export_cap") is None
    assert policy.given("productivity_hat") is None


def test_a_shortage_that_users_can_spare_costs_nothing(benchmark_2024, rule):
    assert rule.shortage(benchmark_2024, 0.9, {}, LONG_RUN).max() == 0.0
    assert rule.shortage(benchmark_2024, 0.8, {}, LONG_RUN).max() > 0.0


def test_users_cannot_spare_all_they_depend_on(benchmark_2024, rule):
    careless = dataclasses.replace(rule, spare_share=0.9)
    with pytest.raises(InvalidInputError, match="spare_share must lie below"):
        careless.exposure(benchmark_2024)
