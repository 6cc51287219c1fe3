"""Zeuthen: who has more to lose from a conflict concedes, just enough.

The rules are those of `sim.bargaining.tactics_zeuthen`, on what the party believes of the other
side. Offers are made in turn: at its turn a party compares the risks that both run with their
standing offers, and keeps its own offer where the other should move.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Drawn, Tactic
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn
from sim.bargaining.tactics_zeuthen import concedes, risk_limit, smallest_concession


@dataclass(frozen=True)
class Zeuthen(Tactic):
    """Memory (R,): `standing` the own last offer, `rival` the other's, NO_OFFER for none yet."""

    standing: Indices
    rival: Indices = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rival", np.full_like(self.standing, NO_OFFER))

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic; it has no parameters."""
        return cls(np.full(drawn.n_runs, NO_OFFER, dtype=np.intp))

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return what its offer at this turn is worth to it, no deal where it has none, (K,)."""
        return np.maximum(seat.worth(runs, self.propose(seat, runs, turn)), seat.no_deal[runs])

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:  # noqa: ARG002  # no clock
        """Return the standing offer, or the smallest concession where it is its turn to concede."""
        return self._next(seat, runs, self.rival[runs])

    def upcoming(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Indices:  # noqa: ARG002
        """Return the next offer in answer to `offer`, (K,)."""
        return self._next(seat, runs, np.where(offer >= 0, offer, self.rival[runs]))

    def _next(self, seat: Seat, runs: Indices, rival: Indices) -> Indices:
        own, other = seat.own[runs], seat.liked[runs]
        no_deal = np.stack([seat.no_deal[runs], seat.believed_no_deal[runs]], axis=1)
        rows = np.arange(len(runs))
        standing = self.standing[runs]
        # Payoffs may have moved since: an offer that no longer beats no deal is made anew.
        fresh = (standing < 0) | ~(seat.worth(runs, standing) > no_deal[:, 0])
        first = seat.ladder.offer(runs, seat.top[runs])
        current = np.where(fresh, first, standing)
        theirs = np.maximum(rival, 0)
        own_risk = risk_limit(own[rows, current], own[rows, theirs], no_deal[:, 0])
        others = risk_limit(other[rows, theirs], other[rows, current], no_deal[:, 1])
        moves = ~fresh & (rival >= 0) & concedes(own_risk, others)
        at = np.flatnonzero(moves)
        package = current.copy()
        if at.size:
            package[at] = smallest_concession(
                own[at], other[at], current[at], theirs[at], no_deal[at]
            )
        return np.where(seat.worth(runs, package) > no_deal[:, 0], package, NO_OFFER)

    def made(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> None:  # noqa: ARG002
        """Remember the own offer."""
        self.standing[runs] = np.where(offer >= 0, offer, self.standing[runs])

    def heard(self, seat: Seat, runs: Indices, offer: Indices) -> None:  # noqa: ARG002
        """Remember the other's offer."""
        self.rival[runs] = np.where(offer >= 0, offer, self.rival[runs])


TACTIC = Zeuthen
