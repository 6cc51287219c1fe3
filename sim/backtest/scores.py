"""Proper scores: the best expected score comes from saying what one believes. Less is better.

    log score of an event with forecast p:   -ln p if it happened, -ln(1 - p) if not
    CRPS of a sample x of a number y:        mean |x_i - y| - 1/2 mean |x_i - x_j|

Gneiting and Raftery, Journal of the American Statistical Association 102 (2007). The CRPS has the
unit of the number and of a single point is its absolute error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def log_score(chance: float, *, happened: bool) -> float:
    """Return -ln of the probability given to what came.

    >>> round(log_score(0.8, happened=True), 4), round(log_score(0.8, happened=False), 4)
    (0.2231, 1.6094)
    """
    return float(-np.log(chance if happened else 1.0 - chance))


def sample_chance(happened: ArrayLike) -> float:
    """Return the chance of an event from runs, (k + 1/2) / (n + 1): never 0 or 1.

    >>> sample_chance([True] * 99)
    0.995
    """
    events = np.asarray(happened, dtype=bool)
    return float((events.sum() + 0.5) / (events.size + 1.0))


def crps(sample: ArrayLike, observed: float) -> float:
    """Return the continuous ranked probability score of a sample of forecasts, O(n log n).

    sum_ij |x_i - x_j| = 2 sum_k (2 k - n + 1) x_(k), k = 0 ... n - 1, x sorted.

    >>> crps([3.0], 5.0), crps([0.0, 10.0], 5.0)
    (2.0, 2.5)
    """
    x = np.sort(np.asarray(sample, dtype=np.float64))
    n = x.size
    spread = 2.0 * float(((2.0 * np.arange(n) - n + 1.0) * x).sum()) / n**2
    return float(np.abs(x - observed).mean()) - 0.5 * spread
