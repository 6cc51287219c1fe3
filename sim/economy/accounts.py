"""From a solved state to the full accounts of each policy (an Outcome)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.coefficients import Coefficients, border_premium, export_tax
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
    if chunk.home is not None and swept.home_paid is not None:
        home, nested = np.arange(structure.n_regions), chunk.home.nest.sectors
        flows[nested[:, None], home, home] += swept.home_paid.transpose(1, 0, 2)
    ruled = _Ruled.nothing(structure.n_regions, chunk.width)
    premium = None
    if chunk.to_exporter_state is not None:
        premium = flows * border_premium(batch, benchmark)
    cut = _MarkupsCut(batch, flows)
    if chunk.rules is not None and swept.solved is not None:
        ruled = _Ruled.of(chunk.rules, swept.solved, structure.n_regions, chunk.width)
        premium = np.zeros_like(flows) if premium is None else premium
        cut.add(chunk.rules, swept.solved)
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
        export_tax_revenue=swept.exporter_revenue - ruled.rent_exporter + cut.cost,
        markup_cost=cut.cost,
        deficit_usd_bn=swept.imbalance,
        transfer_usd_bn=chunk.transfer,
        lending_usd_bn=np.zeros_like(swept.income) if swept.lending is None else swept.lending,
        public_purchase_cost=np.zeros_like(swept.income)
        if chunk.public_cost is None
        else chunk.public_cost,
        purchase_subsidy_cost=ruled.subsidy_cost,
        quota_rent_exporter=ruled.rent_exporter,
        quota_rent_importer=ruled.rent_importer,
        quota_rent_burnt=ruled.rent_burnt,
        quota_wedge=_quota_wedge(batch, chunk.rules, ruled),
        import_quota_wedge=_ruled_values(batch, "import_quota", chunk.rules, ruled.import_wedge),
        purchase_subsidy=_ruled_values(batch, "purchase_usd_bn", chunk.rules, ruled.subsidy),
        levy_rate=_levy(batch, chunk.rules, swept),
        residual=_residual(structure, chunk, state, swept),
        sweeps=sweeps,
    )


class _MarkupsCut:
    """Profits that exporters give up by cutting markups, `cost` (N, W), USD bn."""

    def __init__(self, batch: PolicyBatch, flows: Floats) -> None:
        self._cut = batch.given("markup_cut")
        shape = flows.shape[2:]
        self.cost: Floats = (
            np.zeros(shape) if self._cut is None else (flows * self._cut).sum(axis=(0, 1))
        )

    def add(self, rules: VolumeRules, solved: Solved) -> None:
        """Add the ruled cells; the rent of an export quota is part of the producer's price."""
        if self._cut is None:
            return
        price = np.where(rules.is_import, 1.0, np.maximum(solved.wedge, 1.0))
        here = self._cut[rules.sector, rules.importer, rules.exporter]
        np.add.at(self.cost, rules.exporter, here * price * solved.delivered)


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
    import_wedge: Floats
    subsidy: Floats
    rent_exporter: Floats
    rent_importer: Floats
    rent_burnt: Floats
    subsidy_cost: Floats

    @classmethod
    def nothing(cls, n_regions: int, width: int) -> _Ruled:
        none, zero = np.zeros((0, width)), np.zeros((n_regions, width))
        return cls(none, none, none, zero, zero, zero, zero)

    @classmethod
    def of(cls, rules: VolumeRules, solved: Solved, n_regions: int, width: int) -> _Ruled:
        above = np.maximum(solved.wedge, 1.0) - 1.0
        subsidy = 1.0 - np.minimum(solved.wedge, 1.0)
        rent, shares = solved.rent, rules.shares
        to_exporter = rent * np.where(rules.is_import, shares.import_exporter, shares.exporter)
        burnt = rent * np.where(rules.is_import, 0.0, shares.burnt)
        to_importer = np.where(
            rules.is_import, rent * shares.import_importer, rent - to_exporter - burnt
        )
        paid = np.where(rules.on_levy, 0.0, subsidy * rules.gross * solved.delivered)

        def by_region(region: NDArray[np.intp], values: Floats) -> Floats:
            total = np.zeros((n_regions, width))
            np.add.at(total, region, values)
            return total

        return cls(
            quota_wedge=np.where(rules.is_import, 0.0, above),
            import_wedge=np.where(rules.is_import, above, 0.0),
            subsidy=subsidy,
            rent_exporter=by_region(rules.exporter, to_exporter),
            rent_importer=by_region(rules.importer, to_importer),
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


def _ruled_values(
    batch: PolicyBatch, name: str, rules: VolumeRules | None, values: Floats
) -> Floats | None:
    """Return values of ruled cells (C, W) as (J, N, N, W), None while the instrument is unused."""
    asked = batch.given(name)
    if asked is None:
        return None
    whole = np.zeros_like(asked)
    if rules is not None:
        _write(whole, rules, values)
    return whole


def _levy(batch: PolicyBatch, rules: VolumeRules | None, swept: Sweep) -> Floats | None:
    asked = batch.given("purchase_usd_bn")
    if asked is None:
        return None
    levy = np.zeros((asked.shape[0], *asked.shape[2:]))
    if rules is not None and swept.levied is not None:
        importer, sector = rules.market_at
        levy[sector, importer] = swept.levied - 1.0
    return levy


def _write(flows: Floats, rules: VolumeRules, values: Floats) -> None:
    """Put the values of ruled cells (C, W) into an array (J, N, N, W)."""
    cell = rules.sector, rules.importer, rules.exporter
    flows[cell] = np.where(rules.ruled, values, flows[cell])


def _by_sector(values: Floats) -> Floats:
    """Turn (N, J, W) into (J, N, W)."""
    return np.ascontiguousarray(values.transpose(1, 0, 2))
