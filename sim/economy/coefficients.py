"""A chunk of policies turned into the coefficients that one sweep of the equilibrium map needs."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.layout import Structure
from sim.economy.policy import PolicyBatch
from sim.economy.volumes import VolumeRules


@dataclass(frozen=True, eq=False)
class Coefficients:
    """What W policies mean for the sweep; [importer, exporter, sector, policy].

    `demand` pi kappa_hat^-theta before costs, (N, N, J, W); `to_producer` the same times the
    producer's part of a purchaser's dollar, 1 / ((1+t)(1+e)); `to_exporter_state` times the export
    tax's part, e / ((1+t)(1+e)), None while nobody taxes exports. Cells with a volume rule (quota,
    commitment) are zero here and live in `rules`.
    """

    demand: Floats
    to_producer: Floats
    to_exporter_state: Floats | None
    log_productivity: Floats | None
    transfer: Floats
    public_receipts: Floats | None
    public_cost: Floats | None
    public_export_tax: Floats | None
    rules: VolumeRules | None

    @property
    def width(self) -> int:
        """Number of policies in the chunk, padding included."""
        return int(self.demand.shape[-1])

    def take(self, positions: NDArray[np.intp]) -> Coefficients:
        """Return the coefficients of the policies at these positions only."""
        taken = {
            field.name: np.ascontiguousarray(value[..., positions])
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), np.ndarray)
        }
        rules = None if self.rules is None else self.rules.take(positions)
        return replace(self, **taken, rules=rules)


def coefficients(
    benchmark: Benchmark,
    structure: Structure,
    batch: PolicyBatch,
    flow_target_usd_bn: Floats | None,
) -> Coefficients:
    """Translate a batch; `flow_target_usd_bn` (J, N, N, P) is Fbar of purchase commitments."""
    width = batch.n_policies
    tariff = _region_first(batch.given("tariff_rate"), benchmark.tariff_rate, width)
    base_tariff = _region_first(None, benchmark.tariff_rate, 1)
    gross = 1.0 + tariff
    log_wedge = gross / (1.0 + base_tariff)
    np.log(log_wedge, out=log_wedge)
    export_tax = None
    if batch.given("export_tax_rate") is not None or benchmark.export_tax_rate.any():
        export_tax = _region_first(batch.given("export_tax_rate"), benchmark.export_tax_rate, width)
        base_export_tax = _region_first(None, benchmark.export_tax_rate, 1)
        log_wedge += np.log((1.0 + export_tax) / (1.0 + base_export_tax))
        gross *= 1.0 + export_tax
    trade_cost = batch.given("trade_cost_hat")
    if trade_cost is not None:
        log_wedge += np.log(trade_cost.transpose(1, 2, 0, 3))
    log_wedge *= -structure.theta
    demand = np.exp(log_wedge, out=log_wedge)
    demand *= structure.share[..., None]
    _ban(demand, batch)
    to_producer = demand / gross
    to_state = None if export_tax is None else to_producer * export_tax
    rules = VolumeRules.of(
        benchmark=benchmark,
        structure=structure,
        batch=batch,
        flow_target_usd_bn=flow_target_usd_bn,
        demand=demand,
        gross=gross,
        export_tax=export_tax,
    )
    if rules is not None:
        for cells in (demand, to_producer, to_state):
            if cells is not None:
                cells[rules.cell] = 0.0
    productivity = batch.given("productivity_hat")
    transfer = batch.given("transfer_usd_bn")
    receipts, cost, tax = _public_purchases(batch, export_tax)
    return Coefficients(
        demand=demand,
        to_producer=to_producer,
        to_exporter_state=to_state,
        log_productivity=None
        if productivity is None
        else np.log(np.ascontiguousarray(productivity.transpose(1, 0, 2))),
        transfer=np.zeros((structure.n_regions, width)) if transfer is None else transfer,
        public_receipts=receipts,
        public_cost=cost,
        public_export_tax=tax,
        rules=rules,
    )


def _region_first(values: Floats | None, base: Floats, width: int) -> Floats:
    """Return [n, i, j, p] of a (J, N, N, P) array, or of the benchmark repeated."""
    if values is None:
        return np.repeat(base.transpose(1, 2, 0)[..., None], width, axis=-1)
    return np.ascontiguousarray(values.transpose(1, 2, 0, 3))


def _ban(demand: Floats, batch: PolicyBatch) -> None:
    """Drop cells with a cap of zero: no price brings a banned good forth."""
    cap = batch.given("export_cap")
    if cap is not None:
        demand[cap.transpose(1, 2, 0, 3) == 0.0] = 0.0


def _public_purchases(
    batch: PolicyBatch, export_tax: Floats | None
) -> tuple[Floats | None, Floats | None, Floats | None]:
    """Receipts by exporter and sector (N, J, W), cost by buyer (N, W), export tax by exporter."""
    asked = batch.given("public_purchase_usd_bn")
    if asked is None:
        return None, None, None
    flows = asked.transpose(1, 2, 0, 3)
    receipts = np.ascontiguousarray(flows.sum(axis=0))
    if export_tax is None:
        return receipts, flows.sum(axis=(1, 2)), None
    taxed = flows * export_tax
    return receipts, (flows + taxed).sum(axis=(1, 2)), taxed.sum(axis=(0, 2))
