"""Trade elasticities over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def first_year_theta(long_run_theta: ArrayLike, share: float) -> NDArray[np.float64]:
    """Return theta in the first year: share (theta_long + 1) - 1, any shape.

    What is estimated is the response of tariff-exclusive values, theta + 1, so the share of the
    long run that is seen in the first year applies to that. With 0.76 of 2.0 (Boehm, Levchenko and
    Pandalai-Nayar 2023), a long-run theta of 4 gives:

    >>> float(first_year_theta(4.0, 0.38).round(3))
    0.9
    """
    return np.asarray(share * (np.asarray(long_run_theta, dtype=np.float64) + 1.0) - 1.0)


def home_theta(
    theta: NDArray[np.float64], share: float, sectors: Sequence[int]
) -> NDArray[np.float64]:
    """Return theta between home goods and imports, (J,): share (theta + 1) - 1 in some sectors.

    Elsewhere, and everywhere at a share of 1, it is theta: one tier.

    >>> home_theta(np.array([4.0, 3.0]), 0.5, [0]).tolist()
    [1.5, 3.0]
    """
    home = theta.copy()
    if share != 1.0:
        places = list(sectors)
        home[places] = share * (theta[places] + 1.0) - 1.0
    return home
