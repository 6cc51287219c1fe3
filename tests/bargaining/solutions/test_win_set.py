"""Two-level games: Schelling's conjecture in one dimension, and why it fails in two."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.nash import nash_packages, nash_point
from sim.bargaining.solutions.table import PayoffTableError
from sim.bargaining.solutions.win_set import (
    gain_shares,
    implied_power,
    ratifiable,
    restricted_frontier,
    win_set_interval,
)

PIE = Frontier.interpolated([[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize(("pivot", "status_quo"), [(0.3, 1.0), (0.3, -0.5), (2.0, 2.0)])
def test_the_pivot_ratifies_exactly_the_interval(pivot: float, status_quo: float) -> None:
    low, high = win_set_interval(pivot, status_quo)
    x = np.linspace(-3.0, 4.0, 701)
    likes = np.abs(x - pivot) <= abs(status_quo - pivot) + 1e-9
    assert np.array_equal(likes, (x >= low - 1e-9) & (x <= high + 1e-9))


def test_in_one_dimension_a_smaller_win_set_improves_the_terms() -> None:
    shares = [nash_point(restricted_frontier(PIE, r), [0, 0])[0] for r in (0.0, 0.5, 0.6, 0.9)]
    np.testing.assert_allclose(shares, [0.5, 0.5, 0.6, 0.9])
    capped = nash_point(restricted_frontier(PIE, high=0.2), [0, 0])
    np.testing.assert_allclose(capped, [0.2, 0.8])


def test_in_several_dimensions_it_need_not() -> None:
    """Ratification strikes out the package that was good for both; what is left is worse."""
    table = np.array([[6.0, 6.0], [5.0, 1.0], [3.0, 5.0]])
    free = table[nash_packages(table, [0.0, 0.0])[0]]
    home = np.array([[-1.0, 1.0], [2.0, 1.0], [2.0, 1.0]])  # farmers lose from the first
    passes = ratifiable(home, [0.6, 0.4])
    assert passes.tolist() == [False, True, True]
    bound = table[passes][nash_packages(table[passes], [0.0, 0.0])[0]]
    assert bound[0] < free[0]


def test_votes_and_quota() -> None:
    gains = np.array([[1.0, 1.0, -1.0], [1.0, -1.0, -1.0], [0.0, 1.0, 1.0]])
    votes = [2.0, 1.0, 1.0]
    assert ratifiable(gains, votes).tolist() == [True, False, False]
    assert ratifiable(gains, votes, quota=0.49).tolist() == [True, True, True]
    assert ratifiable(gains, votes, quota=0.75).tolist() == [False, False, False]
    by_run = ratifiable(np.stack([gains, gains]), np.array([votes, [0.0, 1.0, 1.0]]))
    assert by_run.tolist() == [[True, False, False], [False, False, True]]
    with pytest.raises(PayoffTableError, match="votes"):
        ratifiable(gains, [0.0, 0.0, 0.0])


@pytest.mark.parametrize("power", [0.1, 0.5, 0.8])
def test_implied_power_inverts_the_asymmetric_nash_point(power: float) -> None:
    line = Frontier.interpolated([[0.0, 7.0], [3.0, 1.0]])
    no_deal = [-0.2, 1.0]
    assert implied_power(line, nash_point(line, no_deal, power), no_deal) == pytest.approx(power)


def test_shares_of_the_gain() -> None:
    assert gain_shares([[2.0, 1.0], [-1.0, 0.0]], [[-1.0, 0.0], [0.0, 0.0]])[0].tolist() == [
        0.75,
        0.25,
    ]
    assert np.isnan(gain_shares([-1.0, 0.0], [0.0, 0.0])).all()
    assert np.isnan(implied_power(PIE, [0.1, 0.1], [0.1, 0.1]))


def test_nothing_ratifiable_is_refused() -> None:
    with pytest.raises(PayoffTableError, match="nothing can be ratified"):
        restricted_frontier(PIE, 1.5)
