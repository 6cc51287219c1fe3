"""Left on the table and opposition against plain searches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.solutions.left_on_the_table import joint_loss, left_on_the_table
from sim.bargaining.solutions.opposition import distance_to, opposition
from sim.bargaining.solutions.pareto import pareto_frontier
from sim.bargaining.solutions.table import PayoffTableError


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(2, 3))
def test_definition(seed: int, n_parties: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.integers(-3, 4, (25, n_parties)).astype(float)
    outcomes = np.concatenate([table[:5], rng.normal(size=(3, n_parties))])
    left = left_on_the_table(table, outcomes)
    for outcome, found in zip(outcomes, left, strict=True):
        for party in range(n_parties):
            others = [h for h in range(n_parties) if h != party]
            fine = [y for y in table if np.all(y[others] >= outcome[others])]
            best = max((y[party] - outcome[party] for y in fine), default=0.0)
            assert found[party] == max(best, 0.0)


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_an_efficient_deal_leaves_nothing_but_may_lose_jointly(seed: int) -> None:
    table = np.random.default_rng(seed).normal(size=(40, 2))
    efficient = table[pareto_frontier(table)]
    assert left_on_the_table(table, efficient).max() < 1e-9
    losses = joint_loss(table, efficient)
    assert losses.min() == 0.0
    assert np.all(losses >= 0.0)


def test_joint_loss_of_a_better_no_deal_is_negative() -> None:
    assert joint_loss([[1.0, 1.0]], [[2.0, 2.0]]).tolist() == [-2.0]
    assert left_on_the_table([[1.0, 1.0]], [[2.0, 2.0]]).tolist() == [[0.0, 0.0]]


def test_opposition_is_the_distance_of_the_best_compromise() -> None:
    table = np.random.default_rng(0).random((200, 3))
    best = min(float(np.linalg.norm(point - table.max(axis=0))) for point in table)
    assert np.isclose(opposition(table), best)
    assert opposition(table, table[7]) == 0.0
    assert distance_to([[0.0, 0.0], [3.0, 4.0]], [0.0, 0.0]).tolist() == [0.0, 5.0]


def test_a_table_for_each_run() -> None:
    rng = np.random.default_rng(2)
    tables, outcomes = rng.normal(size=(6, 30, 3)), rng.normal(-0.3, 0.5, (6, 3))
    left, loss = left_on_the_table(tables, outcomes), joint_loss(tables, outcomes)
    for run in range(6):
        alone = left_on_the_table(tables[run], outcomes[run])
        np.testing.assert_allclose(left[run], alone[0])
        np.testing.assert_allclose(loss[run], joint_loss(tables[run], outcomes[run])[0])
    assert left.max() > 0
    with pytest.raises(PayoffTableError, match="of 6 runs"):
        left_on_the_table(tables[:5], outcomes)
