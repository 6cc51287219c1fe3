"""The Myerson value: Shapley's value when only linked players can work together.

    v/L (S) = sum over the components C of S under the links L of v(C);   phi = Shapley(v/L)

It is the one rule that is efficient in each component and fair: a link changes both its ends'
values by the same amount. Myerson, "Graphs and Cooperation in Games" (1977).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.coalitions import checked_game
from sim.bargaining.solutions.shapley import shapley_values
from sim.bargaining.solutions.table import Floats, PayoffTableError


def myerson_values(worth: ArrayLike, links: Iterable[tuple[int, int]]) -> Floats:
    """Return phi (..., n) of games `worth` (..., 2^n) under undirected `links`.

    Raises PayoffTableError. The game of `shapley_values`, the last two players not linked:

    >>> myerson_values([0, 0, 0, 60, 0, 90, 30, 120], [(0, 1), (0, 2)]).round(6).tolist()
    [65.0, 20.0, 35.0]
    """
    return shapley_values(restricted_game(worth, links))


def restricted_game(worth: ArrayLike, links: Iterable[tuple[int, int]]) -> Floats:
    """Return v/L (..., 2^n): what coalitions are worth when only linked players meet.

    >>> restricted_game([0, 1, 1, 5], []).tolist()
    [0.0, 1.0, 1.0, 2.0]
    """
    game, n = checked_game(worth)
    neighbours = [0] * n
    for a, b in links:
        if not (0 <= a < n and 0 <= b < n and a != b):
            raise PayoffTableError(
                f"a link must join two of the players 0 to {n - 1}: got ({a}, {b})"
            )
        neighbours[a] |= 1 << b
        neighbours[b] |= 1 << a
    restricted = np.zeros_like(game)
    for mask in range(1 << n):
        left = mask
        while left:
            component = _component(left & -left, left, neighbours)
            restricted[..., mask] += game[..., component]
            left &= ~component
    return restricted


def _component(start: int, allowed: int, neighbours: list[int]) -> int:
    """Return all players of `allowed` that links inside it join to those of `start`."""
    reached = start
    while True:
        around = 0
        for player, near in enumerate(neighbours):
            if reached >> player & 1:
                around |= near
        grown = reached | (around & allowed)
        if grown == reached:
            return reached
        reached = grown
