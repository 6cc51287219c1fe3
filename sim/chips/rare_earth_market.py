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

from sim.chips.rare_earth_licences import RareEarthLicences
from sim.chips.rare_earths import HEAVY_VALUE_SHARE, STAGES, RareEarths, magnet_use_usd_bn
from sim.economy.critical_inputs import MonthlyShortage, NewPlants, simulate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.chips.base import Floats
    from sim.chips.critical_minerals_cooperation import CriticalMineralsCooperation
    from sim.chips.rare_earth_controls import RareEarthControls
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

_HORIZON_MONTHS = 72
"""Months after signature that a path covers at least; longer ones are followed when asked for."""

_MINERALS = "critical_minerals_cooperation"

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
    """Rare earths in one world; `chip` is None where nobody holds it.

    `licences`: China's licences as chips, those that are held.
    """

    benchmark: Benchmark
    rule: RareEarths
    controls: RareEarthControls
    chip: CriticalMineralsCooperation | None = None
    licences: tuple[RareEarthLicences, ...] = ()
    _paths: dict[tuple[str, int, float, bytes], MonthlyShortage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exposure = self.rule.exposure(self.benchmark)
        self._chain = self.rule.chain(self.benchmark)
        self._users = self.rule.users(self.benchmark)

    @property
    def signature_month(self) -> float:
        """Return the month of a path on the day of the scenario; windows count from there."""
        return self.controls.dates.signature_month

    def path(
        self,
        china_state: str,
        level: Floats,
        until_month: float = _HORIZON_MONTHS,
        delay: float = 0.0,
    ) -> MonthlyShortage:
        """Return the path by months since the controls began, P as `level` of the chips.

        `level` (P,) of the critical-minerals chip, or (1 + L, P) with those of the L licences as
        further rows (`levels_of`). It reaches at least `until_month` after the day of the scenario;
        chips are signed `delay` months after that day. Different levels are followed once.
        """
        found, inverse = np.unique(np.atleast_2d(level), axis=1, return_inverse=True)
        inverse = inverse.ravel()
        months = int(np.ceil(self.signature_month + max(until_month, _HORIZON_MONTHS)))
        key = (china_state, months, delay, found.tobytes())
        if key not in self._paths:
            self._paths[key] = self._simulate(china_state, found, months, delay)
        path = self._paths[key]
        count = found.shape[1]
        if np.array_equal(inverse, np.arange(count)):
            return path
        wide = {
            name: values[..., inverse] if values.shape[-1] == count else values
            for name, values in vars(path).items()
        }
        return MonthlyShortage(**wide)

    def apply(
        self,
        policy: PolicyBatch,
        *,
        china_state: str,
        window: Window,
        level: Floats,
        delay: float = 0.0,
    ) -> None:
        """Put the mean of the path over a window since the day into a policy.

        `level` (P,) or (1 + L, P) as in `path`, signed `delay` months after the day.

        Makers outside China are held to their capacity, with controls or without. What China keeps
        back in answer to a deal shows in the shortage alone: its cap stays, since a rent on what it
        refuses to sell would count as its gain.
        """
        asked = np.atleast_2d(level)
        # The same policies without the minerals chip: one for all unless licences differ.
        bare = asked[:, :1] if len(asked) == 1 else asked
        bare = np.concatenate([np.zeros_like(bare[:1]), bare[1:]])
        both = np.concatenate([asked, bare], axis=1)
        found, inverse = np.unique(both, axis=1, return_inverse=True)
        given, without = np.split(inverse.ravel(), [asked.shape[1]])
        path = self.path(china_state, found, window.end_month, delay)
        start, end = (self.signature_month + m for m in (window.start_month, window.end_month))
        mean = _WindowMean(path, start, end)
        exports = mean.of(np.minimum(path.exports_share, 1.0))[:, without]
        opened = float(mean.of(self._users.opened(path.months)))
        self._cap_china(policy, exports, opened)
        self._cap_others(policy, exports, opened, mean.of(path.added_share)[:, given])
        lost = mean.of(path.lost_share)[:, given]
        if lost.any():
            for j in np.flatnonzero(self.exposure.any(axis=1)):
                policy.productivity_hat[j] *= 1.0 - self.exposure[j, :, None] * lost

    def _cap_china(self, policy: PolicyBatch, exports: Floats, opened: float) -> None:
        """Cap exports (N, P) that fall below normal; China's makers are left with the rest.

        P is 1 where all policies have the same licences.
        """
        short = np.flatnonzero((exports < 1.0).any(axis=1))
        china = self._chain.supplier
        unsold = self.rule.unsold_share * (1.0 - opened)
        for stage in STAGES:
            j = self.benchmark.sector_index(stage)
            part_light = stage == "re_refining" and not self.controls.dates.light_too
            missing = (HEAVY_VALUE_SHARE if part_light else 1.0) * (1.0 - exports[short])
            flows = self.benchmark.flows_usd_bn[j, short, china]
            left = sum_by_column(flows, missing)
            if (left > 0.0).any():
                cap = policy.export_cap[j, short, china]
                largest = np.where(missing > 0.0, np.maximum(1.0 - missing, _TRICKLE), np.inf)
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
        room = chain.room(exports, light, replaced)
        direct = np.where(chain.outside, chain.magnet_share[:, chain.supplier], 0.0)
        room = room + (added / (1.0 - direct)[:, None])[:, None]
        j = self.benchmark.sector_index("re_magnets")
        cap, traded = policy.export_cap[j], self.benchmark.flows_usd_bn[j, ..., None] > 0.0
        cap[...] = np.where(traded, np.minimum(cap, np.maximum(room, _TRICKLE)), cap)

    def _simulate(
        self, china_state: str, level: Floats, months: int, delay: float
    ) -> MonthlyShortage:
        regions = self.benchmark.regions
        plants, withheld = None, None
        level, licences = level[0], level[1:]
        if self.chip is not None and level.any():
            since_signature = np.arange(float(months)) - self.signature_month - delay
            plants = self._plants(self.chip, level, since_signature)
            withheld = np.zeros((months, len(regions), level.size))
            signed = np.clip(since_signature + 1.0, 0.0, 1.0)
            holder = self.benchmark.region_index(self.chip.holder)
            withheld[:, holder] = signed[:, None] * self.chip.chinese_answer * level
        return simulate(
            self._chain,
            self._users,
            self.rule.office,
            self._licensed(china_state, licences, months, delay),
            light_restricted=self.controls.dates.light_too,
            plants=plants,
            withheld=withheld,
        )

    def _licensed(self, china_state: str, licences: Floats, months: int, delay: float) -> Floats:
        """Return licensed shares, (months, N), or (months, N, P) with licences (L, P)."""
        share = self.controls.licensed(self.benchmark.regions, china_state, months)
        if not licences.any():
            return share
        wide = np.repeat(share[:, :, None], licences.shape[1], axis=2)
        signed = np.clip(np.arange(months) + 1.0 - self.signature_month - delay, 0.0, 1.0)
        tightened = self.controls.tightened_share
        for chip, levels in zip(self.licences, licences, strict=True):
            n = self.benchmark.region_index(chip.destination)
            for place in np.flatnonzero(levels):
                moved = chip.shares(share[:, n], tightened, float(levels[place]))
                wide[:, n, place] += signed * (moved - share[:, n])
        return wide

    def levels_of(self, given: Mapping[str, Floats]) -> Floats:
        """Return the levels that the market needs out of all, (1, P) or (1 + L, P)."""
        minerals = given.get(_MINERALS, np.zeros(1))
        licences = [given.get(chip.kind, np.zeros(1)) for chip in self.licences]
        if not any(level.any() for level in licences):
            return minerals[None]
        return np.stack(np.broadcast_arrays(minerals, *licences))

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


def sum_by_column(weights: Floats, values: Floats) -> Floats:
    """Return sum_n weights_n values_np over positive values, (P,).

    Column by column and without the zeros, so that neighbours change no sum.
    """
    found = []
    for column in values.T:
        here = column > 0.0
        found.append(float(weights[here] @ column[here]))
    return np.array(found)
