"""Which chip of a signed package cost or brought how much.

The joint number is exact: U(package) - U(package with one side's chips at zero). It is split among
that side's chips by the Shapley value of the second-order surrogate, which has a closed form: with
x the package, 0 the zero level, and players the chips of one side,

    phi_i = main_i(x_i) - main_i(0)
          + sum_{j fixed} b_ij (z_i - z_i0) z_j + sum_{j player} b_ij (z_i - z_i0) (z_j + z_j0) / 2

What the surrogate misses (third order and up) is shared evenly among the chips that were given, so
that the parts sum to the exact joint number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.surrogate import Surrogate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def shapley_of_surrogate(
    surrogate: Surrogate, codes: Ints, players: list[int], weights: Floats
) -> Floats:
    """Return phi (R, players): worth of each player's issue in packages `codes` (R,).

    `weights` (R, Q) turn the approximated quantities into one payoff a run.
    """
    indices = surrogate.agenda.decode(codes)
    n_issues = indices.shape[1]
    z = np.stack([surrogate.offsets[i][indices[:, i]] for i in range(n_issues)], axis=1)
    zero = np.array([offsets[0] for offsets in surrogate.offsets])
    is_player = np.isin(np.arange(n_issues), players)
    halfway = np.where(is_player, (z + zero) / 2.0, z)
    parts = []
    for i in players:
        effects = surrogate.main[i]
        alone = ((effects[indices[:, i]] - effects[0]) * weights).sum(axis=1)
        slope = ((halfway @ surrogate.coupling[i]) * weights).sum(axis=1)
        parts.append(alone + (z[:, i] - zero[i]) * slope)
    return np.stack(parts, axis=1) if parts else np.zeros((len(codes), 0))


def settle(parts: Floats, joint: Floats, given: Floats) -> Floats:
    """Return `parts` (R, K) shifted to sum to `joint` (R,), the gap shared among given chips.

    >>> settle(np.array([[1.0, 2.0, 0.0]]), np.array([4.0]), np.array([[0.5, 1.0, 0.0]])).tolist()
    [[1.5, 2.5, 0.0]]
    """
    moved = given > 0
    count = moved.sum(axis=1)
    gap = np.where(count > 0, joint - parts.sum(axis=1), 0.0)
    return np.where(moved, parts + (gap / np.maximum(count, 1))[:, None], 0.0)
