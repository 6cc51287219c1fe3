"""What a government wants, in USD bn a year.

    U_g = sum_t weight_gt (quantity_t - quantity_t at the rates in force)     model quantities
        + typed amounts of chips (value in use of arms, expected loss on a pledge, ...)
        + announcement_g sum_{h's issues} given - face_g sum_{own issues} given
        - premium_g(date) sum_{own issues i} cost_gi given_i^exponent_gi
        - premium_g(date) resistance of own industries, if they lobby (`sim.bargaining.industries`)

The first model term is income (equivalent variation, weight 1). Costs rise more than in
proportion; the premium exceeds one while an election lies ahead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.industries import Industries

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Preferences:
    """The preferences of one government in R runs over T model terms and I issues.

    `terms`: names; `columns` (T,) of the observed quantities and `signs` (T,); `weights` (R, T);
    `cost_at_max` and `cost_exponent` (R, I), zero cost for the other side's issues; `gesture`
    (R, I): announcement value of the other side's issues, minus face lost on the own; `premium`
    (R,) multiplies the costs of what is signed before an election; `lobby`: own industries that
    make the government pay for what it signs over their heads.
    """

    party: str
    terms: tuple[str, ...]
    columns: NDArray[np.intp]
    signs: Floats
    weights: Floats
    cost_at_max: Floats
    cost_exponent: Floats
    gesture: Floats
    premium: Floats
    lobby: Industries | None = None

    def term_values(self, quantities: Floats) -> Floats:
        """Return quantity_t from this party's view, shape (..., Q) -> (..., T)."""
        return np.asarray(quantities[..., self.columns] * self.signs)

    def model_value(self, rows: NDArray[np.intp], changes: Floats) -> Floats:
        """Return sum_t weight_t change_t for runs `rows`, changes (M, T) -> (rows, M)."""
        return np.asarray(self.weights[rows] @ changes.T)

    def costs(self, given: Floats) -> Floats:
        """Return sum_i cost_i given_i^exponent_i at premium 1, given (M, I) -> (R, M)."""
        total = np.zeros((len(self.weights), len(given)))
        for i in np.flatnonzero(self.cost_at_max.any(axis=0)):
            levels, places = np.unique(given[:, i], return_inverse=True)
            per_level = self.cost_at_max[:, i, None] * levels ** self.cost_exponent[:, i, None]
            total += per_level[:, places]
        return total

    def gestures(self, given: Floats) -> Floats:
        """Return announcement value less loss of face, given (M, I) -> (R, M)."""
        if not self.gesture.any():
            return np.zeros((len(self.gesture), len(given)))
        return np.asarray(self.gesture @ given.T)

    def take(self, rows: NDArray[np.intp]) -> Preferences:
        """Return the preferences of some runs, in the order given."""
        arrays = ("weights", "cost_at_max", "cost_exponent", "gesture", "premium")
        taken = {name: getattr(self, name)[rows] for name in arrays}
        return replace(self, **taken, lobby=self.lobby and self.lobby.take(rows))

    def repeated(self, count: int) -> Preferences:
        """Return the preferences of the first run, `count` times over."""
        return self.take(np.zeros(count, dtype=np.intp))
