"""Every wedge between producer and buyer, as plain [sector, importer, exporter, policy] arrays."""

from __future__ import annotations

import numpy as np

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch


class Wedges:
    """What a batch sets and an outcome reports, broadcast to (J, N, N, P).

    `tariff`, `export_tax` rates, `markup_cut` m; `premium` (1+e)(1-m) - 1 of the border over the
    producer price; `gross` (1+t)(1+e)(1-m); `mu` and `subsidy` s (0 under a ban, which `banned`
    marks); `import_quota` wedge q of a tariff-rate quota and `within`, the part of the flow inside
    it; `factor` (1+mu)(1+q)(1-s); `trade_cost` iceberg, new/old; `kappa` new/old wedge on
    the price in all; `levy` 1 + rate by market (broadcast over exporters where needed);
    `exporter`, `importer`, `burnt` shares of the rent of export quotas, `import_exporter` and
    `import_importer` of tariff-rate quotas; `public_usd_bn` public purchases.
    """

    def __init__(self, benchmark: Benchmark, batch: PolicyBatch, outcome: Outcome) -> None:
        shape = outcome.flows_usd_bn.shape

        def given(name: str, neutral: Floats | float) -> Floats:
            values = batch.given(name)
            return np.broadcast_to(np.asarray(neutral) if values is None else values, shape)

        self.tariff = given("tariff_rate", benchmark.tariff_rate[..., None])
        self.export_tax = given("export_tax_rate", benchmark.export_tax_rate[..., None])
        self.markup_cut = given("markup_cut", 0.0)
        self.premium: Floats = (1.0 + self.export_tax) * (1.0 - self.markup_cut) - 1.0
        self.public_usd_bn = given("public_purchase_usd_bn", 0.0)
        self.trade_cost = given("trade_cost_hat", 1.0)
        self.gross: Floats = (1.0 + self.tariff) * (1.0 + self.premium)
        base = (1.0 + benchmark.tariff_rate) * (1.0 + benchmark.export_tax_rate)
        mu = np.zeros(shape) if outcome.quota_wedge is None else outcome.quota_wedge
        self.banned = np.isinf(mu)
        self.mu: Floats = np.where(self.banned, 0.0, mu)
        subsidy = 0.0 if outcome.purchase_subsidy is None else outcome.purchase_subsidy
        self.subsidy: Floats = np.broadcast_to(np.asarray(subsidy), shape)
        quota = 0.0 if outcome.import_quota_wedge is None else outcome.import_quota_wedge
        self.import_quota: Floats = np.broadcast_to(np.asarray(quota), shape)
        self.factor: Floats = (1.0 + self.mu) * (1.0 + self.import_quota) * (1.0 - self.subsidy)
        self.kappa: Floats = self.gross / base[..., None] * self.trade_cost * self.factor
        self.levy: Floats = np.asarray(
            1.0 if outcome.levy_rate is None else 1.0 + outcome.levy_rate
        )
        self.exporter, self.importer, self.import_exporter, self.import_importer = (
            np.broadcast_to(np.asarray(share, dtype=np.float64), shape[:3])[..., None]
            for share in (
                batch.quota_rent_share_exporter,
                batch.quota_rent_share_importer,
                batch.import_quota_rent_share_exporter,
                batch.import_quota_rent_share_importer,
            )
        )
        self.burnt: Floats = 1.0 - self.exporter - self.importer
        self.within = _within(benchmark, batch, outcome, self)


def over_quota_points(batch: PolicyBatch, outcome: Outcome, importer: int, exporter: int) -> Floats:
    """Return what imports pay beyond a tariff-rate quota, spread over all of them, (J, P).

    Points on top of `tariff_rate`: (1 + t) m times the part of the flow outside the quota, zero
    without one.
    """
    if outcome.import_quota_wedge is None:
        return np.zeros_like(outcome.output[:, importer])
    pair = (slice(None), importer, exporter)
    volume = outcome.flows_usd_bn[pair] - batch.public_purchase_usd_bn[pair]
    volume = volume / outcome.cost_hat[:, exporter]
    with np.errstate(divide="ignore", invalid="ignore"):
        room = batch.import_quota[pair] * outcome.benchmark.flows_usd_bn[pair][:, None]
        outside = np.where(room < volume, 1.0 - room / volume, 0.0)
    points: Floats = (1.0 + batch.tariff_rate[pair]) * outcome.import_quota_wedge[pair] * outside
    return points


def _within(benchmark: Benchmark, batch: PolicyBatch, outcome: Outcome, wedges: Wedges) -> Floats:
    """Return the part of each private flow that a tariff-rate quota has room for, 0 to 1."""
    quota = batch.given("import_quota")
    if quota is None:
        return np.ones(1)
    melted = 1.0 + wedges.burnt * wedges.mu
    volume = (outcome.flows_usd_bn - wedges.public_usd_bn) / melted / outcome.cost_hat[:, None]
    base = benchmark.flows_usd_bn[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(np.isfinite(quota), quota * base, np.inf)
        return np.where(volume > 0.0, np.minimum(1.0, room / volume), 1.0)
