from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.validation import gegravity


def test_every_printed_number_under_the_package_s_closure(cases: Path) -> None:
    case = gegravity.load(cases)
    cost, fixed, full = gegravity.tables(case)
    assert cost.to_the_digit.all()
    assert fixed.printed.shape == (30, 6)
    assert np.abs(fixed.difference).max() < 1e-6
    # Full general equilibrium is another closure: near, not equal, and of the same sign.
    canada = case.countries.index("CAN")
    assert full.ours[canada, 0] == pytest.approx(full.printed[canada, 0], rel=0.05)
    assert np.abs(full.difference[:, 0]).max() > 1e-3


def test_poisson_estimate_recovers_known_coefficients() -> None:
    rng = np.random.default_rng(0)
    covariates = rng.normal(size=(8, 8, 2))
    truth = np.array([0.5, -1.2])
    effects = rng.normal(size=(8, 1)) + rng.normal(size=8)
    trade = np.exp(covariates @ truth + effects)
    np.testing.assert_allclose(gegravity.poisson_gravity(trade, covariates), truth, rtol=1e-9)


def test_fitted_trade_adds_up() -> None:
    rng = np.random.default_rng(1)
    output, spending = rng.uniform(1, 5, 6), rng.uniform(1, 5, 6)
    spending *= output.sum() / spending.sum()
    flows = gegravity.fitted_trade(rng.uniform(0.1, 1, (6, 6)), output, spending)
    np.testing.assert_allclose(flows.sum(axis=0), output)
    np.testing.assert_allclose(flows.sum(axis=1), spending)
