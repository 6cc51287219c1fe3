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

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.layout import Structure
from sim.economy.policy import PolicyBatch

Positions = NDArray[np.intp]
# (importer, exporter, sector, policy) of a cell, (importer, sector, policy) of a market.
Cells = tuple[Positions, ...]

_MAX_NEWTON = 60
_NEWTON_TOLERANCE = 1e-14
# A levy cannot pay for more than the whole market: H then runs to this many log points above the
# market without the rule, the suppliers' parts do not add up, and `unspent` says so.
_LOG_REACH = 30.0


@dataclass(frozen=True, eq=False)
class Solved:
    """Wedges and claims of the ruled cells at one set of prices and spending, one entry a cell.

    `unspent`, one entry a market, is how far (USD bn) the suppliers' parts miss the market's
    spending: nothing, unless a commitment asks for more than the market.
    """

    wedge: Floats
    producer: Floats
    exporter_state: Floats
    delivered: Floats
    unspent: Floats


@dataclass(frozen=True, eq=False)
class VolumeRules:
    """Cells under a quota or commitment; `cell` = (importer, exporter, sector, policy).

    `market` numbers the (importer, sector, policy) of each cell, `market_at` says where that is.
    """

    cell: Cells
    market: Positions
    market_at: Cells
    is_quota: NDArray[np.bool_]
    on_levy: NDArray[np.bool_]
    theta: Floats
    weight: Floats
    gross: Floats
    export_tax: Floats
    limit: Floats
    rent_exporter: Floats
    rent_burnt: Floats

    @classmethod
    def of(
        cls,
        *,
        benchmark: Benchmark,
        structure: Structure,
        batch: PolicyBatch,
        flow_target_usd_bn: Floats | None,
        demand: Floats,
        gross: Floats,
        export_tax: Floats | None,
    ) -> VolumeRules | None:
        """Collect the ruled cells of a batch; None when there are none.

        `limit` is Vbar times the benchmark flow for a quota (times c_hat later), Fbar for a
        commitment, both USD bn at producer value.
        """
        base = benchmark.flows_usd_bn.transpose(1, 2, 0)[..., None]
        limit = np.full(demand.shape, np.nan)
        quota = np.zeros(demand.shape, dtype=bool)
        cap = batch.given("export_cap")
        if cap is not None:
            volume = cap.transpose(1, 2, 0, 3)
            quota = np.isfinite(volume) & (volume > 0.0) & (base > 0.0)
            limit[quota] = volume[quota] * np.broadcast_to(base, volume.shape)[quota]
        purchase = batch.given("purchase_usd_bn")
        if purchase is not None and flow_target_usd_bn is not None:
            asked = purchase.transpose(1, 2, 0, 3) > 0.0
            limit[asked] = flow_target_usd_bn.transpose(1, 2, 0, 3)[asked]
        cell = np.nonzero(~np.isnan(limit))
        if cell[0].size == 0:
            return None
        importer, exporter, sector, policy = cell
        key = np.ravel_multi_index((importer, sector, policy), _market_shape(structure, batch))
        markets, market = np.unique(key, return_inverse=True)
        shares = [
            np.broadcast_to(np.asarray(s, dtype=np.float64), benchmark.flows_usd_bn.shape)
            for s in (batch.quota_rent_share_exporter, batch.quota_rent_share_importer)
        ]
        to_exporter, to_importer = (s[sector, importer, exporter] for s in shares)
        return cls(
            cell=cell,
            market=market.astype(np.intp),
            market_at=np.unravel_index(markets, _market_shape(structure, batch)),
            is_quota=quota[cell],
            on_levy=~quota[cell] & (batch.purchase_financing == "levy"),
            theta=structure.theta[sector, 0],
            weight=demand[cell],
            gross=gross[cell],
            export_tax=np.zeros(sector.size) if export_tax is None else export_tax[cell],
            limit=limit[cell],
            rent_exporter=to_exporter.copy(),
            rent_burnt=np.maximum(0.0, 1.0 - to_exporter - to_importer),
        )

    def take(self, positions: Positions) -> VolumeRules | None:
        """Return the rules of the policies at these positions, renumbered."""
        policy, kept = np.nonzero(self.cell[3][None, :] == positions[:, None])
        if kept.size == 0:
            return None
        importer, exporter, sector = (axis[kept] for axis in self.cell[:3])
        shape = (int(importer.max()) + 1, int(sector.max()) + 1, len(positions))
        markets, market = np.unique(
            np.ravel_multi_index((importer, sector, policy), shape), return_inverse=True
        )
        per_cell = {
            field.name: getattr(self, field.name)[kept]
            for field in fields(self)
            if field.name not in ("cell", "market", "market_at")
        }
        return replace(
            self,
            cell=(importer, exporter, sector, policy),
            market=market.astype(np.intp),
            market_at=np.unravel_index(markets, shape),
            **per_cell,
        )

    def solve(
        self, cost: Floats, cost_power: Floats, spending: Floats, free: Floats
    ) -> tuple[Floats, Floats, Solved]:
        """Return (D, H) with the ruled cells in, and the cells' wedges and claims.

        `cost` c_hat, `cost_power` c_hat^-theta, `spending` USD bn and `free` (denominator of
        the unruled suppliers) are (N, J, W); so are D and H.
        """
        _, exporter, sector, policy = self.cell
        at_seller = (exporter, sector, policy)
        weight = self.weight * cost_power[at_seller]
        limit = np.where(self.is_quota, self.limit * cost[at_seller], self.limit)
        market_spending = np.maximum(spending[self.market_at], np.finfo(float).tiny)
        # log of z at H = 1; z falls with H^(1/(theta+1)).
        with np.errstate(divide="ignore"):
            log_ask = np.log(market_spending[self.market] * weight / (self.gross * limit))
        free_here = free[self.market_at]
        log_h = self._denominator(weight, log_ask, free_here)
        wedge = np.exp(self._log_wedge(log_ask, log_h))
        h = np.exp(log_h)
        d = free_here + self._by_market(weight * wedge**-self.theta)
        all_d, all_h = free.copy(), free.copy()
        all_d[self.market_at] = d
        all_h[self.market_at] = h
        delivered = (market_spending / h)[self.market] * weight * wedge ** (-self.theta - 1.0)
        delivered /= self.gross
        rent = np.where(self.is_quota, wedge - 1.0, 0.0)
        solved = Solved(
            wedge=wedge,
            producer=delivered * (1.0 + self.rent_burnt * rent),
            exporter_state=delivered * (self.export_tax * (1.0 + rent) + self.rent_exporter * rent),
            delivered=delivered,
            unspent=market_spending
            * np.abs(self._parts(weight, np.log(wedge), free_here) / h - 1.0),
        )
        return all_d, all_h, solved

    def _log_wedge(self, log_ask: Floats, log_h: Floats) -> Floats:
        """Log of z: the wedge that meets the rule, or 0 where the rule does not bind."""
        needed = (log_ask - log_h[self.market]) / (self.theta + 1.0)
        return np.where(self.is_quota, np.maximum(needed, 0.0), np.minimum(needed, 0.0))

    def _denominator(self, weight: Floats, log_ask: Floats, free: Floats) -> Floats:
        """Solve log H = log(free + parts(H)) by Newton's method, bracketed; slope of rhs < 1.

        A market leaves the iteration when it has converged, so that its result does not depend on
        the other markets.
        """
        exponent = self._exponent
        low = np.full(free.shape, -np.inf)
        high = np.full(free.shape, np.inf)
        log_h = np.log(free + self._by_market(weight))
        reach = log_h + _LOG_REACH
        done = np.zeros(free.shape, dtype=bool)
        for _ in range(_MAX_NEWTON):
            log_z = self._log_wedge(log_ask, log_h)
            part = weight * np.exp(-exponent * log_z)
            total = free + self._by_market(part)
            gap = np.log(total) - log_h
            responds = part * exponent / (self.theta + 1.0) * (log_z != 0.0)
            slope = self._by_market(responds) / total
            low = np.where(gap > 0.0, log_h, low)
            high = np.where(gap > 0.0, high, log_h)
            with np.errstate(divide="ignore"):
                step = log_h + gap / np.maximum(1.0 - slope, 1e-12)
            outside = (step < low) | (step > high)
            step = np.where(outside, 0.5 * (low + high), step)
            new = np.where(done, log_h, np.minimum(step, reach))
            done |= np.abs(new - log_h) <= _NEWTON_TOLERANCE * (1.0 + np.abs(log_h))
            log_h = new
            if done.all():
                return log_h
        return log_h

    def _parts(self, weight: Floats, log_z: Floats, free: Floats) -> Floats:
        """All suppliers' parts at these wedges, by market; equal to H at the solution."""
        return free + self._by_market(weight * np.exp(-self._exponent * log_z))

    @property
    def _exponent(self) -> Floats:
        return np.where(self.on_levy, self.theta + 1.0, self.theta)

    def _by_market(self, values: Floats) -> Floats:
        total: Floats = np.bincount(
            self.market, weights=values, minlength=self.market_at[0].size
        ).astype(np.float64)
        return total


def _market_shape(structure: Structure, batch: PolicyBatch) -> tuple[int, int, int]:
    return structure.n_regions, structure.n_sectors, batch.n_policies
