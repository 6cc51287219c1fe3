"""Investment pledge: Japanese capital for US industry; an inflow that is lent, not given.

Of the pledge, A = max level additional_share would not be invested without it. It is drawn evenly
over draw_time from lead_time on. Each year, the US deficit D rises and Japan's falls by

    inflow = A 12/draw_time x share of the window drawn  -  service_rate x stock drawn so far

so the US goods deficit widens while it is drawn and narrows with service. The stock yields the host
host_gain beyond the service, a productivity gain of its host sectors. The inflow itself is no part
of the equivalent variation. The lender's expected loss, expected_loss x A in present value, is a
typed amount spread as an annuity over the value horizon; loss_kept_by_host of it is the host's
gain. Worked number: A = 35 USD bn over 72 months: 5.8 USD bn a year while it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.chips.base import Chip, Floats, Valuation, raise_productivity

if TYPE_CHECKING:
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

HOST_SECTORS = (
    "energy",
    "pharma",
    "metals",
    "semiconductors",
    "electrical",
    "machinery",
    "motor_vehicles",
    "ships",
)
"""Sectors the money goes to, by their value added: assumed from the fields named in the talks up to
May 2025 (gas in Alaska, cars, steel, chips, ships)."""


@dataclass(frozen=True)
class InvestmentPledge(Chip):
    """`max` USD bn in all; the rest as in `sim.scenario.chips.InvestmentPledge`."""

    kind: ClassVar[str] = "investment_pledge"
    holder: ClassVar[str] = "JPN"
    grows: ClassVar[bool] = True

    additional_share: float
    lead_time: float
    draw_time: float
    service_rate: float
    host_gain: float
    expected_loss: float
    loss_kept_by_host: float

    def additional_usd_bn(self, level: Floats) -> Floats:
        """Return A, the investment that the pledge adds over its whole time, USD bn, (P,)."""
        return self.amount(level) * self.additional_share

    def drawn_by(self, month: float) -> float:
        """Return the share of the money drawn by a month after signature."""
        return float(np.clip((month - self.lead_time) / self.draw_time, 0.0, 1.0))

    def stock_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the additional stock at the start of the window, USD bn, (P,)."""
        return self.additional_usd_bn(level) * self.drawn_by(window.start_month)

    def inflow_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the change of the US deficit D in the window, USD bn a year, (P,)."""
        drawn = self.drawn_by(window.end_month) - self.drawn_by(window.start_month)
        drawn *= 12.0 / window.months
        service = self.service_rate * self.stock_usd_bn(level, window)
        return self.additional_usd_bn(level) * drawn - service

    def turning_months(self) -> tuple[float, ...]:
        """Return the months of the first and the last payment."""
        return self.lead_time, self.lead_time + self.draw_time

    def delivered_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return what is drawn less the service on it, USD bn a year, (P,)."""
        return self.inflow_usd_bn(level, window)

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Move the deficits of both countries and raise productivity where the money went."""
        us, japan = benchmark.region_index("USA"), benchmark.region_index("JPN")
        inflow = self.inflow_usd_bn(level, window)
        policy.transfer_usd_bn[us] += inflow
        policy.transfer_usd_bn[japan] -= inflow
        gain = self.host_gain * self.stock_usd_bn(level, window)
        sectors = [benchmark.sector_index(sector) for sector in HOST_SECTORS]
        made = (benchmark.value_added_share * benchmark.output_usd_bn)[sectors, us]
        for sector, share in zip(HOST_SECTORS, made / made.sum(), strict=True):
            raise_productivity(policy, benchmark, "USA", sector, share * gain)

    def typed(self, level: Floats, valuation: Valuation) -> dict[tuple[str, str], Floats]:
        """Return the expected loss on what is drawn within the value window, and who keeps it."""
        drawn = self.additional_usd_bn(level) * self.drawn_by(valuation.horizon_months)
        loss = valuation.yearly(self.expected_loss * drawn)
        return {
            ("JPN", "expected loss on the pledge"): -loss,
            ("USA", "profit share of the pledge"): self.loss_kept_by_host * loss,
        }
