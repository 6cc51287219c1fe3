"""China's licences for rare earths as a chip, to one destination.

With phi the licensed share that China's state would let through and `max` the largest,

    phi' = phi + level max(max - phi, 0)                     level 0..1, what a deal gives
    phi' = phi - |level| max(phi - tightened_share, 0)       level below 0, a threat executed

from the signature on. The office clears its queue and its odds rise no faster than before
(`sim.economy.critical_inputs.licences`), so that exports follow with a lag. Worked number: 30 %
licensed, half of the way to 100 % given: 65 %.
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


@dataclass(frozen=True)
class RareEarthLicences(Chip):
    """Licences for exports to `destination`; `max` is the largest licensed share, a fraction."""

    kind: ClassVar[str] = "rare_earth_licences"
    holder: ClassVar[str] = "CHN"
    destination: ClassVar[str] = "USA"
    lowest: ClassVar[float] = -1.0

    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Change nothing here: the market for rare earths takes the level (`shares`)."""

    def shares(self, share: Floats, tightened_share: float, level: float) -> Floats:
        """Return licensed shares at a level, given those of China's state, any shape.

        >>> chip = RareEarthLicences(max=1.0)
        >>> [chip.shares(np.array([0.3]), 0.1, level).round(3).tolist() for level in (0.5, -1.0)]
        [[0.65], [0.1]]
        """
        room = np.maximum(self.max - share, 0.0) if level >= 0.0 else share - tightened_share
        return np.asarray(share + level * np.maximum(room, 0.0))


@dataclass(frozen=True)
class RareEarthLicencesToJapan(RareEarthLicences):
    """Licences for exports to Japan."""

    kind: ClassVar[str] = "rare_earth_licences_to_japan"
    destination: ClassVar[str] = "JPN"
