"""Joint shipbuilding: Japanese equipment and hull blocks for US yards, ships afterwards.

A programme of max x level USD bn is spent evenly over lead_time T. Its additional part, a year,

    spending = max level additional_share 12/T

is US investment: japanese_share of it is bought from Japan (machinery, and ship parts), the rest is
construction at home (services). Afterwards the capital K = max level additional_share, used by
capacity_used, yields K capacity_used (capital_return + 1/life) a year, and makes the ships

    extra = K capacity_used / capital_per_yearly_ship                            ships a year

cheaper by cost_cut of their price. Both are a productivity gain of US ships. Worked number: K = 3,
half used, 0.27 USD bn a yearly ship: 5.6 ships; at 0.22 USD bn and 17 % they save 0.21 a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.chips.base import Chip, Floats, raise_productivity

if TYPE_CHECKING:
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch


@dataclass(frozen=True)
class JointShipbuilding(Chip):
    """`max` USD bn in all; the rest as in `sim.scenario.chips_capacity`."""

    kind: ClassVar[str] = "joint_shipbuilding"
    holder: ClassVar[str] = "JPN"

    japanese_share: float
    machinery_share: float
    additional_share: float
    lead_time: float
    capacity_used: float
    capital_per_yearly_ship: float
    price_per_ship: float
    cost_cut: float
    equipment_life: float
    capital_return: float

    def spending_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the additional spending of the programme in the window, USD bn a year, (P,)."""
        running = window.share_before(self.lead_time)
        return self.amount(level) * self.additional_share * 12.0 / self.lead_time * running

    def extra_ships_per_year(self, level: Floats) -> Floats:
        """Return the ships a year that the new capacity builds once it is open, (P,)."""
        capital = self.amount(level) * self.additional_share
        return np.asarray(capital * self.capacity_used / self.capital_per_yearly_ship)

    def yield_usd_bn(self, level: Floats) -> Floats:
        """Return the yearly yield of capital and know-how once capacity is open, USD bn, (P,)."""
        used = self.amount(level) * self.additional_share * self.capacity_used
        know_how = self.extra_ships_per_year(level) * self.price_per_ship * self.cost_cut
        return used * (self.capital_return + 1.0 / self.equipment_life) + know_how

    def delivered_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return what the programme spends, USD bn a year, (P,)."""
        return self.spending_usd_bn(level, window)

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Add deliveries from Japan and construction at home, then cheaper US ships."""
        us, japan = benchmark.region_index("USA"), benchmark.region_index("JPN")
        spending = self.spending_usd_bn(level, window)
        machinery = self.japanese_share * self.machinery_share
        blocks = self.japanese_share - machinery
        for sector, seller, share in (
            ("machinery", japan, machinery),
            ("ships", japan, blocks),
            ("services", us, 1.0 - self.japanese_share),
        ):
            j = benchmark.sector_index(sector)
            policy.public_purchase_usd_bn[j, us, seller] += share * spending
        works = window.share_after(self.lead_time)
        if works > 0.0:
            gain = works * self.yield_usd_bn(level)
            raise_productivity(policy, benchmark, "USA", "ships", gain)
