from __future__ import annotations

import numpy as np

from sim.economy.optimal_tariffs import TariffGame, best_reply
from sim.economy.preferred_tariffs import preferred_tariffs
from sim.economy.shadow_values import shadow_values, tariff_gradient
from sim.economy.tariff_equilibrium import tariff_equilibrium
from tests.economy.tariff_models import raised, random_model


def test_only_free_rates_move_and_stay_within_bounds() -> None:
    model = random_model(2)
    state = tariff_equilibrium(model, raised(model, 2))
    weights = np.ones(model.profit_share.shape)
    shadow = shadow_values(model, state, weights, np.eye(4))
    free = np.random.default_rng(0).random(state.tariff_rate.shape) < 0.5
    found = preferred_tariffs(model, state, shadow, free=free, lowest=0.05, highest=0.15)
    assert (found[~free] == state.tariff_rate[~free]).all()
    assert found[free].min() >= 0.05
    assert found[free].max() <= 0.15


def test_it_points_uphill_everywhere() -> None:
    """Where it raises a market's rates and no others, the objective's gradient agrees."""
    model = random_model(6, profits=0.4)
    weights = np.ones(model.profit_share.shape)
    for seed in range(5):
        state = tariff_equilibrium(model, raised(model, seed))
        shadow = shadow_values(model, state, weights, np.eye(4))
        free = np.broadcast_to(~np.eye(4, dtype=bool), state.tariff_rate.shape)
        found = preferred_tariffs(model, state, shadow, free=free, lowest=-0.9, highest=10.0)
        step = np.log((1.0 + found) / (1.0 + state.tariff_rate))
        uphill = (tariff_gradient(model, state, shadow) * step).sum(axis=2)
        assert (uphill > 0.0).all()


def test_a_rate_at_a_bound_that_it_does_not_fit_leaves_it() -> None:
    """From all rates at the lower or at the upper bound the same optimum is reached."""
    model = random_model(9)
    game = TariffGame.of(model, lowest=0.05, highest=0.6)
    reached = [
        best_reply(
            game, "R1", tariff_rate=np.where(game.only("R1").free, rate, 0.1), tolerance=1e-9
        )
        for rate in (0.05, 0.6)
    ]
    np.testing.assert_allclose(reached[0].tariff_rate, reached[1].tariff_rate, atol=1e-7)
    chosen = reached[0].tariff_rate[game.only("R1").free]
    assert ((chosen > 0.05) & (chosen < 0.6)).any()
