"""The Kalai-Smorodinsky solution: equal shares of what each could get at best.

    max min_i (u_i - d_i) / (ideal_i - d_i),   ideal_i = max u_i over u with u_j >= d_j for all j

Kalai and Smorodinsky, "Other Solutions to Nash's Bargaining Problem", Econometrica 43 (1975). On
packages the equality can fail; the largest smallest ratio is the usual discrete form, the smallest
spread of ratios among efficient packages another (NegMAS).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.egalitarian import even_point
from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.pareto import rational_frontier
from sim.bargaining.solutions.table import Floats, Indices, gains, payoff_table, per_party
from sim.bargaining.solutions.ties import best_of


def kalai_smorodinsky_packages(
    payoffs: ArrayLike,
    disagreement: ArrayLike,
    ideal: ArrayLike | None = None,
    *,
    least_spread: bool = False,
) -> Indices:
    """Return the efficient packages of the largest smallest ratio of gain to ideal gain.

    `payoffs` (M, n), `disagreement` (n,). `ideal` (n,) is each party's most among packages that
    leave nobody below the disagreement point; some authors take the best of all packages, which can
    be passed. `least_spread`: the ratios that lie closest together instead, whoever could gain. A
    party that can gain nothing does not count. Empty when no package leaves everybody at least the
    disagreement payoff. Raises PayoffTableError.

    >>> table = np.array([[8.0, 0.0], [5.0, 2.0], [4.0, 3.0], [0.0, 7.0]])
    >>> kalai_smorodinsky_packages(table, [1.0, 0.0]).tolist()
    [1]
    >>> kalai_smorodinsky_packages(table, [1.0, 0.0], ideal=table.max(axis=0)).tolist()
    [2]
    >>> kalai_smorodinsky_packages([[9, 3], [2, 3], [1, 4]], [0, 0], least_spread=True).tolist()
    [0]
    """
    table = payoff_table(payoffs)
    candidates = rational_frontier(table, disagreement)
    if not candidates.size:
        return candidates
    surplus = gains(table, disagreement)[candidates]
    most = surplus.max(axis=0)
    if ideal is not None:
        top = per_party(ideal, table.shape[1], "the ideal point")
        most = top - np.asarray(disagreement, dtype=np.float64)
    can_gain = most > 0.0
    if not can_gain.any():
        return candidates
    ratios = surplus[:, can_gain] / most[can_gain]
    scores = -np.ptp(ratios, axis=1) if least_spread else ratios.min(axis=1)
    return best_of(candidates, scores)


def kalai_smorodinsky_point(
    frontier: Frontier, disagreement: ArrayLike, ideal: ArrayLike | None = None
) -> Floats:
    """Return the Kalai-Smorodinsky point (2,) of a continuous frontier.

    `ideal` (2,) is read off the frontier unless given. Raises PayoffTableError when nobody can
    gain. u1/10 + u2/4 = 1, d = (2, 1):

    >>> kalai_smorodinsky_point(Frontier.interpolated([[0, 4], [10, 0]]), [2, 1]).round(9).tolist()
    [4.75, 2.1]
    """
    d = per_party(disagreement, 2, "the disagreement point")
    top = frontier.ideal(d) if ideal is None else per_party(ideal, 2, "the ideal point")
    span = top - d
    return even_point(frontier, d, np.where(span > 0.0, span, 1.0))
