"""Auto non-tariff barriers: Japan accepts US car standards and tests.

The trade cost of US motor vehicles in Japan falls: d_hat = 1 - max level x share of the window
after lead_time. Buyers of vehicles gain, Japan's car makers lose home sales, nobody pays. Worked
number: 5 % at full level from month 12 on leaves d_hat = 1 in the first year, 0.95 in the long run.
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
class AutoNonTariffBarriers(Chip):
    """`max` is the largest fall of the trade cost, a fraction; `lead_time` in months."""

    kind: ClassVar[str] = "auto_non_tariff_barriers"
    holder: ClassVar[str] = "JPN"

    lead_time: float

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Lower the trade cost of US motor vehicles in Japan."""
        j = benchmark.sector_index("motor_vehicles")
        japan, us = benchmark.region_index("JPN"), benchmark.region_index("USA")
        fall = self.amount(level) * window.share_after(self.lead_time)
        policy.trade_cost_hat[j, japan, us] *= 1.0 - fall
