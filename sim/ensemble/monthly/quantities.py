"""What a monthly path is made of: the quantities read off each solution.

Flows are goods at border value, yearly rates in USD bn. Prices are against the year 2024 = 1, in
the model's money (the value added of the world is fixed). Quantities that are positive are mixed in
logs between the first-year and the long-run solution. Balances are not among them: they follow
from exports and imports, so that the three always add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.observables import Observables
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.transition import PRICES_CURVATURE, curved

Floats = NDArray[np.float64]

KEY_SECTORS = (
    "agriculture",
    "food",
    "metals",
    "electronics",
    "semiconductors",
    "machinery",
    "chip_equipment",
    "motor_vehicles",
    "ships",
    "aircraft_defense",
)
"""Sectors with rows of their own: those that the chips and the weights of governments name."""

MEANINGS = {
    "goods_exports": "goods that `party` sells to `partner` (to all without one), at border value; "
    "with a sector, of that sector",
    "goods_imports": "goods that `party` buys from `partner` (from all without one), at border "
    "value, before duty",
    "goods_balance": "exports less imports of goods; plus is a surplus of `party`",
    "import_price_before_duty": "price of the goods of `partner` at the border of `party`, by the "
    "trade of 2024",
    "import_price_with_duty": "the same with the duty that the buyer pays",
    "consumer_price": "cost of living of households in `party`",
    "input_price": "price that users in `party` pay for the sector's goods, of all makers",
    "tariff_revenue": "duties that `party` collects",
    "income": "what the path is worth to households of `party` against 2024 (equivalent variation "
    "without what is lent or borrowed abroad)",
    "value_added": "value added of the sector in `party`",
    "average_tariff": "duties of `party` on goods of `partner` by law, by the trade of 2024, less "
    "those of 2024",
    "delivered": "what the chip of `party` brings in the month beyond what was planned: goods, "
    "programme spending, magnets, or capital less its service; 0 before a deal",
    "magnet_stock": "magnets in store at users of `party`",
    "magnet_shortage": "share of their magnets that users of `party` lack once stocks are used up",
    "magnet_output_loss": "output that this shortage costs `party`, at the output of 2024",
    "magnet_exports": "volume of magnets that China lets out to `partner`; above 1 while "
    "stocks are refilled",
    "price_outside_china": "price outside China of heavy rare earths (`re_refining`) and of "
    "magnets",
}
"""What each series of monthly.csv is, for docs/results.md."""

PARTIES = ("USA", "JPN", "CHN")
PAIRS = (("USA", "JPN"), ("USA", "CHN"), ("JPN", "CHN"))
TOTALS = ("USA", "JPN")
MAGNET_USERS = ("USA", "JPN")
MAGNETS = "re_magnets"
_MONEY = "USD bn/yr"
_INDEX = "2024 = 1"


@dataclass(frozen=True, order=True)
class Series:
    """The name of one series of monthly.csv, its unit, and whether it is positive."""

    measure: str
    party: str
    partner: str = ""
    sector: str = ""
    unit: str = _MONEY
    positive: bool = False

    @property
    def follows_prices(self) -> bool:
        """Whether it goes most of its way early, as prices do, or evenly with elasticities."""
        return self.measure == "income" or "price" in self.measure


@dataclass(frozen=True)
class MonthlyQuantities:
    """The list of series read off every solution of one benchmark."""

    observables: Observables

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """All columns, in order."""
        ways = [way for a, b in PAIRS for way in ((a, b), (b, a))]
        flows = [Series("goods_exports", a, b, positive=True) for a, b in ways]
        flows += [Series("goods_exports", a, positive=True) for a in TOTALS]
        flows += [Series("goods_imports", a, positive=True) for a in TOTALS]
        flows += [
            Series("goods_exports", a, b, sector, positive=True)
            for a, b in ways[:2]
            for sector in KEY_SECTORS
        ]
        prices = [
            Series(measure, "USA", partner, unit=_INDEX, positive=True)
            for measure in ("import_price_before_duty", "import_price_with_duty")
            for partner in ("JPN", "CHN")
        ]
        prices += [Series("consumer_price", p, unit=_INDEX, positive=True) for p in PARTIES]
        prices += [
            Series("input_price", p, "", MAGNETS, _INDEX, positive=True) for p in MAGNET_USERS
        ]
        money = [Series("tariff_revenue", p, positive=True) for p in PARTIES]
        money += [Series("income", party) for party in PARTIES]
        money += [
            Series("value_added", party, "", sector, positive=True)
            for party in PARTIES
            for sector in KEY_SECTORS
        ]
        rates = [Series("average_tariff", "USA", p, unit="fraction") for p in ("JPN", "CHN")]
        return (*flows, *prices, *money, *rates, *controls_series())

    @cached_property
    def positive(self) -> NDArray[np.bool_]:
        """Which columns are mixed in logs, (Q,)."""
        return np.array([one.positive for one in self.series])

    @cached_property
    def follow_prices(self) -> NDArray[np.bool_]:
        """Which columns go most of their way early, (Q,)."""
        return np.array([one.follows_prices for one in self.series])

    def mixed(self, solved: Floats, share: Floats) -> Floats:
        """Return months (M, H, Q) at both elasticities, mixed at the share of the way (M,)."""
        way = np.where(self.follow_prices, curved(share, PRICES_CURVATURE)[:, None], share[:, None])
        return np.asarray(solved[:, 0] + way * (solved[:, 1] - solved[:, 0]))

    def column(self, measure: str, party: str, partner: str = "", sector: str = "") -> int:
        """Return the place of a series; KeyError if there is none."""
        return self._places[measure, party, partner, sector]

    @cached_property
    def _places(self) -> dict[tuple[str, str, str, str], int]:
        return {
            (one.measure, one.party, one.partner, one.sector): place
            for place, one in enumerate(self.series)
        }

    def read(self, outcome: Outcome, batch: PolicyBatch, controls: Floats) -> Floats:
        """Return the quantities of every policy of a solved batch, (P, Q).

        `controls` (P, K): what `controls_path` says of the policies.
        """
        known = self.observables.read(outcome, batch)
        solved = _Solved(self.observables, outcome, batch)
        rows = []
        for one in self.series[: len(self.series) - controls.shape[1]]:
            if one.measure in _OBSERVED:
                place, sign = self.observables.column(
                    one.measure, one.party, one.partner, one.sector
                )
                rows.append(sign * known[:, place])
            else:
                rows.append(solved.row(one))
        return np.concatenate([np.stack(rows, axis=1), controls], axis=1)


_OBSERVED = ("tariff_revenue", "income", "value_added", "average_tariff")


class _Solved:
    """Flows and prices of a solved batch."""

    def __init__(self, observables: Observables, outcome: Outcome, batch: PolicyBatch) -> None:
        self.benchmark = observables.benchmark
        self.outcome = outcome
        self.batch = batch
        self.goods = np.flatnonzero(self.benchmark.goods)
        self.border = outcome.border_flows_usd_bn

    def row(self, one: Series) -> Floats:
        """Return one series, (P,)."""
        region = self.benchmark.region_index(one.party)
        if one.measure == "consumer_price":
            return np.asarray(self.outcome.price_index_hat[region])
        if one.measure == "input_price":
            sector = self.benchmark.sector_index(one.sector)
            return np.asarray(self.outcome.price_hat[sector, region])
        if one.measure.startswith("import_price"):
            partner = self.benchmark.region_index(one.partner)
            return self._import_price(region, partner, duty=one.measure.endswith("with_duty"))
        return self._flow(one, region)

    def _flow(self, one: Series, region: int) -> Floats:
        sectors = self.goods
        if one.sector:
            sectors = np.array([self.benchmark.sector_index(one.sector)])
        if one.partner:
            partner = self.benchmark.region_index(one.partner)
            return np.asarray(self.border[sectors, partner, region].sum(axis=0))
        others = np.delete(np.arange(self.benchmark.n_regions), region)
        here = np.array([region])
        if one.measure == "goods_exports":
            return np.asarray(self.border[np.ix_(sectors, others, here)].sum(axis=(0, 1, 2)))
        return np.asarray(self.border[np.ix_(sectors, here, others)].sum(axis=(0, 1, 2)))

    def _import_price(self, importer: int, exporter: int, *, duty: bool) -> Floats:
        """Return the price of a country's goods at the border by the trade of 2024, 2024 = 1.

        A price is border value over real volume; with duty times (1 + t') / (1 + t).
        """
        at = self.goods, importer, exporter
        base = self.benchmark.border_flows_usd_bn[at]
        traded = base > 0.0
        volume = base[:, None] * self.outcome.real_volume_hat[at]
        sold = traded[:, None] & (volume > 0.0)
        price = np.where(sold, self.border[at], 1.0) / np.where(sold, volume, 1.0)
        if duty:
            old = self.benchmark.tariff_rate[at][:, None]
            price = price * (1.0 + self.batch.tariff_rate[at]) / (1.0 + old)
        return np.asarray((price * base[:, None]).sum(axis=0) / base.sum())


def controls_series() -> tuple[Series, ...]:
    """Return the series that follow from China's controls alone, in the order of the path."""
    kinds = (
        ("magnet_stock", "months of use"),
        ("magnet_shortage", "fraction"),
        ("magnet_output_loss", _MONEY),
    )
    users = [
        Series(measure, party, "", "", unit) for measure, unit in kinds for party in MAGNET_USERS
    ]
    exports = [Series("magnet_exports", "CHN", p, "", "2024 = 1") for p in MAGNET_USERS]
    prices = [
        Series("price_outside_china", "", "", stage, _INDEX)
        for stage in ("re_refining", "re_magnets")
    ]
    return (*users, *exports, *prices)
