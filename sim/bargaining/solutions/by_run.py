"""The discrete solutions of many negotiations at once, each run with payoffs of its own.

The same packages as `nash_packages`, `kalai_smorodinsky_packages`, `egalitarian_packages` and
`maximum_sum_packages` run by run; of several that tie, the one of the largest joint gain, then the
one that stands first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.solutions.table import TOLERANCE, Floats, Indices, PayoffTableError
from sim.bargaining.solutions.ties import is_best

NO_PACKAGE = -1


def nash_by_run(
    payoffs: ArrayLike, disagreement: ArrayLike, weights: ArrayLike | None = None
) -> Indices:
    """Return the package (R,) of the largest product of gains^weights, NO_PACKAGE if none is fit.

    `payoffs` (R, M, n), `disagreement` (R, n), `weights` (n,) or (R, n) of any size, equal by
    default; zero for a party that only keeps its disagreement payoff. Raises PayoffTableError.

    >>> table = [[[9.0, 0.0], [6.0, 3.0], [3.0, 6.0]]] * 2
    >>> nash_by_run(table, [[2.0, 0.0], [7.0, 1.0]]).tolist()
    [1, -1]
    """
    surplus, fits = _gains(payoffs, disagreement)
    n_parties = surplus.shape[-1]
    power = np.ones(n_parties) if weights is None else np.asarray(weights, dtype=np.float64)
    if not np.all(power >= 0.0) or not np.all(power.sum(axis=-1) > 0.0):
        raise PayoffTableError(
            "bargaining weights must not be negative, and some must be positive: got "
            f"{power.tolist()}"
        )
    power = power / power.sum(axis=-1, keepdims=True)
    score = np.prod(np.maximum(surplus, 0.0) ** power[..., None, :], axis=-1)
    return _pick(score, surplus, fits)


def kalai_smorodinsky_by_run(payoffs: ArrayLike, disagreement: ArrayLike) -> Indices:
    """Return the package (R,) of the largest smallest share of the ideal gain.

    The ideal is each party's most among packages that leave nobody below the disagreement point.
    Arguments and errors as in `nash_by_run`.

    >>> kalai_smorodinsky_by_run([[[8, 0], [5, 2], [4, 3], [0, 7]]], [[1, 0]]).tolist()
    [1]
    """
    surplus, fits = _gains(payoffs, disagreement)
    most = np.where(fits[..., None], surplus, -np.inf).max(axis=1, keepdims=True)
    can_gain = most > 0.0
    share = np.where(can_gain, surplus / np.where(can_gain, most, 1.0), np.inf)
    # Where nobody can gain, any fit package is as good as another.
    score = np.where(can_gain.any(axis=-1), share.min(axis=-1), 0.0)
    return _pick(score, surplus, fits)


def egalitarian_by_run(payoffs: ArrayLike, disagreement: ArrayLike) -> Indices:
    """Return the package (R,) of the largest smallest gain; arguments as in `nash_by_run`.

    >>> egalitarian_by_run([[[8.0, 0.0], [5.0, 2.0], [2.5, 3.0]]], [[0.0, 0.0]]).tolist()
    [2]
    """
    surplus, fits = _gains(payoffs, disagreement)
    return _pick(surplus.min(axis=-1), surplus, fits)


def maximum_sum_by_run(payoffs: ArrayLike, disagreement: ArrayLike | None = None) -> Indices:
    """Return the package (R,) of the largest sum, among fit ones if a `disagreement` is given.

    >>> table = [[[9.0, -3.0], [4.0, 1.0], [0.0, 3.0]]]
    >>> maximum_sum_by_run(table).tolist(), maximum_sum_by_run(table, [[0.0, 0.0]]).tolist()
    ([0], [1])
    """
    if disagreement is None:
        total = np.asarray(payoffs, dtype=np.float64).sum(axis=-1)
        return _pick(total, total[..., None], np.ones(total.shape, dtype=bool))
    surplus, fits = _gains(payoffs, disagreement)
    return _pick(surplus.sum(axis=-1), surplus, fits)


def _gains(payoffs: ArrayLike, disagreement: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """Return gains (R, M, n) and which packages leave nobody below the disagreement point."""
    table = np.asarray(payoffs, dtype=np.float64)
    point = np.asarray(disagreement, dtype=np.float64)
    if table.ndim != 3 or 0 in table.shape or point.shape != (len(table), table.shape[2]):
        raise PayoffTableError(
            "payoffs must have shape (runs, packages, parties) and disagreement points (runs, "
            f"parties): got {table.shape} and {point.shape}"
        )
    surplus = table - point[:, None, :]
    if not np.all(np.isfinite(surplus)):
        run = int(np.flatnonzero(~np.isfinite(surplus).all(axis=(1, 2)))[0])
        raise PayoffTableError(f"payoffs and disagreement points must be finite: run {run} is not")
    return surplus, np.all(surplus >= -TOLERANCE, axis=-1)


def _pick(score: Floats, surplus: Floats, fits: NDArray[np.bool_]) -> Indices:
    """Return the fit package of the best score (R, M), of equals the one of largest joint gain."""
    ties = is_best(np.where(fits, score, -np.inf))
    joint = np.where(ties, surplus.sum(axis=-1), -np.inf)
    return np.where(fits.any(axis=1), np.argmax(joint, axis=1), NO_PACKAGE)
