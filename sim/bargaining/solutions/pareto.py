"""The Pareto frontier of a payoff table: packages that nobody can improve on for free.

A package is efficient when no other gives some party more and no party less. Packages whose
payoffs agree to nine decimals are one point, which the first of them in the table stands for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.solutions.table import DECIMALS, TOLERANCE, Floats, Indices, gains, payoff_table

# Directions whose best packages throw out most of a table before it is sorted.
_PIVOTS = ((1.0, 1.0), (1.0, 4.0), (4.0, 1.0))
# Of three parties: packages that throw out the worst, and how many are compared with each other.
_BEST_SUMS = 8
_BLOCK = 256


def pareto_frontier(payoffs: ArrayLike) -> Indices:
    """Return a package of each efficient point of payoffs (M, n), the first party's best first.

    Two parties: sort by the first, keep the records of the second, O(M log M). Three: sort by the
    first, and look up each package on the frontier of the other two's payoffs so far (Kung,
    Luccio, Preparata 1975). More: the largest sum left is efficient; drop what it dominates;
    repeat. Raises PayoffTableError.

    >>> pareto_frontier([[1.0, 3.0], [2.0, 2.0], [1.5, 1.0], [2.0, 2.0], [3.0, 0.0]]).tolist()
    [4, 1, 0]
    >>> pareto_frontier([[1.0, 0.0, 2.0], [1.0, 0.0, 1.0], [0.0, 3.0, 0.0]]).tolist()
    [0, 2]
    """
    points = np.round(payoff_table(payoffs), DECIMALS)
    if points.shape[1] == 2:
        return _of_two_parties(points)
    if points.shape[1] == 3:
        return _of_three_parties(points)
    efficient = _of_many_parties(points)
    return efficient[np.lexsort(-points[efficient].T[::-1])]


def rational_frontier(payoffs: ArrayLike, disagreement: ArrayLike) -> Indices:
    """Return the efficient packages that leave no party below the disagreement point.

    >>> rational_frontier([[1.0, 3.0], [2.0, 2.0], [3.0, 0.0]], [1.5, -9.0]).tolist()
    [2, 1]
    """
    surplus = gains(payoffs, disagreement)
    efficient = pareto_frontier(payoffs)
    return efficient[np.all(surplus[efficient] >= -TOLERANCE, axis=1)]


def _of_two_parties(points: Floats) -> Indices:
    first, second = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    kept = _not_beaten_by_pivots(first, second)
    order = kept[np.argsort(-first[kept])]  # a stable sort takes five times as long
    x, y = first[order], second[order]
    starts = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
    best = np.maximum.reduceat(y, starts)
    is_record = np.ones(len(best), dtype=bool)
    is_record[1:] = best[1:] > np.maximum.accumulate(best)[:-1]
    if len(starts) == len(x):
        return np.asarray(order[is_record])
    sizes = np.diff(np.append(starts, len(x)))
    is_best = y == np.repeat(best, sizes)
    earliest = np.minimum.reduceat(np.where(is_best, order, len(first)), starts)
    return np.asarray(earliest[is_record])


def _not_beaten_by_pivots(first: Floats, second: Floats) -> Indices:
    """Return what is not worse for both than the best package in one of a few directions."""
    kept = np.arange(len(first))
    # A party that is indifferent to all packages must not divide by zero.
    scale = np.ptp(first) or 1.0, np.ptp(second) or 1.0
    for weights in _PIVOTS:
        x, y = first[kept], second[kept]
        pivot = np.argmax(weights[0] / scale[0] * x + weights[1] / scale[1] * y)
        kept = kept[(x >= x[pivot]) | (y >= y[pivot])]
    return kept


def _of_three_parties(points: Floats) -> Indices:
    left = _not_beaten_by_the_best_sums(points)
    x, y, z = points[left].T
    # An earlier package of this order beats or equals a later one if it does in y and z.
    order = left[np.lexsort((left, -z, -y, -x))]
    stairs = np.empty((2, 0))
    efficient = [np.empty(0, dtype=np.intp)]
    for first in range(0, len(order), _BLOCK):
        block = order[first : first + _BLOCK]
        y, z = points[block, 1], points[block, 2]
        block = block[~_below(stairs, y, z)]
        y, z = points[block, 1], points[block, 2]
        beats = (y[:, None] >= y) & (z[:, None] >= z)
        block = block[~np.triu(beats, k=1).any(axis=0)]
        efficient.append(block)
        stairs = _stairs(np.concatenate([stairs, points[block, 1:].T], axis=1))
    return np.concatenate(efficient)


def _not_beaten_by_the_best_sums(points: Floats) -> Indices:
    """Return what none of a few packages with large sums is better than, in any order."""
    columns = np.ascontiguousarray(points.T)
    spread = np.ptp(columns, axis=1)
    sums = (1.0 / np.where(spread > 0.0, spread, 1.0)) @ columns
    left = np.arange(len(points))
    for _ in range(_BEST_SUMS):
        place = int(np.argmax(sums))
        best = columns[:, place, None]
        sums[place] = -np.inf  # the next best then
        survives = (columns > best).any(axis=0)
        survives |= (columns == best).all(axis=0)
        left, columns, sums = left[survives], columns[:, survives], sums[survives]
    return left


def _below(stairs: Floats, y: Floats, z: Floats) -> NDArray[np.bool_]:
    """Return which points some stair is at least as good as in both."""
    reached = np.searchsorted(-stairs[0], -y, side="right")
    height = np.concatenate([[-np.inf], stairs[1]])
    return np.asarray(height[reached] >= z)


def _stairs(points: Floats) -> Floats:
    """Return the frontier of points (2, K), the first's best first; heights rise along it."""
    y, z = points[:, np.lexsort((-points[1], -points[0]))]
    before = np.concatenate([[-np.inf], np.maximum.accumulate(z)[:-1]])
    return np.stack([y, z])[:, z > before]


def _of_many_parties(points: Floats) -> Indices:
    left = np.argsort(-points.sum(axis=1), kind="stable")
    columns = np.ascontiguousarray(points[left].T)
    efficient = []
    while left.size:
        efficient.append(left[0])
        survives = (columns > columns[:, :1]).any(axis=0)
        left, columns = left[survives], columns[:, survives]
    return np.array(efficient, dtype=np.intp)
