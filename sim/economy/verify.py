"""An independent check of an outcome: every equilibrium equation evaluated from the arrays.

Shares no code with the solver: plain [sector, importer, exporter, policy] algebra on the benchmark,
the batch and what the outcome reports, put side by side by `Wedges`. Residuals of values are
relative to world output, those of prices, costs and wedges are relative to themselves.
"""

from __future__ import annotations

import numpy as np

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.equilibrium import Economy
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.wedges import Wedges


def residuals(
    economy: Economy,
    batch: PolicyBatch,
    outcome: Outcome,
    *,
    purchase_base_usd_bn: Floats | None = None,
) -> dict[str, Floats]:
    """Return the largest absolute residual of each equation by policy, name -> (P,).

    `walras` is the market that the solver does not impose: each region's imports less exports at
    border value against its deficit D'. `purchases` holds flows against `purchase_base_usd_bn` as
    given to `Economy.solve`, or against the policy without commitments, solved again.
    """
    benchmark = economy.benchmark
    world = benchmark.world_output_usd_bn
    policy = Wedges(benchmark, batch, outcome)
    found = {
        "cost": np.log(outcome.cost_hat / _cost(benchmark, batch, outcome)),
        "labour": (
            outcome.wage_hat * benchmark.value_added_usd_bn[:, None]
            - np.einsum("jn,jnp->np", benchmark.value_added_share, outcome.output)
        )
        / world,
        "numeraire": (benchmark.value_added_usd_bn @ (outcome.wage_hat - 1.0) / world)[None],
        "output": (outcome.flows_usd_bn.sum(axis=1) - outcome.output) / world,
        "spending": (
            outcome.spending
            - benchmark.final_share[:, :, None] * outcome.income
            - np.einsum("kjn,jnp->knp", benchmark.input_share, outcome.output)
        )
        / world,
    }
    demand = _demand(economy, outcome, policy)
    price, share = _prices_and_shares(economy, outcome, policy, demand)
    found["price"] = np.log(outcome.price_hat / (price * policy.levy))
    paid = share * (outcome.spending / policy.levy)[:, :, None]
    delivered = np.where(policy.banned, 0.0, paid / (policy.gross * policy.factor))
    rent = delivered * policy.mu
    found["flows"] = (
        outcome.flows_usd_bn - delivered - policy.burnt * rent - policy.public_usd_bn
    ) / world
    found.update(
        _accounts(
            economy=economy,
            outcome=outcome,
            policy=policy,
            delivered=delivered,
            rent=rent,
            paid=paid,
        )
    )
    if batch.given("export_cap") is not None:
        found["quotas"] = _quotas(benchmark, batch, outcome, delivered, policy.mu)
    waived: Floats = np.zeros(1)
    if batch.given("import_quota") is not None:
        box = _import_quotas(benchmark, batch, outcome, delivered, policy)
        # A commitment may hold the wedge of a tariff-rate quota below what the quota asks for.
        waived = np.where(batch.purchase_usd_bn > 0.0, np.maximum(-box, 0.0), 0.0)
        found["import_quotas"] = box + waived
    if batch.given("purchase_usd_bn") is not None:
        given_up = waived + (0.0 if outcome.purchase_subsidy is None else outcome.purchase_subsidy)
        found["purchases"] = (
            _purchases(economy, batch, outcome, purchase_base_usd_bn, given_up) / world
        )
    return {
        name: np.abs(value).reshape(-1, outcome.n_policies).max(axis=0)
        for name, value in found.items()
    }


def _cost(benchmark: Benchmark, batch: PolicyBatch, outcome: Outcome) -> Floats:
    """c_hat = w_hat^beta prod_k P_hat_k^gamma_k / productivity_hat, (J, N, P)."""
    log_cost = benchmark.value_added_share[:, :, None] * np.log(outcome.wage_hat)
    log_cost += np.einsum("kjn,knp->jnp", benchmark.input_share, np.log(outcome.price_hat))
    productivity = batch.given("productivity_hat")
    cost: Floats = np.exp(log_cost) / (1.0 if productivity is None else productivity)
    return cost


