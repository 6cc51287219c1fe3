"""A known equilibrium near the policies to be solved: where to begin, and the step to take.

At the equilibrium z0 of one policy, F(z0) = z0, the map is linearised by forward differences; a
sweep's defect f of a nearby policy then asks for the step

    r = (I - F'(z0))^-1 f

which leaves only what the policies differ by, squared. Ten sweeps become five or six; the inverse
costs about as much as solving two hundred policies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.coefficients import Coefficients, CommonTrade, coefficients
from sim.economy.layout import Structure
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.sweep import defect, sweep

Singles = NDArray[np.float32]

# Unknowns are logs, or spending relative to its market: of order one.
_DIFFERENCE = 1e-6
_COLUMNS = 64


@dataclass(frozen=True, eq=False)
class Reference:
    """The trade weights of a policy, its state z0 (unknowns, 1) and (I - F'(z0))^-1."""

    common: CommonTrade
    state: Floats
    inverse: Floats

    @classmethod
    def of(
        cls, benchmark: Benchmark, structure: Structure, policy: PolicyBatch, outcome: Outcome
    ) -> Reference:
        """Linearise at the outcome of one policy without purchase commitments."""
        common = CommonTrade.of(benchmark, structure, policy)
        chunk = coefficients(benchmark, structure, policy, None, common)
        state = state_of(structure, outcome)
        matrix = np.eye(structure.n_unknowns) - jacobian(structure, chunk, state)
        return cls(common, state, np.linalg.inv(matrix).astype(np.float64))

    def start(self, width: int) -> Floats:
        """Return the reference as the first state of that many policies, (unknowns, width)."""
        return np.repeat(self.state, width, axis=1)

    def step(self, difference: Floats) -> Singles:
        """Return the step r for a defect f, (unknowns, W)."""
        # Single precision is enough for a step, see `Preconditioner.step`.
        return (self.inverse @ difference).astype(np.float32)


def state_of(structure: Structure, outcome: Outcome) -> Floats:
    """Return the solver's unknowns at an outcome, (unknowns, P)."""
    state = np.empty((structure.n_unknowns, outcome.n_policies))
    log_price, scaled, log_wage = structure.split(state)
    log_price[:] = np.log(outcome.price_hat).transpose(1, 0, 2)
    scaled[:] = outcome.spending.transpose(1, 0, 2) / structure.spending_scale
    log_wage[:] = np.log(outcome.wage_hat)
    return state


def jacobian(structure: Structure, chunk: Coefficients, state: Floats) -> Floats:
    """Return F'(z) of one policy by forward differences, (unknowns, unknowns)."""
    wide = chunk.take(np.zeros(_COLUMNS, dtype=np.intp))
    still = np.repeat(state, _COLUMNS, axis=1)
    reached = (defect(structure, still, sweep(structure, wide, still)) + still)[:, :1]
    slopes = np.empty((structure.n_unknowns, structure.n_unknowns))
    for first in range(0, structure.n_unknowns, _COLUMNS):
        columns = np.arange(first, min(first + _COLUMNS, structure.n_unknowns))
        moved = np.repeat(state, _COLUMNS, axis=1)
        moved[columns, columns - first] += _DIFFERENCE
        swept = defect(structure, moved, sweep(structure, wide, moved)) + moved
        slopes[:, columns] = ((swept - reached) / _DIFFERENCE)[:, : columns.size]
    return slopes
