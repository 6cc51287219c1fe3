"""The egalitarian solution: equal gains in the payoffs' own unit.

    max min_i (u_i - d_i)

Kalai, "Proportional Solutions to Bargaining Situations", Econometrica 45 (1977). It compares
payoffs between parties, which amounts in USD allow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.pareto import rational_frontier
from sim.bargaining.solutions.table import Floats, Indices, gains, payoff_table, per_party
from sim.bargaining.solutions.ties import best_of


def egalitarian_packages(payoffs: ArrayLike, disagreement: ArrayLike) -> Indices:
    """Return the efficient packages of the largest smallest gain.

    `payoffs` (M, n), `disagreement` (n,). Empty when no package leaves everybody at least the
    disagreement payoff. Raises PayoffTableError.

    >>> egalitarian_packages([[8.0, 0.0], [5.0, 2.0], [2.5, 3.0], [0.0, 4.0]], [0, 0]).tolist()
    [2]
    """
    table = payoff_table(payoffs)
    candidates = rational_frontier(table, disagreement)
    return best_of(candidates, gains(table, disagreement)[candidates].min(axis=1))


def egalitarian_point(frontier: Frontier, disagreement: ArrayLike) -> Floats:
    """Return the point (2,) of a continuous frontier where the smaller gain is largest.

    Raises PayoffTableError when nobody can gain. u1/10 + u2/4 = 1, d = (2, 1): each gains 11/7.

    >>> egalitarian_point(Frontier.interpolated([[0, 4], [10, 0]]), [2, 1]).round(6).tolist()
    [3.571429, 2.571429]
    """
    d = per_party(disagreement, 2, "the disagreement point")
    frontier.ideal(d)  # raises where there is nothing to bargain over
    return even_point(frontier, d, np.ones(2))


def even_point(frontier: Frontier, disagreement: Floats, unit: Floats) -> Floats:
    """Return the point (2,) where min_i (u_i - d_i) / unit_i is largest."""

    def smaller(points: Floats) -> Floats:
        return np.asarray(((points - disagreement) / unit).min(axis=1))

    def crossing(start: Floats, step: Floats) -> Floats:
        gain, slope = (start - disagreement) / unit, step / unit
        # The first's share rises and the second's falls, so the difference is never flat.
        return np.asarray((gain[:, 1] - gain[:, 0]) / (slope[:, 0] - slope[:, 1]))

    return frontier.best(smaller, crossing)
