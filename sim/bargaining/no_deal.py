"""What a government expects if there is no deal.

At the deadline the threat is executed in full, in part, postponed or withdrawn. With odds p_k and
the value U(path_k | from month s) of living under path k from month s on,

    N = sum_k p_k U(path_k | s)

Postponed: the rates in force (value zero by definition) for the length of the extension, then one
of the other paths at the same relative odds. N may lie below every package.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

PATHS = ("executed", "partly", "postponed", "withdrawn")


@dataclass(frozen=True)
class RestOdds:
    """Relative odds of what happens when the threat is not executed in full.

    `weights` (..., 3) of partly, postponed, withdrawn: one row for all runs or a row a run.
    """

    weights: Floats

    @classmethod
    def of(cls, partly: ArrayLike, postponed: ArrayLike, withdrawn: ArrayLike) -> RestOdds:
        """Return odds from three numbers or arrays of one length."""
        parts = np.broadcast_arrays(*map(np.asarray, (partly, postponed, withdrawn)))
        return cls(np.stack(parts, axis=-1).astype(np.float64))

    def take(self, rows: NDArray[np.intp]) -> RestOdds:
        """Return the odds of some runs."""
        return self if self.weights.ndim == 1 else RestOdds(self.weights[rows])

    @property
    def shares(self) -> Floats:
        """The weights as shares of their sum, (..., 3); the first one alone if all are zero."""
        total = self.weights.sum(axis=-1, keepdims=True)
        sure = np.array([1.0, 0.0, 0.0])
        return np.where(total > 0, self.weights / np.where(total > 0, total, 1.0), sure)

    def probabilities(self, executed: ArrayLike, *, may_postpone: bool = True) -> Floats:
        """Return p over PATHS, shape (..., 4), given the probability of full execution.

        Without postponement its odds are dropped; if nothing else is left, the rest is withdrawal.

        >>> RestOdds.of(1, 2, 1).probabilities(0.2).round(3).tolist()
        [0.2, 0.2, 0.4, 0.2]
        >>> RestOdds.of(1, 2, 1).probabilities(0.2, may_postpone=False).round(3).tolist()
        [0.2, 0.4, 0.0, 0.4]
        """
        full = np.asarray(executed, dtype=np.float64)
        odds = self.weights * np.array([1.0, float(may_postpone), 1.0])
        total = odds.sum(axis=-1, keepdims=True)
        shares = np.where(
            total > 0, odds / np.where(total > 0, total, 1.0), np.array([0.0, 0.0, 1.0])
        )
        rest = (1.0 - full)[..., None] * shares
        return np.concatenate([full[..., None], rest], axis=-1)


def settled(probabilities: Floats) -> Floats:
    """Return the odds of (executed, partly, withdrawn) given that it is not postponed.

    If postponement is certain, what follows it is taken as withdrawal.

    >>> settled(np.array([0.2, 0.2, 0.4, 0.2])).round(4).tolist()
    [0.3333, 0.3333, 0.3333]
    """
    kept = probabilities[..., [0, 1, 3]]
    total = kept.sum(axis=-1, keepdims=True)
    fallback = np.broadcast_to(np.array([0.0, 0.0, 1.0]), kept.shape)
    return np.where(total > 0, kept / np.where(total > 0, total, 1.0), fallback)


def no_deal_value(probabilities: Floats, at_deadline: Floats, after_extension: Floats) -> Floats:
    """Return N = sum_k p_k U(path_k).

    `probabilities` (..., 4) over PATHS; `at_deadline` and `after_extension` (..., 3): the value of
    (executed, partly, withdrawn) from the deadline and from the end of an extension on.
    """
    now = (probabilities[..., [0, 1, 3]] * at_deadline).sum(axis=-1)
    later = (settled(probabilities) * after_extension).sum(axis=-1)
    return np.asarray(now + probabilities[..., 2] * later)
