"""Sums over groups of rows whose order, and so whose rounding, other rows do not change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Bools, Floats

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Band:
    """The groups of equal `size`: their places, and their rows as (B, size) or in one slice."""

    size: int
    places: Positions | slice
    rows: Positions | slice


@dataclass(frozen=True, eq=False)
class Groups:
    """C rows numbered into G groups by equal keys.

    `group` (C,) is the group of each row, `first` (G,) the first row of each group. `bands` hold
    the groups of equal size k side by side: their places (B,) and rows (B, k), in order. Where
    these are consecutive they are slices, which cost a quarter.

    >>> Groups.of(np.array([7, 3, 7])).sum(np.array([[1.0], [2.0], [3.0]])).tolist()
    [[2.0], [4.0]]
    """

    group: Positions
    first: Positions
    bands: tuple[Band, ...]

    @classmethod
    def of(cls, key: Positions) -> Groups:
        """Group rows of equal keys; groups come in the order of their keys."""
        _, first, group, size = np.unique(
            key, return_index=True, return_inverse=True, return_counts=True
        )
        order = np.argsort(group, kind="stable")
        begins = np.cumsum(size) - size
        bands = []
        for count in np.unique(size):
            places = np.flatnonzero(size == count)
            rows = order[begins[places, None] + np.arange(count)]
            bands.append(Band(int(count), _consecutive(places), _consecutive(rows)))
        return cls(group, first, tuple(bands))

    def sum(self, values: Floats | Bools) -> Floats:
        """Return the sums of the rows (C, W) of each group, (G, W)."""
        total = np.zeros((self.first.size, values.shape[1]))
        for band in self.bands:
            # Row by row: the sum over the middle axis adds whole rows in their order.
            rows = values[band.rows].reshape(-1, band.size, values.shape[1])
            total[band.places] = np.add.reduce(rows, axis=1)
        return total


def _consecutive(positions: Positions) -> Positions | slice:
    """Return positions as a slice if they follow one another in order."""
    first = int(positions.flat[0])
    following = np.arange(first, first + positions.size)
    if (positions.ravel() == following).all():
        return slice(first, first + positions.size)
    return positions
