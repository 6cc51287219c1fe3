"""Zeuthen's rule: who has more to lose from a conflict concedes.

With own offer x_i, the other's offer x_j and no deal d_i, the largest risk of conflict that i runs
rather than give in is

    z_i = (u_i(x_i) - u_i(x_j)) / (u_i(x_i) - d_i)

The lower z concedes, just enough that it is the other's turn; on a tie both do. The offers then
approach the Nash product's maximum (Harsanyi, Econometrica 24, 1956). Zeuthen, Problems of Monopoly
and Economic Warfare (1930).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def risk_limit(own_offer: Floats, others_offer: Floats, no_deal: Floats) -> Floats:
    """Return z (R,), all arguments own payoffs (R,); 1 for who has no gain left to lose.

    >>> risk_limit(np.array([8.0]), np.array([2.0]), np.array([0.0])).tolist()
    [0.75]
    """
    at_stake = own_offer - no_deal
    known = at_stake > 0.0
    risk = np.where(known, (own_offer - others_offer) / np.where(known, at_stake, 1.0), 1.0)
    return np.maximum(risk, 0.0)


def concedes(own_risk: Floats, others_risk: Floats, tolerance: float = 1e-12) -> NDArray[np.bool_]:
    """Return who must concede (R,): the lower risk limit, both on a tie.

    >>> concedes(np.array([0.2, 0.5, 0.5]), np.array([0.4, 0.5, 0.1])).tolist()
    [True, True, False]
    """
    return np.asarray(own_risk <= others_risk + tolerance)


def smallest_concession(
    own: Floats, other: Floats, current: Indices, rival: Indices, no_deal: Floats
) -> Indices:
    """Return the next package (R,): the least given up that leaves the other no higher risk.

    `own` and `other` (R, M): payoffs of packages to oneself and to the other side; `current` and
    `rival` (R,): the standing offers of oneself and of the other; `no_deal` (R, 2) own and other's.
    Where no package does, the smallest concession; where nothing is left to give, `current`.
    A pie in tenths, u = (x, 1 - x): from 0.9 against 0.2 the first steps to 0.8.

    >>> x = np.linspace(0.0, 1.0, 11)[None]
    >>> smallest_concession(x, 1 - x, np.array([9]), np.array([2]), np.zeros((1, 2))).tolist()
    [8]
    """
    runs = np.arange(len(own))
    mine, theirs = own[runs, current][:, None], other[runs, current][:, None]
    floor = no_deal[:, :1]
    # A concession: worse for oneself, better for the other, still above the own no deal.
    possible = (own < mine) & (other > theirs) & (own >= floor)
    rivals_own, rivals_mine = other[runs, rival], own[runs, rival]
    stake = np.maximum(rivals_own - no_deal[:, 1], 0.0)[:, None]
    gap = rivals_own[:, None] - other
    own_gap, own_stake = own - rivals_mine[:, None], np.maximum(own - floor, 0.0)
    # Compare z_own >= z_other without dividing: stakes are not negative.
    enough = possible & (own_gap * stake >= gap * own_stake - 1e-12)
    target = enough | (possible & ~enough.any(axis=1, keepdims=True))
    best = np.argmax(np.where(target, own, -np.inf), axis=1)
    return np.where(target.any(axis=1), best, current)
