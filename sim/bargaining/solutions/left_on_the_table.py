"""How much better an outcome could have been, for each party and jointly.

    left_g(x) = max { u_g(y) - u_g(x) : u_h(y) >= u_h(x) for all h != g }
    joint_loss(x) = max_y sum u(y) - sum u(x)

at true payoffs. The two are different numbers: the first asks nobody to lose, the second does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.pareto import pareto_frontier
from sim.bargaining.solutions.table import (
    TOLERANCE,
    Floats,
    PayoffTableError,
    numbers,
    payoff_table,
)


def left_on_the_table(payoffs: ArrayLike, outcomes: ArrayLike) -> Floats:
    """Return left_g >= 0 of `outcomes` (R, n) against tables of packages.

    `payoffs` (M, n) for all outcomes, or (R, M, n) with a table each. An outcome need not be a
    package: no deal counts too. 0 where no package helps g without harm to the others, NaN for an
    outcome that is not known. Memory is R times the number of (efficient, if the table is shared)
    packages. Raises PayoffTableError.

    >>> left_on_the_table([[4.0, 0.0], [2.0, 2.0], [0.0, 3.0]], [[1.0, 2.0], [0.0, 0.0]]).tolist()
    [[1.0, 0.0], [4.0, 3.0]]
    """
    tables, reached = _tables(payoffs, outcomes)
    # What is no worse for all holds the best for each: below its own level nobody looks.
    no_worse = np.all(tables >= reached[:, None, :] - TOLERANCE, axis=2)
    best = np.where(no_worse[..., None], tables, -np.inf).max(axis=1)
    unknown = np.isnan(reached).any(axis=1, keepdims=True)
    return np.where(unknown, np.nan, np.maximum(best - reached, 0.0))


def joint_loss(payoffs: ArrayLike, outcomes: ArrayLike) -> Floats:
    """Return the largest sum of payoffs less the sum of each outcome (R, n), shape (R,).

    `payoffs` (M, n) or (R, M, n). Negative only for an outcome (no deal) that is jointly better
    than every package. Raises PayoffTableError.

    >>> joint_loss([[4.0, 0.0], [2.0, 3.0]], [[4.0, 0.0], [0.0, 0.0]]).tolist()
    [1.0, 5.0]
    """
    tables, reached = _tables(payoffs, outcomes)
    return np.asarray(tables.sum(axis=2).max(axis=1) - reached.sum(axis=1))


def _tables(payoffs: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Floats]:
    """Return the packages that can matter, (1 or R, K, n), and the outcomes (R, n)."""
    tables = numbers(payoffs, "payoffs")
    reached = np.atleast_2d(numbers(outcomes, "outcomes"))
    n_runs = len(reached)
    if tables.ndim != 3:
        shared = payoff_table(tables)
        # Whoever improves on an outcome can do so on the frontier: only efficient packages matter.
        tables = shared[pareto_frontier(shared)][None]
    elif len(tables) != n_runs or 0 in tables.shape or not np.all(np.isfinite(tables)):
        raise PayoffTableError(
            f"payoffs of {n_runs} runs must be finite and have shape ({n_runs}, packages, "
            f"parties): got {tables.shape}"
        )
    if reached.shape != (n_runs, tables.shape[2]):
        raise PayoffTableError(
            f"outcomes must have a row a run and {tables.shape[2]} columns, one a party: got shape "
            f"{reached.shape}"
        )
    return tables, reached
