"""A government that holds export controls and answers tariffs: China, as arrays over runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.chips.package import ChinaState

if TYPE_CHECKING:
    from sim.model import TradeTalks

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

STATES: tuple[ChinaState, ...] = ("truce", "eased", "rupture")
TRUCE, EASED, RUPTURE = range(3)


@dataclass(frozen=True)
class AnswerRule:
    """How the holder of the controls answers the tariff it faces.

    At each review controls are eased with `ease_chance` (R,) where the added tariff is at most
    `ease_at_most`. When the truce ends it breaks with `rupture_chance` (R,): the tariff rises to
    `rupture_rate`, and if that exceeds `tighten_above` the controls are tightened and the tariff
    is matched.
    """

    truce_rate: float
    rupture_rate: float
    ease_at_most: float
    tighten_above: float
    ease_chance: Floats
    rupture_chance: Floats

    def reachable(self) -> tuple[ChinaState, ...]:
        """Return the states that some run may reach, in the order of STATES."""
        eases = self.truce_rate <= self.ease_at_most and bool(np.any(self.ease_chance > 0))
        breaks = self.rupture_rate > self.tighten_above and bool(np.any(self.rupture_chance > 0))
        flags = (True, eases, breaks)
        return tuple(state for state, flag in zip(STATES, flags, strict=True) if flag)


class ControllingGovernment(mesa.Agent):  # type: ignore[misc]
    """The holder of the export controls; `state` (R,) indexes STATES."""

    def __init__(self, model: TradeTalks, party: str, rule: AnswerRule, n_runs: int) -> None:
        super().__init__(model)
        self.party = party
        self.rule = rule
        self.state: Indices = np.zeros(n_runs, dtype=np.intp)

    def review(self, dice: Floats) -> Indices:
        """Review the controls, one uniform a run; return the runs where they were eased."""
        if self.rule.truce_rate > self.rule.ease_at_most:
            return np.empty(0, dtype=np.intp)
        eased = np.flatnonzero((self.state == TRUCE) & (dice < self.rule.ease_chance))
        self.state[eased] = EASED
        return eased

    def face_end_of_truce(self, dice: Floats) -> Indices:
        """Answer the end of the truce; return the runs where it broke."""
        if self.rule.rupture_rate <= self.rule.tighten_above:
            return np.empty(0, dtype=np.intp)
        broken = np.flatnonzero(dice < self.rule.rupture_chance)
        self.state[broken] = RUPTURE
        return broken
