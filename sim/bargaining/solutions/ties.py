"""All packages that share the best score: a discrete game may have several solutions."""

from __future__ import annotations

from sim.bargaining.solutions.table import Floats, Indices

# Relative to the size of the score, so that rounding in a product does not break a tie.
_RELATIVE = 1e-12


def best_of(candidates: Indices, scores: Floats) -> Indices:
    """Return the `candidates` (K,) whose `scores` (K,) equal the largest up to rounding.

    >>> import numpy as np
    >>> best_of(np.array([4, 7, 9]), np.array([0.3, 0.1 + 0.2, 0.2])).tolist()
    [4, 7]
    """
    if not candidates.size:
        return candidates
    top = float(scores.max())
    return candidates[scores >= top - _RELATIVE * max(1.0, abs(top))]
