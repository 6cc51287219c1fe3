"""The frontier against its definition, in tables with many ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from sim.bargaining.solutions.pareto import pareto_frontier, rational_frontier
from sim.bargaining.solutions.table import PayoffTableError

Floats = NDArray[np.float64]

# Few distinct values, so that ties and duplicates are common.
small_tables = st.tuples(st.integers(1, 30), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(-4, 4).map(float))
)


def efficient_by_definition(table: Floats) -> list[int]:
    """Return the first package of each point that no other dominates."""
    seen, found = set(), []
    for m, point in enumerate(table):
        dominated = np.any(np.all(table >= point, axis=1) & np.any(table > point, axis=1))
        if not dominated and tuple(point) not in seen:
            seen.add(tuple(point))
            found.append(m)
    return found


@settings(deadline=None, derandomize=True)
@given(small_tables)
def test_definition(table: Floats) -> None:
    frontier = pareto_frontier(table)
    assert sorted(frontier.tolist()) == efficient_by_definition(table)
    assert np.all(np.diff(table[frontier, 0]) <= 0)


@settings(deadline=None, derandomize=True)
@given(small_tables)
def test_two_ways_agree_on_two_parties(table: Floats) -> None:
    """A third party that is indifferent changes nothing but the algorithm."""
    two = np.resize(table[:, :2], (len(table), 2))
    three = np.column_stack([two, np.zeros(len(two))])
    assert pareto_frontier(two).tolist() == pareto_frontier(three).tolist()


def test_large_random_tables_against_the_definition() -> None:
    rng = np.random.default_rng(1)
    for n_parties in (2, 3):
        table = rng.normal(size=(1500, n_parties)) * [1.0, 1000.0, 1e-3][:n_parties]
        table[:, 0] += 50.0  # no unit or origin is special
        assert sorted(pareto_frontier(table).tolist()) == efficient_by_definition(
            np.round(table, 9)
        )


def test_points_closer_than_the_ninth_decimal_are_one() -> None:
    table = np.array([[0.1 + 0.2, 1.0], [0.3, 1.0], [0.3, 1.0 + 1e-8]])
    assert pareto_frontier(table).tolist() == [2]
    assert pareto_frontier(table[:2]).tolist() == [0]


@settings(deadline=None, derandomize=True)
@given(small_tables, st.integers(-5, 5))
def test_rational_frontier_keeps_what_beats_no_deal(table: Floats, level: int) -> None:
    no_deal = np.full(table.shape[1], float(level))
    frontier = rational_frontier(table, no_deal)
    expected = [m for m in pareto_frontier(table) if np.all(table[m] >= no_deal)]
    assert frontier.tolist() == expected


@pytest.mark.parametrize(
    "table", [[], [1.0, 2.0], [[np.nan, 1.0]], [[1.0, np.inf]], np.zeros((2, 0))]
)
def test_what_is_no_table_is_refused(table: object) -> None:
    with pytest.raises(PayoffTableError, match="payoffs must"):
        pareto_frontier(table)  # type: ignore[arg-type]


def test_what_one_gets_the_others_lose() -> None:
    """Nearly every package is efficient: more than are compared at once; some of them twice."""
    rng = np.random.default_rng(2)
    table = np.round(rng.dirichlet(np.ones(3), 700) + rng.normal(0.0, 1e-3, (700, 3)), 3)
    table[600:] = table[:100]
    frontier = pareto_frontier(table)
    assert len(frontier) > 256
    assert sorted(frontier.tolist()) == efficient_by_definition(table)
