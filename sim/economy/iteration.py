"""Drive the sweeps of a chunk of policies to a fixed point, each policy on its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.acceleration import Anderson
from sim.economy.benchmark import Floats
from sim.economy.coefficients import Coefficients
from sim.economy.layout import Array, Structure
from sim.economy.sweep import defect, least_error, relative_error, sweep

# No log wage moves further than this in a sweep; only the first sweeps of violent policies hit it.
_MAX_WAGE_MOVE = 0.7
# Finished policies leave the chunk when at least this part of it is finished.
_COMPACT_FROM = 0.5
_COMPACT_TO_MULTIPLE = 16
# While one in so many unknowns shows that no policy is done, the others are not looked at.
_SCREENED = 16

StepRule = Callable[[Floats], Array]


@dataclass(frozen=True, eq=False)
class Solution:
    """Last state (unknowns, W), sweeps taken (W,), whether each policy met the tolerance (W,)."""

    state: Floats
    sweeps: NDArray[np.int64]
    converged: NDArray[np.bool_]


def accelerated(
    structure: Structure,
    chunk: Coefficients,
    step_of: StepRule,
    *,
    start: Floats,
    depth: int,
    tolerance: float,
    max_sweeps: int,
) -> Solution:
    """Iterate z + step(f(z)), f = F(z) - z, from `start` with Anderson's acceleration.

    A policy's state is kept at the sweep that first meets the tolerance, whatever the others do; a
    policy that breaks down (nan) stops unconverged.
    """
    anderson = Anderson(depth)
    track = _Track(structure, chunk, start)
    with np.errstate(all="ignore"):
        for count in range(1, max_sweeps + 1):
            difference = defect(structure, track.state, sweep(structure, track.chunk, track.state))
            track.record(difference, tolerance, count)
            if track.finished:
                break
            kept = track.compact()
            if kept is not None:
                # np.take, not [:, kept]: it keeps the policy axis innermost in memory, and with it
                # the order of every sum.
                difference = np.take(difference, kept, axis=1)
                anderson.take(kept)
            move = anderson.move(step_of(difference))
            _limit(structure, move)
            track.move(move)
    return track.solution()


def plain_step(difference: Floats) -> Floats:
    """Take the sweep's own result."""
    return difference


def steady_step(structure: Structure) -> StepRule:
    """Half of the sweep's change, wages by a further 1 / (1 + theta).

    Labour demand answers a wage with an elasticity up to 1 + theta; dividing by it keeps the
    wage from overshooting (the tatonnement of Alvarez and Lucas 2007).
    """
    wage_part = 1.0 / (1.0 + float(structure.theta.max()))

    def step(difference: Floats) -> Floats:
        moved = 0.5 * difference
        moved[-structure.n_regions :] *= wage_part
        return moved

    return step


class _Track:
    """Which policies are still iterating, their states, and what became of the others."""

    def __init__(self, structure: Structure, chunk: Coefficients, start: Floats) -> None:
        self.chunk = chunk
        self.state = start.copy()
        width = chunk.width
        self._structure = structure
        self._sweeps = np.zeros(width, dtype=np.int64)
        self._converged = np.zeros(width, dtype=bool)
        self._policy = np.arange(width)
        self._active = np.ones(width, dtype=bool)
        self._left: list[tuple[NDArray[np.intp], Floats]] = []
        self._count = 0

    @property
    def finished(self) -> bool:
        """Whether no policy is left to iterate."""
        return not self._active.any()

    def record(self, difference: Floats, tolerance: float, count: int) -> None:
        """Note which policies have met the tolerance or have broken down."""
        self._count = count
        bound = least_error(self._structure, difference, _SCREENED)
        if (bound > tolerance)[self._active].all():
            return
        error = relative_error(self._structure, difference)
        met = error <= tolerance
        stop = self._active & (met | ~np.isfinite(error))
        if stop.any():
            self._converged[self._policy[stop]] = met[stop]
            self._sweeps[self._policy[stop]] = count
            self._active &= ~stop

    def move(self, move: Array) -> None:
        """Move the states of the policies that still iterate; those that are done stay."""
        if not self._active.all():
            np.copyto(move, 0.0, where=~self._active)
        self.state += move

    def solution(self) -> Solution:
        """Return the last states of all policies in their first order."""
        self._sweeps[self._policy[self._active]] = self._count
        state = self.state
        if self._left:
            policies, states = zip(*self._left, (self._policy, self.state), strict=True)
            order = np.argsort(np.concatenate(policies))
            state = np.take(np.concatenate(states, axis=1), order, axis=1)
        return Solution(state, self._sweeps, self._converged)

    def compact(self) -> NDArray[np.intp] | None:
        """Drop finished policies once enough are; return the kept positions, or None.

        The width stays a multiple of 16 (see `_PADDING` of the caller) by keeping some finished
        ones, which then idle.
        """
        width = self._active.size
        live = np.nonzero(self._active)[0]
        target = -(-live.size // _COMPACT_TO_MULTIPLE) * _COMPACT_TO_MULTIPLE
        if target > (1.0 - _COMPACT_FROM) * width:
            return None
        idle = np.nonzero(~self._active)[0]
        kept = np.sort(np.concatenate([live, idle[: target - live.size]]))
        leaving = idle[target - live.size :]
        self._left.append((self._policy[leaving], np.take(self.state, leaving, axis=1)))
        self._policy = self._policy[kept]
        self._active = self._active[kept]
        self.state = np.take(self.state, kept, axis=1)
        self.chunk = self.chunk.take(kept)
        return kept


def _limit(structure: Structure, move: Array) -> None:
    """Shorten a policy's whole move, in place, so that no log wage moves further than the limit."""
    largest = np.abs(move[-structure.n_regions :]).max(axis=0)
    if (largest > _MAX_WAGE_MOVE).any():
        move *= _MAX_WAGE_MOVE / np.maximum(largest, _MAX_WAGE_MOVE)
