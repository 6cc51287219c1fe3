"""A continuous frontier of two parties: efficient packages joined by straight lines.

Discrete games use the packages themselves (`*_packages` functions). Where packages can be mixed or
divided further, `*_point` functions find the same solutions on one of these frontiers:
`interpolated` joins neighbouring efficient packages, `convexified` also allows lotteries among all
packages, `on_curve` follows a smooth curve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.pareto import pareto_frontier
from sim.bargaining.solutions.table import (
    TOLERANCE,
    Floats,
    PayoffTableError,
    payoff_table,
    per_party,
)

_SAMPLES = 1001
_PASSES = 3


@dataclass(frozen=True)
class Frontier:
    """A falling line through `points` (K, 2), the first party's worst point first.

    `Frontier.interpolated` and `Frontier.convexified` build it from any payoff table.
    """

    points: Floats

    @classmethod
    def interpolated(cls, payoffs: ArrayLike) -> Frontier:
        """Return the efficient packages of (M, 2) joined by straight lines.

        >>> Frontier.interpolated([[0, 4], [1, 1], [2, 0], [0, 1]]).points.tolist()
        [[0.0, 4.0], [1.0, 1.0], [2.0, 0.0]]
        """
        table = payoff_table(payoffs)
        if table.shape[1] != 2:
            raise PayoffTableError(
                f"a continuous frontier needs 2 parties: got {table.shape[1]}; use the functions "
                "on packages"
            )
        return cls(table[pareto_frontier(table)[::-1]])

    @classmethod
    def convexified(cls, payoffs: ArrayLike) -> Frontier:
        """Return the efficient lotteries over packages: the upper right of the convex hull.

        >>> Frontier.convexified([[0, 4], [1, 1], [2, 0]]).points.tolist()
        [[0.0, 4.0], [2.0, 0.0]]
        """
        hull: list[Floats] = []
        for point in cls.interpolated(payoffs).points:
            while len(hull) > 1 and _lies_below(hull[-2], hull[-1], point):
                hull.pop()
            hull.append(point)
        return cls(np.array(hull))

    def ideal(self, disagreement: ArrayLike) -> Floats:
        """Return the most each party can get while the other keeps its disagreement payoff, (2,).

        >>> Frontier.interpolated([[0, 4], [10, 0]]).ideal([2, 1]).tolist()
        [7.5, 3.2]
        """
        d = per_party(disagreement, 2, "the disagreement point")
        if not self.reaches(d):
            raise PayoffTableError(
                f"no point of the frontier is as good for both as {d.tolist()}: there is nothing "
                "to bargain over; compare the no-deal values with the frontier's ends "
                f"{self.points[0].tolist()} and {self.points[-1].tolist()}"
            )
        first, second = self.points[:, 0], self.points[:, 1]
        # Beyond the ends payoffs can be thrown away, so the end itself is the most.
        most_first = np.interp(d[1], second[::-1], first[::-1])
        return np.array([most_first, np.interp(d[0], first, second)])

    def reaches(self, disagreement: ArrayLike) -> bool:
        """Tell whether some point leaves both parties at least their disagreement payoff.

        >>> Frontier.interpolated([[0, 4], [10, 0]]).reaches([9, 1])
        False
        """
        d = per_party(disagreement, 2, "the disagreement point")
        first, second = self.points[:, 0], self.points[:, 1]
        if d[0] > first[-1] + TOLERANCE or d[1] > second[0] + TOLERANCE:
            return False
        return bool(np.interp(d[0], first, second) >= d[1] - TOLERANCE)

    def best(
        self, objective: Callable[[Floats], Floats], crossing: Callable[[Floats, Floats], Floats]
    ) -> Floats:
        """Return the point (2,) of largest objective among the vertices and one point a segment.

        `crossing(start, step)` returns where on start + s step, 0 <= s <= 1, each segment (K-1, 2)
        has its own best point; values outside are cut to the ends.
        """
        start, step = self.points[:-1], np.diff(self.points, axis=0)
        inside = start + np.clip(crossing(start, step), 0.0, 1.0)[:, None] * step
        candidates = np.concatenate([self.points, inside])
        return np.asarray(candidates[np.argmax(objective(candidates))])


def on_curve(
    solve: Callable[[Frontier], Floats],
    second_of: Callable[[Floats], Floats],
    low: float,
    high: float,
) -> Floats:
    """Return the solution (2,) on the smooth curve u2 = second_of(u1), low <= u1 <= high.

    Samples the curve at 1,001 points, solves on the line through them, and looks closer around the
    answer, three times: the place is found to 2e-8 of the range. A solution that needs the ideal
    point must be given that of the whole curve. u2 = 1 - u1^2, maximum sum:

    >>> from sim.bargaining.solutions.maximum_sum import maximum_sum_point
    >>> on_curve(maximum_sum_point, lambda u: 1 - u**2, 0.0, 1.0).round(6).tolist()
    [0.5, 0.75]
    """
    begin, end = low, high
    found = np.empty(2)
    for _ in range(_PASSES):
        first = np.linspace(begin, end, _SAMPLES)
        found = solve(Frontier(np.stack([first, second_of(first)], axis=1)))
        reach = 2.0 * (end - begin) / (_SAMPLES - 1)
        begin, end = max(low, found[0] - reach), min(high, found[0] + reach)
    return found


def _lies_below(a: Floats, b: Floats, c: Floats) -> bool:
    """Tell whether b lies on or below the straight line from a to c."""
    return bool((b[0] - a[0]) * (c[1] - a[1]) >= (b[1] - a[1]) * (c[0] - a[0]))
