"""The benchmark's own linearisation, which turns a sweep's defect into nearly the right step.

With A = I - F'(z0) at the benchmark, z = (log P, X / scale, log w): the wage step is the wage rows
of A^-1 applied to the whole defect, dw = A_w f; prices and spending follow region by region,

    r_P = K_n f_P + (B_w dw)_P,   r_X = L_n f_X + (B_w dw)_X,   B_w = -blockdiag(K, L) A[:, w]

with K_n, L_n the inverses of A's price and spending blocks of region n. The wage rows carry the
world-wide link; without them the blocks alone do not help.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.coefficients import coefficients
from sim.economy.layout import Structure
from sim.economy.policy import PolicyBatch
from sim.economy.sweep import defect, sweep

Singles = NDArray[np.float32]

# A complex step has no cancellation, so it can be far below rounding.
_COMPLEX_STEP = 1e-30
_JACOBIAN_COLUMNS = 64


@dataclass(frozen=True, eq=False)
class Preconditioner:
    """Blocks of the step: A_w (N, unknowns), K and L (N, J, J), B_w (2 N J, N)."""

    wage_rows: Floats
    price_blocks: Floats
    spending_blocks: Floats
    wage_columns: Floats

    @classmethod
    def of(cls, benchmark: Benchmark, structure: Structure) -> Preconditioner:
        """Linearise the equilibrium map at the benchmark; one LU of `n_unknowns` squared."""
        matrix = np.eye(structure.n_unknowns) - _jacobian(benchmark, structure)
        n, j = structure.n_regions, structure.n_sectors
        size = n * j
        unit = np.zeros((structure.n_unknowns, n))
        unit[2 * size :] = np.eye(n)
        wage_rows = scipy.linalg.lu_solve(scipy.linalg.lu_factor(matrix), unit, trans=1).T
        price, spending = (
            np.stack([np.linalg.inv(matrix[at : at + j, at : at + j]) for at in starts])
            for starts in (range(0, size, j), range(size, 2 * size, j))
        )
        to_wage = matrix[: 2 * size, 2 * size :].reshape(2, n, j, n)
        columns = np.concatenate([price @ to_wage[0], spending @ to_wage[1]]).reshape(2 * size, n)
        blocks = (wage_rows, price, spending, -columns)
        return cls(*(np.ascontiguousarray(block) for block in blocks))

    def step(self, structure: Structure, difference: Floats) -> Singles:
        """Return the step r for a defect f, (unknowns, W)."""
        result = np.empty_like(difference)
        price, spending, wage = structure.split(result)
        f_price, f_spending, _ = structure.split(difference)
        wage[:] = self.wage_rows @ difference
        np.matmul(self.price_blocks, f_price, out=price)
        np.matmul(self.spending_blocks, f_spending, out=spending)
        result[: -structure.n_regions] += self.wage_columns @ wage
        # Single precision is enough for a step, as the defect it answers is double, and makes
        # Anderson's inner products cheap. The products above stay double: single-precision matrix
        # kernels round a column differently by its neighbours.
        return result.astype(np.float32)


def _jacobian(benchmark: Benchmark, structure: Structure) -> Floats:
    """F'(z0) by complex steps, a few columns at a time, (unknowns, unknowns)."""
    width = _JACOBIAN_COLUMNS
    chunk = coefficients(benchmark, structure, PolicyBatch.at_benchmark(benchmark, width), None)
    jacobian = np.empty((structure.n_unknowns, structure.n_unknowns))
    for first in range(0, structure.n_unknowns, width):
        columns = np.arange(first, min(first + width, structure.n_unknowns))
        state = structure.start(width).astype(complex)
        state[columns, columns - first] += 1j * _COMPLEX_STEP
        swept = sweep(structure, chunk, state)
        change = (defect(structure, state, swept) + state).imag / _COMPLEX_STEP
        jacobian[:, columns] = change[:, : columns.size]
    return jacobian
