"""Estimated indices against closed forms."""

import numpy as np
import pytest

from sim.analysis.sobol import indices

N = 20_000


def ishigami(x):
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on (-pi, pi)^3."""
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


@pytest.mark.parametrize(
    ("place", "first", "total"), [(0, 0.3139, 0.5576), (1, 0.4424, 0.4424), (2, 0.0, 0.2437)]
)
def test_the_ishigami_function(place, first, total):
    """Ishigami and Homma (1990); values as in Saltelli et al. (2008) for a = 7, b = 0.1."""
    a, b = np.random.default_rng(1).uniform(-np.pi, np.pi, size=(2, 3, N))
    mixed = a.copy()
    mixed[place] = b[place]
    found = indices(ishigami(a), ishigami(b), ishigami(mixed))
    assert found.first == pytest.approx(first, abs=0.03)
    assert found.total == pytest.approx(total, abs=0.03)
    assert found.first_low < first < found.first_high
    assert found.total_low < total < found.total_high


def test_an_input_that_moves_nothing_has_exactly_zero():
    a, b = np.random.default_rng(0).normal(size=(2, 500))
    found = indices(a, b, a)
    assert (found.first, found.first_high, found.total, found.total_high) == (0, 0, 0, 0)


def test_an_outcome_that_does_not_vary_has_no_indices():
    same = np.full(300, 0.15)
    found = indices(same, same, same)
    assert np.isnan(found.first)
    assert np.isnan(found.total)


def test_intervals_cover_in_nineteen_of_twenty_samples():
    """x + y with equal variances: S = T = 1/2; 60 samples of 250 rows."""
    generator = np.random.default_rng(2)
    hits = 0
    for _ in range(60):
        x, y, x2, y2 = generator.normal(size=(4, 250))
        found = indices(x + y, x2 + y2, x2 + y)
        hits += found.first_low < 0.5 < found.first_high
    assert hits >= 53  # fewer has a chance below 1 in 100 if the intervals are right
