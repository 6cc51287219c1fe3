"""Derivatives of the tariff model at a state: of receipts, transfers and every equation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from sim.economy.benchmark import Floats
from sim.economy.tariff_model import TariffModel, TariffState


@dataclass(frozen=True, eq=False)
class Linearisation:
    """Derivatives with respect to the unknowns u = (log prices, spending, log wages), M = 2JN + N.

    `output` (J N, M) and `transfers` (N, M), USD bn per unit of u; `defect` (M, M), the Jacobian
    of the equations. Tariffs are held.
    """

    output: Floats
    transfers: Floats
    defect: Floats

    @classmethod
    def of(cls, model: TariffModel, state: TariffState) -> Linearisation:
        """Differentiate the model at a state."""
        base = model.benchmark
        sectors, regions = base.spending_usd_bn.shape
        size = sectors * regions
        by_cost = _output_by_cost(model, state)
        output = _chained(model, by_cost)
        each = np.arange(sectors)
        block = output[:, size : 2 * size].reshape(sectors, regions, sectors, regions)
        block[each, :, each, :] = state.flow_per_spending.transpose(0, 2, 1)
        transfers = _transfers(model, state)
        return cls(output, transfers, _defect(model, state, output, transfers))

    @cached_property
    def _factor(self) -> tuple[Any, Any]:
        return lu_factor(self.defect, check_finite=False)

    def step(self, defect: Floats) -> Floats:
        """Return the Newton step du that removes a defect (M,)."""
        step: Floats = -lu_solve(self._factor, defect, check_finite=False)
        return step

    def multipliers(self, gradient: Floats) -> Floats:
        """Return lambda (M, G) with gradient + defect' lambda = 0, one column an objective."""
        found: Floats = -lu_solve(self._factor, gradient, trans=1, check_finite=False)
        return found


def _output_by_cost(model: TariffModel, state: TariffState) -> Floats:
    """Return d Y_ji / d ln c_jm at given spending, (J, N, N) as [j, i, m]."""
    cross = np.matmul(state.flows_usd_bn.transpose(0, 2, 1), state.share)
    own = np.arange(cross.shape[1])
    cross[:, own, own] -= state.output_usd_bn
    derivative: Floats = model.theta[:, None, None] * cross
    return derivative


def _chained(model: TariffModel, by_cost: Floats) -> Floats:
    """Return a derivative by ln c_jm, (J, A, N), as one by the unknowns, (J A, M); spending 0."""
    sectors, rows, regions = by_cost.shape
    size = sectors * regions
    chained = np.zeros((sectors * rows, model.n_unknowns))
    price = np.einsum("jam,kjm->jakm", by_cost, model.input_exponent)
    chained[:, :size] = price.reshape(sectors * rows, size)
    chained[:, 2 * size :] = (by_cost * model.wage_exponent[:, None, :]).reshape(-1, regions)
    return chained


def _transfers(model: TariffModel, state: TariffState) -> Floats:
    """Return the derivative of tariff and export-tax revenue, (N, M)."""
    base = model.benchmark
    sectors, regions = base.spending_usd_bn.shape
    size = sectors * regions
    theta = model.theta[:, None, None]
    rate = state.tariff_rate * (1.0 + base.export_tax_rate)
    tariff, export = rate * state.flows_usd_bn, base.export_tax_rate * state.flows_usd_bn
    by_cost = tariff.sum(axis=2)[:, :, None] * state.share - tariff
    by_cost += np.matmul(export.transpose(0, 2, 1), state.share)
    own = np.arange(regions)
    by_cost[:, own, own] -= export.sum(axis=1)
    # Summing sectors before the chain rule would lose which cost moved, so sum after it.
    by_sector = _chained(model, theta * by_cost).reshape(sectors, regions, -1)
    chained: Floats = by_sector.sum(axis=0)
    spending = chained[:, size : 2 * size].reshape(regions, sectors, regions)
    unit = state.flow_per_spending
    spending += (base.export_tax_rate * unit).transpose(2, 0, 1)
    spending[own, :, own] += (rate * unit).sum(axis=2).T
    return chained


def _defect(model: TariffModel, state: TariffState, output: Floats, transfers: Floats) -> Floats:
    base = model.benchmark
    sectors, regions = base.spending_usd_bn.shape
    size = sectors * regions
    world = base.world_output_usd_bn
    wages = np.exp(state.log_wage) * model.wage_bill_usd_bn
    by_sector = output.reshape(sectors, regions, -1)
    jacobian = np.zeros((model.n_unknowns, model.n_unknowns))
    prices, markets, labour = np.split(jacobian, (size, 2 * size))

    price = np.einsum("jnm,kjm->jnkm", state.share, model.input_exponent)
    prices[:, :size] = price.reshape(size, size) - np.eye(size)
    prices[:, 2 * size :] = (state.share * model.wage_exponent[:, None, :]).reshape(size, regions)

    income = transfers + np.einsum("jn,jnu->nu", model.profit_share, by_sector)
    own = np.arange(regions)
    income[own, 2 * size + own] += wages
    # One product a region: inputs of n into all its sectors (K, J) times their output (J, M).
    inputs = np.matmul(base.input_share.transpose(2, 0, 1), by_sector.transpose(1, 0, 2))
    demand = base.final_share[:, :, None] * income + inputs.transpose(1, 0, 2)
    markets[:] = demand.reshape(size, -1)
    markets[np.arange(size), size + np.arange(size)] -= 1.0
    markets /= world

    labour[:] = np.einsum("jn,jnu->nu", model.labour_share, by_sector)
    labour[own, 2 * size + own] -= wages
    labour[0] = 0.0
    labour[0, 2 * size :] = wages
    labour /= world
    return jacobian
