"""The difference of one measure between two scenarios, and its 95 % interval given the worlds.

Three ways, by what is known: run by run on shared dice, two independent sets of runs, or two
summaries.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.stratified import Estimate, Strata, stratified_mean, t_quantile

if TYPE_CHECKING:
    from sim.ensemble.measures import Measure
    from sim.ensemble.summary import SummaryRow

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """One measure in two scenarios: other less base, with its 95 % interval given the worlds.

    `n` counts what the difference rests on: pairs of runs in which both have the measure, or
    (unpaired) the smaller of the two numbers of runs; the means are over the same runs. Runs in
    which only one of the two has it are `base_only` and `other_only`. `world_low` and
    `world_high` are the smallest and largest mean difference over the worlds (NaN if unknown).
    """

    measure: Measure
    base_mean: float
    other_mean: float
    difference: float
    ci_low: float
    ci_high: float
    world_low: float
    world_high: float
    n: int
    base_only: int
    other_only: int

    @property
    def includes_zero(self) -> bool:
        """Whether the interval includes zero or is unknown (fewer than two values)."""
        return not (self.ci_low > 0 or self.ci_high < 0)

    @property
    def same_everywhere(self) -> bool:
        """Whether nothing differs: difference and interval are exactly zero."""
        return self.difference == self.ci_low == self.ci_high == 0

    @property
    def share_more(self) -> float:
        """How many times more runs would bring the interval's end to zero, less one.

        The half-width falls with the square root of the runs, so with difference d and half-width
        h it takes (h / d)^2 times the runs: 0 if settled, infinite if there is no difference.
        """
        if not self.includes_zero:
            return 0.0
        half = (self.ci_high - self.ci_low) / 2
        if math.isnan(half) or self.difference == 0:
            return math.inf
        return max((half / abs(self.difference)) ** 2 - 1.0, 0.0)


def paired_difference(
    measure: Measure, before: Floats, after: Floats, strata: Strata
) -> Difference:
    """Return the difference of a measure over R pairs of runs, (R,) each, NaN where it has none.

    The mean of d_i = after_i - before_i over the pairs in which both count, with the stratified
    error of `stratified_mean`.

    >>> from sim.ensemble.measures import Measure
    >>> before, after = np.array([1.0, 5.0, 9.0, 2.0]), np.array([2.0, 6.0, 10.0, np.nan])
    >>> d = paired_difference(Measure("left_on_table"), before, after, Strata.of(np.zeros(4)))
    >>> d.difference, d.ci_low, d.ci_high, d.n, d.base_only
    (1.0, 1.0, 1.0, 3, 1)
    """
    gaps = after - before
    both = ~np.isnan(gaps)
    estimate = stratified_mean(gaps, strata)
    by_world = _world_means(gaps, strata)
    return _difference(
        measure,
        (_mean(before[both]), _mean(after[both])),
        estimate,
        by_world,
        (_count(~np.isnan(before) & np.isnan(after)), _count(np.isnan(before) & ~np.isnan(after))),
    )


def unpaired_difference(
    measure: Measure,
    before: tuple[Floats, Strata],
    after: tuple[Floats, Strata],
    *,
    same_worlds: bool,
) -> Difference:
    """Return Welch's difference of two independent sets of runs, each (values, strata).

    Either error is stratified by world; `same_worlds` says whether the worlds can be compared one
    by one.
    """
    a, b = stratified_mean(*before), stratified_mean(*after)
    gaps = np.array([np.nan])
    if same_worlds:
        gaps = _world_means(*after) - _world_means(*before)
    return _difference(measure, (a.mean, b.mean), welch(a, b), gaps)


def welch(a: Estimate, b: Estimate) -> Estimate:
    """Return b less a for independent estimates, with Welch's degrees of freedom.

    se^2 = se_a^2 + se_b^2 and df = se^4 / (se_a^4 / df_a + se_b^4 / df_b).

    >>> e = welch(Estimate(1.0, 3.0, 10.0, 11), Estimate(2.0, 4.0, 10.0, 11))
    >>> e.mean, e.se, round(e.df, 3)
    (1.0, 5.0, 18.546)
    """
    variance = a.se**2 + b.se**2
    n = min(a.n, b.n)
    spread = a.se**4 / a.df + b.se**4 / b.df if variance > 0 else 0.0
    df = variance**2 / spread if spread > 0 else float(n)
    return Estimate(b.mean - a.mean, math.sqrt(variance), df, n)


def summaries_difference(before: SummaryRow, after: SummaryRow) -> Difference:
    """Compare two summary rows: standard errors are read back from their intervals."""
    a, b = (
        Estimate(row.mean, (row.ci_high - row.ci_low) / 2 / t_quantile(max(row.n - 1.0, 1.0)),
                 max(row.n - 1.0, 1.0), row.n)
        for row in (before, after)
    )  # fmt: skip
    unknown = np.array([np.nan])
    return _difference(before.key, (a.mean, b.mean), welch(a, b), unknown)


def _difference(
    measure: Measure,
    means: tuple[float, float],
    estimate: Estimate,
    by_world: Floats,
    single: tuple[int, int] = (0, 0),
) -> Difference:
    low, high = estimate.interval()
    known = by_world[~np.isnan(by_world)]
    world_low, world_high = (known.min(), known.max()) if len(known) else (np.nan, np.nan)
    return Difference(
        measure,
        *means,
        estimate.mean,
        low,
        high,
        float(world_low),
        float(world_high),
        estimate.n,
        *single,
    )


def _world_means(values: Floats, strata: Strata) -> Floats:
    """Return the mean in each world over the runs that count, NaN where none does."""
    counts = ~np.isnan(values)
    n = strata.sum(counts.astype(np.float64))
    totals = strata.sum(np.where(counts, values, 0.0))
    return np.where(n > 0, totals / np.where(n > 0, n, 1.0), np.nan)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def _count(where: NDArray[np.bool_]) -> int:
    return int(where.sum())
