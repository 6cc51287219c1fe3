"""Newton's method for the few policies that no iteration of sweeps brings home.

    z <- z + s (I - F'(z))^-1 (F(z) - z),    0 < s <= 1

F' by forward differences at z itself, so that it converges where the benchmark's linearisation is
far off: trade shares that fall to a thousandth at theta of 30, or demand that no price turns
(theta < 0). A step costs as many sweeps as there are unknowns.
"""

from __future__ import annotations

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.coefficients import Coefficients
from sim.economy.layout import Structure
from sim.economy.reference import jacobian
from sim.economy.sweep import defect, relative_error, sweep

_MAX_STEPS = 40
_HALVINGS = 12
# No log price or wage moves further in a step, and no spending falls by more than this part.
_MAX_MOVE = 1.0
_MAX_FALL = 0.8


def newton(
    structure: Structure, chunk: Coefficients, start: Floats, tolerance: float
) -> tuple[Floats, int] | None:
    """Return the state (unknowns, 1) and the steps taken for a chunk of one policy.

    None where no step of any length lessens the largest defect any more, or after 40 steps.
    """
    with np.errstate(all="ignore"):
        state, (difference, error) = start, _miss(structure, chunk, start)
        for count in range(_MAX_STEPS + 1):
            if error <= tolerance:
                return state, count
            move = _move(structure, chunk, state, difference)
            if move is None:
                return None
            for halving in range(_HALVINGS):
                shorter = 0.5**halving
                new = state + shorter * move
                new_difference, new_error = _miss(structure, chunk, new)
                if new_error < (1.0 - 0.1 * shorter) * error:
                    break
            else:
                return None
            state, difference, error = new, new_difference, new_error
    return None


def _miss(structure: Structure, chunk: Coefficients, state: Floats) -> tuple[Floats, float]:
    """Return F(z) - z and its largest part, relative."""
    difference = defect(structure, state, sweep(structure, chunk, state))
    return difference, float(relative_error(structure, difference)[0])


def _move(
    structure: Structure, chunk: Coefficients, state: Floats, difference: Floats
) -> Floats | None:
    """Return Newton's step, shortened to what the linearisation can be trusted for."""
    matrix = np.eye(structure.n_unknowns) - jacobian(structure, chunk, state)
    if not np.isfinite(matrix).all():
        return None
    try:
        move = np.linalg.solve(matrix, difference).astype(np.float64)
    except np.linalg.LinAlgError:
        return None
    log_price, spending, log_wage = structure.split(move)
    _, before, _ = structure.split(state)
    furthest = max(float(np.abs(log_price).max()), float(np.abs(log_wage).max())) / _MAX_MOVE
    fall = np.where(before > 0.0, -spending / np.where(before > 0.0, before, 1.0), 0.0)
    shortened: Floats = move / max(1.0, furthest, float(fall.max()) / _MAX_FALL)
    return shortened
