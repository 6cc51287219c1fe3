"""A government at the table: what it wants, expects and asks for, as arrays over runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER, Ladder
from sim.bargaining.tactics import demanded_value, polynomial_concession

if TYPE_CHECKING:
    from sim.bargaining.outlook import Outlook
    from sim.model import TradeTalks

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class Government(mesa.Agent):  # type: ignore[misc]
    """One government in every run of a block.

    `outlook`: its payoffs and odds. `concession_start` and `pace_exponent` (R,): the k and b of
    its time-dependent tactic. `own` (R, M) and `no_deal` (R,): what packages signed at the coming
    round and no deal are worth to it, set by `take_stock`.
    """

    def __init__(
        self,
        model: TradeTalks,
        outlook: Outlook,
        concession_start: Floats,
        pace_exponent: Floats,
    ) -> None:
        super().__init__(model)
        self.party = outlook.party
        self.outlook = outlook
        self.concession_start = concession_start
        self.pace_exponent = pace_exponent
        self.own: Floats = np.empty((0, 0))
        self.no_deal: Floats = np.empty(0)
        self._ladder: Ladder
        self._top: Floats
        self._floor: Floats

    def take_stock(
        self, own: Floats, no_deal: Floats, believed: Floats, believed_no_deal: Floats
    ) -> None:
        """Set the ladder, the ceiling and the floor of the demands for the coming round.

        `believed` (R, M) and `believed_no_deal` (R,): what it thinks packages and no deal are
        worth to the other side. The ceiling is its best package among those that the other is
        believed to prefer to no deal; where there is none, its best package of all.
        """
        self.own, self.no_deal = own, no_deal
        self._ladder = Ladder.build(own, believed)
        welcome = believed > believed_no_deal[:, None]
        reachable = np.where(welcome, own, -np.inf).max(axis=1)
        best = np.where(np.isfinite(reachable), reachable, own.max(axis=1))
        self._floor = np.maximum(no_deal, own.min(axis=1))
        self._top = np.maximum(best, self._floor)

    def demand(self, runs: Indices, time: float) -> Floats:
        """Return what it asks for at `time`, the share of the way to the deadline."""
        start, exponent = self.concession_start[runs], self.pace_exponent[runs]
        conceded = polynomial_concession(time, start, exponent)
        return demanded_value(self._top[runs], self._floor[runs], conceded)

    def propose(self, runs: Indices, time: float) -> Indices:
        """Return the package offered in each run, NO_OFFER where nothing beats no deal."""
        offer = self._ladder.offer(runs, self.demand(runs, time))
        worth = self.own[runs, np.maximum(offer, 0)]
        return np.where((offer >= 0) & (worth > self.no_deal[runs]), offer, NO_OFFER)

    def settles_for(self, runs: Indices, next_time: float | None) -> Floats:
        """Return the least payoff accepted now: the own next offer's, or no deal at the end.

        `next_time`: the clock at the own next offer; None when this exchange is the last. With
        nothing of its own to offer, whatever beats no deal will do.
        """
        least = self.no_deal[runs]
        if next_time is None:
            return least
        upcoming = self.propose(runs, next_time)
        worth = self.own[runs, np.maximum(upcoming, 0)]
        return np.where(upcoming >= 0, np.maximum(worth, least), least)

    def answer(self, runs: Indices, offer: Indices, least: Floats) -> NDArray[np.bool_]:
        """Return in which runs the offer is accepted: it meets `least` and beats no deal."""
        worth = self.own[runs, np.maximum(offer, 0)]
        return (offer >= 0) & (worth >= least) & (worth > self.no_deal[runs])
