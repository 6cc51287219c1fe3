"""All packages that share the best score: a discrete game may have several solutions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.solutions.table import Floats, Indices

# Relative to the size of the score, so that rounding in a product does not break a tie.
_RELATIVE = 1e-12


def is_best(scores: Floats) -> NDArray[np.bool_]:
    """Return which `scores` (..., K) equal the largest of their row up to rounding.

    -inf marks what does not count; a row of nothing else has no best.

    >>> is_best(np.array([[0.3, 0.1 + 0.2, 0.2], [-np.inf] * 3])).tolist()
    [[True, True, False], [False, False, False]]
    """
    top = scores.max(axis=-1, keepdims=True)
    known = np.where(np.isfinite(top), top, 0.0)
    return np.asarray(scores >= known - _RELATIVE * np.maximum(1.0, np.abs(known)))


def best_of(candidates: Indices, scores: Floats) -> Indices:
    """Return the `candidates` (K,) whose `scores` (K,) are best; K may be 0.

    >>> best_of(np.array([4, 7, 9]), np.array([0.3, 0.1 + 0.2, 0.2])).tolist()
    [4, 7]
    """
    return candidates[is_best(scores)] if candidates.size else candidates
