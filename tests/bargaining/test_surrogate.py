"""The search surrogate, its Shapley split and the contract curve, against brute force."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.attribution import settle, shapley_of_surrogate
from sim.bargaining.catalogue import contract_curve, most_frequent, well_spread
from sim.bargaining.surrogate import Surrogate, design

SIZES = (3, 4, 5, 3)


@pytest.fixture
def agenda() -> Agenda:
    rate = Issue("general_rate", "USA", (0.24, 0.15, 0.1), is_rate=True)
    chips = [
        Issue(f"chip{i}", "JPN", tuple(np.linspace(0, 1, n).tolist()))
        for i, n in enumerate(SIZES[1:])
    ]
    return Agenda((rate, *chips))


def second_order(agenda: Agenda, seed: int) -> tuple[np.ndarray, Surrogate]:
    """Return exact values of all packages of a random second-order function, and its fit."""
    rng = np.random.default_rng(seed)
    codes = np.arange(agenda.n_packages)
    given_, indices = agenda.given(codes), agenda.decode(codes)
    value = np.zeros(len(codes))
    for i, size in enumerate(SIZES):
        value += rng.normal(size=size)[indices[:, i]]
        for j in range(i):
            value += rng.normal() * given_[:, i] * given_[:, j]
    table = np.stack([value, -2 * value + given_[:, 0]], axis=1)
    _, plan = design(agenda)
    return table, Surrogate.fit(agenda, table[plan])


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_second_order_functions_are_met_exactly(seed: int) -> None:
    table_agenda = Agenda(
        tuple(
            Issue(f"c{i}", "JPN", tuple(np.linspace(0, 1, n).tolist())) for i, n in enumerate(SIZES)
        )
    )
    table, fitted = second_order(table_agenda, seed)
    np.testing.assert_allclose(fitted(np.arange(table_agenda.n_packages)), table, atol=1e-9)


def test_design_is_as_small_as_promised(agenda: Agenda) -> None:
    _, plan = design(agenda)
    assert len(plan) == 1 + sum(n - 1 for n in SIZES) + 6


def test_shapley_split_equals_brute_force(agenda: Agenda) -> None:
    table, fitted = second_order(agenda, 7)
    code = agenda.encode(np.array([[2, 3, 1, 2]]))
    players = [1, 2, 3]
    weights = np.array([[1.0, 0.25]])
    worth = table @ weights[0]
    expected = np.zeros(3)
    for order in permutations(range(3)):
        zeroed = set(players)
        for player in order:
            before = worth[agenda.with_zero(code, sorted(zeroed))[0]]
            zeroed.discard(players[player])
            expected[player] += (worth[agenda.with_zero(code, sorted(zeroed))[0]] - before) / 6
    parts = shapley_of_surrogate(fitted, code, players, weights)
    np.testing.assert_allclose(parts[0], expected, atol=1e-9)
    joint = worth[code[0]] - worth[agenda.with_zero(code, players)[0]]
    assert parts.sum() == pytest.approx(joint)


def test_settle_sums_to_the_joint_number() -> None:
    parts = settle(np.array([[1.0, 2.0]]), np.array([9.0]), np.array([[1.0, 0.5]]))
    assert parts.tolist() == [[4.0, 5.0]]


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_climbing_finds_the_best_package_of_separable_values(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table_agenda = Agenda(
        tuple(
            Issue(f"c{i}", "JPN", tuple(np.linspace(0, 1, n).tolist())) for i, n in enumerate(SIZES)
        )
    )
    indices = table_agenda.decode(np.arange(table_agenda.n_packages))
    effects = [rng.normal(size=n) for n in SIZES]
    value = sum(effect[indices[:, i]] for i, effect in enumerate(effects))
    _, plan = design(table_agenda)
    fitted = Surrogate.fit(table_agenda, np.asarray(value)[plan][:, None])
    costs = tuple(np.zeros((1, n)) for n in SIZES)
    found = contract_curve(fitted, np.ones((1, 1)), costs, np.zeros((1, 4), dtype=np.int64))
    assert found[0] == np.argmax(value)


def test_most_frequent_keeps_the_empty_package_and_breaks_ties_by_code(agenda: Agenda) -> None:
    found = [np.array([9, 9, 5, 7]), np.array([9, 7, 3])]
    assert most_frequent(agenda, found, 3).tolist() == [0, 7, 9]
    assert most_frequent(agenda, found, 4).tolist() == [0, 3, 7, 9]


def test_every_package_of_the_grid_has_its_own_code(agenda: Agenda) -> None:
    rows = np.array(list(product(*(range(n) for n in SIZES))))
    assert np.unique(agenda.encode(rows)).size == agenda.n_packages


def test_a_catalogue_serves_rare_preferences_too() -> None:
    """Nine curves alike and one of its own: a few picks reach both, those met most often do not."""
    agenda = Agenda((Issue("chip", "JPN", tuple(np.linspace(0.0, 1.0, 9))),))
    curves = [np.array([1, 2, 3, 4])] * 9 + [np.array([6, 7, 8])]
    assert set(most_frequent(agenda, curves, 5).tolist()) == {0, 1, 2, 3, 4}
    spread = set(well_spread(agenda, curves, 8).tolist())
    assert spread & {6, 7, 8}
    assert {1, 2, 3, 4} <= spread
    assert 0 in spread
