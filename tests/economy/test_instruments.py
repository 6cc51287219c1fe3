"""Each instrument does what it says, and somebody pays for it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Benchmark, Economy, PolicyBatch
from sim.economy.policy import PurchaseFinancing
from sim.errors import NotConvergedError, PolicyError
from tests.economy.economies import random_benchmark

BUYER, SELLER, OTHER = 0, 1, 2


@pytest.fixture(scope="module")
def benchmark_economy() -> Benchmark:
    return random_benchmark(np.random.default_rng(11), 4, 3)


@pytest.fixture(scope="module")
def economy(benchmark_economy: Benchmark) -> Economy:
    return Economy(benchmark_economy, [4.0, 2.0, 6.0])


def at_benchmark(economy: Economy, n: int = 1) -> PolicyBatch:
    return PolicyBatch.at_benchmark(economy.benchmark, n)


@pytest.mark.parametrize("financing", ["budget", "levy"])
def test_purchase_adds_exactly_what_was_promised(
    economy: Economy, financing: PurchaseFinancing
) -> None:
    """Above the flow at the same tariffs, which are not the benchmark's."""
    batch = at_benchmark(economy)
    batch.tariff_rate[0, BUYER, SELLER] = 0.3
    without = economy.solve(batch)
    batch.purchase_financing = financing
    batch.purchase_usd_bn[0, BUYER, SELLER] = 0.8
    outcome = economy.solve(batch)
    added = outcome.flows_usd_bn[0, BUYER, SELLER, 0] - without.flows_usd_bn[0, BUYER, SELLER, 0]
    assert added == pytest.approx(0.8, abs=1e-6)
    subsidy, levy = outcome.purchase_subsidy, outcome.levy_rate
    assert subsidy is not None
    assert levy is not None
    assert 0.0 < subsidy[0, BUYER, SELLER, 0] < 1.0
    if financing == "budget":
        assert outcome.purchase_subsidy_cost[BUYER, 0] > 0.0
        assert np.abs(levy).max() < 1e-12
    else:
        assert outcome.purchase_subsidy_cost[BUYER, 0] == 0.0
        assert levy[0, BUYER, 0] > 0.0
    assert outcome.goods_balance(SELLER, BUYER)[0] > without.goods_balance(SELLER, BUYER)[0]


def test_the_budget_pays_the_price_gap(economy: Economy) -> None:
    """Cost = s x purchaser value of the flow before the subsidy."""
    batch = at_benchmark(economy)
    batch.purchase_usd_bn[0, BUYER, SELLER] = 1.0
    outcome = economy.solve(batch)
    assert outcome.purchase_subsidy is not None
    flow = outcome.flows_usd_bn[0, BUYER, SELLER, 0]
    s = outcome.purchase_subsidy[0, BUYER, SELLER, 0]
    tariff = economy.benchmark.tariff_rate[0, BUYER, SELLER]
    assert outcome.purchase_subsidy_cost[BUYER, 0] == pytest.approx(s * flow * (1 + tariff))


@pytest.mark.parametrize("financing", ["budget", "levy"])
def test_a_purchase_costs_the_buyer_unless_its_tariff_is_too_high(
    economy: Economy, financing: PurchaseFinancing
) -> None:
    """A subsidy to an import undoes a tariff: a loss below the optimal rate, a gain above."""
    gains = []
    for rate in (0.0, 1.0):  # theta = 4: the optimum is near 25 %
        batch = at_benchmark(economy)
        batch.tariff_rate[0, BUYER, SELLER] = rate
        without = economy.solve(batch)
        batch.purchase_financing = financing
        batch.purchase_usd_bn[0, BUYER, SELLER] = 0.8
        with_purchase = economy.solve(batch)
        gains.append(with_purchase.ev_usd_bn[BUYER, 0] - without.ev_usd_bn[BUYER, 0])
    assert gains[0] < -0.01
    assert gains[1] > 0.01


def test_two_purchases_in_one_market(economy: Economy) -> None:
    batch = at_benchmark(economy)
    without = economy.solve(batch).flows_usd_bn
    batch.purchase_usd_bn[0, BUYER, SELLER] = 0.5
    batch.purchase_usd_bn[0, BUYER, OTHER] = 0.7
    change = economy.solve(batch).flows_usd_bn - without
    np.testing.assert_allclose(change[0, BUYER, [SELLER, OTHER], 0], [0.5, 0.7], atol=1e-6)


def test_public_purchase_is_paid_and_counts_in_the_balance(economy: Economy) -> None:
    batch = at_benchmark(economy)
    batch.public_purchase_usd_bn[1, BUYER, SELLER] = 2.0
    before, after = economy.solve(at_benchmark(economy)), economy.solve(batch)
    assert after.public_purchase_cost[BUYER, 0] == pytest.approx(2.0)
    assert after.goods_balance(SELLER, BUYER)[0] > before.goods_balance(SELLER, BUYER)[0] + 1.0
    # The household has 2 bn less, but for small changes of prices and wages.
    assert after.ev_usd_bn[BUYER, 0] == pytest.approx(-2.0, rel=0.3)


def test_quota_hits_its_volume_and_only_binds_when_it_must(economy: Economy) -> None:
    batch = at_benchmark(economy, 3)
    batch.export_cap[0, BUYER, SELLER] = [0.5, 1.0, 1.5]
    outcome = economy.solve(batch)
    wedge = outcome.quota_wedge
    assert wedge is not None
    volume = outcome.real_volume_hat[0, BUYER, SELLER]
    np.testing.assert_allclose(volume, [0.5, 1.0, 1.0], atol=1e-8)
    assert wedge[0, BUYER, SELLER, 0] > 0.1
    np.testing.assert_allclose(wedge[0, BUYER, SELLER, 1:], 0.0, atol=1e-8)


