"""Scores against their definitions, and that honesty pays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.backtest.scores import crps, log_score, sample_chance

numbers = st.floats(-100, 100)


@given(st.lists(numbers, min_size=1, max_size=30), numbers)
def test_crps_is_its_definition(sample, observed):
    x = np.array(sample)
    spread = np.abs(x[:, None] - x[None, :]).mean()
    assert crps(x, observed) == pytest.approx(np.abs(x - observed).mean() - spread / 2, abs=1e-9)


def test_crps_of_a_normal_sample_is_the_closed_form():
    """Standard normal, y = 0: 2 phi(0) - 1 / sqrt(pi) = 0.233695 (Gneiting and Raftery 2007)."""
    sample = np.random.default_rng(0).standard_normal(200_000)
    assert crps(sample, 0.0) == pytest.approx(2 / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi), abs=2e-3)


@pytest.mark.parametrize("truth", [0.1, 0.5, 0.9])
def test_the_expected_log_score_is_best_at_the_true_chance(truth):
    chances = np.arange(1, 100) / 100.0
    expected = [
        truth * log_score(p, happened=True) + (1 - truth) * log_score(p, happened=False)
        for p in chances
    ]
    assert chances[int(np.argmin(expected))] == pytest.approx(truth)


def test_the_expected_crps_is_best_with_the_true_distribution():
    rng = np.random.default_rng(1)
    came = rng.normal(0.0, 1.0, 400)
    own = rng.normal(0.0, 1.0, 400)
    for other in (own + 0.7, own * 2.0, own * 0.3):
        honest = np.mean([crps(own, y) for y in came])
        assert honest < np.mean([crps(other, y) for y in came])


def test_a_chance_from_runs_is_never_certain():
    assert 0.0 < sample_chance([False] * 10) < sample_chance([True] * 10) < 1.0
