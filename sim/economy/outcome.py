"""What an equilibrium says about each policy: flows, incomes, prices, welfare; policy axis last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats


@dataclass(frozen=True, eq=False)
class Outcome:
    """Equilibria of P policies; values in USD bn a year, the numeraire is world value added.

    Levels: `flows_usd_bn` (J, N, N, P) as [sector, importer, exporter], producer value, public
    purchases included; `border_premium_usd_bn`, what the exporter's country receives on top (export
    tax and its share of quota rents), None where nothing is;
    `spending` (J, N, P) private, purchaser value, `output` (J, N, P), `income`, `tariff_revenue`,
    `export_tax_revenue`, `deficit_usd_bn`, `transfer_usd_bn`, `public_purchase_cost`,
    `purchase_subsidy_cost`, `quota_rent_exporter`, `quota_rent_importer`, `quota_rent_burnt`
    (N, P). Rents are of both kinds of quota; `tariff_revenue` holds what beyond a tariff-rate quota
    is paid, and the state's part of its rent.
    `income` is household income: after subsidies and public purchases, with D.
    Changes new/old: `wage_hat` (N, P), `price_hat` and `cost_hat` (J, N, P).
    Wedges (J, N, N, P), None where the batch has no such rule: `quota_wedge` mu (inf under a ban),
    `import_quota_wedge` m of a tariff-rate quota, `purchase_subsidy` s; `levy_rate` (J, N, P) on
    the buyer's market.
    Solver: `residual` (P,) largest defect relative to world output, `sweeps` (P,).
    """

    benchmark: Benchmark
    wage_hat: Floats
    price_hat: Floats
    cost_hat: Floats
    flows_usd_bn: Floats
    border_premium_usd_bn: Floats | None
    spending: Floats
    output: Floats
    income: Floats
    tariff_revenue: Floats
    export_tax_revenue: Floats
    deficit_usd_bn: Floats
    transfer_usd_bn: Floats
    public_purchase_cost: Floats
    purchase_subsidy_cost: Floats
    quota_rent_exporter: Floats
    quota_rent_importer: Floats
    quota_rent_burnt: Floats
    quota_wedge: Floats | None
    import_quota_wedge: Floats | None
    purchase_subsidy: Floats | None
    levy_rate: Floats | None
    residual: Floats
    sweeps: NDArray[np.int64]

    @property
    def n_policies(self) -> int:
        """Number of policies P."""
        return int(self.residual.shape[0])

    @property
    def border_flows_usd_bn(self) -> Floats:
        """Flows at border value, what is paid to the exporter's country, (J, N, N, P), USD bn."""
        if self.border_premium_usd_bn is None:
            return self.flows_usd_bn
        return self.flows_usd_bn + self.border_premium_usd_bn

    @cached_property
    def value_added(self) -> Floats:
        """Value added by sector, beta Y', (J, N, P), USD bn."""
        return self.benchmark.value_added_share[:, :, None] * self.output

    @cached_property
    def price_index_hat(self) -> Floats:
        """Households' cost of living, prod_j P_hat_j^alpha_j, (N, P)."""
        index: Floats = np.exp(
            np.einsum("jn,jnp->np", self.benchmark.final_share, np.log(self.price_hat))
        )
        return index

    @cached_property
    def real_wage_hat(self) -> Floats:
        """Wage over the cost of living, new/old, (N, P)."""
        return self.wage_hat / self.price_index_hat

    @cached_property
    def welfare_hat(self) -> Floats:
        """Real household income, W_hat = (I'/I) / prod_j P_hat_j^alpha_j, (N, P)."""
        return self.income / self.benchmark.income_usd_bn[:, None] / self.price_index_hat

    @cached_property
    def ev_usd_bn(self) -> Floats:
        """Equivalent variation I (W_hat - 1) of the household, USD bn a year, (N, P)."""
        return self.benchmark.income_usd_bn[:, None] * (self.welfare_hat - 1.0)

    @cached_property
    def ev_without_transfer_usd_bn(self) -> Floats:
        """Equivalent variation less the inflow itself, I (W_hat - 1) - transfer / P, (N, P).

        A capital inflow is lent, not given: it moves prices, but is no part of a gain.
        """
        return self.ev_usd_bn - self.transfer_usd_bn / self.price_index_hat

    @cached_property
    def real_volume_hat(self) -> Floats:
        """Real volume shipped, F' / (F c_hat), (J, N, N, P); 1 where the benchmark has no flow."""
        base = self.benchmark.flows_usd_bn[..., None]
        cost = self.cost_hat[:, None, :, :]
        traded = base > 0.0
        return np.where(traded, self.flows_usd_bn / (np.where(traded, base, 1.0) * cost), 1.0)

    def goods_balance(self, region: int, partner: int | None = None) -> Floats:
        """Goods exports less imports at border value, with one partner or all, (P,), USD bn."""
        goods = self._goods_flows
        if partner is None:
            return _floats(goods[:, region].sum(axis=0) - goods[region].sum(axis=0))
        return _floats(goods[partner, region] - goods[region, partner])

    @cached_property
    def _goods_flows(self) -> Floats:
        """Goods at border value, (N, N, P) as [importer, exporter, policy], USD bn."""
        total = np.zeros(self.flows_usd_bn.shape[1:])
        for sector in np.flatnonzero(self.benchmark.goods):
            total += self.flows_usd_bn[sector]
            if self.border_premium_usd_bn is not None:
                total += self.border_premium_usd_bn[sector]
        return total

    def take(self, indices: NDArray[np.intp] | list[int] | slice) -> Outcome:
        """Return the outcomes of the policies at these positions."""
        taken: dict[str, Any] = {
            field.name: value[..., indices]
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), np.ndarray)
        }
        return replace(self, **taken)

    @classmethod
    def joined(cls, parts: Iterable[Outcome], n_policies: int) -> Outcome:
        """Join outcomes along the policy axis, each let go once it is copied.

        A wedge that only some parts have is zero in the others.
        """
        joined: dict[str, Any] = {}
        first = 0
        for part in parts:
            if part.n_policies == n_policies:
                return part
            here = slice(first, first + part.n_policies)
            for field in fields(cls):
                values, whole = getattr(part, field.name), joined.get(field.name)
                if isinstance(values, np.ndarray):
                    if whole is None:
                        whole = np.empty((*values.shape[:-1], n_policies), dtype=values.dtype)
                        whole[..., :first] = 0
                    whole[..., here] = values
                elif isinstance(whole, np.ndarray):
                    whole[..., here] = 0
                else:
                    whole = values
                joined[field.name] = whole
            first += part.n_policies
        return cls(**joined)


def _floats(values: Floats) -> Floats:
    return np.asarray(values, dtype=np.float64)
