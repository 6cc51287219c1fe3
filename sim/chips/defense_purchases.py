"""Defense purchases: Japan's government buys more US arms and aircraft.

    additional = max level (1 - planned_share) delivered_share x share of the window after lead_time

is government demand for US aircraft and defence goods, paid by Japan's households as taxpayers; it
counts in the goods balance. What is planned anyway adds nothing. The arms' worth to Japan,
value_in_use per dollar, is not in household income: it is a typed amount. Worked number: 2.3 USD bn
a year, 70 % planned, 92.5 % delivered: 0.64 USD bn a year in the long run, worth 0.38 at 60 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sim.chips.base import Chip, Floats, Valuation
from sim.chips.window import FIRST_YEAR, LONG_RUN, Window

if TYPE_CHECKING:
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch


@dataclass(frozen=True)
class DefensePurchases(Chip):
    """`max` USD bn a year; the rest as in `sim.scenario.chips.DefensePurchases`."""

    kind: ClassVar[str] = "defense_purchases"
    holder: ClassVar[str] = "JPN"

    planned_share: float
    delivered_share: float
    lead_time: float
    value_in_use: float

    def additional_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the purchases that come on top in the window, USD bn a year, (P,)."""
        share = (1.0 - self.planned_share) * self.delivered_share
        return self.amount(level) * share * window.share_after(self.lead_time)

    def delivered_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the additional purchases, USD bn a year, (P,)."""
        return self.additional_usd_bn(level, window)

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Add public purchases of US aircraft and defence goods by Japan."""
        j = benchmark.sector_index("aircraft_defense")
        japan, us = benchmark.region_index("JPN"), benchmark.region_index("USA")
        policy.public_purchase_usd_bn[j, japan, us] += self.additional_usd_bn(level, window)

    def typed(self, level: Floats, valuation: Valuation) -> dict[tuple[str, str], Floats]:
        """Return the arms' worth in use, weighted between the horizons like the payments."""
        long = valuation.long_run_weight
        paid = (1.0 - long) * self.additional_usd_bn(level, FIRST_YEAR)
        paid = paid + long * self.additional_usd_bn(level, LONG_RUN)
        return {("JPN", "value in use of arms"): self.value_in_use * paid}
