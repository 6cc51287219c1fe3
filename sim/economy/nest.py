"""A second tier of demand: home goods against imports, then suppliers among imports.

In a nested sector buyers choose between home and imports with elasticity theta^h, and among foreign
suppliers with theta (elasticities of expenditure shares; sigma = theta + 1):

    D          = sum_{i abroad} a_i z_i^-theta           a_i = pi_i (kappa_hat_i c_hat_i)^-theta
    P_M^-theta = D / pi_M                                pi_M = 1 - pi_H, the benchmark's imports
    h          = pi_H (kappa_hat_H c_hat_H)^-theta^h
    P^-theta^h = T = h + m,                              m = pi_M (D / pi_M)^(theta^h / theta)

Imports get the share m / T of spending X, supplier i of them a_i z_i^-theta / D: as if one tier had
the denominator G = D T / m = D + h (D / pi_M)^(1 - theta^h / theta). At theta^h = theta, G = D + h
and everything is plain CES. Worked number: pi_H = 0.9, theta = 4: a tariff of 10 % on all imports
lowers their share from 0.1 to 0.0705 with theta^h = 4, to 0.0841 with theta^h = 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Bools, Floats
from sim.economy.policy import PolicyBatch
from sim.errors import PolicyError

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Nest:
    """Constants of the K nested sectors of an economy.

    `sectors` (K,); `theta` and `home_theta` (K, 1); `home_share` pi_H and `import_share` pi_M
    (N, K, 1). A market without home goods or without imports has one tier: there `home_share` is 0,
    `import_share` 1 and `one_tier` (N, K) true.
    """

    sectors: Positions
    theta: Floats
    home_theta: Floats
    home_share: Floats
    import_share: Floats
    one_tier: Bools

    @classmethod
    def of(cls, benchmark: Benchmark, theta: Floats, home_theta: Floats) -> Nest | None:
        """Find the sectors whose two elasticities (J,) differ; None when there are none.

        Raises PolicyError if home sales of such a sector carry a tariff or an export tax.
        """
        sectors = np.flatnonzero(home_theta != theta)
        if sectors.size == 0:
            return None
        for name in ("tariff_rate", "export_tax_rate"):
            _refuse_at_home(benchmark, sectors, name, getattr(benchmark, name)[..., None], 0.0)
        home = np.arange(benchmark.n_regions)
        share = benchmark.expenditure_share[sectors][:, home, home].T
        abroad = benchmark.expenditure_share[sectors].sum(axis=2).T - share
        # What rounding leaves of a market that buys all at home is no import.
        one_tier = (share <= 0.0) | (abroad <= 1e-12)
        return cls(
            sectors=sectors,
            theta=theta[sectors, None],
            home_theta=home_theta[sectors, None],
            home_share=np.where(one_tier, 0.0, share)[..., None],
            import_share=np.where(one_tier, 1.0, abroad)[..., None],
            one_tier=one_tier,
        )

    @property
    def ratio(self) -> Floats:
        """Return theta^h / theta, (K, 1)."""
        return self.home_theta / self.theta

    def rivals_of_home(self, share: Floats) -> Floats:
        """Return shares (N, N, J) as [importer, exporter, sector] without home in two tiers."""
        abroad = share.copy()
        n, k = np.nonzero(~self.one_tier)
        abroad[n, n, self.sectors[k]] = 0.0
        return abroad

    def check(self, benchmark: Benchmark, batch: PolicyBatch) -> None:
        """Raise PolicyError if a policy puts a rule or a duty on home sales of a nested sector."""
        for name, neutral in (
            ("tariff_rate", 0.0),
            ("export_tax_rate", 0.0),
            ("export_cap", np.inf),
            ("purchase_usd_bn", 0.0),
            ("import_quota", np.inf),
        ):
            values = batch.given(name)
            if values is not None:
                _refuse_at_home(benchmark, self.sectors, name, values, neutral)


@dataclass(frozen=True, eq=False)
class Split:
    """How nested markets divide, (N, K, W): ln P_hat, denominator G, home's share of spending."""

    log_price: Floats
    denominator: Floats
    home_share: Floats


@dataclass(frozen=True, eq=False)
class HomeTier:
    """Home goods of nested sectors under W policies.

    `log_trade_cost` ln d_hat of home sales, None where no policy changes it; `closed` where every
    import is banned, None without bans. Both (N, K, W).
    """

    nest: Nest
    log_trade_cost: Floats | None
    closed: Bools | None

    @classmethod
    def of(cls, benchmark: Benchmark, nest: Nest | None, batch: PolicyBatch) -> HomeTier | None:
        """Read a batch; None without nested sectors."""
        if nest is None:
            return None
        home = np.arange(benchmark.n_regions)
        trade_cost, cap = batch.given("trade_cost_hat"), batch.given("export_cap")
        log_cost = closed = None
        if trade_cost is not None:
            log_cost = np.log(trade_cost[nest.sectors][:, home, home].transpose(1, 0, 2))
        if cap is not None:
            flows = benchmark.flows_usd_bn[nest.sectors, ..., None]
            open_flow = (cap[nest.sectors] > 0.0) & (flows > 0.0)
            open_flow[:, home, home] = False
            shut = np.asarray(~open_flow.any(axis=2))
            closed = shut.transpose(1, 0, 2) & ~nest.one_tier[..., None]
        return cls(nest, log_cost, closed)

    def take(self, positions: Positions) -> HomeTier:
        """Return the policies at these positions."""

        def chosen(values: NDArray[np.generic] | None) -> NDArray[np.generic] | None:
            return None if values is None else np.take(values, positions, axis=-1)

        return HomeTier(self.nest, chosen(self.log_trade_cost), chosen(self.closed))  # type: ignore[arg-type]

    def attraction(self, log_cost: Floats) -> Floats:
        """Return h = pi_H (kappa_hat c_hat)^-theta^h, (N, K, W), from ln c_hat (N, J, W)."""
        cost = log_cost[:, self.nest.sectors]
        if self.log_trade_cost is not None:
            cost = cost + self.log_trade_cost
        attraction: Floats = self.nest.home_share * np.exp(-self.nest.home_theta * cost)
        return attraction

    def split(self, attraction: Floats, imports: Floats) -> Split:
        """Divide the markets: `attraction` h and `imports` D, (N, K, W).

        Where trade falls to nothing without a ban the split is not a number, which the solver
        reports as unsolved.
        """
        nest = self.nest
        with np.errstate(divide="ignore", invalid="ignore"):
            pull = nest.import_share * np.exp(nest.ratio * np.log(imports / nest.import_share))
            if self.closed is not None:
                pull = np.where(self.closed, 0.0, pull)
            total = attraction + pull
            return Split(
                log_price=np.log(total) / -nest.home_theta,
                denominator=imports * total / pull
                if self.closed is None
                else np.where(self.closed, np.inf, imports * total / pull),
                home_share=attraction / total,
            )


def _refuse_at_home(
    benchmark: Benchmark, sectors: Positions, name: str, values: Floats, neutral: float
) -> None:
    home = np.arange(benchmark.n_regions)
    at_home = values[sectors[:, None], home, home]
    found = np.argwhere((at_home != neutral).any(axis=-1))
    if found.size:
        k, n = found[0]
        raise PolicyError(
            f"Home sales of a sector with a home elasticity must be free of {name};"
            f" {benchmark.sectors[sectors[k]]} in {benchmark.regions[n]} has it."
            " Leave it out, or give the sector one elasticity."
        )
