"""Zero-sum games against a linear program, and bargaining with chosen threats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.matrix_game import matrix_game
from sim.bargaining.solutions.nash import nash_point
from sim.bargaining.solutions.table import PayoffTableError
from sim.bargaining.solutions.variable_threats import (
    variable_threats_point,
    variable_threats_with_transfers,
)

Floats = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)


def value_by_linear_program(payoffs: Floats) -> float:
    """Maximise v subject to p' A >= v, p a probability."""
    rows, columns = payoffs.shape
    result = linprog(
        np.append(np.zeros(rows), -1.0),
        A_ub=np.column_stack([-payoffs.T, np.ones(columns)]),
        b_ub=np.zeros(columns),
        A_eq=[np.append(np.ones(rows), 0.0)],
        b_eq=[1.0],
        bounds=[(0, None)] * rows + [(None, None)],
    )
    return float(-result.fun)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seeds, st.integers(1, 7), st.integers(1, 7), st.booleans())
def test_matrix_games(seed: int, rows: int, columns: int, with_ties: bool) -> None:
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(-3, 4, (rows, columns)).astype(float)
    if not with_ties:
        payoffs = rng.normal(size=(rows, columns)) * 100
    game = matrix_game(payoffs)
    assert game.value == pytest.approx(value_by_linear_program(payoffs), abs=1e-7)
    for strategy in (game.row, game.column):
        assert strategy.sum() == pytest.approx(1.0)
        assert strategy.min() >= -1e-9
    assert (game.row @ payoffs).min() == pytest.approx(game.value, abs=1e-7)
    assert (payoffs @ game.column).max() == pytest.approx(game.value, abs=1e-7)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seeds)
def test_a_stronger_threat_never_hurts_its_owner(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, 3, 3))
    joint = 10.0
    before = variable_threats_with_transfers(first, second, joint)
    more = np.vstack([first, rng.normal(size=3)]), np.vstack([second, rng.normal(size=3)])
    after = variable_threats_with_transfers(*more, joint)
    assert after.point.sum() == pytest.approx(joint)
    assert after.point[0] >= before.point[0] - 1e-9


def test_threats_are_chosen_for_the_bargain_not_for_themselves() -> None:
    """The tariff hurts its owner too, but the other side more: it is the best threat."""
    line = Frontier.interpolated([[-9.0, 9.0], [9.0, -9.0]])
    first, second = [[0.0], [-1.0]], [[0.0], [-3.0]]
    solution = variable_threats_point(line, first, second)
    assert solution.first.tolist() == [0.0, 1.0]
    assert solution.point.tolist() == [1.0, -1.0]
    with_transfers = variable_threats_with_transfers(first, second, 0.0)
    np.testing.assert_allclose(with_transfers.point, solution.point, atol=1e-12)


def test_without_transfers_the_slope_of_the_frontier_counts() -> None:
    """Where giving is dear for the second party, hurting it buys less."""
    steep = Frontier.interpolated([[-1.0, 9.0], [1.0, -9.0]])
    solution = variable_threats_point(steep, [[0.0], [-1.0]], [[0.0], [-3.0]])
    assert solution.first.tolist() == [1.0, 0.0]
    np.testing.assert_allclose(solution.point, nash_point(steep, [0.0, 0.0]))


ARC = Frontier.convexified([[0.0, 9.0], [3.0, 8.0], [6.0, 5.0], [8.0, 0.0]])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seeds, st.integers(1, 4), st.integers(1, 4))
def test_nobody_gains_by_another_threat(seed: int, rows: int, columns: int) -> None:
    """On a bent frontier, pure or mixed: the bargain after any own threat is no better."""
    rng = np.random.default_rng(seed)
    mine, theirs = rng.uniform(-6.0, 1.0, (2, rows, columns))
    found = variable_threats_point(ARC, mine, theirs)
    for i in range(rows):
        d = np.array([mine[i] @ found.second, theirs[i] @ found.second])
        assert nash_point(ARC, d)[0] <= found.point[0] + 1e-6
    for j in range(columns):
        d = np.array([found.first @ mine[:, j], found.first @ theirs[:, j]])
        assert nash_point(ARC, d)[1] <= found.point[1] + 1e-6
    agreed = [found.first @ table @ found.second for table in (mine, theirs)]
    np.testing.assert_allclose(nash_point(ARC, agreed), found.point, atol=1e-6)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seeds)
def test_on_a_line_of_slope_one_it_is_the_solution_with_transfers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mine, theirs = rng.uniform(-6.0, 0.0, (2, 3, 3))
    line = Frontier.interpolated([[-40.0, 41.0], [41.0, -40.0]])
    with_transfers = variable_threats_with_transfers(mine, theirs, 1.0)
    found = variable_threats_point(line, mine, theirs)
    np.testing.assert_allclose(found.point, with_transfers.point, atol=1e-9)


def test_what_has_no_solution_or_no_shape_is_refused() -> None:
    hollow = Frontier.interpolated([[-9.0, 9.0], [-3.0, -3.0], [9.0, -9.0]])
    pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    with pytest.raises(PayoffTableError, match="without hollows"):
        variable_threats_point(hollow, 6 * pennies - 9.0, -6 * pennies - 9.0)
    fair = variable_threats_with_transfers(pennies, -pennies)
    np.testing.assert_allclose(fair.point, [0.0, 0.0], atol=1e-12)
    with pytest.raises(PayoffTableError, match="one shape"):
        variable_threats_with_transfers([[1.0]], [[1.0, 2.0]])
