"""What a dollar in each place of the world economy is worth to a government, by the adjoint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.political_welfare import welfare_gradient
from sim.economy.tariff_linearisation import Linearisation
from sim.economy.tariff_model import TariffModel, TariffState


@dataclass(frozen=True, eq=False)
class ShadowValues:
    """Worth to the government that sets the tariffs of market [sector j, importer n].

    `price` (J, N): of a rise of the market's ln P; `revenue` (N,): of a dollar of n's tariff
    revenue; `receipt` (J, N, N): of a dollar paid at the border to exporter i. All other markets'
    answers, through wages, incomes and inputs, are in them (the implicit-function theorem).
    """

    price: Floats
    revenue: Floats
    receipt: Floats


def shadow_values(
    model: TariffModel, state: TariffState, weights: Floats, objectives: Floats
) -> ShadowValues:
    """Solve the adjoint of the equilibrium for the objective of each market's importer.

    `objectives` (G, N): column n holds the weights of ln G_g in the objective behind n's tariffs:
    the unit matrix when each government sets its own (Nash), equal columns when one objective
    sets all (talks).

    With the equations r(u, t) = 0 and multipliers lambda, d objective / dt =
    lambda' dr/dt + direct terms, where r_u' lambda = -d objective / du.
    """
    base = model.benchmark
    sectors, regions = base.spending_usd_bn.shape
    size = sectors * regions
    linear = Linearisation.of(model, state)
    part = welfare_gradient(model, state, weights)
    # Gradient of each ln G_g by the unknowns, (M, G).
    output = linear.output.reshape(sectors, regions, -1)
    gradient = (
        np.einsum("jg,jgu->ug", part.output, output)
        + (part.transfers[:, None] * linear.transfers).T
    )
    own = np.arange(regions)
    prices = gradient[:size].reshape(sectors, regions, regions)
    prices[:, own, own] += part.log_price
    gradient[2 * size + own, own] += part.log_wage

    multiplier = linear.multipliers(gradient @ objectives)
    world = base.world_output_usd_bn
    price, spending, labour = np.split(multiplier, (size, 2 * size))
    spending = spending.reshape(sectors, regions, regions) / world  # [market k, region i, setter n]
    labour = labour / world
    labour[0] = 0.0  # the numeraire stands there: receipts do not enter it
    income = np.einsum("ki,kin->in", base.final_share, spending)
    output_value = (
        np.einsum("kji,kin->jin", base.input_share, spending)
        + model.profit_share[:, :, None] * income
        + model.labour_share[:, :, None] * labour
        + part.output[:, :, None] * objectives
    )
    transfer_value = income + part.transfers[:, None] * objectives  # [region i, setter n]
    tax = base.export_tax_rate
    receipt = (output_value.transpose(0, 2, 1) + tax * transfer_value.T) / (1.0 + tax)
    return ShadowValues(
        price=price.reshape(sectors, regions, regions)[:, own, own],
        revenue=transfer_value[own, own],
        receipt=receipt,
    )


def tariff_gradient(model: TariffModel, state: TariffState, shadow: ShadowValues) -> Floats:
    """Return d objective / d ln(1 + t_jni) for the government that sets it, (J, N, N).

    Within a market, with B border values, pi shares, r revenue and mu receipts,
    (theta + 1) B_i (r - mu_i) - theta pi_i sum_k B_k (r - mu_k) + pi_i p.
    """
    theta = model.theta[:, None, None]
    kept = kept_value(model, state, shadow)
    gradient: Floats = (
        (theta + 1.0) * kept
        - theta * state.share * kept.sum(axis=2, keepdims=True)
        + state.share * shadow.price[:, :, None]
    )
    return gradient


def kept_value(model: TariffModel, state: TariffState, shadow: ShadowValues) -> Floats:
    """Return B_i (r - mu_i), (J, N, N): what keeping the dollars sent abroad would be worth."""
    border = (1.0 + model.benchmark.export_tax_rate) * state.flows_usd_bn
    return border * (shadow.revenue[:, None] - shadow.receipt)
