"""Coalitional games as arrays: the worth of every coalition.

A game of n players is an array (..., 2^n): position S is the worth of the coalition whose players
are the bits set in S (bit i is player i). Leading axes (runs, worlds) are games side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.table import Floats, Indices, PayoffTableError


def coalition_game(n_players: int, worth: Mapping[Iterable[int], float]) -> Floats:
    """Return the array (2^n,) of a game written as {players: worth}; what is not named is worth 0.

    >>> coalition_game(2, {(0,): 1.0, (0, 1): 5.0}).tolist()
    [0.0, 1.0, 0.0, 5.0]
    """
    game = np.zeros(1 << n_players)
    for players, value in worth.items():
        game[sum(1 << player for player in players)] = value
    return game


def checked_game(worth: ArrayLike) -> tuple[Floats, int]:
    """Return the game as floats and its number of players; PayoffTableError if it is not one."""
    game = np.asarray(worth, dtype=np.float64)
    size = game.shape[-1] if game.ndim else 0
    n_players = size.bit_length() - 1
    if size < 2 or size != 1 << n_players:
        raise PayoffTableError(
            "a game needs the worth of all 2^n coalitions of its n players on the last axis: got "
            f"shape {game.shape}"
        )
    if not np.all(np.isfinite(game)):
        raise PayoffTableError("the worth of a coalition must be finite: value all coalitions")
    return game, n_players


def coalition_sizes(n_players: int) -> Indices:
    """Return the number of players of each coalition, (2^n,).

    >>> coalition_sizes(2).tolist()
    [0, 1, 1, 2]
    """
    masks = np.arange(1 << n_players)
    return np.asarray(((masks[:, None] >> np.arange(n_players)) & 1).sum(axis=1), dtype=np.intp)
