"""Critical-minerals cooperation: rare-earth refining and magnet plants outside China.

Once the magnet plants work (lead_time), `max` x level thousand tonnes a year of magnets, shared
between the US (us_share) and Japan, replace missing Chinese supply. Until their own refinery works
(refining_lead_time) they run on Chinese materials, as far as China lets these out: see
`sim.economy.critical_inputs.chain`. Of each part only the additional share counts
(us_additional_share, japan_additional_share): the rest would be built without a deal. The output
is dearer than China's by cost_gap, less by third_country_saving of it where the host is neither
Japan nor the US; the buyers' budgets pay this,

    premium = tonnes china_price cost_gap (1 - saving)                            USD bn a year

as public purchases from the host (the rest of the price buys what China's would have bought). The
host's refining and magnet costs fall by technology_gain x level. China may answer: chinese_answer x
level is the expected share of Japan's licensed imports that it keeps back. Worked number: 4 kt at
49.2 USD m a kt and a gap of 45 % at home: a premium of 0.089 USD bn a year.
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
    refining_lead_time: float
    us_share: float
    us_additional_share: float
    japan_additional_share: float
    china_price: float
    cost_gap: float
    third_country_saving: float
    technology_gain: float
    chinese_answer: float

    @property
    def host_region(self) -> str:
        """Return the region where the plants stand."""
        return HOSTS[int(self.host)]

    @property
    def price_gap(self) -> float:
        """Return how much dearer the output is than China's."""
        abroad = self.host_region not in {"JPN", "USA"}
        return self.cost_gap * (1.0 - self.third_country_saving * abroad)

    def capacity_usd_bn(self, level: Floats) -> dict[str, Floats]:
        """Return additional magnets at China's price, USD bn a year, (P,) by buyer."""
        total = self.amount(level) * self.china_price / 1000.0
        us_part = self.us_share * self.us_additional_share
        own_part = (1.0 - self.us_share) * self.japan_additional_share
        return {"USA": us_part * total, "JPN": own_part * total}

    @staticmethod
    def open_share(since_signature: Floats, lead_months: float) -> Floats:
        """Return the share of the month that starts then in which capacity works.

        >>> CriticalMineralsCooperation.open_share(np.array([2.0, 3.0]), 2.5).tolist()
        [0.5, 1.0]
        """
        return np.asarray(np.clip(since_signature + 1.0 - lead_months, 0.0, 1.0))

    def turning_months(self) -> tuple[float, ...]:
        """Return the months in which the magnet plants and their refinery open."""
        return self.lead_time, self.refining_lead_time

    def delivered_usd_bn(self, level: Floats, window: Window) -> Floats:
        """Return the plants' additional capacity at China's price, USD bn a year, (P,)."""
        full = np.asarray(sum(self.capacity_usd_bn(level).values()))
        return full * window.share_after(self.lead_time)

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Add the premium that the buyers pay and the host's lower costs, once the plants work."""
        host = benchmark.region_index(self.host_region)
        leads = {"re_refining": self.refining_lead_time, "re_magnets": self.lead_time}
        for sector, lead in leads.items():
            works = window.share_after(lead)
            if works > 0.0:
                j = benchmark.sector_index(sector)
                policy.productivity_hat[j, host] *= 1.0 + works * self.technology_gain * level
        works = window.share_after(self.lead_time)
        if works > 0.0:
            magnets = benchmark.sector_index("re_magnets")
            for buyer, full in self.capacity_usd_bn(level).items():
                n = benchmark.region_index(buyer)
                premium = works * self.price_gap * full
                policy.public_purchase_usd_bn[magnets, n, host] += premium
