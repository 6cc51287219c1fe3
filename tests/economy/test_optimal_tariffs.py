from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from sim.economy import Economy, PolicyBatch
from sim.economy.optimal_tariffs import TariffGame, best_reply, nash_tariffs
from sim.economy.shadow_values import shadow_values, tariff_gradient
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.economy.tariff_model import TariffModel
from sim.errors import BenchmarkError, InvalidInputError, NotConvergedError
from tests.economy.economies import one_sector
from tests.economy.tariff_models import random_model


@pytest.mark.parametrize("theta", [1.5, 4.0, 8.0])
def test_best_reply_of_two_symmetric_countries(theta: float) -> None:
    """t = 1 / (theta pi_ff), pi_ff the free trader's own share in its spending (Gros 1987)."""
    model = TariffModel(one_sector(np.array([[7.0, 3.0], [3.0, 7.0]])), theta)
    reply = best_reply(TariffGame.of(model), "R0", tolerance=1e-9)
    rate = reply.tariff_rate[0, 0, 1]
    assert rate == pytest.approx(1.0 / (theta * reply.state.share[0, 1, 1]), rel=1e-7)


def test_small_country_taxes_every_partner_alike() -> None:
    """With a vanishing share abroad t = 1 / theta, whoever the partner is."""
    flows = np.array([[4e-5, 3e-5, 1e-5], [2e-5, 900.0, 40.0], [2e-5, 40.0, 500.0]])
    reply = best_reply(TariffGame.of(TariffModel(one_sector(flows), 4.0)), "R0", tolerance=1e-9)
    np.testing.assert_allclose(reply.tariff_rate[0, 0, 1:], 0.25, rtol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_nobody_gains_by_leaving_nash_rates(seed: int) -> None:
    """Deviations small and large, valued by the other solver, with inputs and export taxes."""
    model = random_model(seed)
    game = TariffGame.of(model)
    war = nash_tariffs(game, tolerance=1e-7)
    rng = np.random.default_rng(seed)
    tries = 40
    for region in range(4):
        own = game.free[:, region]
        batch = PolicyBatch.at_benchmark(model.benchmark, tries)
        batch.tariff_rate[:] = war.tariff_rate[..., None]
        for p in range(1, tries):
            size = rng.choice([0.003, 0.03, 0.3])
            rates = (1 + war.tariff_rate[:, region][own]) * np.exp(
                size * rng.normal(size=own.sum())
            )
            batch.tariff_rate[:, region, :, p][own] = np.clip(rates - 1, 0.0, 10.0)
        welfare = Economy(model.benchmark, model.theta).solve(batch, tolerance=1e-12).welfare_hat
        assert (welfare[region, 1:] < welfare[region, 0]).all()


@pytest.mark.parametrize("profits", [0.0, 0.6])
def test_best_reply_is_what_a_general_optimiser_finds(profits: float) -> None:
    model = random_model(31, profits=profits)
    weights = np.random.default_rng(1).uniform(0.6, 1.4, model.profit_share.shape)
    game = TariffGame.of(model, weights=weights).only("R2")
    ours = best_reply(game, "R2", tolerance=1e-8)

    def loss(rates: np.ndarray) -> tuple[float, np.ndarray]:
        tariff = model.benchmark.tariff_rate.copy()
        tariff[game.free] = rates
        state = tariff_equilibrium(model, tariff)
        shadow = shadow_values(model, state, weights, np.eye(4))
        slope = tariff_gradient(model, state, shadow) / (1.0 + tariff)
        return -float(game.log_welfare(state)[2]), -slope[game.free]

    start = model.benchmark.tariff_rate[game.free]
    theirs = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, 10.0)] * start.size,
        options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-10},
    )
    best = float(game.log_welfare(ours.state)[2])
    assert best >= -theirs.fun - 1e-9
    assert best == pytest.approx(-theirs.fun, abs=1e-6)


def test_first_order_conditions_hold_to_the_stated_residual() -> None:
    """|P(t + slope) - t| is below 1e-4 and so is the residual relative to 1 + t."""
    model = random_model(12, profits=0.5)
    game = TariffGame.of(model, highest=0.2)
    war = nash_tariffs(game)
    shadow = shadow_values(model, war.state, game.weights, np.eye(4))
    slope = tariff_gradient(model, war.state, shadow) / (1.0 + war.tariff_rate)
    rates = war.tariff_rate[game.free]
    projected = np.clip(rates + slope[game.free], game.lowest, game.highest) - rates
    assert np.abs(projected).max() < 1e-4
    assert war.residual <= 1e-5
    at_bound = rates > 0.2 - 1e-9
    assert at_bound.any()
    assert (slope[game.free][at_bound] > 0.0).all()


def test_nash_rates_do_not_depend_on_the_start() -> None:
    game = TariffGame.of(random_model(8))
    found = [
        nash_tariffs(game, tariff_rate=np.where(game.free, rate, 0.0), tolerance=1e-8).tariff_rate
        for rate in (0.0, 3.0)
    ]
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


def test_those_who_do_not_choose_keep_their_rates() -> None:
    model = random_model(5)
    base = model.benchmark
    war = nash_tariffs(TariffGame.of(model, governments=["R1", "R3"]))
    services = ~base.goods
    assert (war.tariff_rate[:, [0, 2]] == base.tariff_rate[:, [0, 2]]).all()
    assert (war.tariff_rate[services] == base.tariff_rate[services]).all()
    assert (war.tariff_rate[base.goods][:, 1] != base.tariff_rate[base.goods][:, 1]).sum() > 3
    nobody = nash_tariffs(TariffGame.of(model, governments=[]))
    assert (nobody.tariff_rate == base.tariff_rate).all()


def test_what_cannot_be_reached_raises() -> None:
    with pytest.raises(NotConvergedError, match="first-order residual"):
        nash_tariffs(TariffGame.of(random_model(5)), tolerance=0.0)


def test_wrong_games_are_refused() -> None:
    with pytest.raises(BenchmarkError, match="Atlantis"):
        TariffGame.of(random_model(5), governments=["Atlantis"])
    with pytest.raises(InvalidInputError, match="lowest <= highest"):
        TariffGame.of(random_model(5), lowest=0.5, highest=0.1)
