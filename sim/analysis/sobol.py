"""Sobol indices of a simulation from two independent samples and their pick-freeze mixtures.

With A and B independent samples of all inputs and A_i sample A with input i taken from B,

    first order  S_i = E[f(B) (f(A_i) - f(A))] / V      (Saltelli et al. 2010, table 2 b)
    total        T_i = E[(f(A) - f(A_i))^2] / (2 V)     (Jansen 1999)

S_i is the share of the variance V that input i moves alone, T_i with all its interactions. Both
are exactly zero for an input that moves nothing. Intervals are percentiles of a bootstrap over the
rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES: Final = 1000
_LEVELS: Final = (0.025, 0.975)


@dataclass(frozen=True)
class Indices:
    """First-order and total index with 95 % intervals."""

    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def indices(a: Floats, b: Floats, mixed: Floats) -> Indices:
    """Return the indices of one input from f(A), f(B) and f(A_i), each (N,).

    NaN if f does not vary. For f = x + 2 y with x and y of variance 1, x has S = T = 1 / 5:

    >>> x, y, x2, y2 = np.random.default_rng(0).normal(size=(4, 100_000))
    >>> found = indices(x + 2 * y, x2 + 2 * y2, x2 + 2 * y)
    >>> abs(found.first - 0.2) < 0.01, abs(found.total - 0.2) < 0.01
    (True, True)
    """
    centre = 0.5 * (a.mean() + b.mean())
    terms = np.stack([(b - centre) * (mixed - a), 0.5 * (a - mixed) ** 2, a, b, a**2, b**2])
    rows = len(a)
    weights = np.random.Generator(np.random.PCG64(0)).multinomial(
        rows, np.full(rows, 1.0 / rows), size=RESAMPLES
    )
    first, total = _ratios(terms.mean(axis=1)[:, None])
    firsts, totals = _ratios(terms @ weights.T / rows)
    first_low, first_high = np.quantile(firsts, _LEVELS).tolist()
    total_low, total_high = np.quantile(totals, _LEVELS).tolist()
    return Indices(float(first[0]), first_low, first_high, float(total[0]), total_low, total_high)


def _ratios(means: Floats) -> tuple[Floats, Floats]:
    """Return S and T from the means (6, resamples) of the terms."""
    numerator, half, a, b, a2, b2 = means
    variance = 0.5 * (a2 + b2) - (0.5 * (a + b)) ** 2
    # A sample that does not vary leaves rounding errors of the squares: no share can be told.
    known = variance > 1e-12 * np.maximum(0.5 * (a2 + b2), 1e-300)
    safe = np.where(known, variance, 1.0)
    return np.where(known, numerator / safe, np.nan), np.where(known, half / safe, np.nan)
