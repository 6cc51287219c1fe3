"""Rules on volumes, solved in closed form inside a sweep: quotas and purchase commitments.

An export quota (0 <= mu perp Vbar - V_hat >= 0), a tariff-rate quota (V_hat - Vbar perp m, with
0 <= m <= rho - 1) and a commitment (0 <= s perp F - Fbar >= 0) all ask for the wedge z on one
supplier's price, z = 1 + mu, 1 + m or 1 - s, that puts its flow where it must be. In a market (one
buyer, one sector) with denominator H, supplier k receives

    F_k = (X / H) a_k z_k^-(theta+1) / w_k,       w = (1+t)(1+e),  a = pi (kappa_hat c_hat)^-theta

so z_k = (X a_k / (w_k Fbar_k H))^(1/(theta+1)). It is floored at 1 for a quota, capped at 1 for a
commitment and at rho = (1+t_over)/(1+t) for a tariff-rate quota, beyond which all units pay t_over.
A commitment inside a tariff-rate quota takes the lower of the two wedges: the buying state first
waives its duty beyond the quota, then pays. H solves one monotone equation a market,

    H = G(D) + sum over levied k of a_k (z_k^-(theta+1) - z_k^-theta),    D = sum of a_k z_k^-theta

with G(D) = D, or what `nest` says where home goods are a tier of their own. H / G - 1 is the levy
on the market that pays for commitments on it. Worked numbers: one supplier with a small share,
theta = 1.73, halved at constant price: 1 + mu = 0.5^(-1/2.73) = 1.289. Under a tariff-rate quota of
half its volume at 10 % and 30 % beyond, rho = 1.182 < 1.289: it sells 1.182^-2.73 = 0.634.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Bools, Floats
from sim.economy.border import Border, Positions
from sim.economy.groups import Groups
from sim.economy.layout import Structure
from sim.economy.policy import PolicyBatch
from sim.economy.ruled_markets import MarketTiers, RuledMarkets


@dataclass(frozen=True, eq=False)
class Solved:
    """Wedges and claims of the ruled cells at one set of prices and spending, (C, W), USD bn.

    `delivered` producer value of what arrives; `rent` on licences of either kind of quota, of which
    `rent_exporter`, `rent_importer` and `rent_burnt` are parts (what is left of the rent of a
    tariff-rate quota is revenue of the importing state). `producer` includes what is burnt;
    `exporter_state` export tax and the exporter's rent. `unspent` (M, W) is how far the suppliers'
    parts miss a market's spending: nothing, unless a commitment asks for more than the market.
    """

    wedge: Floats
    producer: Floats
    exporter_state: Floats
    delivered: Floats
    rent: Floats
    unspent: Floats


@dataclass(frozen=True, eq=False)
class RentShares:
    """Who earns the rents of C cells, (C, 1): of export quotas, and of tariff-rate quotas."""

    exporter: Floats
    burnt: Floats
    import_exporter: Floats
    import_importer: Floats

    @classmethod
    def of(
        cls, batch: PolicyBatch, at: tuple[Positions, ...], shape: tuple[int, ...]
    ) -> RentShares:
        """Read the shares of a batch at (sector, importer, exporter) of arrays of this shape."""

        def column(share: float | Floats) -> Floats:
            return np.broadcast_to(np.asarray(share, dtype=np.float64), shape)[at][:, None]

        exporter = column(batch.quota_rent_share_exporter)
        importer = column(batch.quota_rent_share_importer)
        return cls(
            exporter,
            np.maximum(0.0, 1.0 - exporter - importer),
            column(batch.import_quota_rent_share_exporter),
            column(batch.import_quota_rent_share_importer),
        )


@dataclass(frozen=True, eq=False)
class Limits:
    """What of the rules no sweep changes.

    `power` theta + 1 and `slope_of_wedge` theta / (theta + 1), (C, 1); `for_cap` ln (pi
    kappa_hat^-theta / (w Vbar)) (C, W), -inf where nothing is asked; `committed`, cells in which
    any policy commits, and `for_target` the same for Fbar in these, inf where nothing is;
    `levied`, cells in which any policy has a levy pay; `has_ceiling`, whether there is a
    tariff-rate quota.
    """

    power: Floats
    slope_of_wedge: Floats
    for_cap: Floats
    committed: Positions
    for_target: Floats
    levied: Positions
    has_ceiling: bool

    @classmethod
    def of(cls, rules: VolumeRules) -> Limits:
        """Work out the constants of the rules."""
        committed = np.flatnonzero((rules.target > 0.0).any(axis=1))
        target = rules.target[committed]
        with np.errstate(divide="ignore", invalid="ignore"):
            asked = np.log(rules.weight / rules.gross)
            for_cap = np.where(rules.weight > 0.0, asked - np.log(rules.cap), -np.inf)
            for_target = np.where(target > 0.0, asked[committed] - np.log(target), np.inf)
        power = rules.theta + 1.0
        return cls(
            power=power,
            slope_of_wedge=rules.theta / power,
            for_cap=for_cap,
            committed=committed,
            for_target=for_target,
            levied=np.flatnonzero(rules.on_levy.any(axis=1)),
            has_ceiling=bool(np.isfinite(rules.log_ceiling).any()),
        )


@dataclass(frozen=True, eq=False)
class VolumeRules:
    """The C cells that any policy of a chunk puts under a rule, and each policy's rule there.

    `importer`, `exporter`, `sector` (C,); `markets` and `sellers` group the cells by (importer,
    sector) and by (exporter, sector). `theta` is (C, 1). By policy, (C, W): `ruled`, `on_levy`,
    `weight` pi kappa_hat^-theta, `gross`, `export_tax`; `cap`, Vbar times the benchmark flow (times
    c_hat later), inf without a quota; `log_ceiling` ln rho, inf for an export quota; `is_import`
    marks tariff-rate quotas; `target`, Fbar, 0 without a commitment. Both limits are in USD bn at
    producer value. Where a policy has no rule the weight is 0: such a cell takes no part.
    """

    importer: Positions
    exporter: Positions
    sector: Positions
    markets: Groups
    sellers: Groups
    theta: Floats
    shares: RentShares
    tiers: MarketTiers | None
    ruled: Bools
    is_import: Bools
    on_levy: Bools
    weight: Floats
    gross: Floats
    export_tax: Floats
    cap: Floats
    log_ceiling: Floats
    target: Floats

    @classmethod
    def of(
        cls,
        *,
        benchmark: Benchmark,
        structure: Structure,
        batch: PolicyBatch,
        flow_target_usd_bn: Floats | None,
    ) -> VolumeRules | None:
        """Collect the ruled cells of a batch; None when there are none."""
        at = _by_market(np.nonzero(_ruled_cells(benchmark, batch)), benchmark.n_regions)
        sector, importer, exporter = at
        if sector.size == 0:
            return None
        shape = (sector.size, batch.n_policies)
        border = Border.of(benchmark, structure, batch, (sector, importer, exporter))
        base = benchmark.flows_usd_bn[at][:, None]
        quota, cap, log_ceiling = _quotas(benchmark, batch, at, base, shape)
        target = np.zeros(shape)
        purchase = batch.given("purchase_usd_bn")
        if purchase is not None and flow_target_usd_bn is not None:
            committed = purchase[at] > 0.0
            target[committed] = flow_target_usd_bn[at][committed]
        ruled = quota | (target > 0.0)
        following = (np.diff(importer) != 0) | (np.diff(sector) != 0)
        markets = Groups.of(np.concatenate([[0], np.cumsum(following)]))
        return cls(
            importer=importer,
            exporter=exporter,
            sector=sector,
            markets=markets,
            sellers=Groups.of(exporter * structure.n_sectors + sector),
            theta=structure.theta[sector],
            shares=RentShares.of(batch, at, benchmark.flows_usd_bn.shape),
            tiers=MarketTiers.of(structure, importer[markets.first], sector[markets.first]),
            ruled=ruled,
            is_import=np.isfinite(log_ceiling),
            on_levy=(target > 0.0) & batch.on_levy[at][:, None],
            weight=np.where(ruled, border.demand, 0.0),
            gross=border.gross,
            export_tax=np.zeros(shape) if border.export_tax is None else border.export_tax,
            cap=cap,
            log_ceiling=log_ceiling,
            target=target,
        )

    def take(self, positions: Positions) -> VolumeRules:
        """Return the rules of the policies at these positions."""
        by_policy: dict[str, Any] = {
            name: np.take(getattr(self, name), positions, axis=1)
            for name in (
                *("ruled", "is_import", "on_levy", "weight", "gross"),
                *("export_tax", "cap", "log_ceiling", "target"),
            )
        }
        return replace(self, **by_policy)

    @cached_property
    def limits(self) -> Limits:
        """What no sweep changes."""
        return Limits.of(self)

    @cached_property
    def exporters(self) -> Groups:
        """The cells by exporter."""
        return Groups.of(self.exporter)

    @cached_property
    def market_at(self) -> tuple[Positions, Positions]:
        """(importer, sector) of each market, (M,)."""
        return self.importer[self.markets.first], self.sector[self.markets.first]

    @cached_property
    def seller_at(self) -> tuple[Positions, Positions]:
        """(exporter, sector) of each group of sellers, (S,)."""
        return self.exporter[self.sellers.first], self.sector[self.sellers.first]

    def solve(
        self,
        *,
        log_cost: Floats,
        cost_power: Floats,
        spending: Floats,
        free: Floats,
        log_price: Floats,
        attraction: Floats | None = None,
    ) -> tuple[Floats, Floats, Solved]:
        """Return D with the ruled cells in, 1 + levy by market (M, W), and the cells' claims.

        `log_cost` ln c_hat, `cost_power` c_hat^-theta, `spending` USD bn, `free` (D of the unruled
        suppliers) and `log_price` (where to begin: without a levy H follows from P_hat) are
        (N, J, W); so is D. `attraction` h of home goods is (N, K, W), given with nested sectors.
        """
        cost = log_cost[self.exporter, self.sector]
        weight = self.weight * cost_power[self.exporter, self.sector]
        market_spending = np.maximum(spending[self.market_at], np.finfo(float).tiny)
        markets = RuledMarkets.of(
            self,
            weight=weight,
            cost=cost,
            spending=market_spending,
            free=free[self.market_at],
            attraction=attraction,
        )
        found = markets.solve(-self.theta[self.markets.first] * log_price[self.market_at])
        at, log_z = found.sums, found.log_wedge
        wedge, h = np.exp(log_z), np.exp(found.log_h)
        all_d = free.copy()
        all_d[self.market_at] = at.imports
        levied = self.markets.sum(self.on_levy) > 0.0
        per_weight = market_spending / np.where(levied, h, at.before_levy)
        delivered = -self.limits.power * log_z
        np.exp(delivered, out=delivered)
        delivered *= weight
        delivered /= self.gross
        delivered *= per_weight[self.markets.group]
        solved = self._claims(wedge, delivered, cost, market_spending, at.whole / h)
        return all_d, np.where(levied, h / at.before_levy, 1.0), solved

    def levy_home(self, home_paid: Floats, levied: Floats) -> None:
        """Take a levy out of what is paid for home goods, (N, K, W), in place."""
        if self.tiers is not None:
            home_paid[self.tiers.importer, self.tiers.place] /= levied[self.tiers.nested]

    def _claims(
        self,
        wedge: Floats,
        delivered: Floats,
        log_cost: Floats,
        market_spending: Floats,
        spent_share: Floats,
    ) -> Solved:
        above = np.maximum(wedge, 1.0) - 1.0
        rent, licensed, to_exporter = delivered * above, above, self.shares.exporter
        if self.limits.has_ceiling:
            with np.errstate(divide="ignore", invalid="ignore"):
                part = np.minimum(1.0, self.cap * np.exp(log_cost) / delivered)
            within = np.where(delivered > 0.0, part, 0.0)
            rent = rent * np.where(self.is_import, self.gross * within, 1.0)
            licensed = np.where(self.is_import, 0.0, above)
            to_exporter = np.where(self.is_import, self.shares.import_exporter, to_exporter)
        return Solved(
            wedge=wedge,
            producer=delivered * (1.0 + self.shares.burnt * licensed),
            exporter_state=delivered * self.export_tax * (1.0 + licensed) + to_exporter * rent,
            delivered=delivered,
            rent=rent,
            unspent=market_spending * np.abs(spent_share - 1.0),
        )


def _quotas(
    benchmark: Benchmark,
    batch: PolicyBatch,
    at: tuple[NDArray[np.intp], ...],
    base: Floats,
    shape: tuple[int, ...],
) -> tuple[Bools, Floats, Floats]:
    """Return where a quota of either kind holds, its volume at base prices, and ln rho, (C, W)."""
    quota, cap, log_ceiling = np.zeros(shape, bool), np.full(shape, np.inf), np.full(shape, np.inf)
    hard, soft = batch.given("export_cap"), batch.given("import_quota")
    banned = np.zeros(shape, bool)
    if hard is not None:
        volume = hard[at]
        banned = volume == 0.0
        quota = np.isfinite(volume) & ~banned & (base > 0.0)
        cap[quota] = (volume * base)[quota]
    extra = batch.given("over_quota_extra_rate")
    if soft is not None and extra is not None:
        volume = soft[at]
        limited = np.isfinite(volume) & ~banned & (base > 0.0)
        tariff = batch.given("tariff_rate")
        rate = benchmark.tariff_rate[at][:, None] if tariff is None else tariff[at]
        cap[limited] = (volume * base)[limited]
        log_ceiling[limited] = np.log1p(extra[at] / (1.0 + rate))[limited]
        quota |= limited
    return quota, cap, log_ceiling


def _by_market(at: tuple[Positions, ...], n_regions: int) -> tuple[Positions, ...]:
    """Return cells (sector, importer, exporter) market by market, small markets first.

    Markets of one size then lie side by side, and sums over them are quick.
    """
    sector, importer, exporter = at
    _, market, size = np.unique(
        sector * n_regions + importer, return_inverse=True, return_counts=True
    )
    order = np.lexsort((exporter, market, size[market]))
    return sector[order], importer[order], exporter[order]


def _ruled_cells(benchmark: Benchmark, batch: PolicyBatch) -> Bools:
    """Return which flows any policy caps (bans are no rule) or commits to, (J, N, N)."""
    ruled = np.zeros(benchmark.flows_usd_bn.shape, dtype=bool)
    cap, purchase = batch.given("export_cap"), batch.given("purchase_usd_bn")
    if cap is not None:
        ruled |= (np.isfinite(cap) & (cap > 0.0)).any(axis=-1) & (benchmark.flows_usd_bn > 0.0)
    quota, extra = batch.given("import_quota"), batch.given("over_quota_extra_rate")
    if quota is not None and extra is not None:
        ruled |= np.isfinite(quota).any(axis=-1) & (benchmark.flows_usd_bn > 0.0)
    if purchase is not None:
        ruled |= purchase.any(axis=-1)
    return ruled
