"""The exponential time-dependent tactic (Faratin, Sierra and Jennings 1998).

Use it with `tactics.demanded_value`, as the polynomial one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def exponential_concession(time: ArrayLike, start: ArrayLike, exponent: ArrayLike) -> Floats:
    """Return a(t) = exp((1 - t)^b ln k), with k = `start` in (0, 1] and b = `exponent`.

    `time` is the share of the way to the own deadline; later times count as the deadline. k = 0
    concedes nothing before the deadline. Arrays broadcast (runs).
    Faratin et al. on the issue range [10, 20], k = 0.1, half time:

    >>> [round(10 + 10 * float(exponential_concession(0.5, 0.1, b)), 6) for b in (0.2, 5)]
    [11.347254, 19.30572]
    >>> exponential_concession([0.0, 1.0, 2.0], 0.1, 3.0).round(9).tolist()
    [0.1, 1.0, 1.0]
    """
    t = np.clip(np.asarray(time, dtype=np.float64), 0.0, 1.0)
    k = np.asarray(start, dtype=np.float64)
    left = (1.0 - t) ** np.asarray(exponent, dtype=np.float64)
    return np.asarray(k**left)
