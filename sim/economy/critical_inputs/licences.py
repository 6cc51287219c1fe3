"""Export licences as a queue: what an office approves each month, what waits and what lapses.

Amounts are in months of normal exports to a destination. In each month one month of new
applications joins those that wait; the office approves a share of all that lie before it, and of
the rest a share waits on (the others are withdrawn or lapse):

    applications_m = 1 + waiting_m
    exports_m      = approved_m applications_m
    waiting_m+1    = waiting_share (1 - approved_m) applications_m

In May 2025 magnet exports were 26 % of a normal month and 115 to 127 % in July to September: a
backlog served. An approved share a that lasts lets the volume phi = a / (1 - waiting_share (1 - a))
through, so that a licensed share phi of the volume is, in the end, an approved share of

    a = phi (1 - waiting_share) / (1 - waiting_share phi)

Worked number: with 85 % waiting on, 37.5 % of the volume is in the end an approval of 8.3 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Office:
    """How applications are treated.

    `waiting_share`: share of what is not approved in a month that waits for the next (0 to below
    1). `first_approval`: share that an office approves at once when controls are relaxed.
    `approval_growth`: the odds of approval rise at most by this factor a month (above 1);
    tightening works at once.
    """

    waiting_share: float
    first_approval: float
    approval_growth: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.waiting_share < 1.0:
            raise InvalidInputError(
                "waiting_share must lie in 0..1 and below 1 (some applications lapse);"
                f" got {self.waiting_share}."
            )
        if not (0.0 < self.first_approval <= 1.0 and self.approval_growth > 1.0):
            raise InvalidInputError(
                "first_approval must lie in 0..1 and above 0, and approval_growth above 1, or"
                " controls could never be relaxed;"
                f" got {self.first_approval} and {self.approval_growth}."
            )

    def steady_approval(self, licensed_share: Floats) -> Floats:
        """Return the approved share of applications at which this share of volume passes.

        >>> round(float(Office(0.85, 0.2, 2.0).steady_approval(np.array(0.375))), 4)
        0.0826
        """
        share = np.asarray(licensed_share, dtype=np.float64)
        kept = self.waiting_share
        return np.asarray(share * (1.0 - kept) / (1.0 - kept * share))

    def faster(self, approved: Floats) -> Floats:
        """Return the largest approved share a month after one, at the growth of the odds.

        >>> round(float(Office(0.85, 0.2, 2.0).faster(np.array(0.5))), 4)
        0.6667
        """
        grown = self.approval_growth * approved
        return np.maximum(self.first_approval, grown / (1.0 - approved + grown))


@dataclass(frozen=True)
class Served:
    """A queue month by month, each (M, ...): in months of normal exports, and shares."""

    exports: Floats
    waiting: Floats
    approved: Floats


def queue(approved_share: Floats, waiting_share: float) -> Served:
    """Return the queue under a given approved share of applications by month, (M, ...)."""
    approved = _shares(approved_share, "approved_share")
    exports, waiting = np.empty_like(approved), np.empty_like(approved)
    before = np.zeros(approved.shape[1:])
    for month, share in enumerate(approved):
        applications = 1.0 + before
        exports[month] = share * applications
        before = waiting_share * (1.0 - share) * applications
        waiting[month] = before
    return Served(exports, waiting, approved)


def serve(licensed_share: Floats, office: Office) -> Served:
    """Return the queue under a licensed share of the volume by month, (M, ...).

    The office lets at least the licensed share of a normal month pass, more while a backlog is
    served: approved_m = max(licensed_m / applications_m, steady approval), within the growth of
    the odds. A licensed share of 1 is no control: the backlog is served and exports return to 1.
    """
    licensed = _shares(licensed_share, "licensed_share")
    steady = office.steady_approval(licensed)
    exports, waiting, approved = (np.empty_like(licensed) for _ in range(3))
    before = np.zeros(licensed.shape[1:])
    share = np.ones(licensed.shape[1:])
    for month in range(len(licensed)):
        applications = 1.0 + before
        wanted = np.maximum(licensed[month] / applications, steady[month])
        share = np.minimum(wanted, office.faster(share))
        exports[month] = share * applications
        before = office.waiting_share * (1.0 - share) * applications
        waiting[month], approved[month] = before, share
    return Served(exports, waiting, approved)


def _shares(values: Floats, name: str) -> Floats:
    shares = np.asarray(values, dtype=np.float64)
    if shares.ndim < 1 or not ((shares >= 0.0) & (shares <= 1.0)).all():
        raise InvalidInputError(f"{name} must be shares in 0..1 by month; got {shares}.")
    return shares
