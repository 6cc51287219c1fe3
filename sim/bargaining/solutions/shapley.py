"""The Shapley value: each player's marginal contribution, averaged over all orders of arrival.

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n!  [v(S + i) - v(S)]

Shapley, "A Value for n-Person Games" (1953).
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.solutions.coalitions import checked_game, coalition_sizes
from sim.bargaining.solutions.table import Floats, Indices, PayoffTableError


def shapley_values(worth: ArrayLike) -> Floats:
    """Return phi (..., n) of games `worth` (..., 2^n); sums to v(all) - v(nobody).

    Raises PayoffTableError. Three players, pairs worth 60, 90 and 30, all of them 120:

    >>> shapley_values([0, 0, 0, 60, 0, 90, 30, 120]).round(6).tolist()
    [55.0, 25.0, 40.0]
    """
    game, n = checked_game(worth)
    masks, sizes = np.arange(1 << n), coalition_sizes(n)
    share = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    parts = []
    for player in range(n):
        without = masks[(masks >> player) & 1 == 0]
        added = game[..., without | (1 << player)] - game[..., without]
        parts.append(added @ share[sizes[without]])
    return np.stack(parts, axis=-1)


def sampled_shapley(
    worth_of: Callable[[NDArray[np.int64]], Floats], orders: Indices
) -> tuple[Floats, Floats]:
    """Return the mean and standard error (..., n) of contributions along `orders` (K, n).

    For games too large to value every coalition: `worth_of(masks)` returns (..., len(masks)). An
    order and its reverse together halve the error in many games (antithetic pairs); the standard
    error treats orders as independent, so it is then on the safe side. K = 1 gives error nan.
    Raises PayoffTableError.

    >>> game = np.array([0.0, 0, 0, 60, 0, 90, 30, 120])
    >>> orders = np.array([[0, 1, 2], [2, 1, 0]])
    >>> sampled_shapley(lambda masks: game[masks], orders)[0].tolist()
    [45.0, 45.0, 30.0]
    """
    n_orders, n = orders.shape
    if not n_orders or not np.array_equal(np.sort(orders, axis=1), [np.arange(n)] * n_orders):
        raise PayoffTableError(
            "orders must be rows that name every player 0 to n - 1 once, at least one row: got "
            f"shape {orders.shape}"
        )
    arrived = np.cumsum(np.left_shift(1, orders.astype(np.int64)), axis=1)
    masks = np.concatenate([np.zeros((n_orders, 1), dtype=np.int64), arrived], axis=1)
    known, place = np.unique(masks, return_inverse=True)
    worth = np.asarray(worth_of(known))[..., place.reshape(masks.shape)]
    added = np.diff(worth, axis=-1)
    by_player = np.take_along_axis(
        added, np.broadcast_to(np.argsort(orders, axis=1), added.shape), axis=-1
    )
    if n_orders < 2:
        return by_player.mean(axis=-2), np.full((*by_player.shape[:-2], n), np.nan)
    return by_player.mean(axis=-2), by_player.std(axis=-2, ddof=1) / np.sqrt(n_orders)
