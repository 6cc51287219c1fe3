"""What a dollar in each place of the world economy is worth to a government, by the adjoint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.government import welfare_gradient
from sim.economy.tariff_linearisation import Linearisation
from sim.economy.tariff_model import TariffModel, TariffState


# Rounds of moving suppliers to a bound; what is left shows in the next look at the residual.
_BOUND_ROUNDS = 12


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
    kept = _kept(model, state, shadow)
    return (
        (theta + 1.0) * kept
        - theta * state.share * kept.sum(axis=2, keepdims=True)
        + state.share * shadow.price[:, :, None]
    )


def _kept(model: TariffModel, state: TariffState, shadow: ShadowValues) -> Floats:
    """Return B_i (r - mu_i): what a dollar not sent abroad is worth, times the flow."""
    border = (1.0 + model.benchmark.export_tax_rate) * state.flows_usd_bn
    return border * (shadow.revenue[:, None] - shadow.receipt)


def preferred_tariffs(
    model: TariffModel,
    state: TariffState,
    shadow: ShadowValues,
    *,
    free: Floats,
    lowest: Floats,
    highest: Floats,
) -> Floats:
    """Return the tariffs that are best in each market at given shadow values, (J, N, N).

    Choosing delivered prices at given spending X is choosing quantities, and the market's part of
    the Lagrangian, sum_i B_i (mu_i - r) + p ln P, is concave in them. Hence, for free suppliers,

    1 + t_i = X (1 + theta Pi_K) (r - mu_i) / (-p + theta sum_K B_k (r - mu_k)),

    with K the suppliers that are not free: home, those outside `free`, those at a bound; Pi_K is
    their share. Tariffs outside `free` (J, N, N) are returned as they are.
    """
    theta = model.theta[:, None]
    spending = state.spending_usd_bn
    worth = shadow.revenue[:, None] - shadow.receipt
    kept = _kept(model, state, shadow)
    chosen = free & (state.share > 0.0)
    tariff = state.tariff_rate
    for _ in range(_BOUND_ROUNDS):
        held = ~chosen
        scale = spending * (1.0 + theta * np.where(held, state.share, 0.0).sum(axis=2))
        cost = -shadow.price + theta * np.where(held, kept, 0.0).sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            wanted = (scale / cost)[:, :, None] * worth - 1.0
        # A market whose price rise is welcome is closed as far as the bound lets it.
        wanted = np.where(cost[:, :, None] > 0.0, wanted, np.inf)
        inside = np.clip(wanted, lowest, highest)
        tariff = np.where(chosen, inside, tariff)
        outside = chosen & (inside != wanted)
        if not outside.any():
            break
        chosen = chosen & ~outside
    return tariff
