"""Aircraft purchases: Japan's airlines and agencies commit to buy more US aircraft.

    additional = max level (1 - planned_share) delivered_share x share of the window after lead_time

as a purchase commitment on Japan's imports of US aircraft. Unlike arms, aircraft are used up by an
industry that would otherwise buy elsewhere or less: what it costs is only the gap between the price
and what the buyers would pay, borne by Japan's budget (`financing` subsidy) or by all buyers of
aircraft (state_direction). The flow counts in the goods balance. Worked number: 4 USD bn a year,
60 % planned, 75 % delivered: 4 x 0.4 x 0.75 = 1.2 USD bn a year once deliveries run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sim.chips.base import Chip, Floats

if TYPE_CHECKING:
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch


@dataclass(frozen=True)
class AircraftPurchases(Chip):
    """`max` USD bn a year; the rest as in `sim.scenario.chips.AircraftPurchases`.

    `financing` is the place in `sim.scenario.chips.FINANCING`.
    """

    kind: ClassVar[str] = "aircraft_purchases"
    holder: ClassVar[str] = "JPN"

    planned_share: float
    delivered_share: float
    lead_time: float
    financing: float

    @property
    def levied_flows(self) -> tuple[tuple[str, str, str], ...]:
        """The flow, if the state directs buyers."""
        return () if self.financing == 0.0 else (("aircraft_defense", self.holder, "USA"),)

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
        """Add a purchase commitment on the holder's imports of US aircraft."""
        j = benchmark.sector_index("aircraft_defense")
        buyer, us = benchmark.region_index(self.holder), benchmark.region_index("USA")
        policy.purchase_usd_bn[j, buyer, us] += self.additional_usd_bn(level, window)
