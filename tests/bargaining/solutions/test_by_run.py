"""Solutions of many runs at once are those of each run alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.solutions.by_run import (
    NO_PACKAGE,
    egalitarian_by_run,
    kalai_smorodinsky_by_run,
    maximum_sum_by_run,
    nash_by_run,
)
from sim.bargaining.solutions.egalitarian import egalitarian_packages
from sim.bargaining.solutions.kalai_smorodinsky import kalai_smorodinsky_packages
from sim.bargaining.solutions.maximum_sum import maximum_sum_packages
from sim.bargaining.solutions.nash import nash_packages
from sim.bargaining.solutions.table import PayoffTableError

PAIRS = [
    (nash_by_run, nash_packages),
    (kalai_smorodinsky_by_run, kalai_smorodinsky_packages),
    (egalitarian_by_run, egalitarian_packages),
    (maximum_sum_by_run, maximum_sum_packages),
]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(2, 3), st.booleans(), st.sampled_from(PAIRS))
def test_same_as_alone(seed: int, n_parties: int, with_ties: bool, pair) -> None:  # type: ignore[no-untyped-def]
    together, alone = pair
    rng = np.random.default_rng(seed)
    tables, no_deal = rng.normal(size=(12, 20, n_parties)), rng.normal(-0.3, 0.9, (12, n_parties))
    if with_ties:
        tables, no_deal = np.round(2 * tables), np.round(2 * no_deal)
    for table, point, found in zip(tables, no_deal, together(tables, no_deal), strict=True):
        expected = alone(table, point)
        if not len(expected):
            assert found == NO_PACKAGE
        else:  # a duplicate of the package that stands for the point counts as the same
            assert np.any(np.all(np.isclose(table[expected], table[found]), axis=1))


def test_weights_may_differ_by_run() -> None:
    x = np.linspace(0.0, 1.0, 101)
    tables = np.repeat(np.stack([x, 1 - x], axis=1)[None], 2, axis=0)
    found = nash_by_run(tables, np.zeros((2, 2)), [[1.0, 3.0], [4.0, 1.0]])
    np.testing.assert_allclose(x[found], [0.25, 0.8])


def test_wrong_shapes_and_values_are_refused() -> None:
    with pytest.raises(PayoffTableError, match="runs, packages, parties"):
        nash_by_run(np.zeros((3, 2)), np.zeros((3, 2)))
    tables = np.zeros((3, 4, 2))
    tables[1, 0, 0] = np.nan
    with pytest.raises(PayoffTableError, match="run 1 is not"):
        egalitarian_by_run(tables, np.zeros((3, 2)))
