"""Which package to offer: walk down the packages that the other side is believed to like.

The packages in falling order of the other's believed payoff form a ladder. The offer that meets
a demand is the first rung from the top that is worth at least the demand to the proposer: of all
packages that it can live with, the one that the other side is believed to like best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

NO_OFFER = -1


@dataclass(frozen=True)
class Ladder:
    """The ladders of one proposer in R runs over M packages.

    `order` (R, M) packages from the one that the other is believed to like best;
    `best_so_far` (R, M) the proposer's own best payoff among the rungs down to each.
    """

    order: Indices
    best_so_far: Floats

    @classmethod
    def build(cls, own: Floats, believed: Floats) -> Ladder:
        """Return the ladders for own payoffs (R, M) and the other's believed payoffs (R, M).

        Ties go to the package that stands first in the catalogue.
        """
        order = np.argsort(-believed, axis=1, kind="stable")
        climbing = np.take_along_axis(own, order, axis=1)
        return cls(order, np.maximum.accumulate(climbing, axis=1))

    def offer(self, runs: Indices, demand: Floats) -> Indices:
        """Return the package (position in the catalogue) offered in each of `runs`.

        NO_OFFER where no package is worth the demand.

        >>> own = np.array([[1.0, 3.0, 2.0, 5.0]])
        >>> ladder = Ladder.build(own, np.array([[9.0, 8.0, 7.0, 6.0]]))
        >>> [int(ladder.offer(np.array([0]), np.array([d]))[0]) for d in (0.5, 2.0, 4.0, 6.0)]
        [0, 1, 3, -1]
        """
        rungs = (self.best_so_far[runs] < demand[:, None]).sum(axis=1)
        none = rungs == self.order.shape[1]
        picked = self.order[runs, np.where(none, 0, rungs)]
        return np.where(none, NO_OFFER, picked)
