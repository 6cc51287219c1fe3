import dataclasses

import numpy as np
import pytest

from sim.chips.rare_earths import MAGNET_USE, STAGES, RareEarths, magnet_use_usd_bn
from sim.economy import PolicyBatch
from sim.economy.critical_inputs import simulate
from sim.errors import InvalidInputError


@pytest.fixture(name="rule")
def _rule(parameters):
    return RareEarths.of(parameters["rare_earths"])


def stop_of_a_year(rule, benchmark):
    nothing = np.zeros((12, benchmark.n_regions))
    nothing[:, benchmark.region_index("CHN")] = 1.0
    path = simulate(rule.chain(benchmark), rule.users(benchmark), rule.office, nothing)
    return path.output_loss(rule.exposure(benchmark)).mean(axis=0)[..., 0]


def test_a_year_without_china_costs_japan_the_yardstick_to_first_order(benchmark_2024, rule):
    loss = (stop_of_a_year(rule, benchmark_2024) * benchmark_2024.output_usd_bn).sum(axis=0)
    japan = benchmark_2024.region_index("JPN")
    assert loss[japan] == pytest.approx(0.0086 * benchmark_2024.value_added_usd_bn[japan])


def test_in_equilibrium_the_loss_stays_near_the_yardstick(benchmark_2024, economy, rule):
    japan = benchmark_2024.region_index("JPN")
    policy = PolicyBatch.at_benchmark(benchmark_2024, 1)
    policy.productivity_hat[..., 0] = 1.0 - stop_of_a_year(rule, benchmark_2024)
    outcome = economy.solve(policy)
    loss = -outcome.ev_usd_bn[japan, 0] / benchmark_2024.value_added_usd_bn[japan]
    assert 0.5 * 0.0086 < loss < 1.2 * 0.0086
    vehicles = benchmark_2024.sector_index("motor_vehicles")
    assert (outcome.output / outcome.cost_hat)[vehicles, japan, 0] < (
        0.95 * benchmark_2024.output_usd_bn[vehicles, japan]
    )


def test_dependence_is_high_abroad_and_nil_in_china(benchmark_2024, rule):
    shares = rule.chain(benchmark_2024).dependence()
    dependence = dict(zip(benchmark_2024.regions, shares, strict=True))
    assert dependence["CHN"] == 0.0
    assert all(0.8 < share <= 1.0 for region, share in dependence.items() if region != "CHN")
    assert dependence["JPN"] < dependence["USA"]  # Japan makes magnets itself


def test_most_of_japans_own_magnets_stop_for_want_of_chinese_heavies(benchmark_2024, rule):
    without = dataclasses.replace(rule, heavy_dependence=0.0)
    japan = benchmark_2024.region_index("JPN")
    direct, chain = (r.chain(benchmark_2024).dependence()[japan] for r in (without, rule))
    assert chain > 1.5 * direct


def test_a_dollar_of_magnets_carries_the_same_output_everywhere(benchmark_2024, rule):
    carried = (rule.exposure(benchmark_2024) * benchmark_2024.output_usd_bn).sum(axis=0)
    abroad = np.array([region != "CHN" for region in benchmark_2024.regions])
    per_usd = (carried / magnet_use_usd_bn(benchmark_2024))[abroad]
    assert per_usd == pytest.approx(rule.worth_per_usd(benchmark_2024))
    assert rule.exposure(benchmark_2024).max() < 0.5
    using = np.flatnonzero(rule.exposure(benchmark_2024).any(axis=1))
    assert {benchmark_2024.sectors[j] for j in using} == set(MAGNET_USE)


def test_ore_outside_china_could_feed_more_refineries_than_are_planned(benchmark_2024, rule):
    assert 1.0 < rule.chain(benchmark_2024).ore_room < 10.0


def test_stocks_of_one_user_can_differ(benchmark_2024, parameters):
    values = {**parameters["rare_earths"], "stock_by_user.JPN": 5.0}
    users = RareEarths.of(values).users(benchmark_2024)
    japan = benchmark_2024.region_index("JPN")
    assert users.stock_months[japan] == 5.0
    assert set(np.delete(users.stock_months, japan)) == {2.0}


def test_the_rent_goes_where_the_scenario_says(benchmark_2024, rule):
    exporter, importer = rule.rent_shares(benchmark_2024)
    china, japan = (benchmark_2024.region_index(r) for r in ("CHN", "JPN"))
    for stage in STAGES:
        j = benchmark_2024.sector_index(stage)
        assert (exporter[j, japan, china], importer[j, japan, china]) == (0.25, pytest.approx(0.65))
        assert (exporter[j, china, japan], importer[j, china, japan]) == (1.0, 0.0)
    cars = benchmark_2024.sector_index("motor_vehicles")
    assert (exporter[cars] == 0.0).all()
    assert (importer[cars] == 1.0).all()


def test_a_missing_number_is_named(parameters):
    values = {k: v for k, v in parameters["rare_earths"].items() if k != "loss_power"}
    with pytest.raises(InvalidInputError, match="loss_power"):
        RareEarths.of(values)


def test_users_cannot_spare_all_they_depend_on(benchmark_2024, rule):
    careless = dataclasses.replace(rule, spare_share=0.99)
    with pytest.raises(InvalidInputError, match="must cost Japan something"):
        careless.users(benchmark_2024)


def test_lines_that_need_magnets_cannot_make_more_than_everything(benchmark_2024, rule):
    hoarders = dataclasses.replace(rule, stock=6.0, loss_of_japan_gdp=0.08)
    with pytest.raises(InvalidInputError, match="more than all of a sector's output"):
        hoarders.exposure(benchmark_2024)
