"""The laws over economies of 2 to 30 regions and 1 to 40 sectors, with everything extreme in them.

Vanishing flows, empty sectors and regions that make or buy nothing, prohibitive tariffs, theta from
-0.9 to 65. What has no equilibrium, or none that is found, is refused with its residual.
"""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economy import (
    Benchmark,
    Economy,
    Outcome,
    PolicyBatch,
    purge_imbalances,
    residuals,
    welfare_decomposition,
)
from sim.economy.benchmark import Floats
from sim.economy.coefficients import coefficients
from sim.economy.iteration import accelerated, plain_step, steady_step
from sim.economy.layout import Imbalance
from sim.errors import NotConvergedError
from tests.economy.economies import one_sector, random_tariffs, wild_benchmark

SEEDS = st.integers(0, 2**32 - 1)
# Half of the draws small, so that the tests stay quick; the rest up to 30 x 40.
SIZES = st.one_of(
    st.tuples(st.integers(2, 6), st.integers(1, 6)),
    st.tuples(st.integers(2, 30), st.integers(1, 40)),
)
THETAS = st.sampled_from([(0.4, 10.0), (0.4, 65.0), (-0.9, 3.0)])
IMBALANCES: tuple[Imbalance, ...] = ("fixed", "share_of_output", "zero")
LAWS = settings(max_examples=20, deadline=None, derandomize=True)
WALL = 1e6


def draw_theta(rng: np.random.Generator, n_sectors: int, span: tuple[float, float]) -> Floats:
    low, high = span
    if low < 0.0:
        return rng.uniform(low, high, n_sectors)
    return np.exp(rng.uniform(np.log(low), np.log(high), n_sectors))


def with_walls(rng: np.random.Generator, benchmark: Benchmark, n: int) -> PolicyBatch:
    batch = random_tariffs(rng, benchmark, n)
    walled = (batch.tariff_rate > 0.8) & (rng.random(n) < 0.5)
    batch.tariff_rate[...] = np.where(walled, WALL, batch.tariff_rate)
    return batch


def worst_residual(economy: Economy, batch: PolicyBatch, outcome: Outcome) -> float:
    with np.errstate(divide="ignore", over="ignore", under="ignore"):
        found = residuals(economy, batch, outcome)
    return max(float(value.max()) for value in found.values())


@LAWS
@given(SEEDS, SIZES, THETAS, st.sampled_from(IMBALANCES))
def test_solved_exactly_or_refused_with_its_residual(
    seed: int, size: tuple[int, int], span: tuple[float, float], imbalance: Imbalance
) -> None:
    rng = np.random.default_rng(seed)
    benchmark = wild_benchmark(rng, *size)
    economy = Economy(benchmark, draw_theta(rng, size[1], span), imbalance=imbalance)
    batch = with_walls(rng, benchmark, 2)
    refusal = None
    try:
        outcome = economy.solve(batch)
    except NotConvergedError as error:
        refusal = str(error)
    if refusal is not None:
        assert re.search(r"positions \d.*residual (inf|nan|\d)", refusal)
        return
    assert worst_residual(economy, batch, outcome) < 1e-9
    for name in ("welfare_hat", "price_hat", "income", "flows_usd_bn"):
        assert np.isfinite(getattr(outcome, name)).all(), name
    assert (outcome.income > 0.0).all()
    assert outcome.flows_usd_bn.min() >= 0.0
    assert_adds_up(outcome)


def assert_adds_up(outcome: Outcome) -> None:
    """Walras and the accounts, by sums that no part of the solver takes."""
    base, world = outcome.benchmark, outcome.benchmark.world_output_usd_bn
    inputs = np.einsum("kjn,jnp->knp", base.input_share, outcome.output)
    final = (outcome.spending - inputs).sum(axis=0)
    np.testing.assert_allclose(final, outcome.income, atol=1e-9 * world)
    np.testing.assert_allclose(outcome.deficit_usd_bn.sum(axis=0), 0.0, atol=1e-9 * world)
    imports = outcome.border_flows_usd_bn.sum(axis=(0, 2))
    exports = outcome.border_flows_usd_bn.sum(axis=(0, 1))
    np.testing.assert_allclose(imports - exports, outcome.deficit_usd_bn, atol=1e-9 * world)
    np.testing.assert_allclose(outcome.flows_usd_bn.sum(axis=1), outcome.output, atol=1e-9 * world)


def test_few_economies_are_refused() -> None:
    """Of ordinary policies without walls nearly all must solve, at every elasticity above zero."""
    refused = solved = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        size = int(rng.integers(2, 16)), int(rng.integers(1, 21))
        benchmark = wild_benchmark(rng, *size)
        economy = Economy(benchmark, draw_theta(rng, size[1], (0.4, 65.0)))
        batch = random_tariffs(rng, benchmark, 2)
        try:
            economy.solve(batch)
            solved += 1
        except NotConvergedError:
            refused += 1
    assert solved + refused == 60
    assert refused <= 2


