"""What is read off a solved economy: the quantities that governments value and tables report.

One row a policy, one column a quantity; all in USD bn a year. Balances: plus means the balance
of `party` with `partner` rises. `income` is the equivalent variation without capital inflows,
which are loans and no gift; `security` is the real output (at benchmark prices) of chips, chip
equipment and ships at home and of refined rare earths and magnets outside China.
`average_tariff` (a fraction): duties of `party` on goods of `partner` by the trade of the benchmark
year, all added rates and exemptions included, less the duties of that year.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.wedges import over_quota_points

Floats = NDArray[np.float64]

PARTIES = ("USA", "JPN", "CHN")
PAIRS = (("USA", "JPN"), ("USA", "CHN"), ("JPN", "CHN"))
TARIFF_PAIRS = (("USA", "JPN"), ("USA", "CHN"), ("CHN", "USA"))
SECURITY_AT_HOME = ("semiconductors", "chip_equipment", "ships")
SECURITY_OUTSIDE_CHINA = ("re_refining", "re_magnets")


@dataclass(frozen=True, order=True)
class Quantity:
    """The name of one observed quantity."""

    kind: str
    party: str
    partner: str = ""
    sector: str = ""


@dataclass(frozen=True)
class Observables:
    """The list of quantities read off every solution of one benchmark."""

    benchmark: Benchmark

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """All columns, in order."""
        kinds = ("income", "tariff_revenue", "goods_balance", "security")
        single = [Quantity(kind, party) for kind in kinds for party in PARTIES]
        pairs = [Quantity("goods_balance", a, b) for a, b in PAIRS]
        tariffs = [Quantity("average_tariff", a, b) for a, b in TARIFF_PAIRS]
        sectors = [
            Quantity("value_added", party, sector=sector)
            for party in PARTIES
            for sector in self.benchmark.sectors
        ]
        return tuple(single + pairs + tariffs + sectors)

    def column(self, kind: str, party: str, partner: str = "", sector: str = "") -> tuple[int, int]:
        """Return (column, sign) of a quantity; a pair may be asked for from either side."""
        places = {quantity: place for place, quantity in enumerate(self.quantities)}
        wanted = Quantity(kind, party, partner, sector)
        if wanted in places:
            return places[wanted], 1
        return places[Quantity(kind, partner, party, sector)], -1

    def read(self, outcome: Outcome, batch: PolicyBatch) -> Floats:
        """Return the quantities of every policy of a solved batch, shape (P, Q)."""
        rows = [self._row(quantity, outcome, batch) for quantity in self.quantities]
        return np.ascontiguousarray(np.stack(rows, axis=1))

    def _row(self, quantity: Quantity, outcome: Outcome, batch: PolicyBatch) -> Floats:
        region = self.benchmark.regions.index(quantity.party)
        if quantity.kind == "income":
            return np.asarray(outcome.ev_usd_bn[region] - outcome.transfer_usd_bn[region])
        if quantity.kind == "tariff_revenue":
            return np.asarray(outcome.tariff_revenue[region])
        if quantity.kind == "security":
            return self._security(region, outcome)
        if quantity.kind == "value_added":
            sector = self.benchmark.sectors.index(quantity.sector)
            return np.asarray(outcome.value_added[sector, region])
        partner = self.benchmark.regions.index(quantity.partner) if quantity.partner else None
        if quantity.kind == "goods_balance":
            return np.asarray(outcome.goods_balance(region, partner))
        assert partner is not None
        return self._average_tariff(region, partner, outcome, batch)

    def _average_tariff(
        self, importer: int, exporter: int, outcome: Outcome, batch: PolicyBatch
    ) -> Floats:
        goods = self.benchmark.goods
        trade = self.benchmark.flows_usd_bn[goods, importer, exporter]
        added = (
            batch.tariff_rate[goods, importer, exporter]
            - self.benchmark.tariff_rate[goods, importer, exporter, None]
        )
        if batch.given("import_quota") is not None:
            added = added + over_quota_points(batch, outcome, importer, exporter)[goods]
        return np.asarray(trade @ added / trade.sum())

    def _security(self, region: int, outcome: Outcome) -> Floats:
        sectors = self.benchmark.sectors
        home = [sectors.index(s) for s in SECURITY_AT_HOME]
        outside = [sectors.index(s) for s in SECURITY_OUTSIDE_CHINA]
        others = [n for n, name in enumerate(self.benchmark.regions) if name != "CHN"]
        volume = outcome.output / outcome.cost_hat
        return np.asarray(
            volume[home, region].sum(axis=0) + volume[np.ix_(outside, others)].sum(axis=(0, 1))
        )
