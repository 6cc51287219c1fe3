"""Agricultural imports: Japan commits to buy more US farm goods.

    additional = max level (1 - planned_share) delivered_share x share of the window after lead_time

split by `raw_farm_share` between agriculture and food, as purchase commitments on Japan's imports
from the US. The flow rises by the additional part; home farmers and third suppliers lose sales. The
implicit subsidy that brings it about is paid by Japan's budget (`financing` subsidy), or by a levy
on all that Japan buys of the sector: state trading and directed buying, which users pay in their
prices (`financing` state_direction). Worked number: 5 USD bn a
year, 20 % planned, 85 % delivered, from month 5 on: 5 x 0.8 x 0.85 x 7/12 = 1.98 USD bn in the
first year, 3.4 in the long run.
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
class AgriculturalImports(Chip):
    """`max` USD bn a year; the rest as in `sim.scenario.chips.AgriculturalImports`.

    `financing` is the place in `sim.scenario.chips.FINANCING`.
    """

    kind: ClassVar[str] = "agricultural_imports"
    holder: ClassVar[str] = "JPN"

    planned_share: float
    delivered_share: float
    raw_farm_share: float
    lead_time: float
    financing: float

    @property
    def levied_flows(self) -> tuple[tuple[str, str, str], ...]:
        """Both flows, if the state directs buyers."""
        if self.financing == 0.0:
            return ()
        return ("agriculture", self.holder, "USA"), ("food", self.holder, "USA")

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
        """Add purchase commitments on the holder's imports of farm goods and food from the US."""
        buyer, us = benchmark.region_index(self.holder), benchmark.region_index("USA")
        extra = self.additional_usd_bn(level, window)
        for sector, share in (
            ("agriculture", self.raw_farm_share),
            ("food", 1.0 - self.raw_farm_share),
        ):
            policy.purchase_usd_bn[benchmark.sector_index(sector), buyer, us] += share * extra
