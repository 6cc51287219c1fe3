"""Variable threats on packages: hand-made cases and the law of the saddle."""

import numpy as np
import pytest

from sim.bargaining.solutions.by_run import NO_PACKAGE, nash_by_run
from sim.bargaining.solutions.table import PayoffTableError
from sim.bargaining.solutions.threats_by_run import variable_threats_by_run

X = np.linspace(0.0, 10.0, 101)
PIE = np.stack([X, 10.0 - X], axis=1)[None]


def test_the_threatener_picks_the_threat_that_moves_the_bargain_its_way():
    """Threats (0, 0), (-1, -4): the second costs both but the other more: u1 = (10 - 1 + 4) / 2."""
    found = variable_threats_by_run(PIE, [[[0.0], [-1.0]]], [[[0.0], [-4.0]]])
    assert found.threats.tolist() == [[1, 0]]
    assert found.values[0, 0] == pytest.approx(6.5)


def test_a_threat_that_hurts_its_maker_more_is_not_chosen():
    found = variable_threats_by_run(PIE, [[[0.0], [-4.0]]], [[[0.0], [-1.0]]])
    assert found.threats.tolist() == [[0, 0]]
    assert found.packages.tolist() == nash_by_run(PIE, [[0.0, 0.0]]).tolist()


def test_threats_that_no_package_beats_stand():
    found = variable_threats_by_run(PIE, [[[8.0]]], [[[8.0]]])
    assert found.packages.tolist() == [NO_PACKAGE]
    assert found.values.tolist() == [[8.0, 8.0]]


def test_without_a_pure_solution_nothing_is_claimed():
    """Matching pennies: each side wants to change whatever the other does."""
    mine = [[[2.0, -2.0], [-2.0, 2.0]]]
    found = variable_threats_by_run(PIE, mine, -np.array(mine))
    assert found.threats.tolist() == [[-1, -1]]
    assert np.isnan(found.values).all()


def test_neither_side_gains_by_another_threat():
    rng = np.random.default_rng(0)
    table = rng.random((30, 40, 2)) * 10.0
    first, second = rng.random((2, 30, 3, 3)) * 4.0
    found = variable_threats_by_run(table, first, second)
    exists = np.flatnonzero(found.threats[:, 0] >= 0)
    assert len(exists) > 10
    for run in exists:
        i, j = found.threats[run]
        for other in range(3):
            for k, place in ((0, (other, j)), (1, (i, other))):
                d = np.array([[first[(run, *place)], second[(run, *place)]]])
                package = nash_by_run(table[[run]], d)[0]
                value = d[0] if package == NO_PACKAGE else table[run, package]
                assert value[k] <= found.values[run, k] + 1e-9


def test_shapes_must_agree():
    with pytest.raises(PayoffTableError, match="one shape"):
        variable_threats_by_run(PIE, [[[0.0]]], [[[0.0], [1.0]]])
