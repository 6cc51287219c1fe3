import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.ensemble.stratified import Strata, stratified_mean, stratified_share, t_quantile


def brute_force_variance(values, world):
    """sum_w (n_w/n)^2 s_w^2 / n_w by the textbook, every run counting."""
    return sum(
        (np.sum(world == w) / len(values)) ** 2
        * np.var(values[world == w], ddof=1)
        / np.sum(world == w)
        for w in np.unique(world)
    )


@given(
    arrays(float, 24, elements=st.floats(-1e3, 1e3)),
    st.lists(st.integers(0, 3), min_size=16, max_size=16),
)
def test_the_error_is_the_textbook_one_if_every_run_counts(values, more):
    world = np.array([0, 0, 1, 1, 2, 2, 3, 3, *more])
    estimate = stratified_mean(values, Strata.of(world))
    expected = brute_force_variance(values, world)
    assert estimate.mean == pytest.approx(values.mean(), abs=1e-9)
    assert estimate.se**2 == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_the_error_does_not_hold_the_differences_between_worlds():
    world = np.arange(400) % 4
    values = 100.0 * world
    assert stratified_mean(values, Strata.of(world)).se == 0.0
    noisy = values + np.random.default_rng(1).normal(size=400)
    assert stratified_mean(noisy, Strata.of(world)).se == pytest.approx(1 / 20, rel=0.1)


@pytest.mark.parametrize("drops_out", [False, True])
def test_the_error_is_that_of_repeated_simulation(drops_out):
    """Worlds fixed, dice redrawn 4,000 times: mean of se^2 against the variance of the mean."""
    rng = np.random.default_rng(2)
    world = np.arange(60) % 3
    strata = Strata.of(world)
    share = np.array([0.9, 0.5, 0.3])[world]
    means, variances, covered = [], [], 0
    truth = np.array([0.0, 5.0, 10.0])[world]
    target = np.average(truth, weights=share) if drops_out else truth.mean()
    for _ in range(4000):
        values = truth + rng.normal(size=60) * (1.0 + world)
        if drops_out:
            values = np.where(rng.random(60) < share, values, np.nan)
        estimate = stratified_mean(values, strata)
        means.append(estimate.mean)
        variances.append(estimate.se**2)
        low, high = estimate.interval()
        covered += low <= target <= high
    # The standard error of the ratio is about 2.5 %; linearising the ratio costs a few per cent.
    assert np.mean(variances) / np.var(means) == pytest.approx(1.0, abs=0.08)
    assert covered / 4000 == pytest.approx(0.95, abs=0.015)


def test_degrees_of_freedom_are_satterthwaites():
    values = np.array([1.0, 3.0, 5.0, 10.0, 40.0])
    world = np.array([0, 0, 0, 1, 1])
    estimate = stratified_mean(values, Strata.of(world))
    parts = [3 * 4.0 / 25, 2 * 450.0 / 25]
    expected = sum(parts) ** 2 / (parts[0] ** 2 / 2 + parts[1] ** 2 / 1)
    assert estimate.df == pytest.approx(expected)
    half = stats.t.ppf(0.975, expected) * np.sqrt(sum(parts))
    assert estimate.interval() == pytest.approx((11.8 - half, 11.8 + half))


def test_worlds_with_one_run_take_the_pooled_variance():
    values = np.array([1.0, 3.0, 10.0, 14.0, 50.0])
    world = np.array([0, 0, 1, 1, 2])
    pooled = (2.0 + 8.0) / 2
    estimate = stratified_mean(values, Strata.of(world))
    assert estimate.se**2 == pytest.approx((2 * 2.0 + 2 * 8.0 + pooled) / 25)


def test_one_run_a_world_falls_back_to_the_spread_over_all_runs():
    values = np.array([1.0, 2.0, 6.0, 7.0])
    estimate = stratified_mean(values, Strata.of(np.arange(4)))
    assert estimate.se == pytest.approx(values.std(ddof=1) / 2)
    assert estimate.df == 3


def test_degrees_of_freedom_never_exceed_the_runs_that_count():
    values = np.full(1000, np.nan)
    values[[3, 500]] = 1.0, 2.0
    assert stratified_mean(values, Strata.of(np.arange(1000) % 4)).df == 1.0


@pytest.mark.parametrize(("values", "n"), [([np.nan, np.nan], 0), ([np.nan, 3.0], 1)])
def test_too_few_values_have_no_interval(values, n):
    estimate = stratified_mean(np.array(values), Strata.of(np.zeros(2, int)))
    assert estimate.n == n
    assert np.isnan(estimate.interval()).all()


def test_constants_come_back_exactly():
    estimate = stratified_mean(np.full(999, 0.1), Strata.of(np.arange(999) % 7))
    assert (estimate.mean, estimate.se) == (0.1, 0.0)


def test_a_share_of_one_world_is_agresti_and_coulls():
    values = np.array([1.0] * 30 + [0.0] * 10)
    centre = 32 / 44
    half = 1.959964 * np.sqrt(centre * (1 - centre) / 44)
    low, high = stratified_share(values, Strata.of(np.zeros(40, int)))
    assert (low, high) == pytest.approx((centre - half, centre + half))


def test_a_share_of_one_is_no_certainty_but_stays_below_one():
    low, high = stratified_share(np.ones(50), Strata.of(np.arange(50) % 5))
    assert 0.85 < low < 0.95
    assert high == 1.0


def test_a_share_leaves_out_runs_that_do_not_count():
    values = np.array([1.0, 0.0, 1.0, np.nan, np.nan, np.nan])
    kept = stratified_share(values[:3], Strata.of(np.zeros(3, int)))
    assert stratified_share(values, Strata.of(np.zeros(6, int))) == pytest.approx(kept)
    assert np.isnan(stratified_share(np.full(2, np.nan), Strata.of(np.zeros(2, int)))).all()


@given(st.floats(1, 1e6))
def test_t_quantiles_are_those_of_scipy(df):
    assert t_quantile(df) == pytest.approx(stats.t.ppf(0.975, df), rel=1e-9)
