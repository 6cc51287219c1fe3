"""A pie of one unit divided by offers and answers on a calendar, many negotiations side by side.

Strategies are plain arrays of demands and thresholds, so that an equilibrium can be played, and a
deviation from it tried.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.solutions.alternating_offers import OfferCalendar

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Offers that leave the other indifferent are accepted, rounding notwithstanding.
_INDIFFERENT = 1e-12


@dataclass(frozen=True)
class PiePlayed:
    """How R negotiations ended.

    `payoffs` (R, 2): what each party got, worth at the first date. `date` (R,): 0-based date of the
    end, N when the last refusal was followed by no deal. `agreed` (R,).
    """

    payoffs: Floats
    date: Indices
    agreed: NDArray[np.bool_]


def play_pie(
    calendar: OfferCalendar,
    demands: ArrayLike,
    settles_for: ArrayLike,
    dice: Floats,
    no_deal: ArrayLike = (0.0, 0.0),
) -> PiePlayed:
    """Return how R negotiations end when parties stick to their plans.

    `demands` and `settles_for` (N, 2) or (R, N, 2): what party i keeps when it proposes and the
    least that it accepts when asked, as `pie_equilibrium` returns them. Who is asked and settles
    for no more than its outside option leaves after refusing. `dice` (R, N, 2) uniform on [0, 1):
    who proposes and whether talks break down. Both share the surplus of agreeing now:

    >>> from sim.bargaining.solutions.alternating_offers import pie_equilibrium
    >>> calendar = OfferCalendar.regular(2, (0.9, 0.8))
    >>> plan = pie_equilibrium(calendar)
    >>> played = play_pie(calendar, plan.demands, plan.settles_for, np.zeros((1, 2, 2)))
    >>> played.payoffs.round(9).tolist(), played.date.tolist()
    ([[0.2, 0.8]], [0])
    """
    n_runs, n_dates, _ = dice.shape
    keeps = np.broadcast_to(np.asarray(demands, dtype=np.float64), (n_runs, n_dates, 2))
    least = np.broadcast_to(np.asarray(settles_for, dtype=np.float64), (n_runs, n_dates, 2))
    payoffs = np.zeros((n_runs, 2))
    date = np.full(n_runs, n_dates, dtype=np.intp)
    agreed = np.zeros(n_runs, dtype=bool)
    factor = np.ones((n_runs, 2))
    runs = np.arange(n_runs)
    for n in range(n_dates):
        if not runs.size:
            break
        first = np.broadcast_to(calendar.first_proposes[..., n], n_runs)[runs]
        proposer = np.where(dice[runs, n, 0] < first, 0, 1)
        asked = 1 - proposer
        kept = keeps[runs, n, proposer]
        accepts = 1.0 - kept >= least[runs, n, asked] - _INDIFFERENT
        split = np.empty((len(runs), 2))
        rows = np.arange(len(runs))
        split[rows, proposer], split[rows, asked] = kept, 1.0 - kept
        leaves, outside = _leaving(calendar, least, runs, n, asked)
        chance = np.broadcast_to(calendar.breakdown[..., n], n_runs)[runs]
        breaks = dice[runs, n, 1] < chance
        broken = np.broadcast_to(calendar.breakdown_payoffs, (n_runs, 2))[runs]
        ends = accepts | leaves | breaks
        end_payoffs = np.where(leaves[:, None], outside, broken)
        end_payoffs = np.where(accepts[:, None], split, end_payoffs)
        ended = runs[ends]
        payoffs[ended], date[ended] = (factor[runs] * end_payoffs)[ends], n
        agreed[runs[accepts]] = True
        runs = runs[~ends]
        factor[runs] *= np.broadcast_to(calendar.discount[..., n, :], (n_runs, 2))[runs]
    payoffs[runs] = factor[runs] * np.broadcast_to(np.asarray(no_deal), (n_runs, 2))[runs]
    return PiePlayed(payoffs, date, agreed)


def _leaving(
    calendar: OfferCalendar, least: Floats, runs: Indices, n: int, asked: Indices
) -> tuple[NDArray[np.bool_], Floats]:
    """Return who leaves after refusing, (K,), and what leaving pays, (K, 2)."""
    if calendar.outside is None:
        return np.zeros(len(runs), dtype=bool), np.zeros((len(runs), 2))
    outside = np.broadcast_to(calendar.outside, (len(least), 2))[runs]
    worth = outside[np.arange(len(runs)), asked]
    return worth >= least[runs, n, asked] - _INDIFFERENT, outside
