"""How a government's demand falls with time (Faratin, Sierra and Jennings 1998).

A tactic is a pure function from time to the share conceded, a(t) in [0, 1]; the demanded value is
top - a(t) (top - floor). t is the share of the way to the government's own deadline.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def polynomial_concession(time: ArrayLike, start: ArrayLike, exponent: ArrayLike) -> Floats:
    """Return a(t) = k + (1 - k) t^(1/b), with k = `start` and b = `exponent`.

    b < 1 holds out until late (Boulware), b = 1 concedes evenly, b > 1 gives early (conceder).
    Faratin et al. on the issue range [10, 20], k = 0.1, half time, for one who gives the value up:

    >>> [round(10 + 10 * float(polynomial_concession(0.5, 0.1, b)), 6) for b in (0.2, 1, 5)]
    [11.28125, 15.5, 18.834955]
    """
    t = np.clip(np.asarray(time, dtype=np.float64), 0.0, 1.0)
    k = np.asarray(start, dtype=np.float64)
    return np.asarray(k + (1.0 - k) * t ** (1.0 / np.asarray(exponent, dtype=np.float64)))


def demanded_value(top: ArrayLike, floor: ArrayLike, conceded: ArrayLike) -> Floats:
    """Return top - a (top - floor): the least a government asks for when it has conceded a.

    >>> float(demanded_value(10.0, 2.0, 0.25))
    8.0
    """
    high = np.asarray(top, dtype=np.float64)
    return high - np.asarray(conceded) * (high - np.asarray(floor, dtype=np.float64))