def _demand(economy: Economy, outcome: Outcome, policy: Wedges) -> Floats:
    """Return pi (kappa_hat c_hat)^-theta, (J, N, N, P)."""
    theta = economy.theta[:, None, None, None]
    delivered_cost = policy.kappa * outcome.cost_hat[:, None]
    demand: Floats = economy.benchmark.expenditure_share[..., None] * delivered_cost**-theta
    return np.where(policy.banned, 0.0, demand)


def _prices_and_shares(
    economy: Economy, outcome: Outcome, policy: Wedges, demand: Floats
) -> tuple[Floats, Floats]:
    """Return P_hat before levies (J, N, P) and shares of spending (J, N, N, P), tier by tier."""
    price = demand.sum(axis=2) ** (-1.0 / economy.theta[:, None, None])
    share = demand / demand.sum(axis=2)[:, :, None]
    pi = economy.benchmark.expenditure_share
    for j in np.flatnonzero(economy.home_theta != economy.theta):
        theta, home_theta = economy.theta[j], economy.home_theta[j]
        for n in range(economy.benchmark.n_regions):
            abroad = np.delete(np.arange(economy.benchmark.n_regions), n)
            imported = pi[j, n, abroad].sum()
            if pi[j, n, n] <= 0.0 or imported <= 1e-12:
                continue
            rivals = demand[j, n, abroad].sum(axis=0)
            shut = policy.banned[j, n, abroad].all(axis=0)
            with np.errstate(divide="ignore"):
                import_price = (rivals / imported) ** (-1.0 / theta)
                imports = np.where(shut, 0.0, imported * import_price**-home_theta)
            cost = policy.trade_cost[j, n, n] * outcome.cost_hat[j, n]
            home = pi[j, n, n] * cost**-home_theta
            price[j, n] = (home + imports) ** (-1.0 / home_theta)
            share[j, n, n] = home / (home + imports)
            among = demand[j, n, abroad] / np.where(shut, 1.0, rivals)
            share[j, n, abroad] = among * imports / (home + imports)
    return price, share


def _accounts(
    *,
    economy: Economy,
    outcome: Outcome,
    policy: Wedges,
    delivered: Floats,
    rent: Floats,
    paid: Floats,
) -> dict[str, Floats]:
    benchmark = economy.benchmark
    world = benchmark.world_output_usd_bn
    taxed = policy.premium * (delivered + rent)
    given_up = policy.markup_cut * (delivered + rent)
    lent = _lending(economy, outcome)
    # What a tariff-rate quota makes of the price within the quota, and beyond it.
    above = policy.import_quota * policy.gross * delivered
    licensed = policy.within * above
    quota_exporter = policy.import_exporter * licensed
    quota_importer = policy.import_importer * licensed
    border = delivered + rent + taxed - policy.importer * rent + quota_exporter
    public = policy.public_usd_bn * (1.0 + policy.export_tax)
    duty = policy.tariff * (delivered + rent + taxed) + above - quota_exporter - quota_importer
    tariff = duty.sum(axis=(0, 2))
    # A tax on the burnt rent is still paid on the price; the public flow pays it on the bare price.
    export_tax = (taxed + given_up + policy.public_usd_bn * policy.export_tax).sum(axis=(0, 1))
    markups = given_up.sum(axis=(0, 1))
    rent_exporter = (policy.exporter * rent + quota_exporter).sum(axis=(0, 1))
    rent_importer = (policy.importer * rent + quota_importer).sum(axis=(0, 2))
    rent_in = rent_exporter + rent_importer
    subsidy = (paid * policy.subsidy / (1.0 - policy.subsidy)).sum(axis=2)
    levy = (outcome.spending * (1.0 - 1.0 / policy.levy)).sum(axis=0)
    subsidy_cost = subsidy.sum(axis=0) - levy
    world_output = float(benchmark.output_usd_bn.sum())
    growth = {
        "zero": np.zeros(outcome.n_policies),
        "fixed": np.ones(outcome.n_policies),
        "share_of_output": outcome.output.sum(axis=(0, 1)) / world_output,
    }[economy.imbalance]
    deficit = benchmark.deficit_usd_bn[:, None] * growth + outcome.transfer_usd_bn - lent
    total = border + public
    income = outcome.wage_hat * benchmark.value_added_usd_bn[:, None]
    income = income + tariff + export_tax - markups + rent_in - subsidy_cost + deficit
    income = income - public.sum(axis=(0, 2))
    return {
        "tariff_revenue": (outcome.tariff_revenue - tariff) / world,
        "export_tax_revenue": (outcome.export_tax_revenue - export_tax) / world,
        "markups": (outcome.markup_cost - markups) / world,
        "lending": (outcome.lending_usd_bn - lent) / world,
        "rents": np.concatenate(
            [
                outcome.quota_rent_exporter - rent_exporter,
                outcome.quota_rent_importer - rent_importer,
                outcome.quota_rent_burnt - (policy.burnt * rent).sum(axis=(0, 1)),
            ]
        )
        / world,
        "income": (outcome.income - income) / world,
        "deficit": (outcome.deficit_usd_bn - deficit) / world,
        "border": (outcome.border_flows_usd_bn - total) / world,
        "walras": (total.sum(axis=(0, 2)) - total.sum(axis=(0, 1)) - deficit) / world,
        "subsidy": (outcome.purchase_subsidy_cost - subsidy_cost) / world,
    }


