"""The calendar months of monthly.csv, in months from the day of the scenario."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.calendar import months_between

Floats = NDArray[np.float64]

MONTHS = 72
"""Calendar months in monthly.csv: six years, when trade has nearly adjusted and plants are open."""


@dataclass(frozen=True)
class Months:
    """The calendar months from the first one that begins on the day of the scenario or later."""

    as_of: dt.date

    @cached_property
    def firsts(self) -> tuple[dt.date, ...]:
        """The first day of each month and of the one after the last.

        >>> [day.isoformat() for day in Months(dt.date(2025, 5, 30)).firsts[:2]]
        ['2025-06-01', '2025-07-01']
        """
        begin = self.as_of.year * 12 + self.as_of.month - 1 + (self.as_of.day > 1)
        return tuple(dt.date(m // 12, m % 12 + 1, 1) for m in range(begin, begin + MONTHS + 1))

    @property
    def names(self) -> list[str]:
        """The months as texts such as 2025-06."""
        return [f"{day:%Y-%m}" for day in self.firsts[:-1]]

    @cached_property
    def edges(self) -> Floats:
        """Months from the day of the scenario to the first days, (MONTHS + 1,)."""
        return np.array([months_between(self.as_of, day) for day in self.firsts])

    @property
    def starts(self) -> Floats:
        """Where each month begins, (MONTHS,)."""
        return self.edges[:-1]

    @property
    def ends(self) -> Floats:
        """Where each month ends, (MONTHS,)."""
        return self.edges[1:]

    def share_from(self, month: float) -> Floats:
        """Return the share of each calendar month that lies after a point of time, (MONTHS,)."""
        lengths = self.ends - self.starts
        return np.asarray(np.clip((self.ends - month) / lengths, 0.0, 1.0))
