from __future__ import annotations

import numpy as np
import pytest

from sim.economy.political_welfare import log_government_welfare
from sim.economy.shadow_values import shadow_values, tariff_gradient
from sim.economy.tariff_equilibrium import tariff_equilibrium
from tests.economy.tariff_models import raised, random_model

COMMON = np.repeat(np.array([[0.4], [0.3], [0.2], [0.1]]), 4, axis=1)


@pytest.mark.parametrize("profits", [0.0, 0.6])
@pytest.mark.parametrize("objectives", [np.eye(4), COMMON], ids=["own", "common"])
def test_gradient_is_that_of_the_whole_equilibrium(profits: float, objectives: np.ndarray) -> None:
    """Adjoint against central differences of solved equilibria, all 48 tariffs."""
    model = random_model(21, profits=profits)
    weights = np.random.default_rng(3).uniform(0.3, 1.7, model.profit_share.shape)
    tariff = raised(model, 8)
    state = tariff_equilibrium(model, tariff, tolerance=1e-13)
    shadow = shadow_values(model, state, weights, objectives)
    gradient = tariff_gradient(model, state, shadow)
    step = 1e-5
    for j, n, i in np.ndindex(*tariff.shape):
        sides = []
        for sign in (1.0, -1.0):
            moved = tariff.copy()
            moved[j, n, i] = (1.0 + moved[j, n, i]) * np.exp(sign * step) - 1.0
            there = tariff_equilibrium(model, moved, start=state.unknowns, tolerance=1e-13)
            sides.append(objectives[:, n] @ log_government_welfare(model, there, weights))
        difference = (sides[0] - sides[1]) / (2 * step)
        assert gradient[j, n, i] == pytest.approx(difference, rel=1e-4, abs=1e-9), (j, n, i)
