from __future__ import annotations

import numpy as np
import pytest

from sim.economy.political_welfare import (
    log_government_welfare,
    political_weights,
    welfare_gradient,
)
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.errors import InvalidInputError
from tests.economy.tariff_models import raised, random_model


def test_with_equal_weights_it_is_real_income() -> None:
    model = random_model(1, profits=0.5)
    before = tariff_equilibrium(model, model.benchmark.tariff_rate)
    after = tariff_equilibrium(model, raised(model, 1))
    ones = political_weights(model, None)
    growth = log_government_welfare(model, after, ones) - log_government_welfare(
        model, before, ones
    )
    index = (model.benchmark.final_share * after.log_price).sum(axis=0)
    np.testing.assert_allclose(
        growth, np.log(after.income_usd_bn / before.income_usd_bn) - index, rtol=1e-9
    )


def test_scale_of_weights_does_not_matter_but_their_pattern_does() -> None:
    model = random_model(2)
    before = tariff_equilibrium(model, model.benchmark.tariff_rate)
    after = tariff_equilibrium(model, raised(model, 2))

    def growth(weights: np.ndarray) -> np.ndarray:
        return log_government_welfare(model, after, weights) - log_government_welfare(
            model, before, weights
        )

    weights = np.random.default_rng(0).uniform(0.5, 1.5, model.profit_share.shape)
    np.testing.assert_allclose(growth(3.0 * weights), growth(weights), rtol=1e-9)
    assert np.abs(growth(weights) - growth(np.ones_like(weights))).max() > 1e-4


def test_gradient_by_output() -> None:
    model = random_model(3, profits=0.5)
    weights = np.random.default_rng(1).uniform(0.5, 1.5, model.profit_share.shape)
    state = tariff_equilibrium(model, raised(model, 3))
    gradient = welfare_gradient(model, state, weights)
    wages = np.exp(state.log_wage) * model.wage_bill_usd_bn
    income = (model.labour_share * (1 + state.transfers_usd_bn / wages) + model.profit_share) * (
        weights * state.output_usd_bn
    )
    # A per cent more of every output adds a per cent to government welfare at given transfers.
    np.testing.assert_allclose((gradient.output * state.output_usd_bn).sum(axis=0), 1.0)
    np.testing.assert_allclose(
        gradient.output * state.output_usd_bn, income / income.sum(axis=0), rtol=1e-12
    )


@pytest.mark.parametrize("wrong", [np.ones((2, 2)), -np.ones((3, 4)), np.full((3, 4), np.nan)])
def test_weights_are_checked(wrong: np.ndarray) -> None:
    with pytest.raises(InvalidInputError, match="political weights"):
        political_weights(random_model(0), wrong)
