"""From a solved state to the full accounts of each policy (an Outcome)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.coefficients import Coefficients, export_tax
from sim.economy.layout import Structure
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.sweep import Sweep, defect, relative_error, sweep
from sim.economy.volumes import Solved, VolumeRules


def outcome_of(
    *,
    benchmark: Benchmark,
    structure: Structure,
    batch: PolicyBatch,
    chunk: Coefficients,
    state: Floats,
    sweeps: NDArray[np.int64],
) -> Outcome:
    """Evaluate every account at a state; `batch` and `chunk` describe the same policies.

    Spending below zero by rounding is set to zero in `state`.
    """
    _, scaled, log_wage = structure.split(state)
    # A step leaves -1e-31 where nobody buys; flows must not be negative.
    np.maximum(scaled, 0.0, out=scaled)
    swept = sweep(structure, chunk, state)
    flows = chunk.to_producer.products(swept.market, swept.cost_power)
    ruled = _Ruled.nothing(structure.n_regions, chunk.width)
    premium = None
    if chunk.to_exporter_state is not None:
        premium = flows * export_tax(batch, benchmark)
    if chunk.rules is not None and swept.solved is not None:
        ruled = _Ruled.of(chunk.rules, swept.solved, structure.n_regions, chunk.width)
        premium = np.zeros_like(flows) if premium is None else premium
        _write(flows, chunk.rules, swept.solved.producer)
        _write(premium, chunk.rules, swept.solved.exporter_state)
    public = batch.given("public_purchase_usd_bn")
    if public is not None:
        flows = flows + public
        if chunk.to_exporter_state is not None and premium is not None:
            premium = premium + public * export_tax(batch, benchmark)
    return Outcome(
        benchmark=benchmark,
        wage_hat=np.exp(log_wage),
        price_hat=_by_sector(np.exp(swept.log_price)),
        cost_hat=_by_sector(np.exp(swept.log_cost)),
        flows_usd_bn=flows,
        border_premium_usd_bn=premium,
        spending=_by_sector(scaled * structure.spending_scale),
        output=_by_sector(swept.output),
        income=swept.income,
        # The importer's claims are tariffs and rents less subsidies; a levy nets out.
        tariff_revenue=swept.importer_revenue - ruled.rent_importer + ruled.subsidy_cost,
        export_tax_revenue=swept.exporter_revenue - ruled.rent_exporter,
        deficit_usd_bn=swept.imbalance,
        transfer_usd_bn=chunk.transfer,
        public_purchase_cost=np.zeros_like(swept.income)
        if chunk.public_cost is None
        else chunk.public_cost,
        purchase_subsidy_cost=ruled.subsidy_cost,
        quota_rent_exporter=ruled.rent_exporter,
        quota_rent_importer=ruled.rent_importer,
        quota_rent_burnt=ruled.rent_burnt,
        quota_wedge=_quota_wedge(batch, chunk.rules, ruled),
        purchase_subsidy=_purchase_subsidy(batch, chunk.rules, ruled),
        levy_rate=_levy(batch, swept),
        residual=_residual(structure, chunk, state, swept),
        sweeps=sweeps,
    )


def _residual(structure: Structure, chunk: Coefficients, state: Floats, swept: Sweep) -> Floats:
    """Largest defect relative to world output; infinite without income or with a missed rule."""
    error = relative_error(structure, defect(structure, state, swept))
    broke = (swept.income <= 0.0).any(axis=0)
    if chunk.rules is not None and swept.solved is not None:
        error = np.maximum(error, swept.solved.unspent.max(axis=0) / structure.world_output)
    return np.where(broke, np.inf, error)


@dataclass(frozen=True, eq=False)
class _Ruled:
    """Accounts of the ruled cells: wedges by cell (C, W), money by region (N, W)."""

    quota_wedge: Floats
    subsidy: Floats
    rent_exporter: Floats
    rent_importer: Floats
    rent_burnt: Floats
    subsidy_cost: Floats

    @classmethod
    def nothing(cls, n_regions: int, width: int) -> _Ruled:
        none, zero = np.zeros((0, width)), np.zeros((n_regions, width))
        return cls(none, none, zero, zero, zero, zero)

    @classmethod
    def of(cls, rules: VolumeRules, solved: Solved, n_regions: int, width: int) -> _Ruled:
        mu = np.where(rules.is_quota, solved.wedge - 1.0, 0.0)
        subsidy = np.where(rules.is_quota, 0.0, 1.0 - solved.wedge)
        rent = solved.delivered * mu
        to_exporter, burnt = rent * rules.rent_exporter, rent * rules.rent_burnt
        paid = np.where(rules.on_levy, 0.0, subsidy * rules.gross * solved.delivered)

        def by_region(region: NDArray[np.intp], values: Floats) -> Floats:
            total = np.zeros((n_regions, width))
            np.add.at(total, region, values)
            return total

        return cls(
            quota_wedge=mu,
            subsidy=subsidy,
            rent_exporter=by_region(rules.exporter, to_exporter),
            rent_importer=by_region(rules.importer, rent - to_exporter - burnt),
            rent_burnt=by_region(rules.exporter, burnt),
            subsidy_cost=by_region(rules.importer, paid),
        )


def _quota_wedge(batch: PolicyBatch, rules: VolumeRules | None, ruled: _Ruled) -> Floats | None:
    cap = batch.given("export_cap")
    if cap is None:
        return None
    wedge = np.where(cap == 0.0, np.inf, 0.0)
    if rules is not None:
        _write(wedge, rules, ruled.quota_wedge)
    return wedge


def _purchase_subsidy(
    batch: PolicyBatch, rules: VolumeRules | None, ruled: _Ruled
) -> Floats | None:
    asked = batch.given("purchase_usd_bn")
    if asked is None:
        return None
    subsidy = np.zeros_like(asked)
    if rules is not None:
        _write(subsidy, rules, ruled.subsidy)
    return subsidy


def _levy(batch: PolicyBatch, swept: Sweep) -> Floats | None:
    if batch.given("purchase_usd_bn") is None:
        return None
    return _by_sector(swept.share_sum / swept.price_sum - 1.0)


def _write(flows: Floats, rules: VolumeRules, values: Floats) -> None:
    """Put the values of ruled cells (C, W) into an array (J, N, N, W)."""
    cell = rules.sector, rules.importer, rules.exporter
    flows[cell] = np.where(rules.ruled, values, flows[cell])


def _by_sector(values: Floats) -> Floats:
    """Turn (N, J, W) into (J, N, W)."""
    return np.ascontiguousarray(values.transpose(1, 0, 2))
