"""Alternating offers over the rounds of a calendar, who opens a round being drawn.

A round has K exchanges. Its opener is drawn with even odds as the round begins, so the worth of a
round is the mean over both. After a round without agreement the talks break off with probability
p, else the next round comes, in which packages may be worth something else (time has passed, an
election is over). After the last round comes no deal. Subgame-perfect equilibrium by backward
induction; Stahl, Bargaining Theory (1972), on a table of packages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.solutions.alternating_offers import NO_OFFER, OfferCalendar, table_equilibrium
from sim.bargaining.solutions.table import Floats, Indices, PayoffTableError


@dataclass(frozen=True)
class RoundsEquilibrium:
    """The equilibrium of R negotiations, first axis: which side opens the first round.

    `values` (2, R, 2): payoffs as the first round opens. `packages` (2, R): what is agreed in that
    round, NO_OFFER where both wait for a later one.
    """

    values: Floats
    packages: Indices


def rounds_equilibrium(
    rounds: Sequence[Floats], no_deal: ArrayLike, breakdown: ArrayLike, exchanges: int
) -> RoundsEquilibrium:
    """Return the equilibrium over rounds of `exchanges` offers each.

    `rounds`: payoffs (R, M, 2) of the packages signed in each round; `no_deal` (R, 2);
    `breakdown` (R,) after each round without agreement. Raises PayoffTableError. One round of one
    exchange is take it or leave it:

    >>> pie = np.array([[[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]])
    >>> found = rounds_equilibrium([pie], [[0.0, 0.0]], [0.0], 1)
    >>> found.values[:, 0].tolist(), found.packages[:, 0].tolist()
    ([[1.0, 0.0], [0.0, 1.0]], [2, 0])
    """
    if not rounds or exchanges < 1:
        raise PayoffTableError(
            f"talks need at least one round of one exchange: got {len(rounds)} rounds of "
            f"{exchanges}"
        )
    nothing = np.asarray(no_deal, dtype=np.float64)
    chance = np.asarray(breakdown, dtype=np.float64)[:, None]
    opener = np.arange(2)[:, None, None]
    first_proposes = ((np.arange(exchanges) + opener) % 2 == 0).astype(np.float64)
    one_round = OfferCalendar(
        first_proposes=first_proposes,
        discount=np.ones((exchanges, 2)),
        breakdown=np.zeros(exchanges),
        breakdown_payoffs=np.zeros(2),
    )
    side = np.where(first_proposes == 1.0, 0, 1)[..., None]
    values, packages, ahead = np.empty((2, *nothing.shape)), np.empty(0, dtype=np.intp), nothing
    for payoffs in reversed(rounds):
        waiting = chance * nothing + (1.0 - chance) * ahead
        path = table_equilibrium(one_round, payoffs, waiting)
        assert path.packages is not None
        signs, offers = (
            _of_proposer(array, side, (2, len(nothing), exchanges))
            for array in (path.agrees, path.packages)
        )
        at = np.argmax(signs, axis=-1)[..., None]
        offered = np.take_along_axis(offers, at, -1)[..., 0]
        packages = np.where(signs.any(axis=-1), offered, NO_OFFER)
        values = np.broadcast_to(path.values, (2, len(nothing), exchanges, 2))[..., 0, :]
        ahead = values.mean(axis=0)
    return RoundsEquilibrium(values, packages)


def _of_proposer(array: NDArray[np.generic], side: Indices, shape: tuple[int, ...]) -> Any:
    """Return what belongs to who proposes, (2, R, K): `array` (..., K, 2) at `side`."""
    whole = np.broadcast_to(array, (*shape, 2))
    return np.take_along_axis(whole, np.broadcast_to(side, (*shape, 1)), -1)[..., 0]
