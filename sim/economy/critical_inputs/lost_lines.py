"""The shortage rule: what a missing share of an input stops, the least valued uses first.

A share `spare_share` can be done without at no cost. Beyond it uses stop in the order of their
worth, and at a total lack every exposed line stands still (a car without a magnet of USD 30 is not
built). With worth rising as a power along the uses,

    lost = ((missing - spare) / (1 - spare))^power     0 below the spare share, 1 at a total lack

power 1: all uses are worth the same; 2: worth rises in a straight line from nothing. It is smooth:
value and slope are continuous for a power above 1. Worked number: 60 % missing, 15 % to spare,
power 2: (0.45 / 0.85)^2 = 28 % of the exposed output is lost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


def lost_share(missing: Floats, spare_share: Floats | float, power: float) -> Floats:
    """Return the share of exposed output that is lost, of the shape of `missing`.

    Raises InvalidInputError unless the spare share lies in [0, 1) and the power is at least 1.

    >>> float(lost_share(np.array(0.6), 0.15, 2.0).round(4))
    0.2803
    """
    spare = np.asarray(spare_share, dtype=np.float64)
    if not ((spare >= 0.0) & (spare < 1.0)).all() or not power >= 1.0:
        raise InvalidInputError(
            "spare_share must lie in 0..1 and below 1, and the power be at least 1;"
            f" got {spare_share} and {power}."
        )
    beyond = np.maximum(missing - spare, 0.0) / (1.0 - spare)
    return np.asarray(np.minimum(beyond, 1.0) ** power)
