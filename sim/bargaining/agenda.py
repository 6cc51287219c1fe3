"""Issues, agendas and packages: what can be put on the table and in which steps.

A package sets every issue of a pair of talks to one of its levels. It is kept as one integer, its
code: the mixed-radix number of the level indices, first issue slowest. Level 0 of every issue is
its zero level: for a chip nothing is given, for a rate the threatened rate stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Caps = tuple[tuple[str, float], ...]
"""Highest rates that can be levied, by the kind of the issue."""


@dataclass(frozen=True)
class Issue:
    """One chip on the agenda: who holds it and the levels it can take.

    `levels` are shares of the maximum, from 0 up, for a chip; for a rate (`is_rate`) they are the
    added ad-valorem rates as fractions, from the threatened rate down.
    """

    kind: str
    holder: str
    levels: tuple[float, ...]
    is_rate: bool = False

    def __post_init__(self) -> None:
        ordered = list(self.levels)
        expected = sorted(set(ordered), reverse=self.is_rate)
        if not ordered or ordered != expected:
            way = "fall from the threatened rate" if self.is_rate else "rise from 0"
            raise InvalidInputError(f"Levels of {self.kind} must {way}; got {ordered}.")
        if not self.is_rate and (ordered[0] != 0.0 or ordered[-1] > 1.0):
            raise InvalidInputError(
                f"Levels of {self.kind} are shares of its maximum, the first 0; got {ordered}."
            )

    def given(self, index: NDArray[np.integer]) -> Floats:
        """Return how much of the issue is given, 0 (zero level) to 1 (largest step)."""
        levels = np.asarray(self.levels)[index]
        if not self.is_rate:
            return np.asarray(levels)
        span = self.levels[0] - self.levels[-1]
        return np.asarray((self.levels[0] - levels) / span if span > 0 else np.zeros_like(levels))


@dataclass(frozen=True)
class Agenda:
    """The issues of one pair of talks, in a fixed order, and the arithmetic of package codes."""

    issues: tuple[Issue, ...]

    @cached_property
    def sizes(self) -> Ints:
        """Number of levels of each issue."""
        return np.array([len(issue.levels) for issue in self.issues], dtype=np.int64)

    @property
    def n_packages(self) -> int:
        """Number of packages on the full grid."""
        return int(np.prod(self.sizes, dtype=object)) if self.issues else 1

    @cached_property
    def _strides(self) -> Ints:
        after = np.concatenate([self.sizes[1:], [1]])
        return np.cumprod(after[::-1])[::-1].astype(np.int64)

    def position(self, kind: str) -> int:
        """Return the place of an issue on the agenda; raises InvalidInputError if absent."""
        for place, issue in enumerate(self.issues):
            if issue.kind == kind:
                return place
        raise InvalidInputError(f"The agenda has no issue {kind!r}.")

    def held_by(self, party: str) -> list[int]:
        """Return the places of the issues that `party` can move."""
        return [place for place, issue in enumerate(self.issues) if issue.holder == party]

    def encode(self, indices: NDArray[np.integer]) -> Ints:
        """Return package codes of level indices, shape (..., issues) -> (...)."""
        return np.asarray(indices, dtype=np.int64) @ self._strides

    def decode(self, codes: NDArray[np.integer]) -> Ints:
        """Return level indices of package codes, shape (...) -> (..., issues)."""
        codes = np.asarray(codes, dtype=np.int64)
        return codes[..., None] // self._strides % self.sizes

    def with_zero(self, codes: NDArray[np.integer], places: Sequence[int]) -> Ints:
        """Return the codes of the same packages with the issues at `places` at level zero."""
        indices = self.decode(codes)
        indices[..., list(places)] = 0
        return self.encode(indices)

    def capped(self, codes: NDArray[np.integer], caps: Caps) -> Ints:
        """Return the codes of the same packages with rates above a cap at the next step below it.

        `caps`: (kind of the issue, highest rate); the lowest step where all are above the cap.
        """
        indices = self.decode(codes)
        for kind, highest in caps:
            for place, issue in enumerate(self.issues):
                if issue.kind == kind:
                    levels = np.asarray(issue.levels)
                    below = np.where(levels <= highest, levels, -np.inf)
                    step = below.argmax() if np.isfinite(below).any() else levels.argmin()
                    is_above = levels[indices[..., place]] > highest
                    indices[..., place] = np.where(is_above, step, indices[..., place])
        return self.encode(indices)

    def given(self, codes: NDArray[np.integer]) -> Floats:
        """Return how much of each issue packages give, shape (..., issues), each 0 to 1."""
        indices = self.decode(codes)
        shares = [issue.given(indices[..., k]) for k, issue in enumerate(self.issues)]
        return np.stack(shares, axis=-1) if shares else np.zeros((*np.shape(codes), 0))

    def settings(self, codes: NDArray[np.integer]) -> Mapping[str, Floats]:
        """Return the value each issue takes in packages: a rate, or a share of the maximum."""
        indices = self.decode(codes)
        return {
            issue.kind: np.asarray(issue.levels)[indices[..., k]]
            for k, issue in enumerate(self.issues)
        }
