"""The chain from ore to magnet outside the exporting country: what each stage lets through.

Ore is refined into light and heavy materials, materials become magnets, magnets go into products;
no stage replaces a later one. With exports of the one big supplier c at a share e of the normal
(e_n magnets and heavy materials, l_n light materials, by destination), in region i

    light_i  = 1 - light_i,c (1 - l_i)
    heavy_i  = 1 - heavy_c (1 - e_i)
    made_i   = (1 - h) light_i + h min(light_i, heavy_i)         h: share of magnets with heavies
    supply_n = sum_i pi_ni made_i + pi_nc e_n + new supply       share of normal use

where light_i,c and heavy_c are the parts of the materials that come from c: a magnet made elsewhere
of the supplier's metal stops too. Others' output is capped at the benchmark but for a little slack
(`outside_slack`), used against a shortage alone. Plants that are being built anyway open evenly
and then replace `new_supply_share` of what came from c, in materials and magnets alike, as far as
ore mined outside c can feed them (`ore_room`). Worked number: a buyer that takes 41 % of its
magnets from c and the rest from makers who get 95 % of their heavy materials there (h = 0.87), is
left with 0.59 x (1 - 0.87 x 0.95) = 10 % of its use after a stop of everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Chain:
    """Shares of the benchmark year; region axis N, the restricting supplier at `supplier`.

    `magnet_share` (N, N): buyer n's spending on magnets made in i. `light_share` (N,): part of the
    light materials of makers in i that the supplier refined; `heavy_share`: that of heavy ones,
    the same everywhere but 0 at home. `heavy_magnets`: share of magnets that need heavies.
    `magnet_use_usd_bn` (N,) spending a year. `ore_room`: how much of the supplier's refined exports
    refineries elsewhere could replace with ore mined elsewhere.
    """

    supplier: int
    magnet_share: Floats
    light_share: Floats
    heavy_share: float
    heavy_magnets: float
    magnet_use_usd_bn: Floats
    outside_slack: float
    ore_room: float

    def __post_init__(self) -> None:
        sums = self.magnet_share.sum(axis=1)
        if not np.allclose(sums, 1.0):
            raise InvalidInputError(f"A buyer's magnet shares must sum to one; got {sums}.")
        for name in ("heavy_share", "heavy_magnets", "outside_slack"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise InvalidInputError(f"{name} must lie in 0..1; got {getattr(self, name)}.")

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Return which regions are not the supplier, (N,)."""
        return np.asarray(np.arange(len(self.light_share)) != self.supplier)

    def supply(self, exports: Floats, light_exports: Floats, replaced: Floats) -> Floats:
        """Return the share of normal use that can be had, (..., N, P).

        `exports` and `light_exports` (..., N, P): the supplier's exports by destination, 1 is
        normal, more is a backlog; `replaced` (..., 1, 1): share of what came from the supplier that
        new plants elsewhere replace.
        """
        replaced = np.minimum(replaced, self.ore_room)
        rest = 1.0 - replaced
        made = self._made(exports, light_exports, rest, slack=0.0)
        spare = self._made(exports, light_exports, rest, slack=self.outside_slack)
        own = self.magnet_share.copy()
        direct = own[:, self.supplier, None].copy()
        own[:, self.supplier] = 0.0
        supply = _bought(own, made) + direct * (rest * exports + replaced)
        gap = np.maximum(1.0 - supply, 0.0)
        supply = supply + np.minimum(_bought(own, spare - made), gap)
        supply[..., self.supplier, :] = 1.0
        return np.asarray(supply)

    def room(self, exports: Floats, light_exports: Floats, replaced: Floats) -> Floats:
        """Return the largest volume of magnets made outside the supplier, (..., N, N, P).

        [n, i]: buyer n, maker i, relative to the benchmark: what materials and slack allow, and
        plants under way, which sell to n what n had from the supplier. inf for the supplier's own.
        """
        replaced = np.minimum(replaced, self.ore_room)
        made = self._made(exports, light_exports, 1.0 - replaced, slack=self.outside_slack)
        direct = self.magnet_share[:, self.supplier]
        others = np.where(self.outside, 1.0 - direct, 1.0)
        grown = np.where(self.outside, direct, 0.0) / others
        room = made[..., None, :, :] + (replaced * grown[:, None])[..., None, :]
        room[..., self.supplier, :] = np.inf
        room[..., self.supplier, :, :] = np.inf
        return np.asarray(room)

    def dependence(self) -> Floats:
        """Return the share of use that is missing once the supplier stops everything, (N,)."""
        none = np.zeros((len(self.light_share), 1))
        return np.asarray(1.0 - self.supply(none, none, np.zeros((1, 1)))[:, 0])

    def heavy_supply(self, exports: Floats, replaced: Floats) -> Floats:
        """Return heavy materials left outside the supplier, by magnet use, (..., P)."""
        replaced = np.minimum(replaced, self.ore_room)
        normal = np.minimum(exports, 1.0)
        left = 1.0 - self.heavy_share * (1.0 - replaced) * (1.0 - normal)
        return self.mean_outside(left)

    def mean_outside(self, values: Floats) -> Floats:
        """Return the mean over regions but the supplier by magnet use, (..., N, P) -> (..., P)."""
        use = np.where(self.outside, self.magnet_use_usd_bn, 0.0)
        return _bought(np.atleast_2d(use / use.sum()), values)[..., 0, :]

    def _made(self, exports: Floats, light: Floats, rest: Floats, slack: float) -> Floats:
        """Return magnets made in each region relative to the benchmark, (..., N, P)."""
        light_part = self.light_share[:, None] * rest
        heavy_part = np.where(self.outside, self.heavy_share, 0.0)[:, None] * rest
        # Slack needs materials: the supplier sells more of them only where it sells freely.
        let_out, light_out = np.minimum(exports, 1.0), np.minimum(light, 1.0)
        light_in = (1.0 - light_part) * (1.0 + slack) + light_part * light_out * (
            1.0 + slack * light_out
        )
        heavy_in = (1.0 - heavy_part) * (1.0 + slack) + heavy_part * let_out * (
            1.0 + slack * let_out
        )
        with_heavy = self.heavy_magnets
        return np.asarray(
            (1.0 - with_heavy) * light_in + with_heavy * np.minimum(light_in, heavy_in)
        )


def _bought(share: Floats, made: Floats) -> Floats:
    """Return the sum over makers i of share_ni made_i, (..., N, P).

    Maker by maker, not as a matrix product: a package's sums do not depend on its neighbours.
    """
    total = np.zeros(1)
    for maker, part in enumerate(share.T):
        total = total + part[:, None] * made[..., maker, None, :]
    return total


@dataclass(frozen=True)
class NewPlants:
    """Plants that a deal adds, by month of the path, shares of a buyer's use, (M, N, P).

    `magnets`: magnet plants; `materials`: refineries for them. Magnet plants without their own
    refinery run on the supplier's materials, as far as those are let out.
    """

    magnets: Floats
    materials: Floats

    def output(self, exports: Floats) -> Floats:
        """Return what they make, (M, N, P): magnets limited by materials.

        >>> one = np.ones((1, 1, 1))
        >>> NewPlants(0.2 * one, 0.05 * one).output(0.5 * one).item()
        0.125
        """
        own = np.minimum(self.materials, self.magnets)
        return np.asarray(own + (self.magnets - own) * np.minimum(exports, 1.0))
