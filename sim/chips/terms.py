"""What talks have brought, as one policy takes it: rates, China's answer, levels of chips.

`Terms` of one pair of talks say nothing about what other pairs settle; `joined` lays several on top
of each other. `Elsewhere` is what holds outside of a pair: China's own state, and the terms of all
others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.chips.package import ChinaState


@dataclass(frozen=True)
class Terms:
    """What one pair of talks has brought; None where it says nothing.

    `general` and `car`: US rates on Japan, fractions, `agreed` or by order; `china`: added US rate
    on China; `ruptures`: whether China answers as after a broken truce; `levels` of chips by kind.
    """

    general: float | None = None
    car: float | None = None
    agreed: bool = False
    china: float | None = None
    ruptures: bool = False
    levels: tuple[tuple[str, float], ...] = ()

    @classmethod
    def joined(cls, parts: Sequence[Terms]) -> Terms:
        """Return the terms of several pairs together; no two of them say the same thing.

        >>> both = Terms.joined([Terms(general=0.15, agreed=True), Terms(china=0.3)])
        >>> both.general, both.china, both.agreed
        (0.15, 0.3, True)
        """
        rates = next((part for part in parts if part.general is not None), cls())
        china = next((part.china for part in parts if part.china is not None), None)
        levels = sorted(level for part in parts for level in part.levels)
        ruptures = any(part.ruptures for part in parts)
        return cls(rates.general, rates.car, rates.agreed, china, ruptures, tuple(levels))


@dataclass(frozen=True)
class Elsewhere:
    """What holds outside of a pair of talks: China's own state, and what others have settled."""

    state: ChinaState
    terms: Terms = Terms()

    @property
    def china_state(self) -> ChinaState:
        """The state of China's controls in the end: an executed threat breaks the truce."""
        return "rupture" if self.terms.ruptures else self.state
