"""One round of alternating offers over packages, many negotiations side by side.

The rules are those of `sim.agents.government`: time-dependent demands between a ceiling and a
floor, offers off a ladder, acceptance of what beats the own next offer and no deal, and in the last
exchange of anything that beats no deal. Exchange e of n happens at the clock (e + 1) / n. What the
engine plays on a calendar, this plays on bare tables, fast enough to hold it to theory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.games.rungs import Rungs
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.tactics import demanded_value, polynomial_concession
from sim.errors import InvalidInputError

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


@dataclass(frozen=True)
class _Player:
    """A side at the table in some runs: its ladders, and arrays over those runs."""

    tactic: Tactic
    rungs: Rungs
    own: Floats
    group: Indices
    no_deal: Floats
    top: Floats
    floor: Floats
    start: Floats
    exponent: Floats

    @classmethod
    def seat(cls, side: Side, n_runs: int) -> _Player:
        by_run = (side.no_deal, side.believed_no_deal, side.start, side.exponent)
        if (
            side.own.shape != side.believed.shape
            or len(side.own) not in {1, n_runs}
            or any(values.shape != (n_runs,) for values in by_run)
        ):
            raise InvalidInputError(
                f"a side of {n_runs} negotiations needs payoffs and beliefs of one shape, (1 or "
                f"{n_runs}, packages), and {n_runs} no-deal values and tactics: got "
                f"{side.own.shape}, {side.believed.shape} and {[v.shape for v in by_run]}"
            )
        rungs = Rungs.build(side.own, side.believed)
        shared = len(side.own) == 1
        group = np.zeros(n_runs, dtype=np.intp) if shared else np.arange(n_runs)
        floor = np.maximum(side.no_deal, rungs.worst[group])
        top = np.maximum(rungs.ceiling(group, side.believed_no_deal), floor)
        return cls(
            side.tactic,
            rungs,
            side.own,
            group,
            side.no_deal,
            top,
            floor,
            side.start,
            side.exponent,
        )

    def take(self, rows: NDArray[Any]) -> _Player:
        """Return the player in some of its runs (places or mask)."""
        by_run = ("group", "no_deal", "top", "floor", "start", "exponent")
        return replace(self, **{name: getattr(self, name)[rows] for name in by_run})

    def propose(self, time: float) -> tuple[Indices, Floats]:
        """Return the offer in each run and its worth to the proposer; -inf where none is made."""
        conceded = self.tactic(time, self.start, self.exponent)
        offer, worth = self.rungs.offer(self.group, demanded_value(self.top, self.floor, conceded))
        makes = (offer >= 0) & (worth > self.no_deal)
        return np.where(makes, offer, NO_OFFER), np.where(makes, worth, -np.inf)

    def worth(self, offer: Indices) -> Floats:
        """Return what offers of the other side are worth to this one; -inf where there is none."""
        value = self.own.take(self.group * self.own.shape[1] + np.maximum(offer, 0))
        return np.where(offer >= 0, value, -np.inf)


def play_talks(first: Side, second: Side, n_offers: int, opener: Indices) -> Played:
    """Return how R negotiations of at most `n_offers` exchanges end.

    `opener` (R,): 0 where the first side makes the first offer, 1 where the second does. Raises
    InvalidInputError where the sides' shapes do not fit. A pie in tenths, both conceding evenly
    from the best that leaves the other something: half each.

    >>> x = np.linspace(0.0, 1.0, 11)[None]
    >>> zero, one = np.zeros(1), np.ones(1)
    >>> sides = [Side(u, 1 - u, zero, zero, zero, one) for u in (x, 1 - x)]
    >>> played = play_talks(*sides, 20, np.array([0]))
    >>> played.package.tolist(), played.exchange.tolist()
    ([5], [8])
    """
    players = _Player.seat(first, len(opener)), _Player.seat(second, len(opener))
    played = Played(
        np.full(len(opener), NO_OFFER, dtype=np.intp),
        np.full(len(opener), n_offers, dtype=np.intp),
    )
    for side in (0, 1):
        opened = np.flatnonzero(opener == side)
        for begin in range(0, len(opened), _BLOCK):
            runs = opened[begin : begin + _BLOCK]
            pair = players[side].take(runs), players[1 - side].take(runs)
            _play_block(*pair, runs, n_offers, played)
    return played


def _play_block(
    proposer: _Player, responder: _Player, runs: Indices, n_offers: int, played: Played
) -> None:
    """Play some runs with one opener to the end and enter in `played` how they ended."""
    offer, _ = proposer.propose(1.0 / n_offers)
    for number in range(n_offers):
        is_last = number == n_offers - 1
        worth = responder.worth(offer)
        accepted = worth > responder.no_deal
        if not is_last:
            upcoming, least = responder.propose((number + 2) / n_offers)
            accepted &= worth >= least
        signed = runs[accepted]
        played.package[signed], played.exchange[signed] = offer[accepted], number
        if is_last or len(signed) == len(runs):
            return
        # Who refused now proposes what it had in mind.
        offer = upcoming
        proposer, responder = responder, proposer
        if len(signed):
            left = ~accepted
            runs, offer = runs[left], offer[left]
            proposer, responder = proposer.take(left), responder.take(left)
