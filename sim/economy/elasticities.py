"""Trade elasticities over time."""

from __future__ import annotations

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
