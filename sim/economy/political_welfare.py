"""What a government wants: real incomes of its industries, weighted by their political pull."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.economy.benchmark import Floats
from sim.economy.tariff_model import TariffModel, TariffState
from sim.errors import InvalidInputError


@dataclass(frozen=True, eq=False)
class WelfareGradient:
    """Derivatives of ln G_n by what G_n is made of, (J, N) or (N,); 1 / USD bn but for the logs."""

    output: Floats
    transfers: Floats
    log_price: Floats
    log_wage: Floats


def political_weights(model: TariffModel, weights: ArrayLike | None) -> Floats:
    """Return weights (J, N) after a check; None weighs every industry by 1 (economic welfare)."""
    shape = model.profit_share.shape
    values = np.ones(shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if values.shape != shape or not np.isfinite(values).all() or values.min() < 0.0:
        raise InvalidInputError(
            f"political weights must be {shape} finite numbers of at least 0; got shape"
            f" {values.shape}."
        )
    return values


def log_government_welfare(model: TariffModel, state: TariffState, weights: Floats) -> Floats:
    """Return ln G_n, (N,), up to a constant that no tariff moves.

    G_n = sum_j lambda_jn I_jn / P_n,  I_jn = W_jn (1 + T_n / W_n) + rho_jn Y_jn

    W_jn is industry j's wage bill (W_n their sum), T_n transfers (tariff revenue and the like,
    shared in proportion to wages), rho Y profits. With lambda = 1, G is real income.
    Source: Ossa (2014), equations 6 and 7.
    """
    value = (weights * _industry_income(model, state)).sum(axis=0)
    prices = (model.benchmark.final_share * state.log_price).sum(axis=0)
    with np.errstate(invalid="ignore"):
        # Closed borders can ruin a lender: without income its welfare is nan, no reply to follow.
        welfare: Floats = np.log(value) - prices
    return welfare


def welfare_gradient(model: TariffModel, state: TariffState, weights: Floats) -> WelfareGradient:
    """Differentiate `log_government_welfare`, every region at once."""
    wages = np.exp(state.log_wage) * model.wage_bill_usd_bn
    value = (weights * _industry_income(model, state)).sum(axis=0)
    per_wage = (weights * model.labour_share * state.output_usd_bn).sum(axis=0) / wages
    transfers = state.transfers_usd_bn
    output = weights * (model.labour_share * (1.0 + transfers / wages) + model.profit_share)
    return WelfareGradient(
        output=output / value,
        transfers=per_wage / value,
        log_price=-model.benchmark.final_share,
        log_wage=-transfers * per_wage / value,
    )


def _industry_income(model: TariffModel, state: TariffState) -> Floats:
    """Return income by industry, (J, N), USD bn."""
    wages = np.exp(state.log_wage) * model.wage_bill_usd_bn
    return (
        model.labour_share * (1.0 + state.transfers_usd_bn / wages) + model.profit_share
    ) * state.output_usd_bn
