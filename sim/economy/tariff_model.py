"""World trade under tariffs alone, with or without profits, as a smooth system of equations.

`Economy` solves any policy with many instruments, many at a time; this is the same economy with
one instrument, one policy at a time, profits and derivatives, as the choice of tariffs needs it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.economy.benchmark import Benchmark, Floats
from sim.errors import InvalidInputError


@dataclass(frozen=True, eq=False)
class TariffState:
    """An evaluation of the model at tariffs and unknowns; an equilibrium where `defect` is zero.

    `tariff_rate`, expenditure shares `share`, producer values `flows_usd_bn` and their change per
    unit of spending `flow_per_spending` (J, N, N) as [sector, importer, exporter]; `log_price`,
    `spending_usd_bn`, `output_usd_bn` (J, N); `log_wage`, `income_usd_bn` and `transfers_usd_bn`,
    income that is neither wage nor profit: tariff revenue, export-tax revenue and D (N,).
    `defect` (2 J N + N,): log prices; spending and wage bills relative to world output.
    """

    tariff_rate: Floats
    log_price: Floats
    log_wage: Floats
    share: Floats
    flow_per_spending: Floats
    flows_usd_bn: Floats
    spending_usd_bn: Floats
    output_usd_bn: Floats
    income_usd_bn: Floats
    transfers_usd_bn: Floats
    tariff_revenue_usd_bn: Floats
    defect: Floats

    @property
    def unknowns(self) -> Floats:
        """Log prices, spending and log wages in one vector, (2 J N + N,)."""
        return np.concatenate([self.log_price.ravel(), self.spending_usd_bn.ravel(), self.log_wage])


class TariffModel:
    """A benchmark whose sectors keep a fixed share of receipts as profit.

    unit cost   c_hat_jn = w_hat_n^b_jn prod_k P_hat_kn^g_kjn,  b = (beta - rho) / (1 - rho),
                g = gamma / (1 - rho): prices are a constant markup 1 / (1 - rho) over cost
    labour      w_hat_n wL_n = sum_j (beta_jn - rho_jn) Y'_jn,  wL its benchmark value
    income      I'_n = w_hat_n wL_n + sum_j rho_jn Y'_jn + tariff and export-tax revenue + D_n

    and the price, spending and receipts equations of `Economy`. `profit_share` rho (J, N), below
    the value-added share beta: 0 is perfect competition, 1 / sigma = 1 / (theta + 1) monopolistic
    competition with a fixed number of firms (Ossa 2014). `theta` (J,) or scalar, above 0.
    `deficit_usd_bn` D (N,), the benchmark's unless given, is fixed in the numeraire, the world's
    wage bill. Raises InvalidInputError.
    """

    def __init__(
        self,
        benchmark: Benchmark,
        theta: ArrayLike,
        *,
        profit_share: ArrayLike = 0.0,
        deficit_usd_bn: ArrayLike | None = None,
    ) -> None:
        shape = (benchmark.n_sectors, benchmark.n_regions)
        self.benchmark = benchmark
        self.theta: Floats = np.broadcast_to(np.asarray(theta, dtype=np.float64), shape[:1]).copy()
        if not (np.isfinite(self.theta).all() and self.theta.min() > 0.0):
            raise InvalidInputError(
                f"The choice of tariffs needs theta > 0 in every sector; got {self.theta.min()}."
            )
        self.profit_share: Floats = np.broadcast_to(
            np.asarray(profit_share, dtype=np.float64), shape
        ).copy()
        beta = benchmark.value_added_share
        self.labour_share: Floats = beta - self.profit_share
        if self.profit_share.min() < 0.0 or (self.labour_share[beta > 0.0] <= 0.0).any():
            raise InvalidInputError(
                "profit_share must be at least 0 and below the value-added share of receipts;"
                f" got {self.profit_share.min():.4g} to {self.profit_share.max():.4g}."
            )
        self.deficit_usd_bn: Floats = (
            benchmark.deficit_usd_bn
            if deficit_usd_bn is None
            else np.broadcast_to(np.asarray(deficit_usd_bn, dtype=np.float64), shape[1:])
        )
        self.wage_exponent: Floats = self.labour_share / (1.0 - self.profit_share)
        self.input_exponent: Floats = benchmark.input_share / (1.0 - self.profit_share)
        self.wage_bill_usd_bn: Floats = (self.labour_share * benchmark.output_usd_bn).sum(axis=0)
        self._log_share = np.log(
            np.where(benchmark.expenditure_share > 0.0, benchmark.expenditure_share, 1.0)
        )
        self._traded = benchmark.expenditure_share > 0.0

    @property
    def n_unknowns(self) -> int:
        """Length of a vector of unknowns, 2 J N + N."""
        return 2 * self.benchmark.n_sectors * self.benchmark.n_regions + self.benchmark.n_regions

    def benchmark_unknowns(self) -> Floats:
        """Return the benchmark as unknowns, (2 J N + N,)."""
        base = self.benchmark
        size = base.n_sectors * base.n_regions
        return np.concatenate(
            [np.zeros(size), base.spending_usd_bn.ravel(), np.zeros(base.n_regions)]
        )

    def log_cost(self, log_price: Floats, log_wage: Floats) -> Floats:
        """Return log unit costs ln c_hat, (J, N)."""
        inputs = np.einsum("kjn,kn->jn", self.input_exponent, log_price)
        cost: Floats = self.wage_exponent * log_wage + inputs
        return cost

    def evaluate(self, tariff_rate: Floats, unknowns: Floats) -> TariffState:
        """Evaluate every equation at tariffs (J, N, N) and unknowns (2 J N + N,)."""
        base = self.benchmark
        size, shape = base.n_sectors * base.n_regions, base.spending_usd_bn.shape
        log_price = unknowns[:size].reshape(shape)
        spending = unknowns[size : 2 * size].reshape(shape)
        log_wage = unknowns[2 * size :]
        theta = self.theta[:, None, None]
        delivered = np.log((1.0 + tariff_rate) / (1.0 + base.tariff_rate))
        delivered = delivered + self.log_cost(log_price, log_wage)[:, None, :]
        weight = np.where(self._traded, self._log_share - theta * delivered, -np.inf)
        top = weight.max(axis=2)
        attraction = np.exp(weight - top[:, :, None])
        total = attraction.sum(axis=2)
        share = attraction / total[:, :, None]
        implied_price = -(np.log(total) + top) / self.theta[:, None]
        border = 1.0 + base.export_tax_rate
        per_spending = share / ((1.0 + tariff_rate) * border)
        flows = per_spending * spending[:, :, None]
        output = flows.sum(axis=1)
        revenue = (tariff_rate * border * flows).sum(axis=(0, 2))
        export_tax = (base.export_tax_rate * flows).sum(axis=(0, 1))
        transfers = revenue + export_tax + self.deficit_usd_bn
        wages = np.exp(log_wage) * self.wage_bill_usd_bn
        income = wages + (self.profit_share * output).sum(axis=0) + transfers
        demand = base.final_share * income + np.einsum("kjn,jn->kn", base.input_share, output)
        labour = (self.labour_share * output).sum(axis=0) - wages
        labour[0] = wages.sum() - self.wage_bill_usd_bn.sum()  # Walras: the numeraire instead
        world = base.world_output_usd_bn
        defect = [
            (implied_price - log_price).ravel(),
            (demand - spending).ravel() / world,
            labour / world,
        ]
        return TariffState(
            tariff_rate=tariff_rate,
            log_price=log_price,
            log_wage=log_wage,
            share=share,
            flow_per_spending=per_spending,
            flows_usd_bn=flows,
            spending_usd_bn=spending,
            output_usd_bn=output,
            income_usd_bn=income,
            transfers_usd_bn=transfers,
            tariff_revenue_usd_bn=revenue,
            defect=np.concatenate(defect),
        )
