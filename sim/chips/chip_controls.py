"""Export controls on chips and chip equipment as chips: easing the US ones, not joining them.

    relief     d_hat = (1 - max level)^q        US chips and chip equipment to China
    restraint  d_hat = (1 + max (1 - level))^q  Japan's chip equipment to China

with d_hat the cost of delivery and q the share of the window after the lead time. A restraint that
is not on any table does nothing; at level zero Japan joins the controls in full, at one it stays
out. Worked number: a relief of at most 12 %, half of it given: costs fall by 6 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from sim.chips.base import Chip, Floats

if TYPE_CHECKING:
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

_US_SECTORS: Final = ("semiconductors", "chip_equipment")


@dataclass(frozen=True)
class ChipControlsRelief(Chip):
    """The US eases its controls: costs of delivery to China fall by up to `max`, a fraction."""

    kind: ClassVar[str] = "chip_controls_relief"
    holder: ClassVar[str] = "USA"

    lead_time: float

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Lower the cost of delivering US chips and chip equipment to China."""
        china, us = benchmark.region_index("CHN"), benchmark.region_index("USA")
        fall = (1.0 - self.max * level) ** window.share_after(self.lead_time)
        for sector in _US_SECTORS:
            policy.trade_cost_hat[benchmark.sector_index(sector), china, us] *= fall


@dataclass(frozen=True)
class ChipControlRestraint(Chip):
    """Japan stays out of US controls; if it joins, costs of delivery rise by `max`, a fraction."""

    kind: ClassVar[str] = "chip_control_restraint"
    holder: ClassVar[str] = "JPN"
    acts_at_zero: ClassVar[bool] = True

    lead_time: float

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Raise the cost of delivering Japan's chip equipment to China as far as Japan joins."""
        china, japan = benchmark.region_index("CHN"), benchmark.region_index("JPN")
        rise = (1.0 + self.max * (1.0 - level)) ** window.share_after(self.lead_time)
        policy.trade_cost_hat[benchmark.sector_index("chip_equipment"), china, japan] *= rise