@LAWS
@given(SEEDS, SIZES, THETAS, st.floats(0.01, 0.2))
def test_no_shock_from_perturbed_starts(
    seed: int, size: tuple[int, int], span: tuple[float, float], disturbance: float
) -> None:
    """Wages, prices and spending thrown off at random come back to the benchmark."""
    rng = np.random.default_rng(seed)
    benchmark = wild_benchmark(rng, *size)
    economy = Economy(benchmark, draw_theta(rng, size[1], span))
    structure = economy._structure
    chunk = coefficients(benchmark, structure, PolicyBatch.at_benchmark(benchmark, 1), None)
    start = structure.start(1)
    start += disturbance * rng.uniform(-1.0, 1.0, start.shape) * (start + (start == 0.0))
    linearised = economy._preconditioner
    solution = accelerated(
        structure,
        chunk,
        plain_step if linearised is None else linearised.step,
        start=start,
        depth=6 if linearised is None else 2,
        tolerance=1e-11,
        max_sweeps=400,
    )
    if not solution.converged.all():  # sigma < 1 may need the steady iteration
        solution = accelerated(
            structure,
            chunk,
            steady_step(structure),
            start=start,
            depth=2,
            tolerance=1e-11,
            max_sweeps=3000,
        )
    assert solution.converged.all()
    log_price, scaled, log_wage = structure.split(solution.state)
    np.testing.assert_allclose(np.exp(log_wage), 1.0, atol=1e-7)
    np.testing.assert_allclose(np.exp(log_price), 1.0, atol=1e-7)
    np.testing.assert_allclose(scaled[..., 0], structure.start_spending[..., 0], atol=1e-7)


@LAWS
@given(SEEDS, SIZES, st.floats(-6.0, 6.0))
def test_the_unit_of_money_changes_no_hat(seed: int, size: tuple[int, int], digits: float) -> None:
    rng = np.random.default_rng(seed)
    benchmark = wild_benchmark(rng, *size)
    theta = draw_theta(rng, size[1], (0.4, 20.0))
    batch = random_tariffs(rng, benchmark, 1, high=0.6)
    unit = 10.0**digits
    other = dataclasses.replace(benchmark, flows_usd_bn=unit * benchmark.flows_usd_bn)
    same = PolicyBatch.at_benchmark(other, 1)
    same.tariff_rate[...] = batch.tariff_rate
    try:
        one = Economy(benchmark, theta, imbalance="share_of_output").solve(batch, tolerance=1e-12)
    except NotConvergedError:
        with pytest.raises(NotConvergedError):
            Economy(other, theta, imbalance="share_of_output").solve(same, tolerance=1e-12)
        return
    two = Economy(other, theta, imbalance="share_of_output").solve(same, tolerance=1e-12)
    np.testing.assert_allclose(two.welfare_hat, one.welfare_hat, rtol=1e-9)
    np.testing.assert_allclose(two.wage_hat, one.wage_hat, rtol=1e-9)


@LAWS
@given(SEEDS, SIZES, st.floats(1.2, 65.0))
def test_a_wall_stops_the_flow_and_stays_finite(
    seed: int, size: tuple[int, int], theta: float
) -> None:
    """One flow of one sector behind +10^6 (and, in a second policy, behind +10^12)."""
    rng = np.random.default_rng(seed)
    benchmark = wild_benchmark(rng, *size)
    economy = Economy(benchmark, theta)
    importer, exporter = rng.choice(size[0], 2, replace=False)
    sector = rng.integers(size[1])
    batch = PolicyBatch.at_benchmark(benchmark, 2)
    batch.tariff_rate[sector, importer, exporter] = WALL, WALL**2
    # Where it is the only supplier, or the only trade of its country, no price replaces it.
    others = np.delete(benchmark.flows_usd_bn[sector, importer], exporter).sum()
    try:
        outcome = economy.solve(batch)
    except NotConvergedError:
        trade = benchmark.flows_usd_bn * (1.0 - np.eye(size[0]))
        own = trade[sector, importer, exporter]
        only = min(trade[:, importer].sum(), trade[:, :, exporter].sum(), others + own)
        assert own > 0.05 * only
        return
    assert worst_residual(economy, batch, outcome) < 1e-9
    assert np.isfinite(outcome.welfare_hat).all()
    if others > 0.0:
        left = outcome.flows_usd_bn[sector, importer, exporter]
        assert (left <= 1e-3 * outcome.spending[sector, importer]).all()


