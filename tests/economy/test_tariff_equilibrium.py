from __future__ import annotations

import numpy as np
import pytest

from sim.economy.tariff_equilibrium import tariff_equilibrium, without_deficits
from sim.errors import NotConvergedError
from tests.economy.tariff_models import raised, random_model


def test_benchmark_is_its_own_equilibrium() -> None:
    model = random_model(1)
    state = tariff_equilibrium(model, model.benchmark.tariff_rate)
    np.testing.assert_allclose(state.flows_usd_bn, model.benchmark.flows_usd_bn, rtol=1e-12)


def test_high_walls_from_cold_and_a_warm_start_agree() -> None:
    model = random_model(2, profits=0.5)
    walls = raised(model, 2, high=5.0)
    cold = tariff_equilibrium(model, walls)
    near = tariff_equilibrium(model, 0.9 * walls)
    warm = tariff_equilibrium(model, walls, start=near.unknowns)
    np.testing.assert_allclose(warm.unknowns, cold.unknowns, rtol=1e-8, atol=1e-9)


def test_without_deficits_is_balanced_and_rebased() -> None:
    balanced = without_deficits(random_model(5, profits=0.5))
    np.testing.assert_allclose(balanced.benchmark.deficit_usd_bn, 0.0, atol=1e-8)
    state = tariff_equilibrium(balanced, balanced.benchmark.tariff_rate)
    assert np.abs(state.log_wage).max() < 1e-9


def test_what_does_not_converge_raises_with_its_defect() -> None:
    model = random_model(3)
    with pytest.raises(NotConvergedError, match="stopped at"):
        tariff_equilibrium(model, raised(model, 3), tolerance=0.0)
