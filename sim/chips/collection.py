"""What customs collects of the tariffs that the law sets: a change takes time, some never comes.

Goods on their way are let in at the old rate, shipments wait in bonded stores, and some are
misdeclared. With t_0 the duty of 2024 (as collected), f the rate in force on the day and t' the new
one by law, the average rate that acts in a window is

    t = t_0 + (1 - never) ((f - t_0) + s (t' - f)),    s = 1 - mean over the window of exp(-m / lag)

The rates in force have been in force for two months and are counted as collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.chips.base import Floats
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch


@dataclass(frozen=True)
class Collection:
    """How much of a tariff is collected.

    `lag` (months): time in which 63 % of a change is collected, on US imports and on China's
    imports from the US; `never_collected`: share of added US tariffs that never comes in, by
    evasion and misdeclaration. The defaults collect all at once.
    """

    lag: float = 0.0
    never_collected: float = 0.0

    def share_in(self, window: Window) -> float:
        """Return s, the share of a change that is collected on average in a window.

        >>> from sim.chips.window import Window
        >>> [round(Collection(lag=0.7).share_in(Window(m, m + 1)), 2) for m in range(3)]
        [0.47, 0.87, 0.97]
        """
        if self.lag <= 0.0:
            return 1.0
        start, end = np.exp(-np.array([window.start_month, window.end_month]) / self.lag)
        return float(1.0 - self.lag * (start - end) / window.months)

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, in_force: Floats, window: Window
    ) -> None:
        """Turn the rates by law of `policy` into those collected; keep the law's beside them.

        `in_force` (J, N, N): rates by law on the day, at which changes begin. Rates of other
        importers, and flows without a tariff act, stay.
        """
        share = self.share_in(window)
        if share == 1.0 and self.never_collected == 0.0:
            return
        policy.statutory_tariff_rate[...] = policy.tariff_rate
        us, china = benchmark.region_index("USA"), benchmark.region_index("CHN")
        kept = 1.0 - self.never_collected
        for importer, exporters, part in ((us, slice(None), kept), (china, [us], 1.0)):
            old, now = (
                rates[:, importer, exporters, None] for rates in (benchmark.tariff_rate, in_force)
            )
            law = policy.tariff_rate[:, importer, exporters]
            policy.tariff_rate[:, importer, exporters] = old + part * (
                now - old + share * (law - now)
            )
