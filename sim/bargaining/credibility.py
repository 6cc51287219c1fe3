"""How believable a threat is: a Beta belief that deeds move.

The other side takes a threat for carried out with the mean of Beta(a, b). It begins at the odds m
that it holds at first, worth n cases, a = n m and b = n (1 - m); then

    a + what was carried out    b + what was retreated from

A partial execution adds its share to a and the rest to b; a deadline put off adds to b what it
counts for, a threat raised adds to a what that counts for. Deeds elsewhere count as said.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.beliefs import after_deeds, beta_mean

Floats = NDArray[np.float64]

SHARE_IN_PART = 0.5
"""A partial execution is half of the threatened rise."""


@dataclass(frozen=True)
class Deeds:
    """What has been seen of the threatener: whole deeds, deadlines put off, threats raised."""

    carried_out: float = 0.0
    retreated: float = 0.0
    put_off: int = 0
    raised: int = 0

    def joined(self, other: Deeds) -> Deeds:
        """Return these deeds and others.

        >>> Deeds(put_off=1).joined(Deeds(0.5, 0.5, put_off=1))
        Deeds(carried_out=0.5, retreated=0.5, put_off=2, raised=0)
        """
        return Deeds(
            self.carried_out + other.carried_out,
            self.retreated + other.retreated,
            self.put_off + other.put_off,
            self.raised + other.raised,
        )

    @property
    def are_none(self) -> bool:
        """Whether nothing has been seen."""
        return self == Deeds()


@dataclass(frozen=True)
class DatedDeed:
    """A threat carried out or retreated from elsewhere, in shares of a whole one."""

    date: dt.date
    carried_out: float
    retreated: float


@dataclass(frozen=True)
class Credibility:
    """How a side counts deeds, in R runs: prior `strength` (R,), in cases.

    `put_off_counts` and `raised_counts` (R,): what a deadline put off and a threat raised count
    for, in cases.
    """

    strength: Floats
    put_off_counts: Floats
    raised_counts: Floats

    def take(self, rows: NDArray[np.intp]) -> Credibility:
        """Return the belief's rules in some runs, in the order given."""
        return Credibility(self.strength[rows], self.put_off_counts[rows], self.raised_counts[rows])

    def odds(self, prior: Floats, deeds: Deeds) -> Floats:
        """Return the odds that the threat is executed after deeds, (R,).

        A prior of 40 % worth 9 cases, after a deadline put off that counts half a retreat:

        >>> one = np.ones(1)
        >>> rules = Credibility(9 * one, 0.5 * one, 0.5 * one)
        >>> float(rules.odds(0.4 * one, Deeds(put_off=1)).round(6)[0])
        0.378947
        """
        if deeds.are_none:
            return prior
        carried = deeds.carried_out + deeds.raised * self.raised_counts
        retreated = deeds.retreated + deeds.put_off * self.put_off_counts
        return self.odds_after(prior, carried, retreated)

    def odds_after(self, prior: Floats, carried_out: Floats, retreated: Floats) -> Floats:
        """Return the odds after so much was carried out and retreated from, (R,) each."""
        counts = np.stack([prior * self.strength, (1.0 - prior) * self.strength], axis=-1)
        return beta_mean(after_deeds(counts, carried_out, retreated))
