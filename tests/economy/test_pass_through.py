"""Who pays a tariff: markup cuts by formula, and the measure held against known cases."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chips.middle import middle_world
from sim.chips.window import WINDOWS
from sim.economy import Economy, PolicyBatch
from sim.economy.pass_through import buyers_share, markup_cut
from sim.scenario.loading import load
from tests.economy.economies import one_sector, random_benchmark


def test_the_absorbed_share_is_that_of_the_price_before_duty() -> None:
    old, new = np.array([0.025, 0.0, 0.1]), np.array([0.275, 0.5, 0.05])
    cut = markup_cut(old, new, np.array([0.5, 1.0, 0.9]))
    np.testing.assert_allclose(cut[0], 1.0 - (1.025 / 1.275) ** 0.5)
    np.testing.assert_allclose(1.5 * (1.0 - cut[1]), 1.0)  # all absorbed: the duty-paid price stays
    assert cut[2] == 0.0  # a lower tariff raises no markup


@pytest.mark.parametrize("absorbed", [0.0, 0.3, 1.0])
def test_a_tiny_flow_pays_what_its_exporter_does_not_absorb(absorbed: float) -> None:
    """Too small to move any wage, so only the markup moves the price before duty."""
    flows = np.array([[100.0, 1e-7, 5.0], [5.0, 100.0, 5.0], [5.0, 5.0, 100.0]])
    benchmark = one_sector(flows)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.tariff_rate[0, 0, 1] = 0.25
    batch.markup_cut[0, 0, 1] = markup_cut(np.array(0.0), np.array(0.25), np.array(absorbed))
    outcome = Economy(benchmark, 1.5).solve(batch, tolerance=1e-13)
    flow = np.zeros((1, 3), dtype=bool)
    flow[0, 1] = True
    share = buyers_share(outcome, batch, 0, flow)
    np.testing.assert_allclose(share, 1.0 - absorbed, atol=1e-6)
    # Volume answers the duty-paid price, (1.25 (1 - m))^-(theta + 1).
    paid = 1.25 * (1.0 - batch.markup_cut[0, 0, 1, 0])
    np.testing.assert_allclose(outcome.real_volume_hat[0, 0, 1, 0], paid**-2.5, rtol=1e-6)


def test_a_rise_of_the_importers_wage_is_a_fall_of_foreign_prices() -> None:
    benchmark = random_benchmark(np.random.default_rng(4), 3, 2)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.tariff_rate[:, 0, 1:] += 0.3
    outcome = Economy(benchmark, [3.0, 2.0]).solve(batch)
    weight = benchmark.flows_usd_bn[:, 0, 1:]
    fall = np.log(outcome.cost_hat[:, 1:, 0] / outcome.wage_hat[0, 0])
    old = benchmark.tariff_rate[:, 0, 1:]
    expected = 1.0 + (weight * fall).sum() / (weight * np.log((1.3 + old) / (1 + old))).sum()
    share = buyers_share(outcome, batch, 0, np.ones((2, 3), dtype=bool))
    np.testing.assert_allclose(share, expected)
    assert outcome.wage_hat[0, 0] > outcome.wage_hat[1:, 0].max()
    assert share[0] < 0.9


def test_without_a_tariff_there_is_no_share() -> None:
    benchmark = random_benchmark(np.random.default_rng(5), 3, 2)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    share = buyers_share(Economy(benchmark, 2.0).solve(batch), batch, 0, np.ones((2, 3), bool))
    assert np.isnan(share).all()


@pytest.fixture(scope="module")
def middle():
    """The middle world of the main scenario and the rates of 30 May 2025 at both horizons."""
    policies, economies = middle_world(load("us-japan-2025-05-30"))
    batches = {
        horizon: policies.assemble(
            window=WINDOWS[horizon],
            china_state="truce",
            general_rate=0.10,
            car_rate=0.25,
            levels={},
        )
        for horizon in ("first_year", "long_run")
    }
    return economies, batches


def shares(economy: Economy, batch: PolicyBatch) -> tuple[float, float]:
    """Return the shares that US buyers pay of the tariffs on Japan's cars and on other goods."""
    benchmark = economy.benchmark
    us, japan = benchmark.region_index("USA"), benchmark.region_index("JPN")
    cars = np.zeros((benchmark.n_sectors, benchmark.n_regions), dtype=bool)
    cars[benchmark.sector_index("motor_vehicles"), japan] = True
    goods = np.repeat(benchmark.goods[:, None], benchmark.n_regions, axis=1)
    goods[benchmark.sector_index("motor_vehicles")] = False
    outcome = economy.solve(batch)
    on_cars, on_others = (float(buyers_share(outcome, batch, us, c)[0]) for c in (cars, goods))
    return on_cars, on_others


def test_the_first_year_passes_through_as_the_evidence_has_it(middle) -> None:
    """Other goods: 80 to 100 %; Japan's cars: a fall of 19 % in June 2025, 13 % in October."""
    economies, batches = middle
    cars, others = shares(economies["first_year"], batches["first_year"])
    assert 0.8 < others < 1.0
    # Over a year, the sector being four fifths cars: 13 to 19 % of a rise of 19 % (logs).
    assert 0.25 < cars < 0.65


def test_neither_holds_without_the_mechanism(middle) -> None:
    economies, batches = middle
    plain = Economy(economies["first_year"].benchmark, economies["first_year"].theta)
    bare = batches["first_year"].take([0])
    del bare.markup_cut
    cars, others = shares(plain, bare)
    assert others < 0.7
    assert cars > 0.65
    uncut, _ = shares(economies["first_year"], bare)
    assert uncut > 0.65  # lending alone leaves the cars' price where costs are


def test_the_long_run_is_untouched(middle) -> None:
    """No markup is cut and nothing is lent: wages and exchange rates carry the adjustment."""
    economies, batches = middle
    assert batches["long_run"].given("markup_cut") is None
    outcome = economies["long_run"].solve(batches["long_run"])
    assert not outcome.lending_usd_bn.any()
    assert not outcome.markup_cost.any()
