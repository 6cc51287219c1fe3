"""The value of a zero-sum matrix game and its mixed strategies.

    v = max_p min_j (p' A)_j = min_q max_i (A q)_i

von Neumann (1928). Solved as the linear program max 1'y, B y <= 1, y >= 0 with B = A - min A + 1
and v = 1 / 1'y + min A - 1 (Dantzig 1951), by the simplex method with Bland's rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.table import Floats, Indices, payoff_table

_ZERO = 1e-12


@dataclass(frozen=True)
class MatrixGame:
    """`value` to the row player and optimal mixed strategies `row` (m,), `column` (n,)."""

    value: float
    row: Floats
    column: Floats


def matrix_game(payoffs: ArrayLike) -> MatrixGame:
    """Return the solution of payoffs (m, n) to the row player. Raises PayoffTableError.

    >>> game = matrix_game([[3.0, -1.0], [-2.0, 2.0]])
    >>> round(game.value, 9), game.row.round(9).tolist(), game.column.round(9).tolist()
    (0.5, [0.5, 0.5], [0.375, 0.625])
    """
    table = payoff_table(payoffs)
    rows, columns = table.shape
    shift = table.min() - 1.0
    tableau = np.zeros((rows + 1, columns + rows + 1))
    tableau[:rows, :columns] = table - shift
    tableau[:rows, columns:-1] = np.eye(rows)
    tableau[:rows, -1] = 1.0
    tableau[rows, :columns] = -1.0
    basis = np.arange(columns, columns + rows)
    while True:
        entering = np.flatnonzero(tableau[rows, :-1] < -_ZERO)
        if not entering.size:
            break
        _pivot(tableau, basis, int(entering[0]))
    total = tableau[rows, -1]
    played = np.zeros(columns + rows)
    played[basis] = tableau[:rows, -1]
    return MatrixGame(
        float(1.0 / total + shift), tableau[rows, columns:-1] / total, played[:columns] / total
    )


def _pivot(tableau: Floats, basis: Indices, entering: int) -> None:
    """Bring a column into the basis, in place; ties leave by the lowest index (Bland 1977)."""
    column = tableau[:-1, entering]
    usable = column > _ZERO
    ratio = np.where(usable, tableau[:-1, -1] / np.where(usable, column, 1.0), np.inf)
    tied = np.flatnonzero(ratio <= ratio.min() + _ZERO)
    leaving = tied[np.argmin(basis[tied])]
    tableau[leaving] /= tableau[leaving, entering]
    others = np.arange(len(tableau)) != leaving
    tableau[others] -= np.outer(tableau[others, entering], tableau[leaving])
    basis[leaving] = entering
