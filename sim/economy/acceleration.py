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

    For z -> z + r(z) the move is u = r - sum_i g_i (u_i + dr_i) with g minimising
    |r - sum g_i dr_i| (type II; Walker and Ni 2011). Columns (policies) do not mix. Only steps and
    moves are seen, never the state, so that single precision is enough: their rounding shrinks
    with the steps.
    """

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._residual_steps: list[Array] = []
        self._moves: list[Array] = []
        self._gram: list[list[Floats]] = []
        self._last: tuple[Array, Array] | None = None

    def move(self, step: Array) -> Array:
        """Return the move u from this state, given its step r, both (unknowns, W).

        The caller may shorten the move in place: what it holds at the next call is remembered.
        """
        if self._last is not None:
            taken, last_step = self._last
            self._remember(taken, step - last_step)
        new = step.copy()
        if self._moves:
            scratch = np.empty_like(new)
            for weight, move in zip(self._weights(step), self._moves, strict=True):
                new -= np.multiply(weight, move, out=scratch)
        self._last = (new, step)
        return new

    def take(self, positions: NDArray[np.intp]) -> None:
        """Keep the columns at these positions only."""
        self._residual_steps = [
            np.take(values, positions, axis=1) for values in self._residual_steps
        ]
        self._moves = [np.take(values, positions, axis=1) for values in self._moves]
        self._gram = [[values[positions] for values in row] for row in self._gram]
        if self._last is not None:
            taken, step = self._last
            self._last = (np.take(taken, positions, axis=1), np.take(step, positions, axis=1))

    def _remember(self, taken: Array, residual_step: Array) -> None:
        """Add one pair to the history, with its inner products with the older ones."""
        if len(self._moves) == self._depth:
            del self._residual_steps[0], self._moves[0], self._gram[0]
            self._gram = [row[1:] for row in self._gram]
        taken += residual_step
        self._moves.append(taken)
        self._residual_steps.append(residual_step)
        self._gram.append([_inner(residual_step, older) for older in self._residual_steps])

    def _weights(self, step: Array) -> list[Array]:
        """Solve the least-squares problem of each column by its normal equations, depth x (W,)."""
        right = [_inner(older, step) for older in self._residual_steps]
        diagonal = self._diagonal()
        if len(right) == 1:
            solved = [right[0] / diagonal[0]]
        elif len(right) == 2:
            (first, second), across = diagonal, self._gram[1][0]
            determinant = np.maximum(first * second - across * across, np.finfo(float).tiny)
            solved = [
                (second * right[0] - across * right[1]) / determinant,
                (first * right[1] - across * right[0]) / determinant,
            ]
        else:
            gram = np.empty((step.shape[1], len(right), len(right)))
            for a, row in enumerate(self._gram):
                for b, product in enumerate(row):
                    gram[:, a, b] = gram[:, b, a] = product
            np.einsum("paa->ap", gram)[:] = diagonal
            solved = list(np.linalg.solve(gram, np.stack(right, axis=1)[:, :, None])[:, :, 0].T)
        return [weight.astype(step.dtype) for weight in solved]

    def _diagonal(self) -> list[Floats]:
        """Return |dr_i|^2 of each step, with the ridge, depth x (W,)."""
        squares = [row[-1] for row in self._gram]
        ridge = squares[0]
        for square in squares[1:]:
            ridge = np.maximum(ridge, square)
        ridge = _RIDGE * ridge + np.finfo(float).tiny
        return [square + ridge for square in squares]


def _inner(left: Array, right: Array) -> Floats:
    product: Floats = np.einsum("dp,dp->p", left, right).astype(np.float64)
    return product
