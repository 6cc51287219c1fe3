import numpy as np
import pytest
from scipy import stats

from sim.analysis.differences import (
    paired_difference,
    summaries_difference,
    unpaired_difference,
    welch,
)
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.stratified import Estimate, Strata, stratified_mean
from sim.ensemble.summary import summarise

GAIN = Measure("utility", "JPN", baseline="in_force")
DAYS = Measure("days_to_agreement", "USA", "JPN")
WORLD = np.arange(400) % 8
STRATA = Strata.of(WORLD)


def test_paired_differences_are_the_mean_of_the_differences():
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(2, 400))
    d = paired_difference(GAIN, before, after, STRATA)
    gaps = after - before
    parts = [np.var(gaps[w == WORLD], ddof=1) * 50 / 400**2 for w in range(8)]
    assert d.difference == pytest.approx(gaps.mean())
    df = sum(parts) ** 2 / sum(p**2 / 49 for p in parts)
    half = stats.t.ppf(0.975, df) * np.sqrt(sum(parts))
    assert (d.ci_low, d.ci_high) == pytest.approx((gaps.mean() - half, gaps.mean() + half))
    by_world = [gaps[w == WORLD].mean() for w in range(8)]
    assert (d.world_low, d.world_high) == pytest.approx((min(by_world), max(by_world)))
    assert (d.n, d.base_only, d.other_only) == (400, 0, 0)


def test_one_world_is_the_paired_t_test():
    rng = np.random.default_rng(1)
    before, after = rng.normal(size=(2, 30))
    d = paired_difference(GAIN, before, after, Strata.of(np.zeros(30, int)))
    low, high = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (d.ci_low, d.ci_high) == pytest.approx((low, high))


def test_shared_dice_shrink_the_interval():
    """Correlation 0.98 leaves 2 (1 - 0.98) = 4 % of the variance of independent runs' 200 %."""
    rng = np.random.default_rng(2)
    luck = rng.normal(size=400)
    own = rng.normal(size=(2, 400)) * np.sqrt(0.02 / 0.98)
    before, after = luck + own[0], luck + own[1] + 0.1
    paired = paired_difference(GAIN, before, after, STRATA)
    unpaired = unpaired_difference(GAIN, (before, STRATA), (after, STRATA), same_worlds=True)
    assert paired.difference == pytest.approx(unpaired.difference)
    narrower = (paired.ci_high - paired.ci_low) / (unpaired.ci_high - unpaired.ci_low)
    assert narrower == pytest.approx(np.sqrt(0.02), rel=0.15)
    assert not paired.includes_zero
    assert unpaired.includes_zero


def test_unpaired_runs_of_one_world_are_welchs_test():
    rng = np.random.default_rng(3)
    before, after = rng.normal(size=20), 2 * rng.normal(size=50) + 1
    one, two = Strata.of(np.zeros(20, int)), Strata.of(np.zeros(50, int))
    d = unpaired_difference(GAIN, (before, one), (after, two), same_worlds=True)
    low, high = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert (d.ci_low, d.ci_high) == pytest.approx((low, high))


def test_worlds_are_compared_one_by_one_only_if_they_are_the_same():
    values = (np.arange(400.0), STRATA)
    assert unpaired_difference(GAIN, values, values, same_worlds=True).world_low == 0
    assert np.isnan(unpaired_difference(GAIN, values, values, same_worlds=False).world_low)


def test_runs_that_have_the_measure_in_one_scenario_only_are_counted_apart():
    before = np.array([1.0, 2.0, 3.0, np.nan, np.nan, 6.0])
    after = np.array([2.0, 4.0, np.nan, 9.0, np.nan, 9.0])
    d = paired_difference(DAYS, before, after, Strata.of(np.zeros(6, int)))
    assert (d.n, d.base_only, d.other_only) == (3, 1, 1)
    assert (d.base_mean, d.other_mean, d.difference) == (3.0, 5.0, 2.0)


def test_nothing_in_common_has_no_difference():
    d = paired_difference(DAYS, np.array([1.0, np.nan]), np.array([np.nan, 1.0]), Strata.of([0, 0]))
    assert (d.n, d.base_only, d.other_only) == (0, 1, 1)
    assert np.isnan([d.difference, d.ci_low, d.world_low, d.base_mean]).all()
    assert d.includes_zero
    assert d.share_more == np.inf


def test_identical_runs_are_the_same_everywhere():
    values = np.random.default_rng(4).normal(size=400)
    d = paired_difference(GAIN, values, values, STRATA)
    assert d.same_everywhere
    assert d.includes_zero
    assert d.share_more == np.inf


def test_a_constant_shift_is_certain():
    values = np.arange(400) * 1.0
    d = paired_difference(GAIN, values, values + 0.5, STRATA)
    assert (d.difference, d.ci_low, d.ci_high, d.includes_zero) == (0.5, 0.5, 0.5, False)


def test_more_runs_settle_what_the_square_root_law_says():
    rng = np.random.default_rng(5)
    gaps = rng.normal(size=400)
    gaps += 0.05 - gaps.mean()
    d = paired_difference(GAIN, np.zeros(400), gaps, STRATA)
    half = (d.ci_high - d.ci_low) / 2
    assert d.share_more == pytest.approx((half / 0.05) ** 2 - 1)
    times = round(1.1 * (1 + d.share_more)) + 1
    many = paired_difference(
        GAIN, np.zeros(400 * times), np.tile(gaps, times), Strata.of(np.tile(WORLD, times))
    )
    assert not many.includes_zero


def test_welch_of_two_errors_adds_the_variances():
    found = welch(Estimate(1.0, 0.3, 50.0, 51), Estimate(4.0, 0.4, 70.0, 71))
    assert (found.mean, found.se) == (3.0, pytest.approx(0.5))
    assert 50 < found.df < 120


def test_summaries_give_what_the_runs_give():
    rng = np.random.default_rng(6)
    tables = [
        RunTable(np.arange(400), WORLD, {GAIN: rng.normal(size=400) + shift}) for shift in (0, 1)
    ]
    rows = [summarise("x", table)[0] for table in tables]
    d = summaries_difference(*rows)
    a, b = (stratified_mean(table[GAIN], STRATA) for table in tables)
    assert d.difference == pytest.approx(b.mean - a.mean)
    assert (d.ci_high - d.ci_low) / 2 == pytest.approx(1.96 * np.hypot(a.se, b.se), rel=0.01)
