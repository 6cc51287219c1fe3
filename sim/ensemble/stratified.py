"""Means over runs and their simulation error, given the worlds.

Runs are assigned to a few fixed worlds (what we do not know about the economy); within a world
they differ by chance and by drawn preferences. More runs make the simulation error smaller, but
not the differences between worlds, so the error of a mean is stratified by world.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Estimate:
    """A mean with its standard error and degrees of freedom; `n` values count."""

    mean: float
    se: float
    df: float
    n: int

    def interval(self) -> tuple[float, float]:
        """Return the two-sided 95 % interval, mean -+ t(0.975, df) se; NaN below two values."""
        half = t_quantile(self.df) * self.se if self.n > 1 else np.nan
        return self.mean - half, self.mean + half


def t_quantile(df: float) -> float:
    """Return the 97.5 % quantile of Student's t.

    >>> round(t_quantile(10), 6), round(t_quantile(1e9), 6)
    (2.228139, 1.959964)
    """
    from scipy.special import stdtrit  # noqa: PLC0415  (0.1 s that only some commands need)

    return float(stdtrit(df, 0.975))


@dataclass(frozen=True)
class Strata:
    """How R runs fall into worlds: `code` (R,) numbers the worlds from 0, `size` their runs."""

    code: Ints
    size: Floats
    worlds: Ints

    @classmethod
    def of(cls, world: NDArray[np.integer]) -> Strata:
        """Return the strata of runs with these world numbers."""
        worlds, code = np.unique(world, return_inverse=True)
        return cls(code, np.bincount(code).astype(np.float64), worlds)

    def sum(self, values: Floats) -> Floats:
        """Return the sum over the runs of each world (in order of runs: no rounding surprises)."""
        weighted = np.bincount(self.code, weights=values, minlength=len(self.size))
        return weighted.astype(np.float64)


def stratified_mean(values: Floats, strata: Strata) -> Estimate:
    """Return the mean over the runs that count (not NaN) and its error given the worlds.

    With d_i = 1 for the n runs that count, R = sum_i d_i y_i / n, e_i = d_i (y_i - R), N_w runs in
    world w and s_w^2 the sample variance of e within w,

        se^2 = sum_w N_w s_w^2 / n^2

    If all runs count this is the textbook sum_w (n_w/n)^2 s_w^2 / n_w; if some do not (days to
    signature), it also holds that their number is chance. Worlds with a single run take the
    variance pooled over the others, or over all runs if no world has two. Degrees of freedom are
    Satterthwaite's, at most n - 1.

    Two worlds of two runs, (1, 3) and (11, 13): s_w^2 = 2, se^2 = 2 * 2 * 2 / 4^2 = 0.5.

    >>> s = Strata.of(np.array([0, 0, 1, 1]))
    >>> e = stratified_mean(np.array([1.0, 3.0, 11.0, 13.0]), s)
    >>> e.mean, round(e.se**2, 12), e.df
    (7.0, 0.5, 2.0)
    """
    counts = ~np.isnan(values)
    n = int(counts.sum())
    if n == 0:
        return Estimate(np.nan, np.nan, np.nan, 0)
    mean = _mean(values[counts])
    if n == 1:
        return Estimate(mean, np.nan, np.nan, 1)
    deviation = np.where(counts, values - mean, 0.0)
    variance, freedom = _within(deviation, strata)
    parts = strata.size * variance / n**2
    total = float(parts.sum())
    if total == 0.0:
        return Estimate(mean, 0.0, float(n - 1), n)
    df = _satterthwaite(parts / total, freedom, strata.size == 1)
    return Estimate(mean, float(np.sqrt(total)), min(df, n - 1.0), n)


def stratified_share(values: Floats, strata: Strata) -> tuple[float, float]:
    """Return the 95 % interval of a share (values 0 or 1, NaN not counted), given the worlds.

    Agresti and Coull (1998), stratified: two successes and two failures are added, spread over the
    worlds by their size, so that 1,000 of 1,000 does not read as certainty.

    >>> low, high = stratified_share(np.ones(1000), Strata.of(np.arange(1000) % 16))
    >>> round(low, 4), high
    (0.9952, 1.0)
    """
    counts = ~np.isnan(values)
    total = int(counts.sum())
    if total == 0:
        return np.nan, np.nan
    n = strata.sum(counts.astype(np.float64))
    share_of_runs = n / total
    size = n + 4 * share_of_runs
    kept = n > 0
    hits = strata.sum(np.where(counts, values, 0.0)) + 2 * share_of_runs
    p = hits[kept] / size[kept]
    centre = float((share_of_runs[kept] * p).sum())
    se = float(np.sqrt((share_of_runs[kept] ** 2 * p * (1 - p) / size[kept]).sum()))
    half = 1.959964 * se
    return max(centre - half, 0.0), min(centre + half, 1.0)


def share_between(values: Floats, world: Strata) -> float:
    """Return the share of the variance over runs that lies between worlds, 0 to 1.

    Kelley's epsilon squared (1935), which takes out what chance adds to the means of worlds: with
    W worlds, R runs, SSB and SSW the sums of squares between and within, and MSW = SSW / (R - W),

        share = max(0, (SSB - (W - 1) MSW) / (SSB + SSW))

    Two worlds, runs (1, 3) and (11, 13): SSB = 100, SSW = 4, MSW = 2, share 98 / 104.

    >>> two = Strata.of(np.array([0, 0, 1, 1]))
    >>> round(share_between(np.array([1.0, 3.0, 11.0, 13.0]), two), 6) == round(98 / 104, 6)
    True
    """
    means = world.sum(values) / world.size
    within = float(((values - means[world.code]) ** 2).sum())
    between = float((world.size * (means - values.mean()) ** 2).sum())
    freedom = len(values) - len(means)
    if between + within == 0 or freedom <= 0:
        return 0.0
    corrected = between - (len(means) - 1) * within / freedom
    return max(0.0, corrected / (between + within))


def _mean(values: Floats) -> float:
    """Return the mean, summed about the first value so that constants come back exactly."""
    return float(values[0] + np.cumsum(values - values[0])[-1] / len(values))


def _within(deviation: Floats, strata: Strata) -> tuple[Floats, Floats]:
    """Return the variance within each world and its degrees of freedom."""
    many = strata.size > 1
    if not many.any():
        # No world has two runs: the spread over all runs, worlds included, is the safe substitute.
        spread = float(deviation.var(ddof=1))
        return np.full(len(many), spread), np.full(len(many), len(deviation) - 1.0)
    centred = deviation - (strata.sum(deviation) / strata.size)[strata.code]
    squares = strata.sum(centred**2)
    freedom = strata.size - 1.0
    pooled = squares[many].sum() / freedom[many].sum()
    variance = np.where(many, squares / np.where(many, freedom, 1.0), pooled)
    return variance, np.where(many, freedom, freedom[many].sum())


def _satterthwaite(weights: Floats, freedom: Floats, pooled: NDArray[np.bool_]) -> float:
    """Return 1 / sum(weight^2 / df) for each world's share of the variance.

    Worlds that share a pooled variance count as one.
    """
    own = (weights[~pooled] ** 2 / freedom[~pooled]).sum()
    together = weights[pooled].sum() ** 2 / freedom[pooled][0] if pooled.any() else 0.0
    return float(1.0 / (own + together))
