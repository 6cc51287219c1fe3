"""Offer what the file says, date by date: for replays, and to ask what a given stance brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Drawn, Orders, Tactic, Words
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn


@dataclass(frozen=True)
class Scripted(Tactic):
    """Offers the latest package whose date has come, even one that no deal beats.

    `orders`: dates with package codes (R,), in time order. `accepts_what` (R,): `own_offer` takes
    whatever is worth at least the own standing offer, `no_deal` whatever beats no deal, `nothing`
    refuses all. Before its first date it offers nothing and, if told to take what equals its own
    offer, takes nothing.
    """

    orders: Orders
    accepts_what: Words

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic: dated orders and the word `accepts`."""
        return cls(drawn.orders, drawn.words["accepts"])

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return what the ordered package is worth, no deal where nothing is ordered, (K,)."""
        worth = seat.worth(runs, self.propose(seat, runs, turn))
        return np.where(np.isfinite(worth), worth, seat.no_deal[runs])

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:
        """Return the ordered package, NO_OFFER before the first date, (K,)."""
        current = [codes for date, codes in self.orders if date <= turn.date]
        if not current:
            return np.full(len(runs), NO_OFFER, dtype=np.intp)
        return np.searchsorted(seat.table.codes, current[-1][runs])

    def settles_for(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Floats:  # noqa: ARG002
        """Return the least that the orders let it take, inf where they let it take nothing."""
        own = seat.worth(runs, self.propose(seat, runs, turn))
        word = self.accepts_what[runs]
        beats = np.nextafter(seat.no_deal[runs], np.inf)
        own = np.where(np.isfinite(own), own, np.inf)
        return np.where(word == "own_offer", own, np.where(word == "no_deal", beats, np.inf))

    def accepts(
        self, seat: Seat, runs: Indices, offer: Indices, least: Floats
    ) -> NDArray[np.bool_]:
        """Return in which runs `offer` meets the orders, no deal or not, (K,)."""
        return np.asarray(seat.worth(runs, offer) >= least)

    def bargains_in_calls(self, runs: Indices) -> NDArray[np.bool_]:
        """Return that a script is carried out to the letter, (K,)."""
        return np.zeros(len(runs), dtype=bool)


TACTIC = Scripted
