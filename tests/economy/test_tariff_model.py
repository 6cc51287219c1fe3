from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Economy, PolicyBatch
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.economy.tariff_model import TariffModel
from sim.errors import InvalidInputError
from tests.economy.economies import random_benchmark
from tests.economy.tariff_models import raised, random_model


@pytest.mark.parametrize("seed", range(4))
def test_without_profits_it_is_the_economy(seed: int) -> None:
    """Same wages, prices, flows and incomes as `Economy`, with inputs, export taxes, deficits."""
    model = random_model(seed)
    rates = raised(model, seed)
    batch = PolicyBatch.at_benchmark(model.benchmark, 1)
    batch.tariff_rate[..., 0] = rates
    outcome = Economy(model.benchmark, model.theta).solve(batch, tolerance=1e-12)
    state = tariff_equilibrium(model, rates)
    np.testing.assert_allclose(np.exp(state.log_wage), outcome.wage_hat[:, 0], rtol=1e-9)
    np.testing.assert_allclose(np.exp(state.log_price), outcome.price_hat[..., 0], rtol=1e-9)
    np.testing.assert_allclose(state.flows_usd_bn, outcome.flows_usd_bn[..., 0], rtol=1e-8)
    np.testing.assert_allclose(state.income_usd_bn, outcome.income[:, 0], rtol=1e-9)


@pytest.mark.parametrize("profits", [0.0, 0.6])
def test_accounts_close(profits: float) -> None:
    """Income is spent; what is earned at the border less what is paid is the deficit; Walras."""
    model = random_model(7, profits=profits)
    base = model.benchmark
    state = tariff_equilibrium(model, raised(model, 7))
    inputs = np.einsum("kjn,jn->kn", base.input_share, state.output_usd_bn)
    final = (state.spending_usd_bn - inputs).sum(axis=0)
    np.testing.assert_allclose(final, state.income_usd_bn, rtol=1e-10)
    border = state.flows_usd_bn * (1.0 + base.export_tax_rate)
    deficit = border.sum(axis=(0, 2)) - border.sum(axis=(0, 1))
    np.testing.assert_allclose(deficit, base.deficit_usd_bn, atol=1e-8)
    # The dropped equation: the first region's labour market.
    wages = np.exp(state.log_wage) * model.wage_bill_usd_bn
    np.testing.assert_allclose((model.labour_share * state.output_usd_bn).sum(axis=0), wages)


def test_profits_are_paid_from_receipts_and_change_no_benchmark_account() -> None:
    model = random_model(3, profits=0.6)
    state = model.evaluate(model.benchmark.tariff_rate, model.benchmark_unknowns())
    assert np.abs(state.defect).max() < 1e-14
    np.testing.assert_allclose(state.income_usd_bn, model.benchmark.income_usd_bn)
    assert (model.wage_bill_usd_bn < model.benchmark.value_added_usd_bn).all()


def test_other_deficits_move_the_equilibrium() -> None:
    benchmark = random_benchmark(np.random.default_rng(1), 3, 2)
    model = TariffModel(benchmark, 4.0, deficit_usd_bn=0.0)
    state = tariff_equilibrium(model, benchmark.tariff_rate)
    balance = state.flows_usd_bn.sum(axis=(0, 2)) - state.flows_usd_bn.sum(axis=(0, 1))
    np.testing.assert_allclose(balance, 0.0, atol=1e-8)
    assert np.abs(state.log_wage).max() > 1e-3


@pytest.mark.parametrize("theta", [0.0, -0.2, np.nan])
def test_theta_must_be_positive(theta: float) -> None:
    with pytest.raises(InvalidInputError, match="theta > 0"):
        TariffModel(random_model(0).benchmark, theta)


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_profits_must_leave_something_for_labour(share: float) -> None:
    with pytest.raises(InvalidInputError, match="profit_share"):
        TariffModel(random_model(0).benchmark, 4.0, profit_share=share)
