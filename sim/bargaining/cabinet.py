"""A government of several ministries: what packages are worth to it under its rule of decision.

With member values U_m, no deal N_m and voices v_m that sum to one:

    weighted   U = sum_m v_m U_m
    chair      U = U_c
    unanimity  U = sum_m v_m U_m where no U_m < N_m, else N + min_m (U_m - N_m), below N

so a package that costs one ministry more than no deal is worth less than no deal to a cabinet that
must be unanimous.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.credibility import Deeds
from sim.bargaining.outlook import Moment, Outlook

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Rule:
    """How ministries decide in R runs: `voices` (R, m); `unanimous` and `chair` (R,), -1 no chair.

    Neither unanimous nor chaired: the average by voice.
    """

    voices: Floats
    unanimous: NDArray[np.bool_]
    chair: Indices

    def take(self, rows: Indices) -> Rule:
        """Return the rule of some runs, in the order given."""
        return Rule(self.voices[rows], self.unanimous[rows], self.chair[rows])

    def no_deal(self, members: Floats) -> Floats:
        """Return the government's no deal (R,), `members` (m, R)."""
        average = np.zeros(members.shape[1:])
        for place, value in enumerate(members):
            average += self.voices[:, place] * value
        chaired = np.take_along_axis(members, np.maximum(self.chair, 0)[None], axis=0)[0]
        return np.where(self.chair >= 0, chaired, average)

    def packages(self, members: Floats, no_deal: Floats) -> Floats:
        """Return what packages are worth to the government, members (m, R, M) -> (R, M).

        `no_deal` (m, R): the members' own. Two ministries of equal voice, three packages:

        >>> both = np.array([[[1.0, 4.0, 2.0]], [[3.0, -2.0, 2.0]]])
        >>> none = np.zeros((2, 1))
        >>> for unanimous, chair in ((False, -1), (True, -1), (False, 1)):
        ...     rule = Rule(np.full((1, 2), 0.5), np.array([unanimous]), np.array([chair]))
        ...     print(rule.packages(both, none).tolist())
        [[2.0, 1.0, 2.0]]
        [[2.0, -2.0, 2.0]]
        [[3.0, -2.0, 2.0]]
        """
        average = np.zeros(members.shape[1:])
        worst = np.full(members.shape[1:], np.inf)
        for place, value in enumerate(members):
            average += self.voices[:, place, None] * value
            worst = np.minimum(worst, value - no_deal[place][:, None])
        blocked = self.unanimous[:, None] & (worst < 0.0)
        total = np.where(blocked, self.no_deal(no_deal)[:, None] + worst, average)
        led = np.flatnonzero(self.chair >= 0)
        total[led] = members[self.chair[led], led]
        return total


@dataclass(frozen=True)
class CabinetOutlook:
    """The outlook of a divided government: those of its ministries, and their rule."""

    party: str
    members: tuple[Outlook, ...]
    rule: Rule

    def set_states(self, runs: Indices, states: Indices) -> None:
        """Take the model quantities of these runs from their world and state of controls."""
        for member in self.members:
            member.set_states(runs, states)

    def packages(self, moment: Moment) -> Floats:
        """Return the value of every package signed now, (R, M)."""
        values = np.stack([member.packages(moment) for member in self.members])
        return self.rule.packages(values, self._no_deals(moment))

    def no_deal(self, moment: Moment) -> Floats:
        """Return the expected value of no deal, (R,)."""
        return self.rule.no_deal(self._no_deals(moment))

    def odds(self, deeds: Deeds) -> Floats:
        """Return the odds that the threat is executed in full after these deeds, (R,)."""
        return self.members[0].odds(deeds)

    @property
    def counts_deeds(self) -> bool:
        """Whether deeds of the threatener move its odds."""
        return self.members[0].counts_deeds

    def _no_deals(self, moment: Moment) -> Floats:
        return np.stack([member.no_deal(moment) for member in self.members])
