"""A markup cut moves the world as an export subsidy does, but exporters pay it, not their state."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Economy, PolicyBatch
from sim.errors import PolicyError
from tests.economy.economies import random_benchmark, random_tariffs


@pytest.fixture(scope="module")
def economy() -> Economy:
    benchmark = random_benchmark(np.random.default_rng(21), 4, 3)
    return Economy(benchmark, [4.0, 0.8, 7.0])


def policies(economy: Economy) -> PolicyBatch:
    batch = random_tariffs(np.random.default_rng(22), economy.benchmark, 2, high=0.5)
    batch.export_cap[0, 0, 1] = 0.6
    batch.quota_rent_share_exporter, batch.quota_rent_share_importer = 0.5, 0.3
    return batch


def test_it_is_an_export_subsidy_whose_cost_is_profits(economy: Economy) -> None:
    cut, subsidy = policies(economy), policies(economy)
    cut.markup_cut[:, 0, 1] = 0.12
    subsidy.export_tax_rate[:, 0, 1] = -0.12
    one, two = economy.solve(cut), economy.solve(subsidy)
    for name in ("flows_usd_bn", "income", "tariff_revenue", "border_flows_usd_bn"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(one.markup_cost, -two.export_tax_revenue, atol=1e-9)
    assert np.abs(one.export_tax_revenue).max() < 1e-9
    assert one.markup_cost[1].min() > 0.0
    assert not one.markup_cost[[0, 2, 3]].any()


def test_its_cost_is_its_part_of_the_price_rent_included(economy: Economy) -> None:
    batch = policies(economy)
    batch.markup_cut[0, 0, 1] = 0.12
    outcome = economy.solve(batch)
    mu, flow = outcome.quota_wedge[0, 0, 1], outcome.flows_usd_bn[0, 0, 1]
    delivered = flow / (1.0 + 0.2 * mu)  # a fifth of the rent is burnt
    assert mu.min() > 0.05
    np.testing.assert_allclose(outcome.markup_cost[1], 0.12 * (1.0 + mu) * delivered)


def test_public_purchases_pay_the_full_price(economy: Economy) -> None:
    batch = PolicyBatch.at_benchmark(economy.benchmark, 1)
    batch.public_purchase_usd_bn[0, 0, 1] = 1.0
    batch.markup_cut[0, 0, 1] = 0.5
    outcome = economy.solve(batch)
    assert outcome.public_purchase_cost[0, 0] == 1.0
    private = outcome.flows_usd_bn[0, 0, 1, 0] - 1.0
    np.testing.assert_allclose(outcome.markup_cost[1, 0], 0.5 * private)
    border = outcome.border_flows_usd_bn[0, 0, 1, 0]
    np.testing.assert_allclose(border, 1.0 + 0.5 * private)


@pytest.mark.parametrize("cut", [-0.01, 1.0])
def test_an_impossible_cut_is_refused(economy: Economy, cut: float) -> None:
    batch = PolicyBatch.at_benchmark(economy.benchmark, 1)
    batch.markup_cut[0, 0, 1] = cut
    with pytest.raises(PolicyError, match="markup_cut must be at least 0 and below 1"):
        economy.solve(batch)


def test_the_rate_of_the_law_is_a_memo_without_effect(economy: Economy) -> None:
    with_memo, without = policies(economy), policies(economy)
    with_memo.statutory_tariff_rate[...] = 3.0
    one, two = economy.solve(with_memo), economy.solve(without)
    assert one.flows_usd_bn.tobytes() == two.flows_usd_bn.tobytes()
    assert (with_memo.take([1]).statutory_tariff_rate == 3.0).all()
    assert with_memo.digests() != without.digests()
    without.statutory_tariff_rate[...] = economy.benchmark.tariff_rate[..., None]
    assert without.digests() == policies(economy).digests()
