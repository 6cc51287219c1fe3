"""What is read off a solved economy: the quantities that governments value and tables report.

One row a policy, one column a quantity; all in USD bn a year. Balances: plus means the balance
of `party` with `partner` rises. `income` is the equivalent variation without what is borrowed or
lent abroad, which is no gift and no loss; `security` is the real output (at benchmark prices) of
chips, chip equipment and ships at home and of refined rare earths and magnets outside China.
`average_tariff` (a fraction): duties of `party` on goods of `partner` by the trade of the benchmark
year, all added rates and exemptions included, by law, less the duties of that year.
`collected_tariff` (a fraction): duties collected over the border value of the goods imported, less
that of the benchmark year: what comes in after lags, evasion and changes of trade. `buyers_share`
is the part of the added US tariffs that US buyers pay (1 while none is added), `markup_cost` the
profits that exporters of `party` give up, `lending` what it lends more abroad than in that year.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark
from sim.economy.outcome import Outcome
from sim.economy.pass_through import buyers_share
from sim.economy.policy import PolicyBatch
from sim.economy.wedges import over_quota_points

Floats = NDArray[np.float64]

PARTIES = ("USA", "JPN", "CHN")
PAIRS = (("USA", "JPN"), ("USA", "CHN"), ("JPN", "CHN"))
TARIFF_PAIRS = (("USA", "JPN"), ("USA", "CHN"), ("CHN", "USA"))
CARS, OTHER_GOODS = "motor_vehicles", "other_goods"
SECURITY_AT_HOME = ("semiconductors", "chip_equipment", "ships")
SECURITY_OUTSIDE_CHINA = ("re_refining", "re_magnets")

# Kinds that an outcome holds by region.
_BY_REGION = {
    "income": "ev_without_transfer_usd_bn",
    "tariff_revenue": "tariff_revenue",
    "markup_cost": "markup_cost",
    "lending": "lending_usd_bn",
}


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
        kinds = (
            "income",
            "tariff_revenue",
            "goods_balance",
            "security",
            "markup_cost",
            "lending",
        )
        single = [Quantity(kind, party) for kind in kinds for party in PARTIES]
        pairs = [Quantity("goods_balance", a, b) for a, b in PAIRS]
        tariffs = [
            Quantity(kind, a, b)
            for kind in ("average_tariff", "collected_tariff")
            for a, b in TARIFF_PAIRS
        ]
        buyers = [
            Quantity("buyers_share", "USA", "JPN", CARS),
            Quantity("buyers_share", "USA", sector=OTHER_GOODS),
        ]
        sectors = [
            Quantity("value_added", party, sector=sector)
            for party in PARTIES
            for sector in self.benchmark.sectors
        ]
        return tuple(single + pairs + tariffs + buyers + sectors)

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
        if quantity.kind in _BY_REGION:
            by_region: Floats = getattr(outcome, _BY_REGION[quantity.kind])[region]
            return by_region
        if quantity.kind == "security":
            return self._security(region, outcome)
        if quantity.kind == "value_added":
            sector = self.benchmark.sectors.index(quantity.sector)
            return np.asarray(outcome.value_added[sector, region])
        partner = self.benchmark.regions.index(quantity.partner) if quantity.partner else None
        if quantity.kind == "goods_balance":
            return np.asarray(outcome.goods_balance(region, partner))
        if quantity.kind == "buyers_share":
            share = buyers_share(outcome, batch, region, self._paying(partner, quantity.sector))
            return np.where(np.isnan(share), 1.0, share)
        assert partner is not None
        return self._tariff(quantity.kind, region, partner, outcome, batch)

    def _paying(self, partner: int | None, sector: str) -> NDArray[np.bool_]:
        """Return the flows by sector and exporter that a buyers' share is about, (J, N)."""
        cars = np.array([name == CARS for name in self.benchmark.sectors])
        chosen = cars if sector == CARS else self.benchmark.goods & ~cars
        exporters = np.arange(self.benchmark.n_regions)
        return chosen[:, None] & (True if partner is None else exporters == partner)

    def _tariff(
        self, kind: str, importer: int, exporter: int, outcome: Outcome, batch: PolicyBatch
    ) -> Floats:
        if kind == "collected_tariff":
            return self._collected_tariff(importer, exporter, outcome, batch)
        return self._average_tariff(importer, exporter, outcome, batch)

    def _average_tariff(
        self, importer: int, exporter: int, outcome: Outcome, batch: PolicyBatch
    ) -> Floats:
        goods = self.benchmark.goods
        trade = self.benchmark.flows_usd_bn[goods, importer, exporter]
        by_law = batch.given("statutory_tariff_rate")
        rate = batch.tariff_rate if by_law is None else by_law
        added = (
            rate[goods, importer, exporter]
            - self.benchmark.tariff_rate[goods, importer, exporter, None]
        )
        if batch.given("import_quota") is not None:
            added = added + over_quota_points(batch, outcome, importer, exporter)[goods]
        return np.asarray(trade @ added / trade.sum())

    def _collected_tariff(
        self, importer: int, exporter: int, outcome: Outcome, batch: PolicyBatch
    ) -> Floats:
        goods = np.flatnonzero(self.benchmark.goods)
        at = goods, importer, exporter
        border = outcome.border_flows_usd_bn[at]
        base = self.benchmark.border_flows_usd_bn[at]
        before = float(self.benchmark.tariff_rate[at] @ base / base.sum())
        rate = batch.tariff_rate[at]
        if batch.given("import_quota") is not None:
            rate = rate + over_quota_points(batch, outcome, importer, exporter)[goods]
        duties = (rate * border).sum(axis=0)
        return np.asarray(duties / border.sum(axis=0) - before)

    def _security(self, region: int, outcome: Outcome) -> Floats:
        sectors = self.benchmark.sectors
        home = [sectors.index(s) for s in SECURITY_AT_HOME]
        outside = [sectors.index(s) for s in SECURITY_OUTSIDE_CHINA]
        others = [n for n, name in enumerate(self.benchmark.regions) if name != "CHN"]
        volume = outcome.output / outcome.cost_hat
        return np.asarray(
            volume[home, region].sum(axis=0) + volume[np.ix_(outside, others)].sum(axis=(0, 1))
        )
