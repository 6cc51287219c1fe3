"""Trade off: of all packages worth the demand, offer the one most like what the other asks for.

The demand falls with the pace; within it the party moves towards the other side's last offer,
issue by issue, without any belief about what the other wants (Faratin, Sierra and Jennings 2002).
Likeness is the distance of what two packages give, each issue from 0 to 1. Until the other side has
made an offer the ladder decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Drawn, Tactic
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn
from sim.bargaining.repertoire.time_dependent import Pace


@dataclass(frozen=True)
class TradeOff(Tactic):
    """Memory (R,): `rival` the other's last offer, NO_OFFER for none yet."""

    pace: Pace
    rival: Indices = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rival", np.full(len(self.pace.start), NO_OFFER, dtype=np.intp))

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic of a drawn pace."""
        return cls(Pace.of(drawn))

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return what is asked for at this turn's clock, (K,)."""
        return self.pace.demand(seat, runs, turn.time)

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:
        """Return the package nearest to the other's last offer that is worth the demand, (K,)."""
        return self._nearest(seat, runs, self.rival[runs], turn)

    def upcoming(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Indices:
        """Return the next offer in answer to `offer`, (K,)."""
        rival = np.where(offer >= 0, offer, self.rival[runs])
        return self._nearest(seat, runs, rival, turn.following())

    def _nearest(self, seat: Seat, runs: Indices, rival: Indices, turn: Turn) -> Indices:
        asked = self.demand(seat, runs, turn)
        offer = seat.ladder.offer(runs, asked)
        at = np.flatnonzero(rival >= 0)
        if at.size:
            given = seat.table.given
            distance = np.zeros((len(at), len(given)))
            for issue in given.T:
                distance += (issue[rival[at], None] - issue) ** 2
            enough = seat.own[runs[at]] >= asked[at][:, None]
            nearest = np.argmin(np.where(enough, distance, np.inf), axis=1)
            offer[at] = np.where(enough.any(axis=1), nearest, NO_OFFER)
        return np.where(seat.worth(runs, offer) > seat.no_deal[runs], offer, NO_OFFER)

    def heard(self, seat: Seat, runs: Indices, offer: Indices) -> None:  # noqa: ARG002
        """Remember the other's offer."""
        self.rival[runs] = np.where(offer >= 0, offer, self.rival[runs])


TACTIC = TradeOff
