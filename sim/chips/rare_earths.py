"""Rare earths: China's licences, and the shortage rule on the sectors that use magnets.

China licenses the share q of its exports of refined rare earths and magnets: a cap on real volume
whose rent goes to Chinese licence holders (rent_to_exporter) and to importers. The cap alone hardly
bites, since rare earths are 0.03-0.15 % of costs; plants stop for want of them. So region n lacks

    shortage_n = max(0, dependence_n (1 - q) - replaced_n - spare_share - stock/12)     first year
               = max(0, dependence_n (1 - q) - replaced_n - spare_share) exposure       long run

and in other windows what stocks leave uncovered (`exposure`: long_run_exposure, to which needs
fade from month 12 to 60) of the magnets it uses, worth M_n in the benchmark (its spending).
A dollar of missing magnets costs the same everywhere, and as much as makes a year without any
Chinese supply or stock cost Japan `loss_of_japan_gdp` of GDP:

    lambda = loss_of_japan_gdp GDP_JPN / (M_JPN (dependence_JPN - spare_share))    USD per USD

It falls on using sectors as a rise of their costs (a loss of productivity) by e_jn shortage_n, with
e_jn in proportion to the world's magnet use per output of sector j and sum_j e_jn Y_jn = lambda M_n
(to first order, by Hulten, a cost rise e of a sector costs e times its output). Dependence is read
off the benchmark: magnets from China, and magnets of others made of Chinese compounds,

    dependence_n = sum_i pi_magnets,n,i x (1 if i is China else pi_refining,i,China)

and new supply outside China replaces replaced_n = supply_n / M_n. Worked number: 0.86 % of a GDP of
4062 bn, magnets worth 0.73 bn, dependence 0.54, 15 % spare: lambda = 123 USD per USD; a region
that uses 0.5 bn and is short of half of it loses 31 bn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.chips.window import FIRST_YEAR, Window
from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.chips.base import Floats
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

STAGES = ("re_refining", "re_magnets")
"""Stages under licence since 4 April 2025 (compounds, metals and magnets of seven elements)."""

_MENDED_MONTHS = (12.0, 60.0)
"""Months between which users learn to do without: long_run_exposure of a shortage is left then."""

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


@dataclass(frozen=True)
class RareEarths:
    """The rule in one world; units as in `sim.scenario.critical_inputs` and China's controls.

    Shares are of the export volume of 2024; `stock` is in months of use.
    """

    loss_of_japan_gdp: float
    stock: float
    spare_share: float
    long_run_exposure: float
    licensed_share: float
    eased_share: float
    tightened_share: float
    rent_to_exporter: float

    def share(self, china_state: str) -> float:
        """Return the licensed share of exports in a state of China's controls."""
        shares = {
            "truce": self.licensed_share,
            "eased": self.eased_share,
            "rupture": self.tightened_share,
        }
        return shares[china_state]

    def dependence(self, benchmark: Benchmark) -> Floats:
        """Return the share of magnet use that hangs on China by region, (N,); 0 for China."""
        china = benchmark.region_index("CHN")
        refining, magnets = (
            benchmark.expenditure_share[benchmark.sector_index(stage)] for stage in STAGES
        )
        chinese_inputs = refining[:, china].copy()
        chinese_inputs[china] = 1.0
        dependence = magnets @ chinese_inputs
        dependence[china] = 0.0
        return np.asarray(dependence)

    def exposure(self, benchmark: Benchmark) -> Floats:
        """Return e_jn, the rise of cost per unit of shortage by sector and region, (J, N)."""
        japan = benchmark.region_index("JPN")
        magnets = self.magnet_use_usd_bn(benchmark)
        bites = float(self.dependence(benchmark)[japan]) - self.spare_share
        if bites <= 0.0:
            raise InvalidInputError(
                "spare_share must lie below Japan's dependence on Chinese rare earths,"
                f" {bites + self.spare_share:.3f}; got {self.spare_share:.3f}. Lower it."
            )
        missing_at_most = bites * float(magnets[japan])
        loss = self.loss_of_japan_gdp * float(benchmark.value_added_usd_bn[japan])
        output = benchmark.output_usd_bn
        intensity = np.zeros(benchmark.n_sectors)
        for sector, use in MAGNET_USE.items():
            j = benchmark.sector_index(sector)
            intensity[j] = use / float(output[j].sum())
        per_region = (loss / missing_at_most) * magnets / (intensity @ output)
        return np.asarray(intensity[:, None] * per_region)

    def magnet_use_usd_bn(self, benchmark: Benchmark) -> Floats:
        """Return M_n, spending on magnets by region in the benchmark year, USD bn, (N,)."""
        return np.asarray(benchmark.spending_usd_bn[benchmark.sector_index("re_magnets")])

    def shortage(
        self,
        benchmark: Benchmark,
        licensed_share: float,
        supply_usd_bn: Mapping[str, Floats],
        window: Window,
        withheld: Mapping[str, Floats] | None = None,
    ) -> Floats:
        """Return the missing share of magnet use by region, (N, P); P = 1 without new supply.

        `supply_usd_bn`: new supply outside China by buyer at China's price, (P,); `withheld`: the
        share of its licensed imports that China keeps back from a buyer in answer to a deal, (P,).
        """
        magnets = self.magnet_use_usd_bn(benchmark)
        width = max((supply.size for supply in supply_usd_bn.values()), default=1)
        lacking = self.dependence(benchmark) * (1.0 - licensed_share) - self.spare_share
        missing = np.repeat(lacking[:, None], width, axis=1)
        for region, supply in supply_usd_bn.items():
            n = benchmark.region_index(region)
            missing[n] -= supply / magnets[n]
        for region, share in (withheld or {}).items():
            n = benchmark.region_index(region)
            missing[n] += self.dependence(benchmark)[n] * licensed_share * share
        return np.asarray(self._after_stock(np.maximum(missing, 0.0), window))

    def _after_stock(self, missing: Floats, window: Window) -> Floats:
        """Return what is missing on average over the window once stocks are used up.

        By month m users miss `missing` m months of use and have covered a stock's worth of them.
        After a year what is left of a stock is not counted on.
        """
        stock = self.stock if window.start_month < FIRST_YEAR.end_month else 0.0
        uncovered = missing * window.end_month - stock
        short = np.clip(uncovered, 0.0, missing * window.months) / window.months
        middle = 0.5 * (window.start_month + window.end_month)
        lasting = np.interp(middle, _MENDED_MONTHS, (1.0, self.long_run_exposure))
        return np.asarray(short * lasting)

    def apply(
        self,
        policy: PolicyBatch,
        benchmark: Benchmark,
        *,
        licensed_share: float,
        supply_usd_bn: Mapping[str, Floats],
        window: Window,
        restricted: tuple[str, ...],
        withheld: Mapping[str, Floats] | None = None,
    ) -> None:
        """Cap China's exports to the restricted regions and raise the costs of magnet users.

        What is withheld shows in the shortage alone: the cap stays, since a rent on what China
        refuses to sell would count as its gain.
        """
        if licensed_share >= 1.0:
            return
        china = benchmark.region_index("CHN")
        buyers = [benchmark.region_index(region) for region in restricted]
        for stage in STAGES:
            policy.export_cap[benchmark.sector_index(stage), buyers, china] = licensed_share
        exposure = self.exposure(benchmark)
        shortage = self.shortage(benchmark, licensed_share, supply_usd_bn, window, withheld)
        for j in np.flatnonzero(exposure.any(axis=1)):
            for n in buyers:
                policy.productivity_hat[j, n] *= 1.0 - exposure[j, n] * shortage[n]

    def rent_shares(self, benchmark: Benchmark) -> tuple[Floats, Floats]:
        """Return who gets quota rents, (J, N, N) each for exporter and importer.

        Licence holders and importers share the rent on rare earths. Any other cap is a buyer's
        refusal to buy, whose remaining buyers keep the difference.
        """
        exporter = np.zeros_like(benchmark.flows_usd_bn)
        importer = np.ones_like(benchmark.flows_usd_bn)
        china = benchmark.region_index("CHN")
        for stage in STAGES:
            j = benchmark.sector_index(stage)
            exporter[j, :, china] = self.rent_to_exporter
            importer[j, :, china] = 1.0 - self.rent_to_exporter
        return exporter, importer
