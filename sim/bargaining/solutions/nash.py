"""The Nash bargaining solution, symmetric and with bargaining weights.

    max prod_i (u_i - d_i)^a_i   over u with u_i >= d_i,   sum_i a_i = 1

Nash, "The Bargaining Problem", Econometrica 18 (1950); weights: Harsanyi and Selten (1972).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.pareto import rational_frontier
from sim.bargaining.solutions.table import (
    TOLERANCE,
    Floats,
    Indices,
    PayoffTableError,
    gains,
    payoff_table,
    per_party,
)
from sim.bargaining.solutions.ties import best_of


def nash_packages(
    payoffs: ArrayLike, disagreement: ArrayLike, weights: ArrayLike | None = None
) -> Indices:
    """Return the efficient packages of the largest (weighted) product of gains.

    `payoffs` (M, n), `disagreement` (n,), `weights` (n,) of any size, equal by default; a party of
    weight zero keeps its disagreement payoff and no more say. Empty when no package leaves
    everybody at least the disagreement payoff. Raises PayoffTableError.

    >>> table = [[9.0, 0.0], [6.0, 3.0], [3.0, 6.0]]
    >>> nash_packages(table, [0.0, 0.0]).tolist()
    [1, 2]
    >>> nash_packages(table, [2.0, 0.0]).tolist(), nash_packages(table, [0, 0], [1, 3]).tolist()
    ([1], [2])
    >>> nash_packages(table, [0.0, 1.0], [1, 0]).tolist()
    [1]
    """
    table = payoff_table(payoffs)
    n_parties = table.shape[1]
    power = _weights(np.ones(n_parties) if weights is None else weights, n_parties)
    candidates = rational_frontier(table, disagreement)
    surplus = np.maximum(gains(table, disagreement)[candidates], 0.0)
    return best_of(candidates, np.prod(surplus**power, axis=1))


def nash_point(frontier: Frontier, disagreement: ArrayLike, weight: float = 0.5) -> Floats:
    """Return the (weighted) Nash point (2,) of a continuous frontier; `weight` is the first's.

    With weight 0 or 1 one side takes all that leaves the other its disagreement payoff.
    On a segment p + s q with gains g = p - d: s = -(a q1 g2 + (1 - a) q2 g1) / (q1 q2).
    Raises PayoffTableError when nobody can gain. A pie of one unit, d = (0.2, 0.1):

    >>> pie = Frontier.interpolated([[0, 1], [1, 0]])
    >>> nash_point(pie, [0.2, 0.1]).round(9).tolist()
    [0.55, 0.45]
    >>> nash_point(pie, [0.2, 0.1], 0.7).round(9).tolist(), nash_point(pie, [-0.5, 0]).tolist()
    ([0.69, 0.31], [0.25, 0.75])
    """
    d = per_party(disagreement, 2, "the disagreement point")
    power = _weights([weight, 1.0 - weight], 2)
    frontier.ideal(d)  # raises where there is nothing to bargain over

    def product(points: Floats) -> Floats:
        surplus = points - d
        value = np.prod(np.maximum(surplus, 0.0) ** power, axis=1)
        return np.where(np.all(surplus >= -TOLERANCE, axis=1), value, -1.0)

    def crossing(start: Floats, step: Floats) -> Floats:
        gain = start - d
        slope = power[0] * step[:, 0] * gain[:, 1] + power[1] * step[:, 1] * gain[:, 0]
        return np.asarray(-slope / (step[:, 0] * step[:, 1]))

    return frontier.best(product, crossing)


def _weights(weights: ArrayLike, n_parties: int) -> Floats:
    power = per_party(weights, n_parties, "bargaining weights")
    if np.any(power < 0.0) or power.sum() <= 0.0:
        raise PayoffTableError(
            "bargaining weights must not be negative, and some must be positive: got "
            f"{power.tolist()}"
        )
    return np.asarray(power / power.sum())
