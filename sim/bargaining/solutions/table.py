"""Payoff tables: a row a package, a column a party, and what each party has without a deal.

A disagreement point is taken as it is given. It may lie below every package (no deal hurts) or
above some party's best (no deal is better): it is never moved to the worst package.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Points closer than half a unit of the ninth decimal are one point (USD bn: half a dollar).
DECIMALS = 9
TOLERANCE = 0.5 * 10.0**-DECIMALS
LARGEST = 1e15
"""Payoffs beyond this cannot be told apart to nine decimals, nor multiplied safely."""


class PayoffTableError(InvalidInputError):
    """A payoff table, disagreement point or weight has the wrong shape or value."""


def numbers(values: ArrayLike, what: str) -> Floats:
    """Return an array of floats; PayoffTableError where `what` is ragged or no number.

    >>> numbers([[1, 2], [3, 4]], "payoffs").shape
    (2, 2)
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PayoffTableError(
            f"{what} must be numbers in rows of one length: {error}; check for text, gaps and rows "
            "that are too short"
        ) from error


def payoff_table(payoffs: ArrayLike) -> Floats:
    """Return payoffs as (M, n) floats.

    Raises PayoffTableError unless M, n >= 1 and all are finite and below 1e15.
    """
    table = numbers(payoffs, "payoffs")
    if table.ndim != 2 or 0 in table.shape:
        raise PayoffTableError(
            f"payoffs must have shape (packages, parties), at least (1, 1): got {table.shape}; "
            "give one row a package"
        )
    if not np.all(np.isfinite(table)):
        row = int(np.flatnonzero(~np.isfinite(table).all(axis=1))[0])
        raise PayoffTableError(
            f"payoffs must be finite: package {row} has {table[row].tolist()}; leave out packages "
            "that cannot be valued"
        )
    if table.max() > LARGEST or table.min() < -LARGEST:
        raise PayoffTableError(
            f"payoffs must lie within -{LARGEST:.0e} and {LARGEST:.0e}: got {table.min()} to "
            f"{table.max()}; use a larger unit"
        )
    return table


def per_party(values: ArrayLike, n_parties: int, what: str) -> Floats:
    """Return one finite number a party, (n,); `what` names them in the PayoffTableError."""
    point = numbers(values, what)
    if point.shape != (n_parties,) or not np.all(np.isfinite(point)):
        raise PayoffTableError(
            f"{what} must be {n_parties} finite numbers, one a party: got {point.tolist()}"
        )
    return point


def gains(payoffs: ArrayLike, disagreement: ArrayLike) -> Floats:
    """Return u_i(x) - d_i of every package and party, (M, n); amounts in the payoffs' unit.

    >>> gains([[3.0, 1.0], [2.0, 2.0]], [-1.0, 1.0]).tolist()
    [[4.0, 0.0], [3.0, 1.0]]
    """
    table = payoff_table(payoffs)
    return table - per_party(disagreement, table.shape[1], "the disagreement point")
