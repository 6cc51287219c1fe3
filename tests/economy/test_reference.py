"""Solving near a known policy: the same equilibria in fewer sweeps, one by one to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Benchmark, Economy, Outcome, PolicyBatch, residuals
from sim.errors import PolicyError
from tests.economy.economies import random_benchmark

BUYER, SELLER, OTHER = 0, 1, 2


@pytest.fixture(scope="module")
def benchmark_economy() -> Benchmark:
    return random_benchmark(np.random.default_rng(31), 5, 4)


@pytest.fixture(scope="module")
def economy(benchmark_economy: Benchmark) -> Economy:
    return Economy(benchmark_economy, [4.0, 2.0, -0.3, 6.0])


@pytest.fixture(scope="module")
def near(economy: Economy) -> Economy:
    return economy.near(around(economy, 1))


def around(economy: Economy, n_policies: int) -> PolicyBatch:
    """Tariffs and a quota that all policies have in common."""
    batch = PolicyBatch.at_benchmark(economy.benchmark, n_policies)
    batch.tariff_rate[:, BUYER, SELLER] += 0.1
    batch.export_cap[0, :, OTHER] = 0.7
    batch.export_cap[0, OTHER, OTHER] = np.inf
    return batch


def varied(economy: Economy, n_policies: int) -> PolicyBatch:
    """Every instrument, here and there, some policies none: caps off and on, bans, commitments."""
    rng = np.random.default_rng(8)
    batch = around(economy, n_policies)
    batch.tariff_rate[:, BUYER, SELLER] += rng.uniform(0.0, 0.2, (4, n_policies))
    batch.export_tax_rate[1, BUYER, SELLER, ::4] = 0.05
    batch.trade_cost_hat[3, OTHER, BUYER, ::3] = 0.9
    batch.productivity_hat[2, SELLER, ::2] = 1.02
    batch.transfer_usd_bn[BUYER, 1::5] += 0.5
    batch.transfer_usd_bn[SELLER, 1::5] -= 0.5
    batch.export_cap[0, BUYER, OTHER, ::3] = np.inf
    batch.export_cap[3, SELLER, BUYER, 2::6] = 0.0
    batch.export_cap[1, SELLER, BUYER, ::5] = 0.8
    batch.purchase_usd_bn[1, BUYER, SELLER, ::2] = rng.uniform(0.1, 0.5, n_policies)[::2]
    batch.public_purchase_usd_bn[3, BUYER, SELLER, ::7] = 0.3
    return batch


@pytest.mark.parametrize("financing", ["budget", "levy"])
def test_the_same_equilibria_in_fewer_sweeps(
    economy: Economy, near: Economy, financing: str
) -> None:
    batch = varied(economy, 40)
    batch.purchase_financing = financing  # type: ignore[assignment]
    plain, quick = economy.solve(batch), near.solve(batch)
    for name in ("welfare_hat", "flows_usd_bn", "income", "quota_wedge", "levy_rate"):
        np.testing.assert_allclose(
            getattr(quick, name), getattr(plain, name), rtol=1e-7, atol=1e-8, err_msg=name
        )
    found = residuals(near, batch, quick)
    assert max(value.max() for value in found.values()) < 1e-9
    assert quick.sweeps.mean() < 0.8 * plain.sweeps.mean()


def same_bytes(one: Outcome, other: Outcome) -> bool:
    names = ("wage_hat", "price_hat", "flows_usd_bn", "spending", "income", "quota_wedge")
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in names)


def test_a_result_does_not_depend_on_its_company(economy: Economy, near: Economy) -> None:
    """To the bit, although company decides which pairs and cells a chunk looks at."""
    batch = varied(economy, 140)
    together = near.solve(batch)
    for p in (0, 1, 2, 127, 128, 139):
        assert same_bytes(near.solve(batch.take([p])), together.take([p]))
    order = np.random.default_rng(0).permutation(140)
    assert same_bytes(near.solve(batch.take(order)), together.take(order))


def test_known_base_flows_spare_the_twins(economy: Economy) -> None:
    batch = varied(economy, 20)
    solved = economy.solve(batch.without_purchases())
    twins = solved.flows_usd_bn - batch.public_purchase_usd_bn
    whole = economy.solve(batch).flows_usd_bn
    begun = economy.solve(batch, purchase_base_usd_bn=twins, begin=economy.states(solved))
    np.testing.assert_allclose(begun.flows_usd_bn, whole, rtol=1e-9)
    # Begun at the benchmark instead, the same to the solver's tolerance, relative to world output.
    given = economy.solve(batch, purchase_base_usd_bn=twins)
    within = 1e-10 * economy.benchmark.world_output_usd_bn
    np.testing.assert_allclose(given.flows_usd_bn, whole, rtol=0.0, atol=within)
    assert begun.sweeps[::2].mean() < given.sweeps[::2].mean()
    higher = economy.solve(batch, purchase_base_usd_bn=twins + 0.1)
    added = (higher.flows_usd_bn - given.flows_usd_bn)[1, BUYER, SELLER, ::2]
    np.testing.assert_allclose(added, 0.1, atol=1e-7)
    found = residuals(economy, batch, higher, purchase_base_usd_bn=twins + 0.1)
    assert found["purchases"].max() < 1e-9 < residuals(economy, batch, higher)["purchases"].max()


def test_the_known_policy_is_one_without_commitments(economy: Economy) -> None:
    with pytest.raises(PolicyError, match="single one without purchase commitments; got 2"):
        economy.near(around(economy, 2))
    with pytest.raises(PolicyError, match="without purchase commitments"):
        economy.near(varied(economy, 1))
