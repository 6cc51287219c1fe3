"""The way from the first-year to the long-run solution, in months.

Trade elasticities grow with time. A policy that begins at month 0 has covered the share

    g(m) = 1 - exp(-m / tau)

of the way by month m, so theta(m) = theta_first + g(m) (theta_long - theta_first). A path needs no
solution of its own for each theta: it is solved at both ends and mixed. A flow moves as
(1 + t)^-(theta + 1), so its log is linear in theta and takes the share g. What moves prices and
incomes falls about as 1 / (theta + constant): most of the way is gone early,

    s = (1 + k) g / (1 + k g)

with the curvature k. Fitted to exact solutions at g = 0.2, 0.5 and 0.8 in six worlds and six
policies of the main scenario, k = 1 for prices and incomes takes the rms error of incomes at the
rates in force from 10.8 to 2.7 USD bn, of their changes from 0.24 to 0.07; flows are best at k = 0
(0.4 %). `benchmarks/mixing_error.py` measures it anew.

Paths are kept in cells of one month, [k, k + 1) months after the policy begins, and are averaged
over calendar months by the shares of `overlaps`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

PRICES_CURVATURE = 1.0
"""k of prices and incomes."""

HALF_HELD_BACK = 0.4
"""Lending response at which wages rise half as far as without: the tariffs of 30 May 2025 raise US
wages by 4.4 % in the first year at 0 and by 0.9 % at 1.5 (docs/economy.md)."""


def share_covered(start_month: ArrayLike, end_month: ArrayLike, tau_months: ArrayLike) -> Floats:
    """Return g averaged over a window: 1 - tau (e^(-start/tau) - e^(-end/tau)) / (end - start).

    >>> share_covered([0, 36, 600], [1, 37, 601], 36.0).round(3).tolist()
    [0.014, 0.637, 1.0]
    """
    start, end, tau = (
        np.asarray(values, dtype=np.float64) for values in (start_month, end_month, tau_months)
    )
    return np.asarray(1.0 - tau * (np.exp(-start / tau) - np.exp(-end / tau)) / (end - start))


def curved(share: ArrayLike, curvature: float) -> Floats:
    """Return s, the share of the way that prices and incomes have gone when theta has gone g.

    >>> curved([0.0, 0.5, 1.0], 1.0).round(3).tolist()
    [0.0, 0.667, 1.0]
    """
    covered = np.asarray(share, dtype=np.float64)
    return np.asarray((1.0 + curvature) * covered / (1.0 + curvature * covered))


def theta_between(first_theta: ArrayLike, long_theta: ArrayLike, share: float) -> Floats:
    """Return theta when a share of the way is covered, any shape.

    >>> theta_between([0.5], [4.0], 0.4).round(2).tolist()
    [1.9]
    """
    first = np.asarray(first_theta, dtype=np.float64)
    return np.asarray(first + share * (np.asarray(long_theta, dtype=np.float64) - first))


def lending_between(first_year: float, share: float) -> float:
    """Return the lending response kappa when trade has covered a share of the way.

    Lending at kappa holds back the part h = kappa / (kappa + HALF_HELD_BACK) of the rise of wages
    that tariffs would bring without it. This part fades as elasticities grow, h(m) = (1 - g) h(0).

    >>> [round(lending_between(1.6, share), 3) for share in (0.0, 0.5, 1.0)]
    [1.6, 0.267, 0.0]
    """
    held = (1.0 - share) * first_year / (first_year + HALF_HELD_BACK)
    return HALF_HELD_BACK * held / (1.0 - held)


def in_logs(values: Floats, is_positive: Bools) -> Floats:
    """Return quantities (..., Q) with the positive ones as logs, as paths are mixed."""
    safe = np.where(is_positive, values, 1.0)
    if (safe <= 0.0).any():
        raise InvalidInputError(
            f"A quantity that is mixed in logs must be above zero; the lowest is {safe.min():.3g}."
        )
    return np.where(is_positive, np.log(safe), values)


def in_levels(mixed: Floats, is_positive: Bools) -> Floats:
    """Return quantities (..., Q) in levels again.

    >>> positive = np.array([True, False])
    >>> in_levels(in_logs(np.array([8.0, -3.0]), positive), positive).round(9).tolist()
    [8.0, -3.0]
    """
    levels = mixed.copy()
    levels[..., is_positive] = np.exp(mixed[..., is_positive])
    return levels


def overlaps(starts: ArrayLike, ends: ArrayLike, n_cells: int) -> Floats:
    """Return the share of each window [start, end) that lies in each cell, (windows, n_cells).

    What lies before month 0 counts in no cell, what lies beyond the last cell counts in the last.

    >>> overlaps([-0.5, 0.5, 9.0], [0.5, 1.5, 10.0], 3).round(2).tolist()
    [[0.5, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]
    """
    start, end = (np.asarray(values, dtype=np.float64)[:, None] for values in (starts, ends))
    lower = np.arange(n_cells, dtype=np.float64)
    upper = lower + 1.0
    upper[-1] = np.inf
    shared = np.clip(np.minimum(end, upper) - np.maximum(start, lower), 0.0, None)
    return np.asarray(shared / (end - start))


def turning_cells(path: Floats, tolerance: float) -> Ints:
    """Return the cells between which straight lines follow a path (n_cells, K) closely.

    No column is missed by more than `tolerance` of its range.

    >>> turning_cells(np.array([[0.0], [0.0], [3.0], [6.0], [6.0]]), 0.01).tolist()
    [0, 1, 3, 4]
    """
    span = np.ptp(path, axis=0)
    scaled = path / np.where(span > 0.0, span, 1.0)
    cells = [0, len(path) - 1]
    while True:
        drawn = between_knots(sorted(cells), len(path)) @ scaled[sorted(cells)]
        missed = np.abs(drawn - scaled).max(axis=1)
        worst = int(missed.argmax())
        if missed[worst] <= tolerance:
            return np.array(sorted(cells), dtype=np.int64)
        cells.append(worst)


def between_knots(knots: ArrayLike, n_cells: int) -> Floats:
    """Return the weights that spread values at some cells over all, (n_cells, knots), by lines.

    Beyond the last knot its value holds.

    >>> between_knots([0, 2], 4).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.0, 1.0]]
    """
    at = np.asarray(knots, dtype=np.float64)
    cells = np.arange(n_cells, dtype=np.float64)
    return np.stack([np.interp(cells, at, row) for row in np.eye(at.size)], axis=1)
