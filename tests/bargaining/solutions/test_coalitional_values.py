"""Axioms that single out the Shapley, Owen and Myerson values, on random games."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.bargaining.solutions.coalitions import coalition_game
from sim.bargaining.solutions.myerson import myerson_values, restricted_game
from sim.bargaining.solutions.owen import owen_values
from sim.bargaining.solutions.shapley import sampled_shapley, shapley_values
from sim.bargaining.solutions.table import PayoffTableError

Floats = NDArray[np.float64]
games = st.tuples(st.integers(1, 6), st.integers(0, 2**32 - 1))


def random_game(n: int, seed: int, rows: int = 1) -> Floats:
    game = np.random.default_rng(seed).normal(size=(rows, 1 << n))
    game[:, 0] = 0.0
    return game


@settings(max_examples=40, deadline=None, derandomize=True)
@given(games)
def test_shapley_axioms(case: tuple[int, int]) -> None:
    n, seed = case
    game, other = random_game(n, seed, 2)
    phi = shapley_values(game)
    assert phi.sum() == pytest.approx(game[-1])
    np.testing.assert_allclose(shapley_values(2 * game - other), 2 * phi - shapley_values(other))
    # A player that only ever adds its own worth gets it.
    masks = np.arange(1 << n)
    dummy = np.concatenate([game, game + 0.7])
    assert shapley_values(dummy)[n] == pytest.approx(0.7)
    np.testing.assert_allclose(shapley_values(dummy)[:n], phi)
    # Exchanging two players exchanges their values.
    if n > 1:
        a, b = masks & 1, masks >> 1 & 1
        swapped = game[masks & ~3 | a << 1 | b]
        np.testing.assert_allclose(shapley_values(swapped), phi[[1, 0, *range(2, n)]])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.tuples(st.integers(1, 5), st.integers(0, 2**32 - 1)))
def test_shapley_is_the_mean_over_all_orders(case: tuple[int, int]) -> None:
    n, seed = case
    game = random_game(n, seed, 3)
    orders = np.array(list(permutations(range(n))))
    mean, error = sampled_shapley(lambda masks: game[:, masks], orders)
    np.testing.assert_allclose(mean, shapley_values(game))
    assert error.shape == mean.shape


def test_error_of_two_orders() -> None:
    """Contributions (0, 60, 60) and (90, 30, 0): half their distance each."""
    game = np.array([0.0, 0, 0, 60, 0, 90, 30, 120])
    mean, error = sampled_shapley(lambda masks: game[masks], np.array([[0, 1, 2], [2, 1, 0]]))
    assert mean.tolist() == [45.0, 45.0, 30.0]
    np.testing.assert_allclose(error, [45.0, 15.0, 30.0])


def test_sampled_values_are_within_their_error() -> None:
    """Twelve players: 400 orders, four standard errors, in a game with known values."""
    rng = np.random.default_rng(0)
    alone = rng.uniform(1.0, 2.0, 12)

    def worth(masks: NDArray[np.int64]) -> Floats:
        inside = (masks[:, None] >> np.arange(12)) & 1
        return (inside @ alone) ** 2

    orders = rng.permuted(np.tile(np.arange(12), (400, 1)), axis=1)
    mean, error = sampled_shapley(worth, orders)
    exact = alone * alone.sum()  # by symmetry of the cross terms
    assert np.all(np.abs(mean - exact) < 4 * error)
    assert np.all(error < 0.1 * exact)
    assert mean.sum() == pytest.approx(alone.sum() ** 2)
    assert np.isnan(sampled_shapley(worth, orders[:1])[1]).all()


@settings(max_examples=30, deadline=None, derandomize=True)
@given(games)
def test_owen_between_shapley_and_itself(case: tuple[int, int]) -> None:
    n, seed = case
    game = random_game(n, seed, 2)
    phi = shapley_values(game)
    np.testing.assert_allclose(owen_values(game, [[i] for i in range(n)]), phi, atol=1e-12)
    np.testing.assert_allclose(owen_values(game, [range(n)]), phi, atol=1e-12)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_unions_get_their_shapley_value_among_unions(seed: int) -> None:
    game = random_game(5, seed)[0]
    unions = [[0, 3], [1], [2, 4]]
    masks = [sum(1 << i for i in union) for union in unions]
    between = [sum(m for k, m in enumerate(masks) if s >> k & 1) for s in range(8)]
    owen = owen_values(game, unions)
    np.testing.assert_allclose(
        [owen[list(union)].sum() for union in unions], shapley_values(game[between])
    )


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_myerson_is_efficient_by_component_and_fair(seed: int) -> None:
    rng = np.random.default_rng(seed)
    game = random_game(5, seed)[0]
    pairs = [(a, b) for a in range(5) for b in range(a)]
    links = [pair for pair in pairs if rng.random() < 0.4]
    values = myerson_values(game, links)
    assert values.sum() == pytest.approx(restricted_game(game, links)[-1])
    for link in links:
        without = myerson_values(game, [x for x in links if x != link])
        change = (values - without)[list(link)]
        assert change[0] == pytest.approx(change[1])
    np.testing.assert_allclose(myerson_values(game, pairs), shapley_values(game))
    singles = game[[1, 2, 4, 8, 16]]
    np.testing.assert_allclose(myerson_values(game, []), singles)


def test_what_is_no_game_is_refused() -> None:
    for worth in ([0.0, 1.0, 2.0], [0.0], 3.0):
        with pytest.raises(PayoffTableError, match="2\\^n"):
            shapley_values(worth)
    with pytest.raises(PayoffTableError, match="finite"):
        shapley_values([0.0, np.nan])
    with pytest.raises(PayoffTableError, match="unions"):
        owen_values(coalition_game(3, {}), [[0, 1]])
    with pytest.raises(PayoffTableError, match="link"):
        myerson_values(coalition_game(2, {}), [(0, 2)])