@LAWS
@given(SEEDS, st.integers(2, 30), st.floats(0.4, 65.0))
def test_gains_from_trade_are_the_acr_formula(seed: int, n_regions: int, theta: float) -> None:
    """One sector, labour only, no tariffs: W_hat = pi_nn_hat^(-1/theta) (Arkolakis et al. 2012)."""
    rng = np.random.default_rng(seed)
    shape = (n_regions, n_regions)
    flows = np.exp(rng.normal(size=shape)) + rng.uniform(0.5, 5.0) * n_regions * np.eye(n_regions)
    benchmark = purge_imbalances(one_sector(flows), theta)
    batch = PolicyBatch.at_benchmark(benchmark, 2)
    abroad = (1.0 - np.eye(n_regions))[:, :, None]
    # Costs that leave some trade: at theta of 40 three tenths of a log point end it.
    size = min(0.3, 1.2 / theta)
    batch.trade_cost_hat[0] = np.exp(size * rng.normal(size=(*shape, 2)) * abroad)
    outcome = Economy(benchmark, theta).solve(batch, tolerance=1e-12)
    home = np.arange(n_regions)
    own = outcome.flows_usd_bn[0, home, home] / outcome.spending[0]
    hat = own / benchmark.expenditure_share[0, home, home][:, None]
    assert np.abs(outcome.welfare_hat - 1.0).max() > 1e-4
    np.testing.assert_allclose(outcome.welfare_hat, hat ** (-1.0 / theta), rtol=1e-8)


@LAWS
@given(SEEDS, SIZES, st.floats(0.05, 0.5))
def test_lerner_symmetry(seed: int, size: tuple[int, int], rate: float) -> None:
    """Under balanced trade a uniform tariff on imports equals a uniform tax on exports."""
    rng = np.random.default_rng(seed)
    theta = draw_theta(rng, size[1], (0.5, 12.0))
    try:
        benchmark = purge_imbalances(wild_benchmark(rng, *size), theta)
    except NotConvergedError:
        return
    abroad = np.arange(1, size[0])
    batch = PolicyBatch.at_benchmark(benchmark, 2)
    batch.tariff_rate[:, 0, abroad, 0] = (1 + batch.tariff_rate[:, 0, abroad, 0]) * (1 + rate) - 1
    tax = batch.export_tax_rate[:, abroad, 0, 1]
    batch.export_tax_rate[:, abroad, 0, 1] = (1 + tax) * (1 + rate) - 1
    outcome = Economy(benchmark, theta, imbalance="zero").solve(batch, tolerance=1e-12)
    np.testing.assert_allclose(outcome.welfare_hat[:, 0], outcome.welfare_hat[:, 1], rtol=1e-7)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(SEEDS, st.tuples(st.integers(2, 8), st.integers(1, 8)))
def test_parts_of_welfare_integrate_to_the_whole(seed: int, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    benchmark = wild_benchmark(rng, *size)
    economy = Economy(benchmark, draw_theta(rng, size[1], (0.4, 12.0)))
    batch = random_tariffs(rng, benchmark, 1, high=0.5)
    try:
        whole = np.log(economy.solve(batch).welfare_hat)
    except NotConvergedError:
        return
    parts = welfare_decomposition(economy, batch, steps=16)
    # Simpson's rule with Richardson's correction: the error falls with the fourth power of steps.
    assert np.abs(parts.remainder).max() < 2e-3 * np.abs(whole).max() + 1e-9
    np.testing.assert_allclose(parts.total, whole, atol=1e-9)


def test_a_region_that_trades_with_nobody() -> None:
    """Its wage is free, so it stays where it is; the others are solved as if it were not there."""
    rng = np.random.default_rng(1)
    flows = np.exp(rng.normal(size=(3, 4, 4))) + 5.0 * np.eye(4)
    flows[:, 0, 1:] = flows[:, 1:, 0] = 0.0
    benchmark = Benchmark.from_flows(
        list("ABCD"),
        list("xyz"),
        goods=np.ones(3, dtype=bool),
        flows_usd_bn=flows,
        tariff_rate=np.zeros_like(flows),
        value_added_share=np.ones((3, 4)),
        input_share=np.zeros((3, 3, 4)),
    )
    batch = PolicyBatch.at_benchmark(benchmark, 2)
    batch.tariff_rate[0, 1, 2, 1] = 0.5
    economy = Economy(benchmark, 4.0)
    outcome = economy.solve(batch)
    assert worst_residual(economy, batch, outcome) < 1e-9
    np.testing.assert_allclose(outcome.welfare_hat[0], 1.0, atol=1e-9)
    assert np.abs(outcome.welfare_hat[1:, 1] - 1.0).min() > 1e-5
