"""Chip-equipment cooperation: machines from Japan into US chip plants, capacity afterwards.

While equipment is delivered (over lead_time T), US investment demand for it rises by

    additional = max level additional_share                                      USD bn a year

paid by US households (plants and their subsidies), so the US deficit with Japan widens. Afterwards
the additional equipment K = additional T/12 yields K host_efficiency (capital_return + 1/life) a
year as a productivity gain of US semiconductors. US makers of chip equipment learn
(technology_leak). China answers: it stops the share chinese_answer x level of its purchases of
Japanese chip equipment, a cap whose rent stays with the Chinese buyers that are left. Worked
number: 2.4 USD bn a year, 55 % additional, 31 months: K = 3.41; at 75 % efficiency, 9 % return and
8 years it yields 0.55 a year.
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
class ChipEquipmentCooperation(Chip):
    """`max` USD bn a year; the rest as in `sim.scenario.chips_capacity`."""

    kind: ClassVar[str] = "chip_equipment_cooperation"
    holder: ClassVar[str] = "JPN"

    additional_share: float
    lead_time: float
    equipment_life: float
    capital_return: float
    host_efficiency: float
    chinese_answer: float
    technology_leak: float

    def deliveries_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the additional equipment delivered in the window, USD bn a year, (P,)."""
        running = window.share_before(self.lead_time)
        return self.amount(level) * self.additional_share * running

    def yield_usd_bn(self, level: Floats) -> Floats:
        """Return the yearly yield of the equipment once all of it works, USD bn, (P,)."""
        capital = self.amount(level) * self.additional_share * self.lead_time / 12.0
        per_dollar = self.capital_return + 1.0 / self.equipment_life
        return capital * self.host_efficiency * per_dollar

    def delivered_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the additional equipment, USD bn a year, (P,)."""
        return self.deliveries_usd_bn(level, window)

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Add equipment deliveries, then capacity and leak; China's cap applies throughout."""
        j = benchmark.sector_index("chip_equipment")
        us, japan, china = map(benchmark.region_index, ("USA", "JPN", "CHN"))
        policy.public_purchase_usd_bn[j, us, japan] += self.deliveries_usd_bn(level, window)
        works = window.share_after(self.lead_time)
        if works > 0.0:
            gain = works * self.yield_usd_bn(level)
            raise_productivity(policy, benchmark, "USA", "semiconductors", gain)
            policy.productivity_hat[j, us] *= 1.0 + works * self.technology_leak * level
        answer = self.chinese_answer * level
        if answer.any():
            cap = np.where(answer > 0.0, 1.0 - answer, np.inf)
            policy.export_cap[j, china, japan] = np.minimum(policy.export_cap[j, china, japan], cap)
