"""Best replies and Nash tariffs on random economies: first-order conditions, closed form, gains."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economy import Economy, PolicyBatch
from sim.economy.optimal_tariffs import TariffGame, best_reply, nash_tariffs
from sim.economy.shadow_values import shadow_values, tariff_gradient
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.economy.tariff_model import TariffModel
from sim.errors import NotConvergedError
from tests.economy.economies import one_sector
from tests.economy.tariff_models import random_model

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=10, deadline=None, derandomize=True)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.floats(1.0, 25.0), st.floats(0.55, 0.97))
def test_closed_form_of_two_symmetric_countries(theta: float, home: float) -> None:
    """t = 1 / (theta pi_ff), pi_ff the free trader's own share in its spending (Gros 1987)."""
    benchmark = one_sector(10.0 * np.array([[home, 1.0 - home], [1.0 - home, home]]))
    reply = best_reply(TariffGame.of(TariffModel(benchmark, theta)), "R0", tolerance=1e-8)
    rate = reply.tariff_rate[0, 0, 1]
    np.testing.assert_allclose(rate, 1.0 / (theta * reply.state.share[0, 1, 1]), rtol=1e-6)
    # The other solver agrees that it is a maximum.
    batch = PolicyBatch.at_benchmark(benchmark, 3)
    batch.tariff_rate[0, 0, 1] = [0.9 * rate, rate, 1.1 * rate]
    low, best, high = Economy(benchmark, theta).solve(batch, tolerance=1e-13).welfare_hat[0]
    assert best > max(low, high)


@FEW
@given(SEEDS, st.integers(2, 7), st.integers(1, 6), st.sampled_from([0.0, 0.5]))
def test_nash_first_order_conditions_hold(
    seed: int, n_regions: int, n_sectors: int, profits: float
) -> None:
    """|P(t + slope) - t| < 1e-4, with political weights, inputs, export taxes, deficits, profits.

    The slope is the derivative of ln welfare by the rate, taken at the equilibrium anew.
    """
    model = random_model(seed, n_regions, n_sectors, profits=profits)
    weights = np.random.default_rng(seed).uniform(0.7, 1.3, model.profit_share.shape)
    game = TariffGame.of(model, weights=weights, highest=3.0)
    try:
        war = nash_tariffs(game)
    except NotConvergedError as refusal:
        base = model.benchmark
        strained = np.abs(base.deficit_usd_bn) > 0.5 * base.income_usd_bn
        if strained.any() or "pure strategies" in str(refusal):
            return
        raise
    start = war.state.unknowns
    state = tariff_equilibrium(model, war.tariff_rate, start=start, tolerance=1e-13)
    shadow = shadow_values(model, state, weights, np.eye(n_regions))
    slope = (tariff_gradient(model, state, shadow) / (1.0 + war.tariff_rate))[game.free]
    rates = war.tariff_rate[game.free]
    projected = np.clip(rates + slope, game.lowest, game.highest) - rates
    assert rates.size > 0
    assert np.abs(projected).max() < 1e-4
    assert war.residual <= 1e-4


@FEW
@given(SEEDS, st.integers(2, 8), st.integers(1, 8), st.sampled_from([0.0, 0.5]))
def test_slopes_are_those_of_solved_equilibria(
    seed: int, n_regions: int, n_sectors: int, profits: float
) -> None:
    """The adjoint's directional derivative against a central difference of whole equilibria."""
    model = random_model(seed, n_regions, n_sectors, profits=profits)
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.5, 1.5, model.profit_share.shape)
    game = TariffGame.of(model, weights=weights)
    foreign = 1.0 - np.eye(n_regions)
    tariff = rng.uniform(0.0, 0.6, model.benchmark.tariff_rate.shape) * foreign
    state = tariff_equilibrium(model, tariff, tolerance=1e-13)
    gradient = tariff_gradient(
        model, state, shadow_values(model, state, weights, np.eye(n_regions))
    )
    for region in range(min(n_regions, 3)):
        direction = np.zeros_like(tariff)
        direction[:, region] = rng.normal(size=direction[:, region].shape) * foreign[region]
        ends = []
        for sign in (1.0, -1.0):
            moved = (1.0 + tariff) * np.exp(sign * 1e-5 * direction) - 1.0
            there = tariff_equilibrium(model, moved, start=state.unknowns, tolerance=1e-13)
            ends.append(float(game.log_welfare(there)[region]))
        difference = (ends[0] - ends[1]) / 2e-5
        expected = float((gradient * direction).sum())
        np.testing.assert_allclose(difference, expected, rtol=1e-4, atol=1e-8)


@FEW
@given(SEEDS, st.integers(2, 6), st.integers(1, 5))
def test_a_best_reply_is_no_loss(seed: int, n_regions: int, n_sectors: int) -> None:
    model = random_model(seed, n_regions, n_sectors)
    game = TariffGame.of(model).only("R0")
    before = tariff_equilibrium(model, model.benchmark.tariff_rate)
    reply = best_reply(game, "R0")
    gain = game.log_welfare(reply.state)[0] - game.log_welfare(before)[0]
    assert gain >= -1e-12
