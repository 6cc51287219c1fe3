from __future__ import annotations

import numpy as np

from sim.economy.efficient_tariffs import efficient_tariffs
from sim.economy.optimal_tariffs import TariffGame, nash_tariffs
from sim.economy.tariff_equilibrium import tariff_equilibrium, without_deficits
from sim.economy.tariff_model import TariffModel
from tests.economy.economies import one_sector
from tests.economy.tariff_models import random_model


def test_two_symmetric_countries_talk_their_way_to_free_trade() -> None:
    model = TariffModel(one_sector(np.array([[7.0, 3.0], [3.0, 7.0]])), 4.0)
    game = TariffGame.of(model)
    war = nash_tariffs(game, tolerance=1e-9)
    peace = efficient_tariffs(game, war.state)
    assert peace.solution.tariff_rate.max() < 1e-6
    free = game.log_welfare(tariff_equilibrium(model, np.zeros((1, 2, 2))))
    np.testing.assert_allclose(peace.log_gain, free - game.log_welfare(war.state), atol=1e-9)
    np.testing.assert_allclose(peace.welfare_weight, 0.5, atol=1e-6)


def test_gains_are_equal_and_no_common_gain_is_left() -> None:
    model = without_deficits(random_model(14))
    game = TariffGame.of(model)
    war = nash_tariffs(game)
    peace = efficient_tariffs(game, war.state)
    assert peace.log_gain.min() > 0.0
    assert np.ptp(peace.log_gain) < 1e-5
    reached = game.log_welfare(peace.solution.state)
    rng = np.random.default_rng(0)
    for size in (0.01, 0.1):
        for _ in range(20):
            tariff = peace.solution.tariff_rate.copy()
            noise = np.exp(size * rng.normal(size=tariff.shape))[game.free]
            tariff[game.free] = np.clip((1 + tariff[game.free]) * noise - 1, 0.0, 10.0)
            there = game.log_welfare(tariff_equilibrium(model, tariff))
            assert (there - reached).min() < 0.0
