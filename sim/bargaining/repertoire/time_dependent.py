"""Concede with time: demands fall from the top to the floor as the deadline nears.

Faratin, Sierra and Jennings (1998): a(t) polynomial or exponential, see `sim.bargaining.tactics`
and `tactics_exponential`; the offer is the ladder's for the demand top - a(t) (top - floor).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.repertoire.base import Drawn, Tactic
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn
from sim.bargaining.tactics import demanded_value, polynomial_concession
from sim.bargaining.tactics_exponential import exponential_concession


@dataclass(frozen=True)
class Pace:
    """How a party concedes with time, (R,): `start` k, `exponent` b, and which curve it follows."""

    start: Floats
    exponent: Floats
    is_exponential: NDArray[np.bool_]

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the pace as drawn; polynomial unless the word `curve` says otherwise."""
        curve = drawn.words.get("curve")
        curved = np.zeros(drawn.n_runs, dtype=bool) if curve is None else curve == "exponential"
        return cls(drawn.start, drawn.exponent, np.asarray(curved))

    def conceded(self, runs: Indices, time: float) -> Floats:
        """Return the share a(t) conceded in `runs`, (K,)."""
        k, b, curved = self.start[runs], self.exponent[runs], self.is_exponential[runs]
        share = polynomial_concession(time, k, b)
        if curved.any():
            with np.errstate(divide="ignore"):
                share = np.where(curved, exponential_concession(time, k, b), share)
        return share

    def demand(self, seat: Seat, runs: Indices, time: float) -> Floats:
        """Return top - a(t) (top - floor) in `runs`, (K,)."""
        return demanded_value(seat.top[runs], seat.floor[runs], self.conceded(runs, time))


@dataclass(frozen=True)
class TimeDependent(Tactic):
    """Concedes as its pace says, whatever the other side does."""

    pace: Pace

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic of a drawn pace; the word `curve` is polynomial or exponential."""
        return cls(Pace.of(drawn))

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return what is asked for at this turn's clock, (K,)."""
        return self.pace.demand(seat, runs, turn.time)


TACTIC = TimeDependent
