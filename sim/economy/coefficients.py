"""A chunk of policies turned into the coefficients that one sweep of the equilibrium map needs."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.border import Border, every_flow
from sim.economy.layout import Structure
from sim.economy.nest import HomeTier
from sim.economy.policy import PolicyBatch
from sim.economy.trade_weights import DenseWeights, SharedWeights, Weights
from sim.economy.volumes import VolumeRules


@dataclass(frozen=True, eq=False)
class Coefficients:
    """What W policies mean for the sweep; weights are [importer, exporter, sector, policy].

    `demand` pi kappa_hat^-theta before costs; the same times the parts of a purchaser's dollar:
    `to_producer` 1 / ((1+t)(1+e)), `to_border` 1 / (1+t), and `to_exporter_state`
    e / ((1+t)(1+e)), None while nobody taxes exports or cuts a markup (see `Border`). Cells with a
    volume rule (quota, commitment) are zero here and live in `rules`; so are home goods of nested
    sectors, which live in `home`.
    """

    demand: Weights
    to_producer: Weights
    to_border: Weights
    to_exporter_state: Weights | None
    log_productivity: Floats | None
    transfer: Floats
    public_receipts: Floats | None
    public_cost: Floats | None
    public_export_tax: Floats | None
    rules: VolumeRules | None
    home: HomeTier | None

    @property
    def width(self) -> int:
        """Number of policies in the chunk, padding included."""
        return int(self.transfer.shape[-1])

    def take(self, positions: NDArray[np.intp]) -> Coefficients:
        """Return the coefficients of the policies at these positions only."""
        taken: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                taken[field.name] = np.take(value, positions, axis=-1)
            elif value is self.to_producer and field.name == "to_border":
                taken[field.name] = taken["to_producer"]
            elif value is not None:
                taken[field.name] = value.take(positions)
        return replace(self, **taken)


@dataclass(frozen=True, eq=False)
class CommonTrade:
    """The weights of one policy, (4, J, N, N) as [part, sector, importer, exporter], and it.

    Parts as in `Coefficients`: demand, to_producer, to_border, to_exporter_state.
    """

    policy: PolicyBatch
    parts: Floats
    taxes_exports: bool

    @classmethod
    def of(cls, benchmark: Benchmark, structure: Structure, policy: PolicyBatch) -> CommonTrade:
        """Read the weights of a batch of one policy."""
        rules = VolumeRules.of(
            benchmark=benchmark, structure=structure, batch=policy, flow_target_usd_bn=None
        )
        border = Border.of(benchmark, structure, policy, every_flow(benchmark))
        demand = border.demand
        if rules is not None:
            demand[rules.importer, rules.exporter, rules.sector] = 0.0
        parts = np.stack(_parts(demand, border))[..., 0].transpose(0, 3, 1, 2)
        return cls(policy, np.ascontiguousarray(parts), border.export_tax is not None)

    def pairs(self, benchmark: Benchmark, batch: PolicyBatch) -> tuple[tuple[int, int], ...]:
        """Return the (importer, exporter) where any policy of a batch trades on other terms."""
        differs = np.zeros((benchmark.n_regions, benchmark.n_regions), dtype=bool)
        for name, base in (
            ("tariff_rate", benchmark.tariff_rate[..., None]),
            ("export_tax_rate", benchmark.export_tax_rate[..., None]),
            ("markup_cut", 0.0),
            ("trade_cost_hat", 1.0),
            ("export_cap", np.inf),
            ("purchase_usd_bn", 0.0),
            ("import_quota", np.inf),
            ("over_quota_extra_rate", 0.0),
        ):
            given, common = batch.given(name), self.policy.given(name)
            if given is not None or common is not None:
                values = base if given is None else given
                changed = np.not_equal(values, base if common is None else common)
                differs |= changed.any(axis=(0, -1))
        return tuple((int(n), int(i)) for n, i in np.argwhere(differs))


def coefficients(
    benchmark: Benchmark,
    structure: Structure,
    batch: PolicyBatch,
    flow_target_usd_bn: Floats | None,
    common: CommonTrade | None = None,
) -> Coefficients:
    """Translate a batch; `flow_target_usd_bn` (J, N, N, P) is Fbar of purchase commitments.

    Weights are kept as changes of `common` if that is given.
    """
    rules = VolumeRules.of(
        benchmark=benchmark,
        structure=structure,
        batch=batch,
        flow_target_usd_bn=flow_target_usd_bn,
    )
    parts: list[Weights]
    if common is None:
        border = Border.of(benchmark, structure, batch, every_flow(benchmark))
        if rules is not None:
            cell = rules.importer, rules.exporter, rules.sector
            border.demand[cell] = np.where(rules.ruled, 0.0, border.demand[cell])
        demand, producer, at_border, state = _parts(border.demand, border)
        to_producer = DenseWeights(producer)
        parts = [
            DenseWeights(demand),
            to_producer,
            # Where nobody taxes exports they are one, and kept once.
            to_producer if at_border is producer else DenseWeights(at_border),
            DenseWeights(state),
        ]
        taxes_exports = border.export_tax is not None
    else:
        parts = _changes(benchmark, structure, batch, rules, common)
        asked = batch.given("export_tax_rate"), batch.given("markup_cut")
        taxes_exports = common.taxes_exports or any(values is not None for values in asked)
    productivity = batch.given("productivity_hat")
    transfer = batch.given("transfer_usd_bn")
    receipts, cost, tax = _public_purchases(batch, benchmark)
    return Coefficients(
        demand=parts[0],
        to_producer=parts[1],
        to_border=parts[2],
        to_exporter_state=parts[3] if taxes_exports else None,
        log_productivity=None
        if productivity is None
        else np.log(np.ascontiguousarray(productivity.transpose(1, 0, 2))),
        transfer=np.zeros((structure.n_regions, batch.n_policies))
        if transfer is None
        else transfer,
        public_receipts=receipts,
        public_cost=cost,
        public_export_tax=tax,
        rules=rules,
        home=HomeTier.of(benchmark, structure.nest, batch),
    )


def _parts(demand: Floats, border: Border) -> tuple[Floats, Floats, Floats, Floats]:
    """Return `demand` and its parts: the producer's, the border's, the exporting state's."""
    to_producer = demand / border.gross
    if border.export_tax is None:
        return demand, to_producer, to_producer, np.zeros(demand.shape)
    to_state = to_producer * border.export_tax
    return demand, to_producer, to_producer + to_state, to_state


