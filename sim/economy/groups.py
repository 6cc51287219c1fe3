"""Sums over groups of rows whose order, and so whose rounding, other rows do not change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Bools, Floats

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Groups:
    """C rows numbered into G groups by equal keys.

    `group` (C,) is the group of each row, `first` (G,) the first row of each group; `rounds` add at
    most one row to each group at a time.

    >>> Groups.of(np.array([7, 3, 7])).sum(np.array([[1.0], [2.0], [3.0]])).tolist()
    [[2.0], [4.0]]
    """

    group: Positions
    first: Positions
    rounds: tuple[tuple[Positions, Positions], ...]

    @classmethod
    def of(cls, key: Positions) -> Groups:
        """Group rows of equal keys; groups come in the order of their keys."""
        _, first, group = np.unique(key, return_index=True, return_inverse=True)
        order = np.argsort(group, kind="stable")
        begins = np.searchsorted(group[order], np.arange(first.size))
        rank = np.empty(key.size, dtype=np.intp)
        rank[order] = np.arange(key.size) - begins[group[order]]
        rounds = []
        for place in range(int(rank.max(initial=-1)) + 1):
            rows = np.flatnonzero(rank == place)
            rounds.append((rows, group[rows]))
        return cls(group, first, tuple(rounds))

    def sum(self, values: Floats | Bools) -> Floats:
        """Return the sums of the rows (C, W) of each group, (G, W)."""
        total = np.zeros((self.first.size, values.shape[1]))
        for rows, groups in self.rounds:
            total[groups] += values[rows]
        return total
