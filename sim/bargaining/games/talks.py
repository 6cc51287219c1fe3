"""One round of alternating offers over packages, many negotiations side by side.

The rules are those of `sim.agents.government`: time-dependent demands between a ceiling and a
floor, offers off a ladder, acceptance of what beats the own next offer and no deal, and in the last
exchange of anything that beats no deal. Exchange e of n happens at the clock (e + 1) / n. What the
engine plays on a calendar, this plays on bare tables, fast enough to hold it to theory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.games.rungs import Rungs
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.tactics import demanded_value, polynomial_concession

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Tactic = Callable[[float, Floats, Floats], Floats]

# Runs stepped together: their state stays in the processor's cache. Changes no result.
_BLOCK = 4096


@dataclass(frozen=True)
class Side:
    """One side of R negotiations over M packages, in G groups that share payoffs (1 or R).

    `own` and `believed` (G, M): what packages are worth to it and, as it believes, to the other.
    (R,): `no_deal` and `believed_no_deal` likewise; `start` and `exponent` of its tactic.
    """

    own: Floats
    believed: Floats
    no_deal: Floats
    believed_no_deal: Floats
    start: Floats
    exponent: Floats
    tactic: Tactic = polynomial_concession


@dataclass(frozen=True)
class Played:
    """How R negotiations ended: `package` (R,) or NO_OFFER, and the `exchange` (R,), n if none."""

    package: Indices
    exchange: Indices


@dataclass
class _Player:
    """A side at the table: its ladder, the range of its demands, and its standing offer."""

    side: Side
    rungs: Rungs
    groups: Indices
    top: Floats
    floor: Floats

    @classmethod
    def seat(cls, side: Side) -> _Player:
        n_runs = len(side.no_deal)
        rungs = Rungs.build(side.own, side.believed)
        shared = len(side.own) == 1
        groups = np.zeros(n_runs, dtype=np.intp) if shared else np.arange(n_runs)
        floor = np.maximum(side.no_deal, rungs.worst[groups])
        top = np.maximum(rungs.ceiling(groups, side.believed_no_deal), floor)
        return cls(side, rungs, groups, top, floor)

    def propose(self, runs: Indices, time: float) -> tuple[Indices, Floats]:
        """Return the offer in each run and its worth to the proposer; -inf where none is made."""
        conceded = self.side.tactic(time, self.side.start[runs], self.side.exponent[runs])
        demand = demanded_value(self.top[runs], self.floor[runs], conceded)
        offer, worth = self.rungs.offer(self.groups[runs], demand)
        makes = (offer >= 0) & (worth > self.side.no_deal[runs])
        return np.where(makes, offer, NO_OFFER), np.where(makes, worth, -np.inf)

    def worth(self, runs: Indices, offer: Indices) -> Floats:
        """Return what offers of the other side are worth to this one; -inf where there is none."""
        n_packages = self.side.own.shape[1]
        value = self.side.own.take(self.groups[runs] * n_packages + np.maximum(offer, 0))
        return np.where(offer >= 0, value, -np.inf)


def play_talks(first: Side, second: Side, n_offers: int, opener: Indices) -> Played:
    """Return how R negotiations of at most `n_offers` exchanges end.

    `opener` (R,): 0 where the first side makes the first offer, 1 where the second does. A pie in
    tenths, both conceding evenly from the best that leaves the other something: half each.

    >>> x = np.linspace(0.0, 1.0, 11)[None]
    >>> zero, one = np.zeros(1), np.ones(1)
    >>> sides = [Side(u, 1 - u, zero, zero, zero, one) for u in (x, 1 - x)]
    >>> played = play_talks(*sides, 20, np.array([0]))
    >>> played.package.tolist(), played.exchange.tolist()
    ([5], [8])
    """
    players = (_Player.seat(first), _Player.seat(second))
    package = np.full(len(opener), NO_OFFER, dtype=np.intp)
    exchange = np.full(len(opener), n_offers, dtype=np.intp)
    for side in (0, 1):
        opened = np.flatnonzero(opener == side)
        for begin in range(0, len(opened), _BLOCK):
            block = opened[begin : begin + _BLOCK]
            _play_block(players[side], players[1 - side], block, n_offers, package, exchange)
    return Played(package, exchange)


def _play_block(
    proposer: _Player,
    responder: _Player,
    runs: Indices,
    n_offers: int,
    package: Indices,
    exchange: Indices,
) -> None:
    """Play some runs with one opener to the end, writing into `package` and `exchange`."""
    offer, _ = proposer.propose(runs, 1.0 / n_offers)
    for number in range(n_offers):
        is_last = number == n_offers - 1
        worth = responder.worth(runs, offer)
        accepted = worth > responder.side.no_deal[runs]
        if not is_last:
            upcoming, least = responder.propose(runs, (number + 2) / n_offers)
            accepted &= worth >= least
        signed = runs[accepted]
        package[signed], exchange[signed] = offer[accepted], number
        if is_last or len(signed) == len(runs):
            return
        # Who refused now proposes what it had in mind.
        runs, offer = (runs[~accepted], upcoming[~accepted]) if len(signed) else (runs, upcoming)
        proposer, responder = responder, proposer