def _changes(
    benchmark: Benchmark,
    structure: Structure,
    batch: PolicyBatch,
    rules: VolumeRules | None,
    common: CommonTrade,
) -> list[Weights]:
    """Return the weights of a batch as changes of a common policy's."""
    pairs = common.pairs(benchmark, batch)
    if not pairs:
        none = np.zeros((0, benchmark.n_sectors, batch.n_policies))
        return [SharedWeights(part, (), none) for part in common.parts]
    importer, exporter = np.array(pairs, dtype=np.intp).T[:, :, None]
    at = np.arange(benchmark.n_sectors)[None, :], importer, exporter
    border = Border.of(benchmark, structure, batch, at)
    if rules is not None:
        number = np.full((benchmark.n_regions, benchmark.n_regions), -1)
        number[importer[:, 0], exporter[:, 0]] = np.arange(len(pairs))
        pair = number[rules.importer, rules.exporter]
        here = np.flatnonzero(pair >= 0)
        cell = pair[here], rules.sector[here]
        border.demand[cell] = np.where(rules.ruled[here], 0.0, border.demand[cell])
    return [
        SharedWeights(whole, pairs, part - whole[at][..., None])
        for whole, part in zip(common.parts, _parts(border.demand, border), strict=True)
    ]


def _public_purchases(
    batch: PolicyBatch, benchmark: Benchmark
) -> tuple[Floats | None, Floats | None, Floats | None]:
    """Receipts by exporter and sector (N, J, W), cost by buyer (N, W), export tax by exporter."""
    asked = batch.given("public_purchase_usd_bn")
    if asked is None:
        return None, None, None
    receipts = np.ascontiguousarray(asked.sum(axis=1).transpose(1, 0, 2))
    cost = asked.sum(axis=2).sum(axis=0)
    rate = export_tax(batch, benchmark)
    if not rate.any():
        return receipts, cost, None
    taxed = asked * rate
    return receipts, cost + taxed.sum(axis=(0, 2)), taxed.sum(axis=(0, 1))


def export_tax(batch: PolicyBatch, benchmark: Benchmark) -> Floats:
    """Return the batch's export taxes, or the benchmark's with a policy axis of length 1."""
    given = batch.given("export_tax_rate")
    return benchmark.export_tax_rate[..., None] if given is None else given


def border_premium(batch: PolicyBatch, benchmark: Benchmark) -> Floats:
    """Return (1+e)(1-m) - 1, border over producer price less 1; negative under a markup cut."""
    cut = batch.given("markup_cut")
    tax = export_tax(batch, benchmark)
    return tax if cut is None else (1.0 + tax) * (1.0 - cut) - 1.0
