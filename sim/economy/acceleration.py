"""Anderson acceleration of a fixed-point iteration for many independent problems side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Floats
from sim.economy.layout import Array

# Ridge on the normal equations, relative to their diagonal: keeps a stalled history harmless.
_RIDGE = 1e-12


class Anderson:
    """Combine the last `depth` steps of each column so that their residual is least in L2.

    For z -> z + r(z): z_new = z + r - sum_i g_i (dz_i + dr_i), with g minimising |r - sum g_i dr_i|
    (type II; Walker and Ni 2011). Columns (policies) do not mix.
    """

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._residual_steps: list[Array] = []
        self._moves: list[Floats] = []
        self._gram: list[list[Array]] = []
        self._last: tuple[Floats, Array] | None = None

    def advance(self, state: Floats, step: Array) -> Floats:
        """Return the next state from this state and its step r, both (unknowns, W)."""
        if self._last is not None:
            self._remember(state - self._last[0], step - self._last[1])
        self._last = (state, step)
        new = state + step
        if self._moves:
            scratch = np.empty_like(new)
            for weight, move in zip(self._weights(step), self._moves, strict=True):
                new -= np.multiply(weight, move, out=scratch)
        return new

    def take(self, positions: NDArray[np.intp]) -> None:
        """Keep the columns at these positions only."""
        self._residual_steps = [
            np.take(values, positions, axis=1) for values in self._residual_steps
        ]
        self._moves = [np.take(values, positions, axis=1) for values in self._moves]
        self._gram = [[values[positions] for values in row] for row in self._gram]
        if self._last is not None:
            state, step = self._last
            self._last = (np.take(state, positions, axis=1), np.take(step, positions, axis=1))

    def _remember(self, state_step: Floats, residual_step: Array) -> None:
        """Add one pair to the history, with its inner products with the older ones."""
        if len(self._moves) == self._depth:
            del self._residual_steps[0], self._moves[0], self._gram[0]
            self._gram = [row[1:] for row in self._gram]
        state_step += residual_step
        self._moves.append(state_step)
        self._residual_steps.append(residual_step)
        self._gram.append([_inner(residual_step, older) for older in self._residual_steps])

    def _weights(self, step: Array) -> Floats:
        """Solve the least-squares problem of each column by its normal equations, (depth, W)."""
        depth, width = len(self._moves), step.shape[1]
        gram = np.empty((width, depth, depth))
        right = np.empty((width, depth))
        for a, row in enumerate(self._gram):
            right[:, a] = _inner(self._residual_steps[a], step)
            for b, product in enumerate(row):
                gram[:, a, b] = gram[:, b, a] = product
        diagonal = np.einsum("paa->pa", gram)
        diagonal += _RIDGE * diagonal.max(axis=1, keepdims=True) + np.finfo(float).tiny
        weights: Floats = np.linalg.solve(gram, right[:, :, None])[:, :, 0].T.astype(np.float64)
        return weights


def _inner(left: Array, right: Array) -> Array:
    product: Array = np.einsum("dp,dp->p", left, right)
    return product
