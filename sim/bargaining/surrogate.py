"""A fast approximation of package values, used only to search; never to report.

Anchored decomposition of second order (cut-HDMR; Rabitz and Alis 1999): with anchor a,

    f(x) ~ f(a) + sum_i [f_i(x_i) - f(a)] + sum_{i<j} b_ij z_i z_j,   z = given(x) - given(a)

f_i is exact along each axis at every level; b_ij is read off one exact corner a pair. It takes
1 + sum_i (n_i - 1) + I (I - 1) / 2 exact solutions for I issues, against prod n_i packages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def design(agenda: Agenda) -> tuple[Ints, Ints]:
    """Return (anchor indices (I,), codes of the packages to solve exactly)."""
    sizes = agenda.sizes
    anchor = sizes // 2
    rows = [anchor]
    for i, size in enumerate(sizes):
        rows.extend(_moved(anchor, {i: level}) for level in range(size) if level != anchor[i])
    rows.extend(_moved(anchor, _corner(sizes, i, j)) for i, j in combinations(range(sizes.size), 2))
    return anchor, agenda.encode(np.array(rows))


@dataclass(frozen=True)
class Surrogate:
    """The fitted approximation of Q quantities of a package.

    `anchor_value` (Q,), `main[i]` (levels of i, Q) relative to the anchor, `interaction` (I, I, Q)
    upper triangular, `offsets[i]` (levels of i,) = z_i.
    """

    agenda: Agenda
    anchor_value: Floats
    main: tuple[Floats, ...]
    interaction: Floats
    offsets: tuple[Floats, ...]

    @classmethod
    def fit(cls, agenda: Agenda, values: Floats) -> Surrogate:
        """Fit to exact `values` (design size, Q) of the packages that `design` names."""
        sizes = agenda.sizes
        anchor, _ = design(agenda)
        base = values[0]
        offsets, main, row = [], [], 1
        for i, size in enumerate(sizes):
            given = agenda.issues[i].given(np.arange(size))
            offsets.append(given - given[anchor[i]])
            effects = np.zeros((size, values.shape[1]))
            for level in range(size):
                if level != anchor[i]:
                    effects[level] = values[row] - base
                    row += 1
            main.append(effects)
        interaction = np.zeros((sizes.size, sizes.size, values.shape[1]))
        for i, j in combinations(range(sizes.size), 2):
            corner = _corner(sizes, i, j)
            z = offsets[i][corner[i]] * offsets[j][corner[j]]
            excess = values[row] - base - main[i][corner[i]] - main[j][corner[j]]
            interaction[i, j] = excess / z if z != 0.0 else 0.0
            row += 1
        return cls(agenda, base, tuple(main), interaction, tuple(offsets))

    def __call__(self, codes: Ints) -> Floats:
        """Return the approximate quantities of packages, shape (P, Q)."""
        indices = self.agenda.decode(codes)
        z = np.stack([self.offsets[i][indices[:, i]] for i in range(indices.shape[1])], axis=1)
        total = np.repeat(self.anchor_value[None], len(indices), axis=0)
        for i, effects in enumerate(self.main):
            total += effects[indices[:, i]]
        first, second, effects = self._pairs
        total += (z[:, first] * z[:, second]) @ effects
        return total

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints, Floats]:
        """Return the issues i < j of each pair, and b_ij as rows, (pairs, Q)."""
        first, second = np.triu_indices(len(self.interaction), k=1)
        return first, second, self.interaction[first, second]

    @cached_property
    def coupling(self) -> Floats:
        """Both triangles of the interactions, (I, I, Q)."""
        return self.interaction + np.swapaxes(self.interaction, 0, 1)


def _moved(anchor: Ints, changes: dict[int, int]) -> Ints:
    row = anchor.copy()
    for place, level in changes.items():
        row[place] = level
    return row


def _corner(sizes: Ints, i: int, j: int) -> dict[int, int]:
    """Interactions are read where both issues are at their last level."""
    return {i: int(sizes[i]) - 1, j: int(sizes[j]) - 1}
