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
    `ruled`, `is_quota`, `on_levy`, `weight` pi kappa_hat^-theta, `gross`, `export_tax`, and `limit`,
    Vbar times the benchmark flow for a quota (times c_hat later), Fbar for a commitment, both USD
    bn at producer value. Where a policy has no rule the weight is 0: such a cell takes no part.
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
        capped, asked = _ruled_cells(benchmark, batch)
        sector, importer, exporter = at = np.nonzero(capped | asked)
        if sector.size == 0:
            return None
        shape = (sector.size, batch.n_policies)
        limit, quota, committed = np.full(shape, np.inf), np.zeros(shape, bool), np.zeros(shape, bool)
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
        by_policy = ("ruled", "is_quota", "on_levy", "weight", "gross", "export_tax", "limit")
        return replace(
            self, **{name: np.take(getattr(self, name), positions, axis=1) for name in by_policy}
        )

    @property
    def market_at(self) -> tuple[Positions, Positions]:
        """(importer, sector) of each market, (M,)."""
        first = np.searchsorted(self.markets.group, np.arange(self.markets.keys.size))
        order = np.argsort(self.markets.group, kind="stable")[first]
        return self.importer[order], self.sector[order]
