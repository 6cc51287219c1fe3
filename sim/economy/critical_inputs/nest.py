"""A nested CES: a critical input of cost share a beside all other inputs, with elasticity nu.

With P the price of the critical input and O the cost index of all others (each relative to the
benchmark; O's own exponents are cost shares divided by 1 - a),

    c^(1 - nu) = (1 - a) O^(1 - nu) + a P^(1 - nu)          c = O^(1 - a) P^a at nu = 1
    a'         = a (P / c)^(1 - nu)

and every other cost share, value added included, becomes itself times (1 - a') / (1 - a): shares
then sum to one and Walras' law holds. With nu below 1 the input is hard to replace and its share
rises with its price. Worked number: a = 0.001, P = 5, nu = 0.1: cost rises by 0.36 %, and a' is
0.0042.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


def nest_cost(share: Floats, price_hat: Floats, other_hat: Floats, nu: float) -> Floats:
    """Return the unit cost of the nest relative to the benchmark.

    Raises InvalidInputError for a share outside [0, 1], a price that is not positive or a
    negative elasticity.

    >>> float(nest_cost(np.array(0.001), np.array(5.0), np.array(1.0), 0.1).round(5))
    1.00363
    """
    share, price_hat, other_hat = (
        np.asarray(x, dtype=float) for x in (share, price_hat, other_hat)
    )
    ok = ((share >= 0.0) & (share <= 1.0)).all() and (price_hat > 0.0).all()
    if not (ok and (other_hat > 0.0).all() and nu >= 0.0):
        raise InvalidInputError(
            "A nest needs shares in 0..1, positive prices and an elasticity of at least 0;"
            f" got share {share}, prices {price_hat} and {other_hat}, elasticity {nu}."
        )
    if nu == 1.0:
        return np.asarray(other_hat ** (1.0 - share) * price_hat**share)
    power = 1.0 - nu
    mixed = (1.0 - share) * other_hat**power + share * price_hat**power
    return np.asarray(mixed ** (1.0 / power))


def nest_shares(
    share: Floats, price_hat: Floats, other_hat: Floats, nu: float
) -> tuple[Floats, Floats]:
    """Return the new cost share of the critical input and the factor on all other shares.

    >>> a, others = nest_shares(np.array(0.001), np.array(5.0), np.array(1.0), 0.1)
    >>> float(a.round(5)), float((a + others * (1 - 0.001)).round(12))
    (0.00424, 1.0)
    """
    cost = nest_cost(share, price_hat, other_hat, nu)
    new = np.asarray(share * (price_hat / cost) ** (1.0 - nu))
    left = 1.0 - np.asarray(share, dtype=float)
    return new, np.asarray((1.0 - new) / np.where(left > 0.0, left, 1.0))
