"""The Owen value: Shapley's value when some players act as unions.

    phi_i = sum over H of other unions, S of partners in i's union U
            |H|! (m - |H| - 1)! / m!  |S|! (u - |S| - 1)! / u!  [v(H + S + i) - v(H + S)]

with m unions and u members of U. Owen, "Values of Games with a Priori Unions" (1977).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, combinations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.coalitions import checked_game
from sim.bargaining.solutions.table import Floats, PayoffTableError


def owen_values(worth: ArrayLike, unions: Sequence[Sequence[int]]) -> Floats:
    """Return phi (..., n) of games `worth` (..., 2^n) with `unions` that partition the players.

    Raises PayoffTableError. The game of `shapley_values` with the first two players united:

    >>> owen_values([0, 0, 0, 60, 0, 90, 30, 120], [[0, 1], [2]]).round(6).tolist()
    [60.0, 30.0, 30.0]
    """
    game, n = checked_game(worth)
    if sorted(chain.from_iterable(unions)) != list(range(n)):
        raise PayoffTableError(
            f"unions must name each of the {n} players 0 to {n - 1} once: got "
            f"{[list(union) for union in unions]}"
        )
    phi = np.zeros((*game.shape[:-1], n))
    masks = [sum(1 << player for player in union) for union in unions]
    for place, union in enumerate(unions):
        others = [mask for k, mask in enumerate(masks) if k != place]
        for player in union:
            partners = [1 << p for p in union if p != player]
            for outside, outside_weight in _subsets(others):
                for inside, inside_weight in _subsets(partners):
                    base = outside | inside
                    added = game[..., base | (1 << player)] - game[..., base]
                    phi[..., player] += outside_weight * inside_weight * added
    return phi


def _subsets(masks: list[int]) -> list[tuple[int, float]]:
    """Return the union of every subset of `masks` with its weight s! (k - s)! / (k + 1)!."""
    k = len(masks)
    return [
        (sum(subset), factorial(size) * factorial(k - size) / factorial(k + 1))
        for size in range(k + 1)
        for subset in combinations(masks, size)
    ]
