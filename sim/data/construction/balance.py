"""Biproportional fitting (RAS): the table nearest to a prior that has the wanted margins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import BenchmarkError

Floats = NDArray[np.float64]

_TOLERANCE = 1e-13
_MAX_ROUNDS = 20_000


def fit_margins(prior: Floats, rows: Floats, columns: Floats, tolerance: float = 1e-12) -> Floats:
    """Table r_a prior_ab s_b with the given row and column sums (minimum cross-entropy).

    Shapes: prior (A, B) not negative, rows (A,), columns (B,) with equal totals.
    Raises `BenchmarkError` if zeros of the prior make the margins impossible.

    >>> fit_margins(np.ones((2, 2)), np.array([1.0, 3.0]), np.array([2.0, 2.0])).tolist()
    [[0.5, 0.5], [1.5, 1.5]]
    """
    table = np.array(prior, dtype=float)
    for _ in range(_MAX_ROUNDS):
        table *= _ratio(rows, table.sum(axis=1))[:, None]
        column_sums = table.sum(axis=0)
        table *= _ratio(columns, column_sums)
        gap = float(np.abs(table.sum(axis=1) - rows).max())
        if gap <= tolerance * float(np.abs(rows).max()):
            return table
    raise BenchmarkError(
        f"margins of a table must be reachable from its prior; the worst row misses by {gap:.3g}"
    )


def balance_region(
    inputs: Floats, value_added: Floats, final: Floats, spending: Floats, output: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the inputs, value added and final demand nearest to a prior that close the accounts.

    Unknown multipliers r_k of purchases and s_j of costs give
    inputs'_kj = r_k s_j inputs_kj, value_added'_j = s_j value_added_j, final'_k = r_k final_k with
    sum_j inputs'_kj + final'_k = spending_k and sum_k inputs'_kj + value_added'_j = output_j.
    Value added and final demand have no total of their own to meet, which moves least.

    Shapes: inputs (J, J), the others (J,). No cell changes sign, so none is negative.
    """
    purchases = np.ones(len(spending))
    costs = np.ones(len(output))
    for _ in range(_MAX_ROUNDS):
        purchases_new = spending / (inputs @ costs + final)
        costs_new = output / (inputs.T @ purchases_new + value_added)
        change = max(
            float(np.abs(purchases_new / purchases - 1.0).max()),
            float(np.abs(costs_new / costs - 1.0).max()),
        )
        purchases, costs = purchases_new, costs_new
        if change <= _TOLERANCE:
            table = purchases[:, None] * inputs * costs
            return table, costs * value_added, purchases * final
    raise BenchmarkError(
        f"a region's accounts must balance; the last step still moved {change:.3g}"
    )


def _ratio(wanted: Floats, got: Floats) -> Floats:
    return np.divide(wanted, got, out=np.zeros_like(wanted), where=got > 0.0)
