"""Shocks from outside the talks: a date, a chance, and what governments reckon with before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shock:
    """Something that may befall the talks on one of `days`, in R runs.

    `chance` (R,) that it happens at all, `expected_chance` what everybody reckons with beforehand
    (0 if nobody does). `stayed_until`: it is known when it falls but takes effect on that day.
    """

    name: str
    days: tuple[dt.date, ...]
    chance: Floats
    expected_chance: float
    stayed_until: dt.date | None = None

    def falls_on(self, dice: Floats, day_dice: Floats) -> Ints:
        """Return the ordinal day on which it falls in each run, 0 where it does not, (R,).

        >>> days = (dt.date(2025, 7, 31), dt.date(2025, 8, 7))
        >>> shock = Shock("ruling", days, np.full(3, 0.5), 0.5)
        >>> found = shock.falls_on(np.array([0.4, 0.4, 0.6]), np.array([0.1, 0.9, 0.1]))
        >>> [dt.date.fromordinal(int(day)).isoformat() if day else "" for day in found]
        ['2025-07-31', '2025-08-07', '']
        """
        ordinals = np.array([day.toordinal() for day in self.days], dtype=np.int64)
        place = np.minimum((day_dice * len(ordinals)).astype(np.intp), len(ordinals) - 1)
        return np.where(dice < self.chance, ordinals[place], 0)

    def takes_effect(self, fallen: dt.date) -> dt.date:
        """Return the day from which it holds if it falls on a day."""
        return fallen if self.stayed_until is None else max(fallen, self.stayed_until)

    def prospect(self, day: dt.date, *, has_fallen: bool) -> tuple[float, dt.date] | None:
        """Return how likely it is that it holds later, and from when; None if it is over.

        Before the last possible day the chance is that of the days that are left, and the day the
        middle one of them. Half of the days gone without it, a chance of 50 % has become a third:

        >>> days = tuple(dt.date(2025, 7, d) for d in (1, 8, 15, 22))
        >>> chance, when = Shock("x", days, np.ones(1), 0.5).prospect(days[1], has_fallen=False)
        >>> round(chance, 4), when.isoformat()
        (0.3333, '2025-07-22')
        """
        if has_fallen:
            return None if self.stayed_until is None else (1.0, self.stayed_until)
        left = [other for other in self.days if other > day]
        if not left or self.expected_chance <= 0.0:
            return None
        still = self.expected_chance * len(left) / len(self.days)
        chance = still / (1.0 - self.expected_chance + still)
        return chance, self.takes_effect(left[len(left) // 2])
