"""Opposition: how far the best compromise is from giving everybody its best.

    opposition = min_x || u(x) - ideal ||

Ideal is each party's best package, or a given point: (1, ..., 1) for payoffs scaled to [0, 1].
Baarslag et al., "Evaluating Practical Negotiating Agents", Artificial Intelligence 198 (2013).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.table import Floats, payoff_table, per_party


def opposition(payoffs: ArrayLike, ideal: ArrayLike | None = None) -> float:
    """Return the distance of payoffs (M, n) from the `ideal` (n,), in their own unit.

    Raises PayoffTableError.

    >>> opposition([[1.0, 0.0], [0.4, 0.2], [0.0, 1.0]])
    1.0
    """
    table = payoff_table(payoffs)
    top = table.max(axis=0) if ideal is None else per_party(ideal, table.shape[1], "the ideal")
    return float(distance_to(table, top).min())


def distance_to(points: ArrayLike, ideal: ArrayLike) -> Floats:
    """Return the Euclidean distance of points (..., n) from `ideal` (n,), shape (...).

    >>> distance_to([[0.0, 1.0]], [3.0, 5.0]).tolist()
    [5.0]
    """
    gap = np.asarray(ideal, dtype=np.float64) - np.asarray(points, dtype=np.float64)
    return np.asarray(np.sqrt((gap**2).sum(axis=-1)))
