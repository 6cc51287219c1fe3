"""Rare earths in one world: the numbers of the scenario, and what the benchmark adds to them.

Rare earths are 0.03-0.15 % of users' costs, so their price hardly bites; plants stop for want of
them. `sim.economy.critical_inputs` follows licences, the chain from ore to magnet, stocks and the
share `lost_n` of exposed output month by month. Region n's sector j loses productivity e_jn lost_n.
The exposure e_jn is in proportion to the world's magnet use per output of sector j, and a dollar
of magnets carries the same output everywhere: as much as makes a year without any Chinese supply,
begun with normal stocks, cost Japan `loss_of_japan_gdp` of GDP,

    sum_j e_jn Y_jn = lambda M_n,    lambda = loss_of_japan_gdp GDP_JPN / (M_JPN lost_JPN)

with M_n the spending on magnets and lost_JPN the mean lost share over the twelve months (to first
order, by Hulten, a cost rise e of a sector costs real GDP e times its output). Worked number:
0.86 % of a GDP of 4062 bn, magnets of 0.73 bn and 54 % lost: lambda = 89 USD a USD of magnets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.chips.rare_earth_controls import inner
from sim.economy.critical_inputs import Chain, Office, Users, simulate
from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from sim.chips.base import Floats
    from sim.economy.benchmark import Benchmark

STAGES = ("re_refining", "re_magnets")
"""Stages under licence since 4 April 2025 (compounds, metals and magnets of seven elements)."""

MAGNET_USE: Mapping[str, float] = {
    "motor_vehicles": 0.375,
    "electrical": 0.225,
    "electronics": 0.1825,
    "machinery": 0.165,
    "aircraft_defense": 0.06,
}
"""Shares of magnet demand by using sector, summing to 1.0075 before scaling: vehicles 35-40 %, wind
turbines 20-25 % (generators: electrical), industrial motors 10-15 % with robots 3-5 % (machinery),
defence 5-7 % (Navratil on IEA and USGS, 2025); electronics midway between 6.5 % (the same) and 30 %
(Heim and Vander Wal 2023)."""

HEAVY_VALUE_SHARE: Final = 0.18
"""Part of heavy elements in the value of refined magnet materials: China recycled 26,504 t of
praseodymium-neodymium, 710 t of dysprosium and 160 t of terbium in 2024 (Argus); at 60 (KOMIS,
April 2025), 280 and 965 USD/kg (Argus, Europe, 1 April 2025) they are worth 1.59, 0.20 and 0.15
USD bn."""

_ANY_PRICE = 2.0
"""Stands in where a path is followed for what is lost, on which prices have no say."""


@dataclass(frozen=True)
class RareEarths:
    """The numbers of one world, in the units of `sim.scenario.critical_inputs` and the controls.

    Shares are fractions, times are months; `stock` is the mean of users, in months of use,
    `stock_by_user` replaces it for a region.
    """

    loss_of_japan_gdp: float
    stock: float
    restocking_time: float
    spare_share: float
    loss_power: float
    new_supply_share: float
    learned_share: float
    opening_time: float
    heavy_dependence: float
    heavy_magnets: float
    outside_slack: float
    diversion: float
    price_elasticity: float
    unsold_share: float
    waiting_share: float
    first_approval: float
    approval_growth: float
    rent_to_exporter: float
    rent_burnt: float
    stock_by_user: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, float]) -> RareEarths:
        """Read the numbers from the scenario's values, keyed by dotted paths; others are ignored.

        Raises InvalidInputError naming the parameters that are missing.
        """
        names = [f.name for f in fields(cls) if f.name != "stock_by_user"]
        missing = [name for name in names if name not in values]
        if missing:
            raise InvalidInputError(
                f"The parameters of rare_earths must hold {', '.join(missing)}."
            )
        numbers = {name: float(values[name]) for name in names}
        return cls(**numbers, stock_by_user=inner(values, "stock_by_user"))

    @property
    def office(self) -> Office:
        """Return how China's licence office works."""
        return Office(self.waiting_share, self.first_approval, self.approval_growth)

    def chain(self, benchmark: Benchmark) -> Chain:
        """Return the chain of the benchmark year with this world's part of heavy elements."""
        china = benchmark.region_index("CHN")
        ore, refined, magnets = (benchmark.sector_index(stage) for stage in ("re_mining", *STAGES))
        share = benchmark.expenditure_share
        light = share[refined, :, china].copy()
        light[china] = 0.0
        return Chain(
            supplier=china,
            magnet_share=share[magnets],
            light_share=light,
            heavy_share=self.heavy_dependence,
            heavy_magnets=self.heavy_magnets,
            magnet_use_usd_bn=magnet_use_usd_bn(benchmark),
            outside_slack=self.outside_slack,
            ore_room=_ore_room(benchmark, ore, refined, china),
        )

    def users(self, benchmark: Benchmark) -> Users:
        """Return how the users of every region answer a shortage."""
        return self._users(benchmark, choke_price=self.worth_per_usd(benchmark))

    def _users(self, benchmark: Benchmark, choke_price: float) -> Users:
        stocks = [self.stock_by_user.get(region, self.stock) for region in benchmark.regions]
        return Users(
            stock_months=np.array(stocks),
            rebuild_months=self.restocking_time,
            spare_share=self.spare_share,
            learned_share=self.learned_share,
            loss_power=self.loss_power,
            new_supply_share=self.new_supply_share,
            opening_months=self.opening_time,
            diversion=self.diversion,
            price_elasticity=self.price_elasticity,
            choke_price=choke_price,
        )

    def lost_in_a_year(self, benchmark: Benchmark) -> Floats:
        """Return the mean lost share of exposed output in a year without China, (N,)."""
        nothing = np.zeros((12, benchmark.n_regions))
        nothing[:, benchmark.region_index("CHN")] = 1.0
        users = self._users(benchmark, choke_price=_ANY_PRICE)
        stop = simulate(self.chain(benchmark), users, self.office, nothing)
        return np.asarray(stop.lost_share.mean(axis=0)[:, 0])

    def worth_per_usd(self, benchmark: Benchmark) -> float:
        """Return lambda, the output that a dollar of magnets carries, USD.

        Raises InvalidInputError if nothing would be lost in a year without Chinese supply.
        """
        japan = benchmark.region_index("JPN")
        lost = float(self.lost_in_a_year(benchmark)[japan])
        if not lost > 0.0:
            raise InvalidInputError(
                "A year without Chinese rare earths must cost Japan something, or"
                " loss_of_japan_gdp says nothing; got spare_share"
                f" {self.spare_share:.3f} and stocks that leave nothing missing. Lower one."
            )
        loss = self.loss_of_japan_gdp * float(benchmark.value_added_usd_bn[japan])
        return max(loss / (lost * float(magnet_use_usd_bn(benchmark)[japan])), 1.0 + 1e-9)

    def exposure(self, benchmark: Benchmark) -> Floats:
        """Return e_jn, the share of output on lines that stand without magnets, (J, N)."""
        output = benchmark.output_usd_bn
        intensity = np.zeros(benchmark.n_sectors)
        for sector, use in MAGNET_USE.items():
            j = benchmark.sector_index(sector)
            intensity[j] = use / float(output[j].sum())
        carried = self.worth_per_usd(benchmark) * magnet_use_usd_bn(benchmark)
        exposure = np.asarray(intensity[:, None] * (carried / (intensity @ output)))
        exposure[:, benchmark.region_index("CHN")] = 0.0
        if exposure.max() > 1.0:
            raise InvalidInputError(
                "Lines that need magnets cannot make more than all of a sector's output; with"
                f" these numbers they would make {exposure.max():.2f} times it. Lower"
                " loss_of_japan_gdp, stock or spare_share."
            )
        return exposure

    def rent_shares(self, benchmark: Benchmark) -> tuple[Floats, Floats]:
        """Return who gets quota rents, (J, N, N) each for exporter and importer.

        On China's rare earths the rest is burnt; makers elsewhere, who are short of capacity, earn
        theirs. Any other cap is a buyer's refusal to buy, whose remaining buyers keep the
        difference.
        """
        exporter = np.zeros_like(benchmark.flows_usd_bn)
        importer = np.ones_like(benchmark.flows_usd_bn)
        china = benchmark.region_index("CHN")
        for stage in STAGES:
            j = benchmark.sector_index(stage)
            exporter[j], importer[j] = 1.0, 0.0
            exporter[j, :, china] = self.rent_to_exporter
            importer[j, :, china] = 1.0 - self.rent_to_exporter - self.rent_burnt
        return exporter, importer


def magnet_use_usd_bn(benchmark: Benchmark) -> Floats:
    """Return M_n, spending on magnets by region in the benchmark year, USD bn, (N,)."""
    return np.asarray(benchmark.spending_usd_bn[benchmark.sector_index("re_magnets")])


def _ore_room(benchmark: Benchmark, ore: int, refined: int, china: int) -> float:
    """Return what ore from outside China could replace of China's refined exports, a multiple.

    Ore mined outside China and not yet refined there, over the ore in those exports.
    """
    outside = np.arange(benchmark.n_regions) != china
    mined = float(benchmark.output_usd_bn[ore, outside].sum())
    used = float(benchmark.spending_usd_bn[ore, outside].sum())
    exported = float(benchmark.flows_usd_bn[refined, outside, china].sum())
    content = float(benchmark.input_share[ore, refined, china])
    return (mined - used) / (content * exported)
