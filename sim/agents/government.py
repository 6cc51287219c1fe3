"""A government at the table: what it wants, expects and asks for, as arrays over runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.bargaining.cabinet import CabinetOutlook
    from sim.bargaining.learning import Learner
    from sim.bargaining.outlook import Outlook
    from sim.bargaining.repertoire.base import Tactic
    from sim.bargaining.repertoire.seat import Seat, Turn
    from sim.model import TradeTalks

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class Government(mesa.Agent):  # type: ignore[misc]
    """One government in every run of a block.

    `outlook`: its payoffs and odds. `tactic`: how it asks, proposes and answers. `learner`: what it
    has learned of the other side; None if it keeps to what everybody expects. `seat`: what packages
    signed at the coming round and no deal are worth, set by `take_seat`; `last_seat`: the same at
    the round before, None in the first.
    """

    def __init__(
        self,
        model: TradeTalks,
        outlook: Outlook | CabinetOutlook,
        tactic: Tactic,
        learner: Learner | None = None,
    ) -> None:
        super().__init__(model)
        self.party = outlook.party
        self.outlook = outlook
        self.tactic = tactic
        self.learner = learner
        self.seat: Seat
        self.last_seat: Seat | None = None
        self._is_seated = False

    def take_seat(self, seat: Seat) -> None:
        """Take in what the coming round is about."""
        self.last_seat = self.seat if self._is_seated else None
        self.seat = seat
        self._is_seated = True

    @property
    def side(self) -> tuple[Tactic, Seat, Seat | None]:
        """Its tactic, its seat and that of the round before."""
        return self.tactic, self.seat, self.last_seat

    def demand(self, runs: Indices, turn: Turn) -> Floats:
        """Return the least that it asks for in its own offer at this turn, (K,)."""
        return self.tactic.demand(self.seat, runs, turn)

    def propose(self, runs: Indices, turn: Turn) -> Indices:
        """Return the package offered in each run, NO_OFFER for none, (K,)."""
        return self.tactic.propose(self.seat, runs, turn)

    def settles_for(self, runs: Indices, offer: Indices, turn: Turn) -> Floats:
        """Return the least payoff that it accepts now, (K,)."""
        return self.tactic.settles_for(self.seat, runs, offer, turn)

    def answer(self, runs: Indices, offer: Indices, least: Floats) -> NDArray[np.bool_]:
        """Return in which runs the offer is accepted, (K,)."""
        return self.tactic.accepts(self.seat, runs, offer, least)

    def was_refused(self, runs: Indices, offer: Indices, turn: Turn) -> None:
        """Remember own offers that the other side refused, and learn from it."""
        self.tactic.made(self.seat, runs, offer, turn)
        if self.learner is not None:
            time = turn.time if turn.next_time is None else turn.next_time
            self.learner.hear_refusal(runs, offer, time)

    def refused(self, runs: Indices, offer: Indices, turn: Turn) -> None:
        """Remember offers of the other side that it refused, and learn from them."""
        self.tactic.heard(self.seat, runs, offer)
        if self.learner is not None:
            self.learner.hear_offer(runs, offer, turn.time)
