"""How much better an outcome could have been, for each party and jointly.

    left_g(x) = max { u_g(y) - u_g(x) : u_h(y) >= u_h(x) for all h != g }
    joint_loss(x) = max_y sum u(y) - sum u(x)

at true payoffs. The two are different numbers: the first asks nobody to lose, the second does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.pareto import pareto_frontier
from sim.bargaining.solutions.table import TOLERANCE, Floats, payoff_table


def left_on_the_table(payoffs: ArrayLike, outcomes: ArrayLike) -> Floats:
    """Return left_g >= 0 of `outcomes` (R, n) against one table of packages (M, n).

    An outcome need not be a package: no deal counts too. 0 where no package helps g without harm to
    the others. Memory is R times the number of efficient packages. Raises PayoffTableError.

    >>> left_on_the_table([[4.0, 0.0], [2.0, 2.0], [0.0, 3.0]], [[1.0, 2.0], [0.0, 0.0]]).tolist()
    [[1.0, 0.0], [4.0, 3.0]]
    """
    table = payoff_table(payoffs)
    efficient = table[pareto_frontier(table)]
    reached = np.atleast_2d(np.asarray(outcomes, dtype=np.float64))
    # Whoever improves on an outcome can do so on the frontier: only efficient packages matter.
    no_worse = efficient[None, :, :] >= reached[:, None, :] - TOLERANCE
    left = np.empty_like(reached)
    for party in range(table.shape[1]):
        others = np.delete(no_worse, party, axis=2).all(axis=2)
        best = np.where(others, efficient[None, :, party], -np.inf).max(axis=1)
        left[:, party] = np.maximum(best - reached[:, party], 0.0)
    return left


def joint_loss(payoffs: ArrayLike, outcomes: ArrayLike) -> Floats:
    """Return the largest sum of payoffs (M, n) less the sum of each outcome (R, n), shape (R,).

    Negative only for an outcome (no deal) that is jointly better than every package.

    >>> joint_loss([[4.0, 0.0], [2.0, 3.0]], [[4.0, 0.0], [0.0, 0.0]]).tolist()
    [1.0, 5.0]
    """
    table = payoff_table(payoffs)
    reached = np.atleast_2d(np.asarray(outcomes, dtype=np.float64))
    return np.asarray(table.sum(axis=1).max() - reached.sum(axis=1))
