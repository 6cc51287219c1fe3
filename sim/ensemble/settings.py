"""What a batch of policies is asked to hold: rates of paths, and settings of packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.chips.terms import Terms

Floats = NDArray[np.float64]

# Chips that are purchase commitments, additional to the same package without them.
COMMITMENTS = (
    "agricultural_imports",
    "aircraft_purchases",
    "chinese_farm_purchases",
    "chinese_aircraft_purchases",
)


@dataclass(frozen=True)
class Rates:
    """What holds on a path: added US rates on Japan, general and cars, as fractions.

    In talks with China also `china`, the added US rate on it, whether it answers as after a broken
    truce, and `levels` of chips that are at or below zero there.
    """

    general: float
    car: float
    china: float | None = None
    ruptures: bool = False
    levels: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Settings:
    """US rates on Japan (P,), shares of each chip's maximum (P,), and whether Japan agreed.

    `china` (P,): added US rate on China, None for that of China's state.
    """

    general: Floats
    car: Floats
    levels: Mapping[str, Floats]
    agreed: bool = True
    china: Floats | None = None

    @classmethod
    def of_paths(cls, paths: list[Rates]) -> Settings:
        """Return named paths side by side; all of them name the same things."""
        kinds = [kind for kind, _ in paths[0].levels] if paths else []
        levels = {kind: np.array([dict(path.levels)[kind] for path in paths]) for kind in kinds}
        china = [path.china for path in paths]
        return cls(
            np.array([path.general for path in paths]),
            np.array([path.car for path in paths]),
            levels,
            agreed=False,
            china=np.array(china) if china and china[0] is not None else None,
        )

    def cut(self, width: int) -> Iterator[tuple[slice, Settings]]:
        """Yield the settings in pieces of this width, and where each piece is."""
        for first in range(0, len(self.general), width):
            here = slice(first, first + width)
            levels = {kind: level[here] for kind, level in self.levels.items()}
            china = None if self.china is None else self.china[here]
            yield here, Settings(self.general[here], self.car[here], levels, self.agreed, china)

    def under(self, terms: Terms) -> Settings:
        """Return the settings with what other talks have brought.

        >>> alone = Settings(np.full(2, 0.1), np.full(2, 0.25), {}, agreed=False)
        >>> under = alone.under(Terms(general=0.15, car=0.15, agreed=True, china=0.2))
        >>> under.general.tolist(), under.china.tolist(), under.agreed
        ([0.15, 0.15], [0.2, 0.2], True)
        """
        if terms == Terms():
            return self
        count = len(self.general)
        further = {kind: np.full(count, level) for kind, level in terms.levels}
        settled = replace(self, levels={**further, **self.levels})
        if self.china is None and terms.china is not None:
            settled = replace(settled, china=np.full(count, terms.china))
        if terms.general is None or terms.car is None:
            return settled
        rates = np.full(count, terms.general), np.full(count, terms.car)
        return replace(settled, general=rates[0], car=rates[1], agreed=terms.agreed)

    @property
    def buys(self) -> bool:
        """Whether any of them holds a purchase commitment."""
        return any(level.any() for kind, level in self.levels.items() if kind in COMMITMENTS)

    def without_commitments(self) -> Settings:
        """Return the settings with no purchase commitment."""
        levels = {
            kind: np.zeros_like(level) if kind in COMMITMENTS else level
            for kind, level in self.levels.items()
        }
        return replace(self, levels=levels)