def _lending(economy: Economy, outcome: Outcome) -> Floats:
    """Return what regions lend more abroad, kappa VA (ln w_hat - mean), (N, P)."""
    value_added = economy.benchmark.value_added_usd_bn
    log_wage = np.log(outcome.wage_hat)
    mean = np.average(log_wage, axis=0, weights=value_added)
    return np.asarray(economy.lending_response * value_added[:, None] * (log_wage - mean))


def _quotas(
    benchmark: Benchmark, batch: PolicyBatch, outcome: Outcome, delivered: Floats, mu: Floats
) -> Floats:
    """Complementarity 0 <= mu perp Vbar - V_hat >= 0, as min of the two, and any excess volume."""
    base = benchmark.flows_usd_bn[..., None]
    capped = np.isfinite(batch.export_cap) & (base > 0.0)
    volume = delivered / (np.where(base > 0.0, base, 1.0) * outcome.cost_hat[:, None])
    slack = np.where(capped, batch.export_cap - volume, np.inf)
    return np.where(capped & (batch.export_cap > 0.0), np.minimum(slack, mu), 0.0)


def _import_quotas(
    benchmark: Benchmark, batch: PolicyBatch, outcome: Outcome, delivered: Floats, policy: Wedges
) -> Floats:
    """Return m less its projection on the box 0 <= m <= rho - 1 perp V_hat - Vbar."""
    base = benchmark.flows_usd_bn[..., None]
    limited = np.isfinite(batch.import_quota) & (base > 0.0) & ~policy.banned
    most = batch.over_quota_extra_rate / (1.0 + policy.tariff)
    volume = delivered / (np.where(base > 0.0, base, 1.0) * outcome.cost_hat[:, None])
    excess = np.where(limited, volume - batch.import_quota, 0.0)
    m = policy.import_quota
    return np.where(limited, m - np.clip(m + excess, 0.0, most), m)


def _purchases(
    economy: Economy,
    batch: PolicyBatch,
    outcome: Outcome,
    base: Floats | None,
    given_up: Floats,
) -> Floats:
    """Complementarity 0 <= s + duties waived (`given_up`) perp F - Fbar >= 0, USD bn."""
    asked = batch.purchase_usd_bn > 0.0
    if not asked.any():
        return np.zeros_like(batch.purchase_usd_bn)
    if base is None:
        base = economy.solve(batch.without_purchases(), tolerance=1e-12).flows_usd_bn
        private = outcome.flows_usd_bn
    else:
        private = outcome.flows_usd_bn - batch.public_purchase_usd_bn
    slack = private - base - batch.purchase_usd_bn
    return np.where(asked, np.minimum(slack, given_up), 0.0)
