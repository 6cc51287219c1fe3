"""The benchmark's own linearisation, which turns a sweep's defect into nearly the right step.

With A = I - F'(z0) at the benchmark, z = (log P, X / scale, log w), the right step for a defect f
is A^-1 f. The inverse is kept as what a region's own sectors do to each other, exactly, and what
links the world, in short:

    A^-1 ~ blockdiag(K, L, 0) + U V,    U (unknowns, R), V (R, unknowns),    R = 3 N or so

with K_n, L_n the inverses of A's price and spending blocks of region n. Without the links the
blocks do not help. U V is the best of its rank for the rows weighted by how much they matter, found
from random combinations of columns (Halko, Martinsson and Tropp 2011, algorithm 4.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
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


# Rank of the links: three numbers a region (its prices, its spending, its wage), and no fewer than
# this. On 9 x 24, each sweep gains 1.0 instead of 0.8 digits over the wage rows alone.
_LINKS_OF_A_REGION = 3
_FEWEST_LINKS = 24
# Weights of the rows of (log P, X / scale, log w): a step in wages moves everything else, one in
# spending moves little.
_WEIGHTS = (1.0, 0.1, 10.0)
_POWER_ITERATIONS = 2


@dataclass(frozen=True, eq=False)
class Preconditioner:
    """Parts of the inverse: blocks K, L (2 N, J, J), links U (unknowns, R) and V (R, unknowns)."""

    blocks: Floats
    links_to: Floats
    links_from: Floats

    @classmethod
    def of(cls, benchmark: Benchmark, structure: Structure) -> Preconditioner:
        """Linearise the equilibrium map at the benchmark; one inverse of `n_unknowns` squared."""
        matrix = np.eye(structure.n_unknowns) - _jacobian(benchmark, structure)
        n, j = structure.n_regions, structure.n_sectors
        rest: Floats = np.linalg.inv(matrix).astype(np.float64)
        blocks = np.empty((2 * n, j, j))
        for block, at in zip(blocks, range(0, 2 * n * j, j), strict=True):
            block[:] = np.linalg.inv(matrix[at : at + j, at : at + j])
            rest[at : at + j, at : at + j] -= block
        weight = np.repeat(_WEIGHTS, (n * j, n * j, n))[:, None]
        rank = min(max(_LINKS_OF_A_REGION * n, _FEWEST_LINKS), structure.n_unknowns)
        basis = _range_of(weight * rest, rank)
        return cls(
            blocks=blocks,
            links_to=np.ascontiguousarray(basis / weight),
            links_from=np.ascontiguousarray((basis * weight).T @ rest),
        )

    def step(self, difference: Floats) -> Singles:
        """Return the step r for a defect f, (unknowns, W)."""
        step = self.links_to @ (self.links_from @ difference)
        regions, j, _ = self.blocks.shape
        within = difference[: regions * j].reshape(regions, j, -1)
        step[: regions * j] += np.matmul(self.blocks, within).reshape(regions * j, -1)
        # Single precision is enough for a step, as the defect it answers is double, and makes
        # Anderson's inner products cheap. The products above stay double: single-precision matrix
        # kernels round a column differently by its neighbours.
        return step.astype(np.float32)


def _range_of(matrix: Floats, rank: int) -> Floats:
    """Return an orthonormal basis of nearly the best range of that rank, (rows, rank)."""
    probe = np.random.default_rng(0).standard_normal((matrix.shape[1], rank))
    basis, _ = np.linalg.qr(matrix @ probe)
    for _ in range(_POWER_ITERATIONS):
        basis, _ = np.linalg.qr(matrix @ (matrix.T @ basis))
    return np.asarray(basis, dtype=np.float64)


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
