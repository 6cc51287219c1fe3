"""Two-level games: what can be ratified at home, and what that does to bargaining power.

The win-set of a party is the set of agreements that its home side prefers to no agreement. A deal
must lie in every side's win-set; a smaller win-set can pull a one-dimensional deal to one's side
(Schelling's conjecture) but in several dimensions it need not. Putnam, "Diplomacy and Domestic
Politics", International Organization 42 (1988).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.table import Floats, PayoffTableError, per_party


def win_set_interval(pivot: float, status_quo: float) -> tuple[float, float]:
    """Return the points of a line that a pivotal member likes at least as well as the status quo.

    With losses |x - m|, the win-set is [m - |q - m|, m + |q - m|].

    >>> low, high = win_set_interval(0.3, 1.0)
    >>> round(low, 9), round(high, 9)
    (-0.4, 1.0)
    """
    reach = abs(status_quo - pivot)
    return pivot - reach, pivot + reach


def ratifiable(gains: ArrayLike, votes: ArrayLike, quota: float = 0.5) -> NDArray[np.bool_]:
    """Return which packages enough home groups prefer to no deal, (..., M).

    `gains` (..., M, K): each group's payoff less its no-deal payoff; `votes` (K,) or (..., K): its
    weight. A package passes with more than `quota` of all votes.

    >>> ratifiable([[1.0, 2.0, -1.0], [1.0, -2.0, -1.0]], [0.4, 0.3, 0.3]).tolist()
    [True, False]
    """
    weight = np.asarray(votes, dtype=np.float64)
    if np.any(weight < 0.0) or np.any(weight.sum(axis=-1) <= 0.0):
        raise PayoffTableError(f"votes must be non-negative, some positive: got {weight.tolist()}")
    in_favour = np.asarray(gains, dtype=np.float64) > 0.0
    share = (in_favour * weight[..., None, :]).sum(axis=-1) / weight.sum(axis=-1)[..., None]
    return np.asarray(share > quota)


def restricted_frontier(frontier: Frontier, low: float = -np.inf, high: float = np.inf) -> Frontier:
    """Return the part of a frontier where the first party's payoff lies within [low, high].

    A ratification floor r on a split of one unit moves the Nash point to max(0.5, r):

    >>> from sim.bargaining.solutions.nash import nash_point
    >>> pie = Frontier.interpolated([[0, 1], [1, 0]])
    >>> [nash_point(restricted_frontier(pie, r), [0, 0]).round(9).tolist() for r in (0.4, 0.7)]
    [[0.5, 0.5], [0.7, 0.3]]
    """
    first, second = frontier.points[:, 0], frontier.points[:, 1]
    begin, end = max(low, first[0]), min(high, first[-1])
    if begin > end:
        raise PayoffTableError(
            f"the win-set [{low}, {high}] must meet the frontier, where the first party's payoff "
            f"lies between {first[0]} and {first[-1]}: nothing can be ratified"
        )
    kept = np.unique(np.concatenate([[begin, end], first[(first > begin) & (first < end)]]))
    return Frontier(np.stack([kept, np.interp(kept, first, second)], axis=1))


def gain_shares(outcome: ArrayLike, disagreement: ArrayLike) -> Floats:
    """Return each party's share of the joint gain, (..., n); nan where there is no joint gain.

    >>> gain_shares([3.0, 2.0], [0.0, 1.0]).tolist()
    [0.75, 0.25]
    """
    surplus = np.asarray(outcome, dtype=np.float64) - np.asarray(disagreement, dtype=np.float64)
    joint = surplus.sum(axis=-1, keepdims=True)
    return np.asarray(surplus / np.where(joint > 0.0, joint, np.nan))


def implied_power(frontier: Frontier, outcome: ArrayLike, disagreement: ArrayLike) -> float:
    """Return the first party's Nash weight a that makes an outcome the asymmetric Nash point.

    With gains g and the frontier's slope -m where the first party gets its payoff,
    a = m g1 / (m g1 + g2). At a kink the mean slope of both sides counts. nan without a joint gain.

    >>> pie = Frontier.interpolated([[0, 1], [1, 0]])
    >>> round(implied_power(pie, [0.69, 0.31], [0.2, 0.1]), 9)
    0.7
    """
    d = per_party(disagreement, 2, "the disagreement point")
    surplus = np.maximum(per_party(outcome, 2, "the outcome") - d, 0.0)
    points = frontier.points
    if len(points) < 2 or not surplus.any():
        return float("nan")
    slopes = -np.diff(points[:, 1]) / np.diff(points[:, 0])
    at = surplus[0] + d[0]
    left = np.searchsorted(points[1:-1, 0], at, side="left")
    right = np.searchsorted(points[1:-1, 0], at, side="right")
    first = 0.5 * (slopes[left] + slopes[right]) * surplus[0]
    return float(first / (first + surplus[1]))
