"""Tables at the edge of what a solution can be asked: one package, losses only, nonsense."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.solutions.alternating_offers import (
    OfferCalendar,
    pie_equilibrium,
    table_equilibrium,
)
from sim.bargaining.solutions.by_run import nash_by_run
from sim.bargaining.solutions.egalitarian import egalitarian_packages
from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.kalai_smorodinsky import kalai_smorodinsky_packages
from sim.bargaining.solutions.left_on_the_table import joint_loss, left_on_the_table
from sim.bargaining.solutions.maximum_sum import maximum_sum_packages
from sim.bargaining.solutions.nash import nash_packages, nash_point
from sim.bargaining.solutions.pareto import rational_frontier
from sim.bargaining.solutions.shapley import sampled_shapley
from sim.bargaining.solutions.table import PayoffTableError
from sim.bargaining.solutions.variable_threats import variable_threats_with_transfers

ALL = pytest.mark.parametrize(
    "solve",
    [
        nash_packages,
        kalai_smorodinsky_packages,
        egalitarian_packages,
        maximum_sum_packages,
        rational_frontier,
    ],
)
PIE = Frontier.interpolated([[0.0, 1.0], [1.0, 0.0]])


@ALL
@pytest.mark.parametrize(("no_deal", "found"), [(0.0, [0]), (2.0, [0]), (2.1, []), (-50.0, [0])])
def test_one_package(solve, no_deal, found):
    assert solve([[3.0, 2.0, 4.0]], [0.0, no_deal, 1.0]).tolist() == found


@ALL
def test_losses_on_both_sides_are_shared_too(solve):
    """Every package costs both; no deal costs more."""
    table = [[-5.0, -1.0], [-2.5, -2.0], [-1.0, -5.0], [-4.0, -4.0]]
    assert 1 in solve(table, [-6.0, -6.0])
    assert 3 not in solve(table, [-6.0, -6.0])


@ALL
@pytest.mark.parametrize(
    ("table", "no_deal", "message"),
    [
        ([[1.0, np.nan], [1.0, 1.0]], [0, 0], "package 0"),
        ([[1.0, 2.0]], [np.nan, 0], "disagreement point"),
        ([[1.0, 2.0]], [-np.inf, 0], "disagreement point"),
        ([[1.0, 2.0]], [0, 0, 0], "one a party"),
        (np.zeros((0, 2)), [0, 0], "at least"),
        ([["a", "b"]], [0, 0], "must be numbers"),
        ([[1.0, 2.0], [3.0]], [0, 0], "one length"),
        ([[1e200, 2.0]], [0, 0], "a larger unit"),
    ],
)
def test_what_is_no_table_is_refused(solve, table, no_deal, message):
    with pytest.raises(PayoffTableError, match=message):
        solve(table, no_deal)


@ALL
def test_many_packages_and_parties(solve):
    """100,000 packages of three parties: the best of a sample is no better than what is found."""
    rng = np.random.default_rng(0)
    table = rng.normal(size=(100_000, 3))
    found = solve(table, [-3.0, -3.0, -3.0])
    assert found.size
    # Nobody improves on it for free.
    better = np.all(table >= table[found[0]], axis=1) & np.any(table > table[found[0]], axis=1)
    assert not better.any()


@pytest.mark.parametrize(("weight", "point"), [(0.0, [0.2, 0.8]), (1.0, [0.9, 0.1])])
def test_all_power_on_one_side_leaves_the_other_its_no_deal(weight, point):
    assert nash_point(PIE, [0.2, 0.1], weight).tolist() == pytest.approx(point)
    table = np.stack([np.linspace(0, 1, 11), np.linspace(1, 0, 11)], axis=1)
    power = [weight, 1.0 - weight]
    (package,) = nash_packages(table, [0.2, 0.1], power)
    assert table[package].tolist() == pytest.approx(point)
    assert nash_by_run(table[None], [[0.2, 0.1]], power).tolist() == [package]


@pytest.mark.parametrize("weights", [[-1.0, 2.0], [0.0, 0.0], [np.nan, 1.0]])
def test_power_is_not_negative_and_somebody_has_some(weights):
    with pytest.raises(PayoffTableError, match="weights"):
        nash_packages([[1.0, 1.0]], [0, 0], weights)
    with pytest.raises(PayoffTableError, match="weights"):
        nash_by_run([[[1.0, 1.0]]], [[0, 0]], weights)


def test_what_an_unknown_outcome_leaves_is_unknown():
    left = left_on_the_table([[1.0, 2.0]], [[np.nan, 0.0], [0.0, 0.0]])
    assert np.isnan(left[0]).all()
    assert left[1].tolist() == [1.0, 2.0]
    for measure in (left_on_the_table, joint_loss):
        with pytest.raises(PayoffTableError, match="2 columns"):
            measure([[1.0, 2.0]], [[0.0, 0.0, 0.0]])


def test_orders_threats_and_calendars_are_checked():
    for orders in ([[0, 0, 1]], [[1, 2, 3]], np.zeros((0, 3), dtype=int)):
        with pytest.raises(PayoffTableError, match="every player"):
            sampled_shapley(lambda masks: np.zeros(len(masks)), np.asarray(orders))
    for joint in (4.0, np.nan, np.inf):
        with pytest.raises(PayoffTableError, match="joint payoff"):
            variable_threats_with_transfers([[3.0]], [[2.0]], joint)
    for wrong in ({"discount": (1.2, 0.9)}, {"breakdown": 2.0}, {"discount": (np.nan, 1.0)}):
        with pytest.raises(PayoffTableError, match="between 0 and 1"):
            OfferCalendar.regular(3, **wrong)
    calendar = OfferCalendar.regular(3)
    for no_deal in ((np.nan, 0.0), (0.0,), 0.0):
        with pytest.raises(PayoffTableError, match="two, one a party"):
            pie_equilibrium(calendar, no_deal)
        with pytest.raises(PayoffTableError, match="two, one a party"):
            table_equilibrium(calendar, [[1.0, 1.0]], no_deal)
