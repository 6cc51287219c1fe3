"""Name a price and keep to it: one demand from the first offer to the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.repertoire.base import Drawn, Tactic
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn
from sim.bargaining.tactics import demanded_value


@dataclass(frozen=True)
class HardLiner(Tactic):
    """Gives the share `gives` (R,) of what it could ask for and nothing more.

    `yields_at_the_end` (R,): whether it takes what beats no deal in the last exchange after all.
    """

    gives: Floats
    yields_at_the_end: NDArray[np.bool_]

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic: the number `gives`, the word `at_the_end` (holds or yields)."""
        return cls(drawn.numbers["gives"], np.asarray(drawn.words["at_the_end"] == "yields"))

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:  # noqa: ARG002  # no clock
        """Return its one demand, (K,)."""
        return demanded_value(seat.top[runs], seat.floor[runs], self.gives[runs])

    def settles_for(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Floats:
        """Return its demand, or no deal where it yields in the last exchange, (K,)."""
        yielding = super().settles_for(seat, runs, offer, turn)
        if not turn.is_last:
            return yielding
        return np.where(self.yields_at_the_end[runs], yielding, self.demand(seat, runs, turn))


TACTIC = HardLiner