def test_who_holds_the_licences_earns_the_rent(economy: Economy) -> None:
    shares = {"exporter": (1.0, 0.0), "importer": (0.0, 1.0), "burnt": (0.0, 0.0)}
    ev, rents = {}, {}
    for holder, (exporter, importer) in shares.items():
        batch = PolicyBatch(
            economy.benchmark,
            1,
            quota_rent_share_exporter=exporter,
            quota_rent_share_importer=importer,
        )
        batch.export_cap[0, BUYER, SELLER] = 0.6
        outcome = economy.solve(batch)
        ev[holder] = outcome.ev_usd_bn[:, 0]
        rents[holder] = (
            outcome.quota_rent_exporter[SELLER, 0],
            outcome.quota_rent_importer[BUYER, 0],
            outcome.quota_rent_burnt[SELLER, 0],
        )
    assert [np.argmax(rents[holder]) for holder in shares] == [0, 1, 2]
    assert all(np.count_nonzero(rents[holder]) == 1 for holder in shares)
    assert ev["exporter"][SELLER] > max(ev["importer"][SELLER], ev["burnt"][SELLER])
    assert ev["importer"][BUYER] > max(ev["exporter"][BUYER], ev["burnt"][BUYER])
    assert ev["burnt"].sum() < min(ev["exporter"].sum(), ev["importer"].sum())


def test_ban_stops_the_flow(economy: Economy) -> None:
    batch = at_benchmark(economy)
    batch.export_cap[0, BUYER, SELLER] = 0.0
    outcome = economy.solve(batch)
    assert outcome.flows_usd_bn[0, BUYER, SELLER, 0] == 0.0
    assert outcome.quota_wedge is not None
    assert np.isinf(outcome.quota_wedge[0, BUYER, SELLER, 0])
    assert np.isfinite(outcome.welfare_hat).all()
    batch.export_cap[0, BUYER, SELLER] = 1e-6
    near = economy.solve(batch)
    np.testing.assert_allclose(near.welfare_hat, outcome.welfare_hat, atol=1e-4)


def test_essential_good_cannot_be_banned(benchmark_economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(benchmark_economy, 1)
    batch.export_cap[0, BUYER, SELLER] = 0.0
    with pytest.raises(PolicyError, match=r"S0 from R1 to R0 has theta -0\.24"):
        Economy(benchmark_economy, [-0.24, 2.0, 6.0]).solve(batch)


def test_capital_inflow_moves_the_deficit_and_is_no_gift(economy: Economy) -> None:
    batch = at_benchmark(economy)
    batch.transfer_usd_bn[BUYER], batch.transfer_usd_bn[SELLER] = 3.0, -3.0
    outcome = economy.solve(batch)
    border = outcome.border_flows_usd_bn[..., 0]
    deficit = border.sum(axis=(0, 2)) - border.sum(axis=(0, 1))
    change = deficit - economy.benchmark.deficit_usd_bn
    np.testing.assert_allclose(change, [3.0, -3.0, 0.0, 0.0], atol=1e-7)
    assert outcome.ev_usd_bn[BUYER, 0] > 2.5
    assert abs(outcome.ev_without_transfer_usd_bn[BUYER, 0]) < 0.5


def test_non_tariff_barrier_relief_raises_imports_without_revenue(economy: Economy) -> None:
    batch = at_benchmark(economy, 2)
    batch.trade_cost_hat[0, BUYER, SELLER, 0] = 0.9
    outcome = economy.solve(batch)
    base = economy.benchmark.flows_usd_bn[0, BUYER, SELLER]
    assert outcome.flows_usd_bn[0, BUYER, SELLER, 0] > 1.2 * base
    assert outcome.welfare_hat[BUYER, 0] > 1.0
    assert outcome.welfare_hat[BUYER, 1] == pytest.approx(1.0)


def test_productivity_raises_output_and_lowers_cost(economy: Economy) -> None:
    batch = at_benchmark(economy)
    batch.productivity_hat[2, SELLER] = 1.05
    outcome = economy.solve(batch)
    assert outcome.cost_hat[2, SELLER, 0] < 0.97
    assert outcome.output[2, SELLER, 0] > economy.benchmark.output_usd_bn[2, SELLER]
    assert outcome.welfare_hat[SELLER, 0] > 1.0


def test_tariff_on_one_sector_shifts_revenue_and_trade(economy: Economy) -> None:
    batch = at_benchmark(economy)
    batch.tariff_rate[0, BUYER, SELLER] += 0.25
    outcome = economy.solve(batch)
    before = economy.benchmark.flows_usd_bn[0, BUYER]
    after = outcome.flows_usd_bn[0, BUYER, :, 0]
    assert after[SELLER] < before[SELLER]
    assert after[OTHER] > before[OTHER]
    assert outcome.tariff_revenue[BUYER, 0] == pytest.approx(
        (batch.tariff_rate[:, BUYER, :, 0] * outcome.flows_usd_bn[:, BUYER, :, 0]).sum()
    )


def test_levy_beyond_the_market_is_refused(economy: Economy) -> None:
    batch = at_benchmark(economy)
    batch.purchase_financing = "levy"
    batch.purchase_usd_bn[0, BUYER, SELLER] = 2.0 * economy.benchmark.spending_usd_bn[0, BUYER]
    with pytest.raises(NotConvergedError, match="a commitment beyond its market"):
        economy.solve(batch)
