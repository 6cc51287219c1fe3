"""Batches of policies: laziness, copies, digests, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Benchmark, PolicyBatch
from sim.errors import PolicyError
from tests.economy.economies import random_benchmark


@pytest.fixture
def economy() -> Benchmark:
    return random_benchmark(np.random.default_rng(5), 3, 2)


def test_untouched_instruments_take_no_room(economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(economy, 7)
    assert batch.given("export_cap") is None
    batch.export_cap[0, 1, 2, 3] = 0.5
    cap = batch.given("export_cap")
    assert cap is not None
    assert cap.shape == (2, 3, 3, 7)
    assert np.isinf(cap).sum() == cap.size - 1


def test_tariffs_start_at_the_benchmark(economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(economy, 2)
    np.testing.assert_array_equal(batch.tariff_rate[..., 1], economy.tariff_rate)


def test_take_copies(economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(economy, 3)
    batch.tariff_rate[0, 0, 1] = [0.1, 0.2, 0.3]
    taken = batch.take([2, 0])
    np.testing.assert_array_equal(taken.tariff_rate[0, 0, 1], [0.3, 0.1])
    taken.tariff_rate[...] = 9.0
    assert batch.tariff_rate.max() < 9.0


def test_digest_depends_on_content_alone(economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(economy, 4)
    batch.tariff_rate[0, 0, 1] = [0.5, 0.5, 0.6, 0.5]
    batch.trade_cost_hat[...] = 1.0  # touched, but still the benchmark
    batch.purchase_usd_bn[0, 0, 1, 3] = 1.0
    same, again, other, purchase = batch.digests()
    assert same == again
    assert len({same, other, purchase}) == 3
    untouched = PolicyBatch.at_benchmark(economy, 1)
    untouched.tariff_rate[0, 0, 1] = 0.5
    assert untouched.digests() == [same]


def test_twins_lose_their_purchases_only(economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(economy, 1)
    batch.purchase_usd_bn[0, 0, 1] = 1.0
    batch.public_purchase_usd_bn[1, 0, 1] = 2.0
    twin = batch.without_purchases()
    assert twin.given("purchase_usd_bn") is None
    assert twin.public_purchase_usd_bn.sum() == 2.0
    assert batch.purchase_usd_bn.sum() == 1.0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("tariff_rate", -1.0, "exceed -1"),
        ("trade_cost_hat", 0.0, "positive"),
        ("productivity_hat", -0.5, "positive"),
        ("export_cap", -0.1, "must not be negative"),
        ("purchase_usd_bn", -1.0, "must not be negative"),
        ("public_purchase_usd_bn", np.nan, "finite"),
        ("tariff_rate", np.inf, "finite"),
        ("export_cap", np.nan, "finite numbers"),
        ("transfer_usd_bn", 1.0, "sum to zero over regions"),
    ],
)
def test_impossible_values_are_refused(
    economy: Benchmark, name: str, value: float, message: str
) -> None:
    batch = PolicyBatch.at_benchmark(economy, 2)
    getattr(batch, name).flat[0] = value
    with pytest.raises(PolicyError, match=message):
        batch.check()


def test_wrong_shape_is_refused(economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(economy, 2)
    batch.tariff_rate = np.zeros((2, 3, 3))
    with pytest.raises(PolicyError, match=r"\(2, 3, 3, 2\).*\(2, 3, 3\)"):
        batch.check()


def test_cap_and_purchase_on_one_flow_are_refused(economy: Benchmark) -> None:
    batch = PolicyBatch.at_benchmark(economy, 1)
    batch.purchase_usd_bn[0, 0, 1] = 1.0
    batch.export_cap[0, 0, 1] = 0.5
    with pytest.raises(PolicyError, match="both an export cap and a purchase"):
        batch.check()


def test_rent_shares_must_not_exceed_the_rent(economy: Benchmark) -> None:
    batch = PolicyBatch(economy, 1, quota_rent_share_exporter=0.7, quota_rent_share_importer=0.5)
    with pytest.raises(PolicyError, match="sum to at most 1"):
        batch.check()


def test_unknown_instrument_and_empty_batch(economy: Benchmark) -> None:
    with pytest.raises(PolicyError, match="Unknown instrument"):
        PolicyBatch.at_benchmark(economy, 1).given("subsidy")
    with pytest.raises(PolicyError, match="at least one policy"):
        PolicyBatch.at_benchmark(economy, 0)
