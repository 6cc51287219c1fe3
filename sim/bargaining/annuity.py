"""Annuity weights: what a path over the value horizon is worth in USD bn a year.

A policy signed at month s moves the economy from the first-year solution towards the long-run
solution as elasticities rise: share of the long run g(m) = 1 - exp(-(m - s) / tau). With the
continuous discount rate rho a month and a horizon of H months from the first round,

    A    = int_0^H exp(-rho m) dm
    C(s) = int_s^H exp(-rho m) dm / A                           share of the horizon left
    F(s) = int_s^H exp(-rho m) exp(-(m - s) / tau) dm / A       weight of the first-year solution
    L(s) = C(s) - F(s)                                          weight of the long-run solution

so a package with yearly values u_first and u_long is worth F(s) u_first + L(s) u_long.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Annuity:
    """Discounting over `horizon_months` at `discount_rate_per_year` (fraction a year)."""

    horizon_months: float
    discount_rate_per_year: float

    @property
    def _rate_per_month(self) -> float:
        return float(np.log1p(self.discount_rate_per_year)) / 12.0

    def share_left(self, start_month: ArrayLike) -> Floats:
        """Return C(s), the share of the horizon's discounted time from month s on.

        >>> round(float(Annuity(120, 0.0).share_left(30)), 6)
        0.75
        """
        left = self._months_left(start_month)
        before = np.exp(-self._rate_per_month * (self.horizon_months - left))
        whole = _discounted(self._rate_per_month, np.asarray(self.horizon_months))
        return np.asarray(before * _discounted(self._rate_per_month, left) / whole)

    def weights(self, start_month: ArrayLike, tau_months: ArrayLike) -> tuple[Floats, Floats]:
        """Return (F, L), the weights of the first-year and the long-run solution.

        `tau_months`: time in which the response covers 63 % of the way to the long run.

        >>> first, long = Annuity(120, 0.04).weights(0.0, 36.0)
        >>> round(float(first), 3), round(float(long), 3), round(float(first + long), 3)
        (0.317, 0.683, 1.0)
        """
        left, rate = self._months_left(start_month), self._rate_per_month
        before = np.exp(-rate * (self.horizon_months - left))
        fading = rate + 1.0 / np.asarray(tau_months, dtype=np.float64)
        whole = _discounted(rate, np.asarray(self.horizon_months))
        first = np.asarray(before * _discounted(fading, left) / whole)
        return first, self.share_left(start_month) - first

    def between(
        self,
        start: ArrayLike,
        end: ArrayLike | None,
        tau_months: ArrayLike,
        since: ArrayLike | None = None,
    ) -> tuple[Floats, Floats]:
        """Return (F, L) of what holds from `start` to `end` (None: for good).

        Trade has adjusted to it since `since`, by default since the start; by month m the
        first-year solution has faded to exp(-(m - since) / tau). Two halves make the whole:

        >>> lived = Annuity(120, 0.04)
        >>> whole = lived.between(6.0, None, 36.0)
        >>> parts = lived.between(6.0, 20.0, 36.0), lived.between(20.0, None, 36.0, since=6.0)
        >>> [round(float(parts[0][i] + parts[1][i] - whole[i]), 12) for i in (0, 1)]
        [0.0, 0.0]
        """
        begun = start if since is None else since
        first, long = self._faded(start, begun, tau_months)
        if end is None:
            return first, long
        later_first, later_long = self._faded(end, begun, tau_months)
        return first - later_first, long - later_long

    def _faded(
        self, start: ArrayLike, since: ArrayLike, tau_months: ArrayLike
    ) -> tuple[Floats, Floats]:
        """Return the weights from a month on of what has held since `since`."""
        first, long = self.weights(start, tau_months)
        age = np.asarray(start, dtype=np.float64) - np.asarray(since, dtype=np.float64)
        left = first * np.exp(-age / np.asarray(tau_months, dtype=np.float64))
        return left, long + (first - left)

    def _months_left(self, start_month: ArrayLike) -> Floats:
        start = np.clip(np.asarray(start_month, dtype=np.float64), 0.0, self.horizon_months)
        return np.asarray(self.horizon_months - start)


def _discounted(rate: float | Floats, months: Floats) -> Floats:
    """Return int_0^months exp(-rate m) dm, also at a rate of (almost) zero."""
    rate = np.asarray(rate, dtype=np.float64)
    is_zero = rate < 1e-12
    safe = np.where(is_zero, 1.0, rate)
    return np.asarray(np.where(is_zero, months, -np.expm1(-safe * months) / safe))
