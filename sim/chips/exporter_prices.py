"""Exporters' prices after a tariff: the part of it they take out of their markups, for a while.

Buyers pay nearly all of most US tariffs; Japan's car makers cut their prices by nearly the whole
tariff at first. The share absorbed begins at its value at the signature and fades in a straight
line to nothing, so that prices follow costs again in the long run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Self

import numpy as np

from sim.economy.pass_through import markup_cut
from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from sim.chips.base import Floats
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

CAR_SECTOR = "motor_vehicles"


@dataclass(frozen=True)
class ExporterPrices:
    """Shares of an added US tariff that exporters absorb at first, and months until it has faded.

    `sectors` holds the share of single sectors in place of `other_goods`. All added tariffs count
    from the signature on: those in force rose within the two months before. The defaults absorb
    nothing.
    """

    cars_from_japan: float = 0.0
    cars_from_others: float = 0.0
    other_goods: float = 0.0
    sectors: Mapping[str, float] = field(default_factory=dict)
    fades_over: float = 12.0

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Self:
        """Read the numbers by name, those of single sectors as `sectors.NAME`; {} absorbs nothing.

        Raises InvalidInputError naming the parameters that are missing.
        """
        if not values:
            return cls()
        names = [f.name for f in fields(cls) if f.name != "sectors"]
        missing = [name for name in names if name not in values]
        if missing:
            raise InvalidInputError(
                f"The parameters of pass_through must hold {', '.join(names)};"
                f" {', '.join(missing)} missing."
            )
        head = "sectors."
        sectors = {n.removeprefix(head): v for n, v in values.items() if n.startswith(head)}
        return cls(**{name: values[name] for name in names}, sectors=sectors)

    def left_in(self, window: Window) -> float:
        """Return the part of the first share that is left on average in a window.

        max(0, 1 - m / fades_over), averaged over its months m.

        >>> from sim.chips.window import Window
        >>> prices = ExporterPrices(fades_over=24.0)
        >>> [prices.left_in(Window(*w)) for w in ((0, 12), (12, 24), (60, 72))]
        [0.75, 0.25, 0.0]
        """
        if self.fades_over <= 0.0:
            return 0.0
        start, end = (min(m, self.fades_over) for m in (window.start_month, window.end_month))
        whole = (end - start) - (end**2 - start**2) / (2.0 * self.fades_over)
        return max(0.0, whole / window.months)

    def absorbed(self, benchmark: Benchmark, window: Window) -> Floats:
        """Return the share that exporters of goods absorb, (J, N)."""
        share = np.where(benchmark.goods[:, None], self.other_goods, 0.0)
        share = np.repeat(share, benchmark.n_regions, axis=1)
        for name, absorbed in self.sectors.items():
            share[benchmark.sector_index(name)] = absorbed
        cars = benchmark.sector_index(CAR_SECTOR)
        share[cars] = self.cars_from_others
        share[cars, benchmark.region_index("JPN")] = self.cars_from_japan
        return np.asarray(share * self.left_in(window))

    def apply(self, policy: PolicyBatch, benchmark: Benchmark, window: Window) -> None:
        """Cut the prices of exports to the US by a share of the tariffs that `policy` holds."""
        share = self.absorbed(benchmark, window)
        if not share.any():
            return
        us = benchmark.region_index("USA")
        old = benchmark.tariff_rate[:, us, :, None]
        policy.markup_cut[:, us] = markup_cut(old, policy.tariff_rate[:, us], share[..., None])
