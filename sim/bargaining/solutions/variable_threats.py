"""Nash's bargaining with variable threats: the disagreement point is itself chosen.

Each side commits to a threat, then they bargain. If payoffs can be transferred one to one, with S
the largest joint payoff and threat payoffs A, B,

    phi = value of the zero-sum game A - B,   u1 = (S + phi) / 2,   u2 = (S - phi) / 2

Without transfers the frontier has a slope -m where they end up, and the same holds with payoffs of
the first counted m times: m u1 - u2 is the value of the zero-sum game m A - B.
Nash, "Two-Person Cooperative Games", Econometrica 21 (1953).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.matrix_game import matrix_game
from sim.bargaining.solutions.nash import nash_point
from sim.bargaining.solutions.table import Floats, PayoffTableError, payoff_table

_HOLLOW = 1e-9
"""Slopes may get this much flatter by rounding, as a share."""
_HALVINGS = 60


@dataclass(frozen=True)
class ThreatSolution:
    """Payoffs `point` (2,) and how often each side commits to each threat, `first` and `second`."""

    point: Floats
    first: Floats
    second: Floats


def variable_threats_with_transfers(
    first: ArrayLike, second: ArrayLike, joint: float | None = None
) -> ThreatSolution:
    """Return the solution for threat payoffs `first`, `second` (m, k) and the joint payoff.

    `joint` S defaults to the largest sum in the matrices, and is no smaller: threats can be carried
    out together. Raises PayoffTableError.

    >>> solution = variable_threats_with_transfers([[5, 1], [2, 3]], [[3, 0], [1, 4]])
    >>> solution.point.round(9).tolist()
    [4.5, 3.5]
    """
    mine, theirs = _threats(first, second)
    most = float((mine + theirs).max())
    total = most if joint is None else joint
    if not most <= total < np.inf:
        raise PayoffTableError(
            f"the joint payoff must be finite and at least {most}, which the threats themselves "
            f"give: got {total}"
        )
    game = matrix_game(mine - theirs)
    point = np.array([(total + game.value) / 2.0, (total - game.value) / 2.0])
    return ThreatSolution(point, game.row, game.column)


def variable_threats_point(
    frontier: Frontier, first: ArrayLike, second: ArrayLike
) -> ThreatSolution:
    """Return the solution on a frontier without transfers.

    The bargain that follows threats (i, j) is the Nash point with d = (first_ij, second_ij). Both
    can only gain at the other's expense along the frontier, so a pair of threats from which
    neither gains by changing is the solution. Where there is none the sides randomise, which needs
    a frontier that is nowhere hollow. Raises PayoffTableError when a pair of threats leaves nothing
    to bargain over, or on a hollow frontier without a pair.

    >>> line = Frontier.interpolated([[-5, 5], [5, -5]])
    >>> free_or_tariff = [[0, -4], [1, -2]], [[0, 1], [-5, -3]]
    >>> variable_threats_point(line, *free_or_tariff).point.tolist()
    [0.5, -0.5]
    >>> pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    >>> mixed = variable_threats_point(line, pennies - 1, -pennies - 1)
    >>> mixed.point.round(9).tolist(), mixed.first.tolist(), mixed.second.tolist()
    ([0.0, 0.0], [0.5, 0.5], [0.5, 0.5])
    """
    mine, theirs = _threats(first, second)
    bargains = np.array(
        [
            [nash_point(frontier, d) for d in np.stack(row, axis=1)]
            for row in zip(mine, theirs, strict=True)
        ]
    )
    best_rows = bargains[..., 0] >= bargains[..., 0].max(axis=0) - 1e-9
    best_columns = bargains[..., 1] >= bargains[..., 1].max(axis=1)[:, None] - 1e-9
    saddles = np.argwhere(best_rows & best_columns)
    if not saddles.size:
        return _randomised(frontier, mine, theirs)
    i, j = saddles[0]
    n_first, n_second = mine.shape
    return ThreatSolution(bargains[i, j], np.eye(n_first)[i], np.eye(n_second)[j])


def _randomised(frontier: Frontier, mine: Floats, theirs: Floats) -> ThreatSolution:
    """Return the solution in mixed threats on a frontier whose slope m only gets steeper.

    F = m u1 - u2 - value(m A - B) rises along the frontier: with u1 on a segment, with m at a
    corner. It is zero at the solution.
    """
    points = frontier.points
    slopes = -np.diff(points[:, 1]) / np.diff(points[:, 0])
    if np.any(np.diff(slopes) < -_HOLLOW * slopes[1:]):
        raise PayoffTableError(
            "no pair of threats is best against the other: the sides would have to randomise, "
            "which needs a frontier without hollows; use Frontier.convexified"
        )

    def rest(slope: float, point: Floats) -> float:
        value = matrix_game(slope * mine - theirs).value
        return float(slope * point[0] - point[1] - value)

    low = 0.0
    for corner, slope in enumerate(slopes):
        if rest(slope, points[corner]) >= 0.0:
            return _at_corner(rest, points[corner], (low, float(slope)), mine, theirs)
        gap = rest(slope, points[corner + 1])
        if gap >= 0.0:
            share = gap / (gap - rest(slope, points[corner]))
            point = points[corner + 1] + share * (points[corner] - points[corner + 1])
            return _threatening(point, float(slope), mine, theirs)
        low = float(slope)
    high = 2.0 * low
    while rest(high, points[-1]) < 0.0:
        high *= 2.0
    return _at_corner(rest, points[-1], (low, high), mine, theirs)


def _at_corner(
    rest: Callable[[float, Floats], float],
    point: Floats,
    slopes: tuple[float, float],
    mine: Floats,
    theirs: Floats,
) -> ThreatSolution:
    """Return the solution at a corner: halve the range of slopes that support it."""
    low, high = slopes
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if rest(middle, point) >= 0.0 else (middle, high)
    return _threatening(point, high, mine, theirs)


def _threatening(point: Floats, slope: float, mine: Floats, theirs: Floats) -> ThreatSolution:
    game = matrix_game(slope * mine - theirs)
    return ThreatSolution(np.asarray(point), game.row, game.column)


def _threats(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    mine, theirs = payoff_table(first), payoff_table(second)
    if mine.shape != theirs.shape:
        raise PayoffTableError(
            "threat payoffs of both sides must have one shape (first's threats, second's threats): "
            f"got {mine.shape} and {theirs.shape}"
        )
    return mine, theirs
