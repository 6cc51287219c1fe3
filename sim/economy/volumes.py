"""Rules on volumes, solved in closed form inside a sweep: export quotas and purchase commitments.

A quota (0 <= mu perp Vbar - V_hat >= 0) and a commitment (0 <= s perp F - Fbar >= 0) both ask for
the wedge z on one supplier's price, z = 1 + mu or z = 1 - s, that puts its flow where it must be.
In a market (one buyer, one sector) with denominator H, supplier k receives

    F_k = (X / H) a_k z_k^-(theta+1) / w_k,       w = (1+t)(1+e),  a = pi (kappa_hat c_hat)^-theta

so z_k = (X a_k / (w_k Fbar_k H))^(1/(theta+1)), floored at 1 for a quota and capped at 1 for a
commitment, and H solves one monotone equation a market, H = sum of all suppliers' parts:

    part_k = a_k z_k^-theta                quota, or commitment paid by the budget
    part_k = a_k z_k^-(theta+1)            commitment paid by a levy of H / D - 1 on the market

where D, with every part at z^-theta, makes the price. Worked number: one supplier with a small
share, theta = 1.73, halved at constant price: 1 + mu = 0.5^(-1/2.73) = 1.289.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.economy.benchmark import Benchmark, Bools, Floats
from sim.economy.border import Border, Positions
from sim.economy.groups import Groups
from sim.economy.layout import Structure
from sim.economy.policy import PolicyBatch

_MAX_NEWTON = 60
_NEWTON_TOLERANCE = 1e-14
# A levy cannot pay for more than the whole market: H then runs to this many log points above the
# market without the rule, the suppliers' parts do not add up, and `unspent` says so.
_LOG_REACH = 30.0


@dataclass(frozen=True, eq=False)
class Solved:
    """Wedges and claims of the ruled cells at one set of prices and spending, (C, W), USD bn.

    `unspent` (M, W) is how far the suppliers' parts miss a market's spending: nothing, unless a
    commitment asks for more than the market.
    """

    wedge: Floats
    producer: Floats
    exporter_state: Floats
    delivered: Floats
    unspent: Floats


@dataclass(frozen=True, eq=False)
class VolumeRules:
    """The C cells that any policy of a chunk puts under a rule, and each policy's rule there.

    `importer`, `exporter`, `sector` (C,); `markets` and `sellers` group the cells by (importer,
    sector) and by (exporter, sector). `theta` and the rent shares are (C, 1). By policy, (C, W):
    `ruled`, `is_quota`, `on_levy`, `weight` pi kappa_hat^-theta, `gross`, `export_tax`, and
    `limit`, Vbar times the benchmark flow for a quota (times c_hat later), Fbar for a commitment,
    both USD bn at producer value. Where a policy has no rule the weight is 0: such a cell takes no
    part.
    """

    importer: Positions
    exporter: Positions
    sector: Positions
    markets: Groups
    sellers: Groups
    theta: Floats
    rent_exporter: Floats
    rent_burnt: Floats
    ruled: Bools
    is_quota: Bools
    on_levy: Bools
    weight: Floats
    gross: Floats
    export_tax: Floats
    limit: Floats

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
        sector, importer, exporter = np.nonzero(_ruled_cells(benchmark, batch))
        at = sector, importer, exporter
        if sector.size == 0:
            return None
        shape = (sector.size, batch.n_policies)
        limit, quota, committed = (
            np.full(shape, np.inf),
            np.zeros(shape, bool),
            np.zeros(shape, bool),
        )
        cap, purchase = batch.given("export_cap"), batch.given("purchase_usd_bn")
        base = benchmark.flows_usd_bn[at][:, None]
        if cap is not None:
            volume = cap[at]
            quota = np.isfinite(volume) & (volume > 0.0) & (base > 0.0)
            limit[quota] = (volume * base)[quota]
        if purchase is not None and flow_target_usd_bn is not None:
            committed = purchase[at] > 0.0
            limit[committed] = flow_target_usd_bn[at][committed]
        ruled = quota | committed
        border = Border.of(benchmark, structure, batch, at)
        to_exporter, to_importer = (
            np.broadcast_to(np.asarray(share, dtype=np.float64), benchmark.flows_usd_bn.shape)[at]
            for share in (batch.quota_rent_share_exporter, batch.quota_rent_share_importer)
        )
        return cls(
            importer=importer,
            exporter=exporter,
            sector=sector,
            markets=Groups.of(importer * structure.n_sectors + sector),
            sellers=Groups.of(exporter * structure.n_sectors + sector),
            theta=structure.theta[sector],
            rent_exporter=to_exporter[:, None],
            rent_burnt=np.maximum(0.0, 1.0 - to_exporter - to_importer)[:, None],
            ruled=ruled,
            is_quota=~committed,
            on_levy=committed & (batch.purchase_financing == "levy"),
            weight=np.where(ruled, border.demand, 0.0),
            gross=border.gross,
            export_tax=np.zeros(shape) if border.export_tax is None else border.export_tax,
            limit=limit,
        )

    def take(self, positions: Positions) -> VolumeRules:
        """Return the rules of the policies at these positions."""
        return replace(
            self,
            ruled=np.take(self.ruled, positions, axis=1),
            is_quota=np.take(self.is_quota, positions, axis=1),
            on_levy=np.take(self.on_levy, positions, axis=1),
            weight=np.take(self.weight, positions, axis=1),
            gross=np.take(self.gross, positions, axis=1),
            export_tax=np.take(self.export_tax, positions, axis=1),
            limit=np.take(self.limit, positions, axis=1),
        )

    @property
    def market_at(self) -> tuple[Positions, Positions]:
        """(importer, sector) of each market, (M,)."""
        return self.importer[self.markets.first], self.sector[self.markets.first]

    @property
    def seller_at(self) -> tuple[Positions, Positions]:
        """(exporter, sector) of each group of sellers, (S,)."""
        return self.exporter[self.sellers.first], self.sector[self.sellers.first]

    def solve(
        self, log_cost: Floats, spending: Floats, free: Floats, log_price: Floats
    ) -> tuple[Floats, Floats, Solved]:
        """Return (D, H) with the ruled cells in, and the cells' wedges and claims.

        `log_cost` ln c_hat, `spending` USD bn, `free` (denominator of the unruled suppliers) and
        `log_price` (where to begin: H is D = P_hat^-theta in an equilibrium without a levy) are
        (N, J, W); so are D and H.
        """
        cost = log_cost[self.exporter, self.sector]
        weight = self.weight * np.exp(-self.theta * cost)
        market_spending = np.maximum(spending[self.market_at], np.finfo(float).tiny)
        # log of z at H = 1; z falls with H^(1/(theta+1)).
        with np.errstate(divide="ignore"):
            log_ask = np.log(weight / (self.gross * self.limit))
        log_ask -= np.where(self.is_quota, cost, 0.0)
        log_ask += np.log(market_spending)[self.markets.group]
        free_here = free[self.market_at]
        theta = self.theta[self.markets.first]
        log_h = self._denominator(weight, log_ask, free_here, -theta * log_price[self.market_at])
        log_z = self._log_wedge(log_ask, log_h)
        wedge, h = np.exp(log_z), np.exp(log_h)
        with_theta = weight * np.exp(-self.theta * log_z)
        parts = free_here + self.markets.sum(np.where(self.on_levy, with_theta / wedge, with_theta))
        d = free_here + self.markets.sum(with_theta)
        all_d, all_h = free.copy(), free.copy()
        all_d[self.market_at] = d
        all_h[self.market_at] = np.where(self.markets.sum(self.on_levy) > 0.0, h, d)
        delivered = (market_spending / h)[self.markets.group] * (with_theta / (wedge * self.gross))
        rent = np.where(self.is_quota, wedge - 1.0, 0.0)
        solved = Solved(
            wedge=wedge,
            producer=delivered * (1.0 + self.rent_burnt * rent),
            exporter_state=delivered * (self.export_tax * (1.0 + rent) + self.rent_exporter * rent),
            delivered=delivered,
            unspent=market_spending * np.abs(parts / h - 1.0),
        )
        return all_d, all_h, solved

    def _log_wedge(self, log_ask: Floats, log_h: Floats) -> Floats:
        """Log of z: the wedge that meets the rule, or 0 where the rule does not bind."""
        needed = (log_ask - log_h[self.markets.group]) / (self.theta + 1.0)
        return np.where(self.is_quota, np.maximum(needed, 0.0), np.minimum(needed, 0.0))

    def _denominator(self, weight: Floats, log_ask: Floats, free: Floats, begin: Floats) -> Floats:
        """Solve log H = log(free + parts(H)) by Newton's method, bracketed; slope of rhs < 1.

        A market stays where it has converged, so that its result does not depend on the other
        markets.
        """
        exponent = self.theta + self.on_levy
        elasticity = exponent / (self.theta + 1.0)
        low, high = np.full(free.shape, -np.inf), np.full(free.shape, np.inf)
        reach = np.log(free + self.markets.sum(weight)) + _LOG_REACH
        log_h = np.minimum(begin, reach)
        for _ in range(_MAX_NEWTON):
            log_z = self._log_wedge(log_ask, log_h)
            part = weight * np.exp(-exponent * log_z)
            total = free + self.markets.sum(part)
            gap = np.log(total) - log_h
            # Also done where the reach stops a market: `unspent` then tells.
            done = np.abs(gap) <= _NEWTON_TOLERANCE * (1.0 + np.abs(log_h))
            done |= (log_h == reach) & (gap > 0.0)
            if done.all():
                break
            slope = self.markets.sum(np.where(log_z == 0.0, 0.0, part * elasticity)) / total
            np.copyto(low, log_h, where=gap > 0.0)
            np.copyto(high, log_h, where=gap <= 0.0)
            with np.errstate(divide="ignore"):
                new = log_h + gap / np.maximum(1.0 - slope, 1e-12)
            outside = (new < low) | (new > high)
            new = np.where(outside, 0.5 * (low + high), new)
            log_h = np.where(done, log_h, np.minimum(new, reach))
        return log_h


def _ruled_cells(benchmark: Benchmark, batch: PolicyBatch) -> Bools:
    """Return which flows any policy caps (bans are no rule) or commits to, (J, N, N)."""
    ruled = np.zeros(benchmark.flows_usd_bn.shape, dtype=bool)
    cap, purchase = batch.given("export_cap"), batch.given("purchase_usd_bn")
    if cap is not None:
        ruled |= (np.isfinite(cap) & (cap > 0.0)).any(axis=-1) & (benchmark.flows_usd_bn > 0.0)
    if purchase is not None:
        ruled |= purchase.any(axis=-1)
    return ruled
