"""Learning: Bayes' rule, reputation, credibility."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.beliefs import (
    after_deeds,
    after_demand,
    after_refusals,
    believed_value,
    beta_from_mean,
    beta_mean,
    posterior,
)
from sim.bargaining.tactics import demanded_value, polynomial_concession
from sim.errors import InvalidInputError


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_bayes_rule(seed: int) -> None:
    rng = np.random.default_rng(seed)
    prior, likelihood = rng.dirichlet(np.ones(4), 6), rng.random((6, 4))
    expected = prior * likelihood
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(posterior(prior, np.log(likelihood)), expected)
    # The order of the news does not matter, nor whether it comes at once.
    other = np.log(rng.random((6, 4)))
    one_by_one = posterior(posterior(prior, other), np.log(likelihood))
    np.testing.assert_allclose(one_by_one, posterior(prior, other + np.log(likelihood)))


def test_very_unlikely_news_does_not_underflow() -> None:
    assert posterior([0.5, 0.5], [-5000.0, -5001.0]).round(6).tolist() == [0.731059, 0.268941]


def test_reservation_values_are_learned_from_demands() -> None:
    """A conceder's demands, seen with noise, single out its reservation value in every run."""
    rng = np.random.default_rng(0)
    reservation = np.linspace(0.0, 0.8, 9)
    truth = np.array([0.1, 0.4, 0.7])
    belief = np.full((3, 9), 1 / 9)
    for time in np.linspace(0.1, 0.9, 9):
        conceded = polynomial_concession(time, 0.0, 1.0)
        seen = demanded_value(1.0, truth, conceded) + rng.normal(0, 0.02, 3)
        expected = np.broadcast_to(demanded_value(1.0, reservation, conceded), (3, 9))
        belief = after_demand(belief, expected, seen, 0.02)
    np.testing.assert_allclose(believed_value(belief, reservation), truth, atol=0.02)


def test_issue_weights_are_learned_from_offers() -> None:
    """The other keeps asking for packages that are worth its demand under its true weights."""
    rng = np.random.default_rng(1)
    types = np.array([[0.8, 0.2], [0.5, 0.5], [0.2, 0.8]])
    belief = np.full((1, 3), 1 / 3)
    for demand in (0.9, 0.8, 0.7, 0.6):
        packages = rng.random((400, 2))
        offered = packages[np.argmin(np.abs(packages @ types[2] - demand))]
        expected = np.full((1, 3), demand)
        belief = after_demand(belief, expected, (types @ offered)[None], 0.05)
    assert belief[0, 2] > 0.9


def test_spread_may_differ_by_run() -> None:
    expected = np.array([[0.0, 1.0], [0.0, 1.0]])
    sharp, dull = after_demand(np.full((2, 2), 0.5), expected, [0.8, 0.8], [0.1, 10.0])
    assert sharp[1] > 0.999
    assert 0.5 < dull[1] < 0.51


def test_refusals_by_run_and_impossible_ones() -> None:
    prior, chance = np.array([[0.2, 0.8]] * 3), [[1.0, 0.5]] * 3
    found = after_refusals(prior, chance, [0, 1, 3])
    np.testing.assert_allclose(found[:, 0], [0.2, 1 / 3, 2 / 3])
    never = after_refusals([0.2, 0.8], [1.0, 0.0], 1)
    assert never.tolist() == [1.0, 0.0]
    assert after_refusals([0.2, 0.8], [1.0, 0.0], 0).tolist() == [0.2, 0.8]
    with pytest.raises(InvalidInputError, match="some hypothesis must remain"):
        after_refusals([0.2, 0.8], [0.0, 0.0], 1)


def test_credibility_rises_with_executions_and_falls_with_retreats() -> None:
    counts = beta_from_mean(np.array([0.2, 0.5]), 10.0)
    np.testing.assert_allclose(beta_mean(counts), [0.2, 0.5])
    acted, backed_down = after_deeds(counts, 1.0, 0.0), after_deeds(counts, 0.0, 1.0)
    np.testing.assert_allclose(beta_mean(acted), [3 / 11, 6 / 11])
    assert np.all(beta_mean(backed_down) < [0.2, 0.5])
    in_part = after_deeds(counts, [0.5, 0.0], [0.5, 0.0])
    np.testing.assert_allclose(beta_mean(in_part), [2.5 / 11, 0.5])
    # A stronger belief moves less.
    assert beta_mean(after_deeds(beta_from_mean(0.2, 100.0), 1.0, 0.0)) < beta_mean(acted[0])


def test_impossible_credibilities_are_refused() -> None:
    for mean, strength in ((0.0, 5.0), (1.0, 5.0), (0.5, 0.0)):
        with pytest.raises(InvalidInputError, match="strictly between"):
            beta_from_mean(mean, strength)
    with pytest.raises(InvalidInputError, match="negative"):
        after_deeds(np.array([1.0, 1.0]), -1.0, 0.0)
