"""Nash's bargaining with variable threats: the disagreement point is itself chosen.

Each side commits to a threat, then they bargain. If payoffs can be transferred one to one, with S
the largest joint payoff and threat payoffs A, B,

    phi = value of the zero-sum game A - B,   u1 = (S + phi) / 2,   u2 = (S - phi) / 2

Nash, "Two-Person Cooperative Games", Econometrica 21 (1953).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.matrix_game import matrix_game
from sim.bargaining.solutions.nash import nash_point
from sim.bargaining.solutions.table import Floats, PayoffTableError, payoff_table


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
    """Return the solution on a frontier without transfers, in pure threats.

    The bargain that follows threats (i, j) is the Nash point with d = (first_ij, second_ij). Both
    can only gain at the other's expense along the frontier, so a pair of threats from which
    neither gains by changing is the solution. Raises PayoffTableError when a pair of threats leaves
    nothing to bargain over or when no such pair exists (the sides would have to randomise).

    >>> line = Frontier.interpolated([[-5, 5], [5, -5]])
    >>> free_or_tariff = [[0, -4], [1, -2]], [[0, 1], [-5, -3]]
    >>> variable_threats_point(line, *free_or_tariff).point.tolist()
    [0.5, -0.5]
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
        raise PayoffTableError(
            "no pair of threats is best against the other: the sides would have to randomise; "
            "use variable_threats_with_transfers, or fewer threats"
        )
    i, j = saddles[0]
    n_first, n_second = mine.shape
    return ThreatSolution(bargains[i, j], np.eye(n_first)[i], np.eye(n_second)[j])


def _threats(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    mine, theirs = payoff_table(first), payoff_table(second)
    if mine.shape != theirs.shape:
        raise PayoffTableError(
            "threat payoffs of both sides must have one shape (first's threats, second's threats): "
            f"got {mine.shape} and {theirs.shape}"
        )
    return mine, theirs
