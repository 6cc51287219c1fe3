from __future__ import annotations

import numpy as np
import pytest

from sim.economy.tariff_linearisation import Linearisation
from tests.economy.tariff_models import raised, random_model


@pytest.mark.parametrize("profits", [0.0, 0.6])
def test_derivatives_are_those_of_the_equations(profits: float) -> None:
    """Away from equilibrium too: every column against central differences."""
    model = random_model(11, profits=profits)
    rng = np.random.default_rng(2)
    tariff = raised(model, 5)
    start = model.benchmark_unknowns()
    unknowns = start * rng.uniform(0.9, 1.1, start.size) + rng.normal(0, 0.05, start.size)
    exact = Linearisation.of(model, model.evaluate(tariff, unknowns))
    for column in range(model.n_unknowns):
        step = np.zeros(start.size)
        step[column] = 1e-6
        up, down = (model.evaluate(tariff, unknowns + sign * step) for sign in (1, -1))
        for name, matrix in (
            ("output_usd_bn", exact.output),
            ("transfers_usd_bn", exact.transfers),
            ("defect", exact.defect),
        ):
            difference = (getattr(up, name) - getattr(down, name)).ravel() / 2e-6
            np.testing.assert_allclose(matrix[:, column], difference, rtol=1e-6, atol=1e-6)


def test_newton_step_and_multipliers_solve_the_same_system() -> None:
    model = random_model(4)
    linear = Linearisation.of(model, model.evaluate(raised(model, 4), model.benchmark_unknowns()))
    right = np.random.default_rng(0).normal(size=model.n_unknowns)
    np.testing.assert_allclose(linear.defect @ linear.step(right), -right, atol=1e-8)
    multiplier = linear.multipliers(right[:, None])[:, 0]
    np.testing.assert_allclose(linear.defect.T @ multiplier, -right, atol=1e-8)
