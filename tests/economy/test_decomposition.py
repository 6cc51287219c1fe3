"""Parts of a welfare change sum to the exact change."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Economy, PolicyBatch, first_order_welfare, welfare_decomposition
from sim.errors import PolicyError
from tests.economy.economies import random_benchmark, random_tariffs


@pytest.fixture(scope="module")
def economy() -> Economy:
    benchmark = random_benchmark(np.random.default_rng(31), 4, 3, export_taxes=True)
    return Economy(benchmark, [4.0, 0.8, 7.0])


def test_parts_sum_to_the_exact_change_under_every_instrument(economy: Economy) -> None:
    rng = np.random.default_rng(1)
    batch = random_tariffs(rng, economy.benchmark, 3, high=0.6)
    batch.export_tax_rate[...] += 0.03
    batch.trade_cost_hat[...] *= rng.uniform(0.9, 1.1, batch.trade_cost_hat.shape)
    batch.productivity_hat[...] *= rng.uniform(0.9, 1.1, batch.productivity_hat.shape)
    batch.transfer_usd_bn[0], batch.transfer_usd_bn[1] = 1.0, -1.0
    batch.export_cap[1, 0, 1] = [0.5, 0.8, 1.5]
    batch.quota_rent_share_exporter, batch.quota_rent_share_importer = 0.5, 0.3
    batch.public_purchase_usd_bn[0, 1, 2] = 0.5
    batch.purchase_usd_bn[2, 1, 3] = 0.4
    parts = welfare_decomposition(economy, batch, steps=16)
    assert np.abs(parts.total).max() > 0.02
    for name in ("terms_of_trade", "trade_costs", "productivity", "public_purchases", "imbalance"):
        assert np.abs(getattr(parts, name)).max() > 1e-4, name
    assert np.abs(parts.remainder).max() < 2e-5


def test_remainder_vanishes_with_the_steps(economy: Economy) -> None:
    batch = random_tariffs(np.random.default_rng(2), economy.benchmark, 2, high=0.6)
    coarse, fine = (
        float(np.abs(welfare_decomposition(economy, batch, steps=steps).remainder).max())
        for steps in (4, 16)
    )
    assert fine < coarse / 50
    assert fine < 1e-5


def test_small_tariff_changes_agree_with_the_published_formula() -> None:
    benchmark = random_benchmark(np.random.default_rng(32), 4, 3)
    economy = Economy(benchmark, 4.0)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.tariff_rate[0, 0, 1] += 1e-4
    outcome = economy.solve(batch, tolerance=1e-13)
    formula = first_order_welfare(outcome)
    exact = outcome.welfare_hat - 1.0
    assert np.abs(exact).max() > 1e-7
    np.testing.assert_allclose(formula.welfare, exact, atol=2e-3 * np.abs(exact).max())
    parts = welfare_decomposition(economy, batch, steps=2)
    scale = np.abs(parts.terms_of_trade).max()
    np.testing.assert_allclose(formula.terms_of_trade, parts.terms_of_trade, atol=2e-3 * scale)


def test_partners_sum_to_the_world(economy: Economy) -> None:
    batch = random_tariffs(np.random.default_rng(3), economy.benchmark, 2)
    formula = first_order_welfare(economy.solve(batch))
    own = np.arange(4)
    assert np.abs(formula.terms_of_trade_by_partner[own, own]).max() == 0.0
    np.testing.assert_allclose(
        formula.welfare,
        (formula.terms_of_trade_by_partner + formula.volume_of_trade_by_partner).sum(axis=1),
    )


def test_odd_steps_are_refused(economy: Economy) -> None:
    with pytest.raises(PolicyError, match="even and at least 2; got 3"):
        welfare_decomposition(economy, PolicyBatch.at_benchmark(economy.benchmark, 1), steps=3)
