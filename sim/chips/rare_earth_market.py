"""Rare earths under China's controls and a deal: the monthly path, and the policy it makes.

`RareEarthMarket` holds one world. It follows the path of licences, stocks and shortage in each
state of China's controls and for each level of the critical-minerals chip, once, and turns the
mean of any window into a policy: caps on China's exports, the loss of productivity of those who
use magnets, and what China's makers cannot sell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.chips.rare_earths import HEAVY_VALUE_SHARE, STAGES, RareEarths, magnet_use_usd_bn
from sim.economy.critical_inputs import MonthlyShortage, NewPlants, simulate

if TYPE_CHECKING:
    from sim.chips.base import Floats
    from sim.chips.critical_minerals_cooperation import CriticalMineralsCooperation
    from sim.chips.rare_earth_controls import RareEarthControls
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

_HORIZON_MONTHS = 72
"""Months after signature that a path covers at least; longer ones are followed when asked for."""

_TRICKLE = 1e-3
"""Least volume that passes: a buyer left without any supplier would have no price."""


@dataclass(frozen=True)
class _WindowMean:
    """The mean of monthly arrays over a window of a path."""

    path: MonthlyShortage
    start_month: float
    end_month: float

    def of(self, values: Floats) -> Floats:
        return self.path.average(values, self.start_month, self.end_month)


@dataclass(eq=False)
class RareEarthMarket:
    """Rare earths in one world; `chip` is None where nobody holds it."""

    benchmark: Benchmark
    rule: RareEarths
    controls: RareEarthControls
    chip: CriticalMineralsCooperation | None = None
    _paths: dict[tuple[str, int, bytes], MonthlyShortage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exposure = self.rule.exposure(self.benchmark)
        self._chain = self.rule.chain(self.benchmark)
        self._users = self.rule.users(self.benchmark)

    @property
    def signature_month(self) -> float:
        """Return the month of a path in which a deal is signed; windows count from there."""
        return self.controls.dates.signature_month

    def path(
        self, china_state: str, level: Floats, until_month: float = _HORIZON_MONTHS
    ) -> MonthlyShortage:
        """Return the path by months since the controls began, P as `level` (P,) of the chip.

        It reaches at least `until_month` after signature. Different levels are followed once.
        """
        found, inverse = np.unique(level, return_inverse=True)
        months = int(np.ceil(self.signature_month + max(until_month, _HORIZON_MONTHS)))
        key = (china_state, months, found.tobytes())
        if key not in self._paths:
            self._paths[key] = self._simulate(china_state, found, months)
        path = self._paths[key]
        if np.array_equal(inverse, np.arange(found.size)):
            return path
        wide = {
            name: values[..., inverse] if values.shape[-1] == found.size else values
            for name, values in vars(path).items()
        }
        return MonthlyShortage(**wide)

    def apply(
        self, policy: PolicyBatch, *, china_state: str, window: Window, level: Floats
    ) -> None:
        """Put the window's mean of the path into a policy; `level` (P,) of the chip.

        Makers outside China are held to their capacity, with controls or without. What China keeps
        back in answer to a deal shows in the shortage alone: its cap stays, since a rent on what it
        refuses to sell would count as its gain.
        """
        found, inverse = np.unique(np.append(level, 0.0), return_inverse=True)
        path = self.path(china_state, found, window.end_month)
        start, end = (self.signature_month + m for m in (window.start_month, window.end_month))
        mean = _WindowMean(path, start, end)
        exports = mean.of(np.minimum(path.exports_share, 1.0))[:, inverse[-1]]
        opened = float(mean.of(self._users.opened(path.months)))
        self._cap_china(policy, exports, opened)
        self._cap_others(policy, exports, opened, mean.of(path.added_share)[:, inverse[:-1]])
        lost = mean.of(path.lost_share)[:, inverse[:-1]]
        if lost.any():
            for j in np.flatnonzero(self.exposure.any(axis=1)):
                policy.productivity_hat[j] *= 1.0 - self.exposure[j, :, None] * lost

    def _cap_china(self, policy: PolicyBatch, exports: Floats, opened: float) -> None:
        """Cap exports (N,) that fall below normal; China's makers are left with the rest."""
        short = np.flatnonzero(exports < 1.0)
        china = self._chain.supplier
        unsold = self.rule.unsold_share * (1.0 - opened)
        for stage in STAGES:
            j = self.benchmark.sector_index(stage)
            part_light = stage == "re_refining" and not self.controls.dates.light_too
            missing = (HEAVY_VALUE_SHARE if part_light else 1.0) * (1.0 - exports[short])
            left = float(self.benchmark.flows_usd_bn[j, short, china] @ missing)
            if left > 0.0:
                cap = policy.export_cap[j, short, china]
                largest = np.maximum(1.0 - missing, _TRICKLE)[:, None]
                policy.export_cap[j, short, china] = np.minimum(cap, largest)
                policy.public_purchase_usd_bn[j, china, china] += unsold * left

    def _cap_others(
        self, policy: PolicyBatch, exports: Floats, opened: float, added: Floats
    ) -> None:
        """Hold magnet makers outside China to their capacity; a deal's plants add (N, P).

        Refiners need no cap of their own: what they sell goes into those magnets.
        """
        chain, rule = self._chain, self.rule
        replaced = np.array([[rule.new_supply_share * opened]])
        light = exports if self.controls.dates.light_too else np.ones_like(exports)
        room = chain.room(exports[:, None], light[:, None], replaced)
        direct = np.where(chain.outside, chain.magnet_share[:, chain.supplier], 0.0)
        room = room + (added / (1.0 - direct)[:, None])[:, None]
        j = self.benchmark.sector_index("re_magnets")
        cap, traded = policy.export_cap[j], self.benchmark.flows_usd_bn[j, ..., None] > 0.0
        cap[...] = np.where(traded, np.minimum(cap, np.maximum(room, _TRICKLE)), cap)

    def _simulate(self, china_state: str, level: Floats, months: int) -> MonthlyShortage:
        regions = self.benchmark.regions
        plants, withheld = None, None
        if self.chip is not None and level.any():
            since_signature = np.arange(float(months)) - self.signature_month
            plants = self._plants(self.chip, level, since_signature)
            withheld = np.zeros((months, len(regions), level.size))
            signed = np.clip(since_signature + 1.0, 0.0, 1.0)
            holder = self.benchmark.region_index(self.chip.holder)
            withheld[:, holder] = signed[:, None] * self.chip.chinese_answer * level
        return simulate(
            self._chain,
            self._users,
            self.rule.office,
            self.controls.licensed(regions, china_state, months),
            light_restricted=self.controls.dates.light_too,
            plants=plants,
            withheld=withheld,
        )

    def _plants(
        self, chip: CriticalMineralsCooperation, level: Floats, since_signature: Floats
    ) -> NewPlants:
        """Return the chip's plants by month as shares of each buyer's use."""
        shape = (len(since_signature), self.benchmark.n_regions, level.size)
        magnets, materials = np.zeros(shape), np.zeros(shape)
        use = magnet_use_usd_bn(self.benchmark)
        for buyer, full in chip.capacity_usd_bn(level).items():
            n = self.benchmark.region_index(buyer)
            share = (full / use[n])[None, :]
            magnets[:, n] = chip.open_share(since_signature, chip.lead_time)[:, None] * share
            refined = chip.open_share(since_signature, chip.refining_lead_time)
            materials[:, n] = refined[:, None] * share
        return NewPlants(magnets, materials)
