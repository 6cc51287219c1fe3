"""What an office approved, read back from exports, and how approval goes on from there.

Exports e_m (months of normal ones) follow from approved shares a_m through the queue of
`licences`; read backwards, a_m = e_m / (1 + waiting_m). If the odds of approval, a / (1 - a), grow
by the same factor g every month, two months of exports give g and all later ones follow: exports
of 0.542, 0.255 and 0.658 of a month in April to June 2025 with 80 % waiting on mean approvals of
54, 19 and 35 % and g = 2.3, hence exports of 1.10 in July and 1.27 in August (1.15 and 1.27 seen).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


def approvals_behind(exports: Floats, waiting_share: float) -> Floats:
    """Return the approved share in each month (M, ...) that gives these exports.

    Raises InvalidInputError if more was exported than had been applied for.

    >>> approvals_behind(np.array([0.542, 0.255, 0.658]), 0.8).round(3).tolist()
    [0.542, 0.187, 0.348]
    """
    approved = np.empty_like(np.asarray(exports, dtype=np.float64))
    waiting = np.zeros(approved.shape[1:])
    for month, sent in enumerate(exports):
        applications = 1.0 + waiting
        if not ((sent >= 0.0) & (sent <= applications)).all():
            raise InvalidInputError(
                "Exports must lie between nothing and all that was applied for;"
                f" got {sent} of {applications} in month {month}."
            )
        approved[month] = sent / applications
        waiting = waiting_share * (applications - sent)
    return approved


def odds_growth(approved: Floats) -> Floats:
    """Return the factor by which the odds of approval rose in the last month, (...).

    >>> float(odds_growth(np.array([0.187, 0.348])).round(2))
    2.32
    """
    odds = approved[-2:] / (1.0 - approved[-2:])
    return np.asarray(odds[1] / odds[0])


def continued(approved: Floats, growth: Floats | float, months: int) -> Floats:
    """Return approved shares for `months` (M, ...), the odds growing on after those given.

    >>> continued(np.array([0.187, 0.348]), 2.32, 4).round(3).tolist()
    [0.187, 0.348, 0.553, 0.742]
    """
    path = np.empty((months, *np.shape(approved)[1:]))
    path[: len(approved)] = approved
    for month in range(len(approved), months):
        odds = growth * path[month - 1]
        path[month] = odds / (1.0 - path[month - 1] + odds)
    return path
