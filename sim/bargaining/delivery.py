"""What of a promise comes, how late, and whether the threat comes back.

Of chip i the share f_i of what was promised is delivered, from lead_i + delay_i months after
signature on instead of lead_i. With e_i the share that was expected when the package was valued
and C the share of the horizon left,

    kept_i = f_i / e_i  C(s + lead_i + delay_i) / C(s + lead_i)

is what its cost and its worth keep of the predicted: a chip's contribution is taken as in
proportion to what is delivered. At a review m months after signature, of what was due

    f_i (m - lead_i - delay_i) / (m - lead_i)

has come; promises count as broken where the average over chips of which anything was due, weighted
by the predicted worth to the threatener, lies below a threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.gains import Scale

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kept:
    """How the I chips of R runs are delivered.

    (R, I): `share` f, `expected` e, `lead_months`, `delay_months`. f may exceed e.
    """

    share: Floats
    expected: Floats
    lead_months: Floats
    delay_months: Floats

    def of_predicted(self, annuity: Annuity, signed_month: Floats) -> Floats:
        """Return kept (R, I), deals signed at `signed_month` (R,) from the first round.

        Half as much as expected, without delay and after a delay of half the horizon:

        >>> half, none = np.full((1, 2), 0.4), np.zeros((1, 2))
        >>> kept = Kept(half, 2 * half, none, np.array([[0.0, 60.0]]))
        >>> kept.of_predicted(Annuity(120.0, 0.0), np.zeros(1)).tolist()
        [[0.5, 0.25]]
        """
        begins = signed_month[:, None] + self.lead_months
        left, late = annuity.share_left(begins), annuity.share_left(begins + self.delay_months)
        timely = np.where(left > 0.0, late / np.where(left > 0.0, left, 1.0), 1.0)
        known = self.expected > 0.0
        return np.where(known, self.share / np.where(known, self.expected, 1.0), 1.0) * timely

    def at_review(self, months: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the share of what was due that has come, and whether anything was, (R, I).

        `months` (R,) from signature to the review. Due for 18 months, 6 months late; not due yet:

        >>> lead, late = np.array([[6.0, 36.0]]), np.array([[6.0, 6.0]])
        >>> seen, due = Kept(np.full((1, 2), 0.9), np.ones((1, 2)), lead, late).at_review(
        ...     np.array([24.0]))
        >>> seen.round(9).tolist(), due.tolist()
        ([[0.6, 0.0]], [[True, False]])
        """
        span = months[:, None] - self.lead_months
        due = span > 0.0
        come = np.clip((span - self.delay_months) / np.where(due, span, 1.0), 0.0, 1.0)
        return np.where(due, self.share * come, 0.0), due


def are_broken(seen: Floats, worth: Floats, threshold: Floats) -> NDArray[np.bool_]:
    """Return whether promises count as broken, (R,).

    `seen` (R, I): share of what was due that has come; `worth` (R, I): predicted worth to the
    threatener, of which only gains count; `threshold` (R,). Without anything of worth nothing is
    broken.

    >>> are_broken(np.array([[0.2, 1.0]]), np.array([[3.0, 1.0]]), np.array([0.5])).tolist()
    [True]
    """
    weight = np.maximum(worth, 0.0)
    total = weight.sum(axis=1)
    average = (weight * seen).sum(axis=1) / np.where(total > 0.0, total, 1.0)
    return np.asarray((total > 0.0) & (average < threshold))


def ending(
    annuity: Annuity, start: Floats, end: Floats, tau_months: Floats, premium: Floats
) -> Scale:
    """Return how outcomes weigh that begin at `start` and end at `end` months, all (R,).

    By the end the first-year solution has faded, so of F what is left out is F(end) exp(-(end -
    start) / tau). Half of an undiscounted horizon weighs one half:

    >>> one = np.ones(1)
    >>> half = ending(Annuity(120.0, 0.0), 0 * one, 60 * one, 36 * one, one)
    >>> float(half.share[0].round(6)), float((half.first + half.long)[0].round(6))
    (0.5, 0.5)
    """
    first, _ = annuity.weights(start, tau_months)
    left_out, _ = annuity.weights(end, tau_months)
    first = first - left_out * np.exp(-(end - start) / tau_months)
    share = annuity.share_left(start) - annuity.share_left(end)
    return Scale(first, share - first, share, premium)
