"""The maximum sum, max sum_i u_i: what a planner who only counts dollars would pick."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.pareto import pareto_frontier, rational_frontier
from sim.bargaining.solutions.table import Floats, Indices, payoff_table
from sim.bargaining.solutions.ties import best_of


def maximum_sum_packages(payoffs: ArrayLike, disagreement: ArrayLike | None = None) -> Indices:
    """Return the efficient packages of the largest sum of payoffs (M, n).

    With a `disagreement` (n,) only packages that leave everybody at least that much count; the
    result is empty when there is none. Raises PayoffTableError.

    >>> table = [[9.0, -3.0], [4.0, 1.0], [0.0, 3.0]]
    >>> maximum_sum_packages(table).tolist(), maximum_sum_packages(table, [0.0, 0.0]).tolist()
    ([0], [1])
    """
    table = payoff_table(payoffs)
    if disagreement is None:
        candidates = pareto_frontier(table)
    else:
        candidates = rational_frontier(table, disagreement)
    return best_of(candidates, table[candidates].sum(axis=1))


def maximum_sum_point(frontier: Frontier) -> Floats:
    """Return the point (2,) of a continuous frontier with the largest sum, always a vertex.

    >>> maximum_sum_point(Frontier.interpolated([[0, 4], [3, 3], [4, 0]])).tolist()
    [3.0, 3.0]
    """
    return np.asarray(frontier.points[np.argmax(frontier.points.sum(axis=1))])
