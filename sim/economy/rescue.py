"""What is tried for policies that the fast iteration leaves unsolved: slower, safer ways."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Floats
from sim.economy.coefficients import Coefficients
from sim.economy.iteration import Solution, accelerated, steady_step
from sim.economy.layout import Structure
from sim.economy.newton import newton

_FEW_SWEEPS = 100
_MANY_SWEEPS = 3_000
_DEPTH = 2
# Beyond so many unknowns a derivative by differences costs more than many sweeps.
_MAX_UNKNOWNS = 800
# A chunk with so many policies that Newton's method cannot solve is about to be refused anyway.
_MAX_FAILURES = 4

# Positions that repeat the last of so many policies up to full padding; None if not due.
Padding = Callable[[int], NDArray[np.intp] | None]


def rescue(
    structure: Structure,
    chunk: Coefficients,
    solution: Solution,
    tolerance: float,
    padding: Padding,
) -> None:
    """Solve the policies that have not converged again and write the results into `solution`.

    First some steady sweeps, then Newton's method from where they led (or from the benchmark, if
    that is nowhere), policy by policy, and where neither arrives many steady sweeps. What is
    unsolved then stays marked as not converged.
    """
    _steady(structure, chunk, solution, tolerance, padding=padding, max_sweeps=_FEW_SWEEPS)
    if structure.n_unknowns <= _MAX_UNKNOWNS:
        _newton(structure, chunk, solution, tolerance)
    if not solution.converged.all():
        _steady(structure, chunk, solution, tolerance, padding=padding, max_sweeps=_MANY_SWEEPS)


def _newton(
    structure: Structure, chunk: Coefficients, solution: Solution, tolerance: float
) -> None:
    failures = 0
    for p in np.flatnonzero(~solution.converged):
        if failures == _MAX_FAILURES:
            return
        start: Floats = solution.state[:, [p]]
        if not np.isfinite(start).all():
            start = structure.start(1)
        found = newton(structure, chunk.take(np.array([p])), start, tolerance)
        if found is None:
            failures += 1
            continue
        solution.state[:, [p]], steps = found
        solution.sweeps[p] += steps
        solution.converged[p] = True


def _steady(
    structure: Structure,
    chunk: Coefficients,
    solution: Solution,
    tolerance: float,
    *,
    padding: Padding,
    max_sweeps: int,
) -> None:
    """Solve the policies that have not converged slowly, from the benchmark."""
    stalled = np.flatnonzero(~solution.converged)
    padded = padding(stalled.size)
    again = accelerated(
        structure,
        chunk.take(stalled if padded is None else stalled[padded]),
        steady_step(structure),
        start=structure.start(stalled.size if padded is None else padded.size),
        depth=_DEPTH,
        tolerance=tolerance,
        max_sweeps=max_sweeps,
    )
    solution.state[:, stalled] = again.state[:, : stalled.size]
    solution.sweeps[stalled] += again.sweeps[: stalled.size]
    solution.converged[stalled] = again.converged[: stalled.size]
