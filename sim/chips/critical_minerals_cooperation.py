"""Critical-minerals cooperation: rare-earth refining and magnet plants outside China.

Once the plants work (lead_time), `max` x level thousand tonnes a year of magnets, shared between
the US (us_share) and Japan, replace missing Chinese supply: see `rare_earths`. Of each part only
the additional share counts (us_additional_share, japan_additional_share): the rest would be built
without a deal. The output is dearer than China's by cost_gap; the buyers' budgets pay this,

    premium = tonnes china_price cost_gap                                        USD bn a year

as public purchases from the host (the rest of the price buys what China's would have bought). The
host's refining and magnet costs fall by technology_gain x level. China may answer: chinese_answer x
level is the expected share of Japan's licensed imports that it keeps back. Worked number: 4 kt at
49.2 USD m a kt and a gap of 45 %: a premium of 0.089 USD bn a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.chips.base import Chip, Floats

if TYPE_CHECKING:
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

HOSTS = ("JPN", "USA", "MYS", "AUS")
"""Order of the choice `host`, as in `sim.scenario.chips_capacity.HOSTS`."""


@dataclass(frozen=True)
class CriticalMineralsCooperation(Chip):
    """`max` thousand tonnes a year; `host` is a place in HOSTS, `china_price` USD m a kt."""

    kind: ClassVar[str] = "critical_minerals_cooperation"
    holder: ClassVar[str] = "JPN"

    host: float
    lead_time: float
    us_share: float
    us_additional_share: float
    japan_additional_share: float
    china_price: float
    cost_gap: float
    technology_gain: float
    chinese_answer: float

    def supply_usd_bn(self, level: Floats, window: Window) -> dict[str, Floats]:
        """Return the magnets supplied in the window at China's price, USD bn a year, by buyer."""
        kt = self.amount(level) * window.share_after(self.lead_time)
        total = kt * self.china_price / 1000.0
        us_part = self.us_share * self.us_additional_share
        own_part = (1.0 - self.us_share) * self.japan_additional_share
        return {"USA": us_part * total, "JPN": own_part * total}

    def delivered_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the magnets supplied to both buyers at China's price, USD bn a year, (P,)."""
        return np.asarray(sum(self.supply_usd_bn(level, window).values()))

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Add the premium that the buyers pay and the host's lower costs, once the plants work."""
        works = window.share_after(self.lead_time)
        if works == 0.0:
            return
        host = benchmark.region_index(HOSTS[int(self.host)])
        magnets = benchmark.sector_index("re_magnets")
        for buyer, supply in self.supply_usd_bn(level, window).items():
            n = benchmark.region_index(buyer)
            policy.public_purchase_usd_bn[magnets, n, host] += self.cost_gap * supply
        for sector in ("re_refining", "re_magnets"):
            j = benchmark.sector_index(sector)
            policy.productivity_hat[j, host] *= 1.0 + works * self.technology_gain * level
