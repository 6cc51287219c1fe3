"""Take it or leave it: the one demand that pays best when the other's limit is not known for sure.

The other side's no deal is thought to lie anywhere within w of what is believed, evenly. With N the
own no deal and u, v what a package is worth to oneself and, as believed, to the other,

    max over packages of   N + P (u - N),   P = (v - believed no deal + w) / 2w, cut to [0, 1]

The better the demand, the larger the chance that it is refused: Fearon's risk-return trade-off
("Rationalist Explanations for War", International Organization 49, 1995). `doubt` says how large w
is, as a share of what the other side can gain at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Drawn, Tactic
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn


@dataclass(frozen=True)
class TakeItOrLeaveIt(Tactic):
    """Offers its best demand and keeps to it; takes what is worth as much as that gamble.

    `doubt` (R,): 0 where it is sure of what the other settles for.
    """

    doubt: Floats

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic: the number `doubt`."""
        return cls(drawn.numbers["doubt"])

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return what its one offer is worth to it, no deal where it has none, (K,)."""
        return np.maximum(seat.worth(runs, self.propose(seat, runs, turn)), seat.no_deal[runs])

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:  # noqa: ARG002  # no clock
        """Return the package of the best expected payoff, (K,); NO_OFFER where none can gain."""
        package, expected = self._gamble(seat, runs)
        return np.where(expected > 0.0, package, NO_OFFER)

    def settles_for(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Floats:  # noqa: ARG002
        """Return what its own offer promises on average, no deal in the last exchange, (K,)."""
        least = seat.no_deal[runs]
        return least if turn.is_last else least + self._gamble(seat, runs)[1]

    def _gamble(self, seat: Seat, runs: Indices) -> tuple[Indices, Floats]:
        """Return the best package and its expected gain over no deal, (K,) both."""
        gain = seat.own[runs] - seat.no_deal[runs][:, None]
        others = seat.liked[runs] - seat.believed_no_deal[runs][:, None]
        most = np.maximum(others.max(axis=1, keepdims=True), 0.0)
        width = self.doubt[runs][:, None] * most
        uneven = np.clip((others + width) / np.where(width > 0.0, 2.0 * width, 1.0), 0.0, 1.0)
        expected = np.where(width > 0.0, uneven, others > 0.0) * gain
        package = np.argmax(expected, axis=1)
        return package, np.maximum(expected[np.arange(len(runs)), package], 0.0)


TACTIC = TakeItOrLeaveIt
