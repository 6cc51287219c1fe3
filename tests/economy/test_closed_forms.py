"""Cases that pencil and paper solve."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Benchmark, Economy, PolicyBatch, purge_imbalances
from tests.economy.economies import one_sector


def test_gains_from_trade_are_the_acr_formula() -> None:
    """One sector, labour only, no tariffs: W_hat = pi_nn_hat^(-1/theta) (Arkolakis et al. 2012)."""
    theta = 3.7
    rng = np.random.default_rng(0)
    flows = rng.uniform(1, 4, (5, 5)) + 20 * np.eye(5)
    benchmark = purge_imbalances(one_sector(flows), theta)
    batch = PolicyBatch.at_benchmark(benchmark, 3)
    batch.trade_cost_hat[0, 1, 2] = [0.8, 1.2, 3.0]
    batch.trade_cost_hat[0, 3, 0] = [1.1, 0.7, 3.0]
    outcome = Economy(benchmark, theta).solve(batch)
    home = np.arange(5)
    own_share = outcome.flows_usd_bn[0, home, home] / outcome.spending[0]
    own_share_hat = own_share / benchmark.expenditure_share[0, home, home][:, None]
    np.testing.assert_allclose(outcome.welfare_hat, own_share_hat ** (-1 / theta), rtol=1e-9)


@pytest.mark.parametrize("theta", [1.5, 4.0, 8.0])
def test_optimal_tariff_of_two_symmetric_countries(theta: float) -> None:
    """t = 1 / (theta pi_ff), pi_ff the partner's own share in its spending then (Gros 1987)."""
    benchmark = one_sector(np.array([[7.0, 3.0], [3.0, 7.0]]))
    economy = Economy(benchmark, theta)

    def solve(rates: list[float]) -> tuple[np.ndarray, np.ndarray]:
        batch = PolicyBatch.at_benchmark(benchmark, len(rates))
        batch.tariff_rate[0, 0, 1] = rates
        outcome = economy.solve(batch, tolerance=1e-12)
        return outcome.welfare_hat[0], outcome.flows_usd_bn[0, 1, 1] / outcome.spending[0, 1]

    rate = 1 / theta
    for _ in range(40):
        rate = 1 / (theta * float(solve([rate])[1][0]))
    low, best, high = solve([0.99 * rate, rate, 1.01 * rate])[0]
    peak = rate * (1 + 0.005 * (high - low) / (2 * best - low - high))
    assert best > 1.001
    assert best > max(low, high)
    assert peak == pytest.approx(rate, rel=2e-4)


@pytest.mark.parametrize(("theta", "mu"), [(5.28, 0.117), (1.73, 0.289), (0.80, 0.470)])
def test_quota_on_a_small_supplier(theta: float, mu: float) -> None:
    """Halving a supplier too small to move prices: 1 + mu = 0.5^(-1/(1+theta)) (design numbers)."""
    flows = np.array([[50.0, 5.0, 1e-7], [5.0, 50.0, 5.0], [5.0, 5.0, 50.0]])
    benchmark = one_sector(flows)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.export_cap[0, 0, 2] = 0.5
    outcome = Economy(benchmark, theta).solve(batch)
    wedge = outcome.quota_wedge
    assert wedge is not None
    assert wedge[0, 0, 2, 0] == pytest.approx(0.5 ** (-1 / (1 + theta)) - 1, rel=1e-6)
    assert wedge[0, 0, 2, 0] == pytest.approx(mu, abs=5e-4)


def test_small_country_has_the_optimal_tariff_of_its_own_variety() -> None:
    """With a vanishing share abroad pi_ff = 1, so t = 1/theta; a wall is a loss."""
    theta = 4.0
    benchmark = one_sector(np.array([[4e-4, 4e-4], [4e-4, 1000.0]]))
    batch = PolicyBatch.at_benchmark(benchmark, 4)
    batch.tariff_rate[0, 0, 1] = [0.99 / theta, 1 / theta, 1.01 / theta, 2.0]
    low, best, high, wall = Economy(benchmark, theta).solve(batch, tolerance=1e-13).welfare_hat[0]
    assert best > max(low, high)
    assert best > 1.0 > wall


def test_productivity_of_an_autarky_economy_is_its_welfare() -> None:
    """Closed economy: W_hat = productivity_hat^(1/beta), the input-output multiplier."""
    beta = 0.4
    benchmark = Benchmark.from_flows(
        ["A", "B"],
        ["goods"],
        goods=[True],
        flows_usd_bn=[[[10.0, 1e-9], [1e-9, 10.0]]],  # a thread of trade ties the wages together
        tariff_rate=np.zeros((1, 2, 2)),
        value_added_share=np.full((1, 2), beta),
        input_share=np.full((1, 1, 2), 1 - beta),
    )
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.productivity_hat[0, 0] = 1.1
    outcome = Economy(benchmark, 4.0).solve(batch)
    np.testing.assert_allclose(outcome.welfare_hat[:, 0], [1.1 ** (1 / beta), 1.0], rtol=1e-8)
