"""One sweep of the equilibrium map: from prices, spending and wages to the ones they imply.

    c_hat_jn = w_hat_n^beta_jn prod_k P_hat_kn^gamma_kjn / productivity_hat_jn
    D_jn     = sum_i a_jni z_jni^-theta_j,  a_jni = pi_jni (kappa_hat_jni c_hat_ji)^-theta_j
    P_hat_jn = D_jn^(-1/theta_j), or of two tiers where home goods are one (`nest`)
    Y_ji     = sum_n producer's part of the purchases of n
    I_n      = w_hat_n wL_n + tariffs + export taxes + rents - subsidies - markups cut
               + D'_n - public purchases
    X_jn     = alpha_jn I_n + sum_k gamma_jkn Y_kn
    w_hat_n  = sum_j beta_jn Y_jn / wL_n, scaled so that world value added stays what it was

z is the wedge of a quota or commitment (`volumes`), 1 elsewhere. An equilibrium is a state that a
sweep leaves alone. Source of the system: Caliendo and Parro (2015), equilibrium in changes;
instruments as docs/economy.md says. Where saving answers (`lending`), D'_n falls by what n lends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.coefficients import Coefficients
from sim.economy.layout import Array, Structure
from sim.economy.volumes import Solved


@dataclass(frozen=True, eq=False)
class Sweep:
    """What a sweep computes; [region, sector, policy], USD bn.

    `market` is X / H, with H the denominator of the suppliers' shares: D, or G of two tiers, times
    `levied`, 1 + levy by ruled market (M, W), None without rules. `home_paid` (N, K, W) is what
    buyers pay for home goods of nested sectors, None without. `log_price`, `spending` and
    `log_wage` are the new state.
    """

    log_cost: Array
    cost_power: Array
    market: Array
    levied: Array | None
    home_paid: Array | None
    output: Array
    exporter_revenue: Array
    importer_revenue: Array
    income: Array
    imbalance: Array
    lending: Array | None
    log_price: Array
    spending: Array
    log_wage: Array
    solved: Solved | None


def sweep(structure: Structure, chunk: Coefficients, state: Array) -> Sweep:
    """Evaluate the map at a state (unknowns, W)."""
    log_price, scaled, log_wage = structure.split(state)
    log_cost = structure.cost_inputs @ log_price
    log_cost += structure.beta * log_wage[:, None, :]
    if chunk.log_productivity is not None:
        log_cost -= chunk.log_productivity
    cost_power = -structure.theta * log_cost
    np.exp(cost_power, out=cost_power)
    spending = scaled * structure.spending_scale

    solved = levied = home_paid = None
    price_sum = share_sum = chunk.demand.to_buyers(cost_power)
    attraction = None if chunk.home is None else chunk.home.attraction(log_cost)
    if chunk.rules is not None:
        price_sum, levied, solved = chunk.rules.solve(
            log_cost=log_cost,
            cost_power=cost_power,
            spending=spending,
            free=price_sum,
            log_price=log_price,
            attraction=attraction,
        )
        share_sum = price_sum
    new_log_price = np.log(price_sum)
    new_log_price *= -1.0 / structure.theta
    if chunk.home is not None and attraction is not None:
        nested = chunk.home.nest.sectors
        tiers = chunk.home.split(attraction, price_sum[:, nested])
        new_log_price[:, nested] = tiers.log_price
        share_sum = price_sum.copy()
        share_sum[:, nested] = tiers.denominator
        home_paid = spending[:, nested] * tiers.home_share
    if chunk.rules is not None and levied is not None:
        new_log_price[chunk.rules.market_at] += np.log(levied)
        share_sum = share_sum.copy()
        share_sum[chunk.rules.market_at] *= levied
        if home_paid is not None:
            chunk.rules.levy_home(home_paid, levied)

    market = spending / share_sum
    output, to_exporters, to_importers = _claims(
        chunk, cost_power, spending=spending, market=market, solved=solved, home_paid=home_paid
    )
    imbalance = _imbalance(structure, chunk, output)
    lent = None
    if structure.lending_response:
        lent = lending(structure, log_wage)
        imbalance = imbalance - lent
    income = structure.wage_bill * np.exp(log_wage) + to_importers + to_exporters + imbalance
    if chunk.public_cost is not None:
        income -= chunk.public_cost
    used = structure.uses @ output
    new_spending, value_added = used[:, :-1], used[:, -1]
    new_spending += structure.alpha * income[:, None, :]
    level = structure.wage_bill.sum() / value_added.sum(axis=0)
    return Sweep(
        log_cost=log_cost,
        cost_power=cost_power,
        market=market,
        levied=levied,
        home_paid=home_paid,
        output=output,
        exporter_revenue=to_exporters,
        importer_revenue=to_importers,
        income=income,
        imbalance=imbalance,
        lending=lent,
        log_price=new_log_price,
        spending=new_spending,
        log_wage=np.log(value_added * level / structure.wage_bill),
        solved=solved,
    )


def defect(structure: Structure, state: Array, swept: Sweep) -> Array:
    """Return F(z) - z, (unknowns, W)."""
    result = np.empty_like(state)
    price, spending, wage = structure.split(result)
    log_price, scaled, log_wage = structure.split(state)
    np.subtract(swept.log_price, log_price, out=price)
    np.divide(swept.spending, structure.spending_scale, out=spending)
    spending -= scaled
    np.subtract(swept.log_wage, log_wage, out=wage)
    return result


def relative_error(structure: Structure, difference: Floats) -> Floats:
    """Return the largest defect of each policy, (W,).

    Prices count as they are (logs), spending and wage bills relative to world output; a region's
    spending and the world's wage bill also as wholes, because small defects of one sign add up.
    """
    weighted = difference * structure.error_weight
    _, spending, wage = structure.split(weighted)
    whole = np.abs(spending.sum(axis=1)).max(axis=0)
    np.maximum(whole, np.abs(wage.sum(axis=0)), out=whole)
    largest: Floats = np.abs(weighted, out=weighted).max(axis=0)
    np.maximum(largest, whole, out=largest)
    return largest


def least_error(structure: Structure, difference: Floats, every: int) -> Floats:
    """Return the largest defect among every so many unknowns, a lower bound, (W,)."""
    weighted = difference[::every] * structure.error_weight[::every]
    least: Floats = np.abs(weighted, out=weighted).max(axis=0)
    return least


def _claims(
    chunk: Coefficients,
    cost_power: Array,
    *,
    spending: Array,
    market: Array,
    solved: Solved | None,
    home_paid: Array | None,
) -> tuple[Array, Array, Array]:
    """Split purchases: producers (N, J, W), exporters' and importers' states (N, W).

    A markup that exporters cut is a negative claim of their country.
    """
    output = chunk.to_producer.to_sellers(market)
    output *= cost_power
    kept = spending - market * chunk.to_border.to_buyers(cost_power)
    taxed = None
    if chunk.to_exporter_state is not None:
        taxed = chunk.to_exporter_state.to_sellers(market)
        taxed *= cost_power
    exporters = np.zeros_like(output[:, 0]) if taxed is None else taxed.sum(axis=1)
    if solved is not None and chunk.rules is not None:
        rules = chunk.rules
        output[rules.seller_at] += rules.sellers.sum(solved.producer)
        whose = rules.exporter[rules.exporters.first]
        exporters[whose] += rules.exporters.sum(solved.exporter_state)
        kept[rules.market_at] -= rules.markets.sum(solved.producer + solved.exporter_state)
    if home_paid is not None and chunk.home is not None:
        # Home goods carry no duty: the producer gets what the buyer pays.
        output[:, chunk.home.nest.sectors] += home_paid
        kept[:, chunk.home.nest.sectors] -= home_paid
    importers = kept.sum(axis=1)
    if chunk.public_receipts is not None:
        output += chunk.public_receipts
    if chunk.public_export_tax is not None:
        exporters += chunk.public_export_tax
    return output, exporters, importers


def lending(structure: Structure, log_wage: Array) -> Array:
    """Return what each region lends more abroad than at the benchmark, (N, W), USD bn.

    L_n = kappa wL_n (ln w_hat_n - m), m the mean of ln w_hat by value added, so that all lend to
    each other. A dear currency draws saving abroad, as it is expected to fall. Worked number:
    kappa 0.65, value added 1,000 and a wage 2 % above the mean lend 0.65 x 1,000 x 0.02 = 13.
    """
    mean = (structure.wage_bill * log_wage).sum(axis=0) / structure.wage_bill.sum()
    lent: Array = structure.lending_response * structure.wage_bill * (log_wage - mean)
    return lent


def _imbalance(structure: Structure, chunk: Coefficients, output: Array) -> Array:
    """Return D' by region, (N, W): fixed in the numeraire, a share of world output, or zero."""
    if structure.imbalance == "zero":
        return chunk.transfer.astype(output.dtype)
    if structure.imbalance == "fixed":
        return chunk.transfer + structure.deficit
    growth: Array = output.sum(axis=(0, 1)) / structure.world_output
    return chunk.transfer + structure.deficit * growth
