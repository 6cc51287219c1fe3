"""Laws that hold in every economy and under every policy."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economy import Benchmark, Economy, PolicyBatch, purge_imbalances, residuals
from sim.economy.layout import Imbalance
from tests.economy.economies import random_benchmark, random_tariffs

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.tuples(st.integers(2, 6), st.integers(1, 6))
# Two countries with one good cannot cap an export and commit to an import at once: balanced trade
# then leaves no price to adjust.
ROOMY = st.tuples(st.integers(3, 6), st.integers(2, 6))
LAWS = settings(max_examples=25, deadline=None, derandomize=True)
IMBALANCES: tuple[Imbalance, ...] = ("fixed", "share_of_output", "zero")


def worst(economy: Economy, batch: PolicyBatch) -> tuple[str, float]:
    found = residuals(economy, batch, economy.solve(batch))
    return max(((name, float(value.max())) for name, value in found.items()), key=lambda x: x[1])


def some_economy(
    seed: int, size: tuple[int, int]
) -> tuple[np.random.Generator, Benchmark, Economy]:
    rng = np.random.default_rng(seed)
    benchmark = random_benchmark(rng, *size, export_taxes=bool(seed % 2), home=4.0)
    return rng, benchmark, Economy(benchmark, np.exp(rng.uniform(np.log(0.4), np.log(10), size[1])))


def every_instrument(rng: np.random.Generator, benchmark: Benchmark, n: int) -> PolicyBatch:
    batch = random_tariffs(rng, benchmark, n, high=0.8)
    batch.export_tax_rate[...] += rng.uniform(0, 0.1, batch.export_tax_rate.shape)
    batch.trade_cost_hat[...] *= rng.uniform(0.9, 1.1, batch.trade_cost_hat.shape)
    batch.productivity_hat[...] *= rng.uniform(0.95, 1.05, batch.productivity_hat.shape)
    small = 1e-3 * benchmark.income_usd_bn.min()
    transfer = rng.normal(size=(benchmark.n_regions, n)) * small
    batch.transfer_usd_bn[...] = transfer - transfer.mean(axis=0)
    batch.public_purchase_usd_bn[0, 0, 1] = small
    batch.export_cap[0, :, 0] = rng.uniform(0.3, 1.2, batch.export_cap[0, :, 0].shape)
    batch.export_cap[0, 0, 0] = np.inf
    batch.quota_rent_share_exporter = 0.4
    batch.quota_rent_share_importer = 0.35
    batch.purchase_usd_bn[0, 0, 1] = 0.1 * benchmark.flows_usd_bn[0, 0, 1]
    batch.purchase_financing = "levy" if n % 2 else "budget"
    return batch


@LAWS
@given(SEEDS, ROOMY, st.sampled_from(IMBALANCES), st.integers(1, 2))
def test_every_equation_holds_under_every_instrument(
    seed: int, size: tuple[int, int], imbalance: Imbalance, n_policies: int
) -> None:
    rng, benchmark, economy = some_economy(seed, size)
    economy = Economy(benchmark, economy.theta, imbalance=imbalance)
    name, residual = worst(economy, every_instrument(rng, benchmark, n_policies))
    assert residual < 1e-9, name


@LAWS
@given(SEEDS, SIZES)
def test_no_shock_changes_nothing(seed: int, size: tuple[int, int]) -> None:
    _, benchmark, economy = some_economy(seed, size)
    outcome = economy.solve(PolicyBatch.at_benchmark(benchmark, 1))
    np.testing.assert_allclose(outcome.welfare_hat, 1.0, atol=1e-11)
    np.testing.assert_allclose(
        outcome.flows_usd_bn[..., 0], benchmark.flows_usd_bn, rtol=1e-9, atol=1e-12
    )


@LAWS
@given(SEEDS, SIZES)
def test_there_and_back_again(seed: int, size: tuple[int, int]) -> None:
    """From the new equilibrium the old tariffs bring back the old flows: no path dependence."""
    rng, benchmark, economy = some_economy(seed, size)
    there = random_tariffs(rng, benchmark, 1, high=0.6)
    out = economy.solve(there, tolerance=1e-12)
    rebased = benchmark.rebased(
        out.flows_usd_bn[..., 0], there.tariff_rate[..., 0], benchmark.export_tax_rate
    )
    back = PolicyBatch.at_benchmark(rebased, 1)
    back.tariff_rate[..., 0] = benchmark.tariff_rate
    home = Economy(rebased, economy.theta).solve(back, tolerance=1e-12)
    np.testing.assert_allclose(home.flows_usd_bn[..., 0], benchmark.flows_usd_bn, rtol=1e-7)
    np.testing.assert_allclose(home.welfare_hat * out.welfare_hat, 1.0, atol=1e-9)


@LAWS
@given(SEEDS, SIZES)
def test_doubling_every_value_changes_no_hat(seed: int, size: tuple[int, int]) -> None:
    rng, benchmark, economy = some_economy(seed, size)
    double = Economy(
        dataclasses.replace(benchmark, flows_usd_bn=2.0 * benchmark.flows_usd_bn), economy.theta
    )
    batch = random_tariffs(rng, benchmark, 2, high=0.8)
    batch_double = PolicyBatch.at_benchmark(double.benchmark, 2)
    batch_double.tariff_rate[...] = batch.tariff_rate
    one, two = economy.solve(batch), double.solve(batch_double)
    np.testing.assert_allclose(two.welfare_hat, one.welfare_hat, rtol=1e-9)
    np.testing.assert_allclose(two.flows_usd_bn, 2.0 * one.flows_usd_bn, rtol=1e-7, atol=1e-12)


@LAWS
@given(SEEDS, SIZES)
def test_the_order_of_regions_does_not_matter(seed: int, size: tuple[int, int]) -> None:
    rng, b, economy = some_economy(seed, size)
    batch = random_tariffs(rng, b, 1, high=0.8)
    order = rng.permutation(b.n_regions)
    swap = np.ix_(np.arange(b.n_sectors), order, order)
    shuffled = dataclasses.replace(
        b,
        regions=tuple(b.regions[n] for n in order),
        flows_usd_bn=b.flows_usd_bn[swap],
        tariff_rate=b.tariff_rate[swap],
        export_tax_rate=b.export_tax_rate[swap],
        value_added_share=b.value_added_share[:, order],
        input_share=b.input_share[:, :, order],
        final_share=b.final_share[:, order],
    )
    other = PolicyBatch.at_benchmark(shuffled, 1)
    other.tariff_rate[...] = batch.tariff_rate[swap]
    there = Economy(shuffled, economy.theta).solve(other)
    np.testing.assert_allclose(
        there.welfare_hat, economy.solve(batch).welfare_hat[order], rtol=1e-9
    )


@LAWS
@given(SEEDS, SIZES, st.floats(0.05, 0.5))
def test_lerner_symmetry(seed: int, size: tuple[int, int], rate: float) -> None:
    """Under balanced trade a uniform tariff on imports equals a uniform tax on exports."""
    rng = np.random.default_rng(seed)
    benchmark = purge_imbalances(
        random_benchmark(rng, *size), theta := rng.uniform(0.5, 8, size[1])
    )
    economy = Economy(benchmark, theta, imbalance="zero")
    abroad = np.arange(1, benchmark.n_regions)
    batch = PolicyBatch.at_benchmark(benchmark, 2)
    batch.tariff_rate[:, 0, abroad, 0] = (1 + batch.tariff_rate[:, 0, abroad, 0]) * (1 + rate) - 1
    batch.export_tax_rate[:, abroad, 0, 1] = rate
    tariff, tax = economy.solve(batch).welfare_hat.T
    assert abs(tariff[0] - 1.0) > 1e-7
    np.testing.assert_allclose(tariff, tax, rtol=1e-8)


def test_prohibitive_tariffs_stop_trade_and_stay_finite() -> None:
    rng = np.random.default_rng(8)
    benchmark = random_benchmark(rng, 9, 24, empty_flows=0.1)
    batch = random_tariffs(rng, benchmark, 64)
    batch.tariff_rate[...] = np.where(batch.tariff_rate > 0.3, 1e6, batch.tariff_rate)
    shut = batch.tariff_rate == 1e6
    assert shut.any(axis=(0, 1, 2)).sum() > 50
    for theta in (1.2, 4.0, 20.0):
        economy = Economy(benchmark, theta)
        outcome = economy.solve(batch)
        found = residuals(economy, batch, outcome)
        assert max(value.max() for value in found.values()) < 1e-9
        assert np.isfinite(outcome.welfare_hat).all()
        assert outcome.flows_usd_bn[shut].max() < 1e-5 * benchmark.flows_usd_bn.max()


@pytest.mark.parametrize("theta", [-0.24, 0.4, 1.0, 20.0, 65.0])
def test_every_elasticity_solves(theta: float) -> None:
    """First-year estimates of sigma = 0.76 mean theta = -0.24; wood and oil reach 50 to 65."""
    rng = np.random.default_rng(2)
    benchmark = random_benchmark(rng, 6, 5)
    name, residual = worst(Economy(benchmark, theta), random_tariffs(rng, benchmark, 40, high=0.6))
    assert residual < 1e-9, name
