"""Expected value of no deal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.bargaining.no_deal import RestOdds, no_deal_value, settled

odds = st.floats(0, 10)


@given(st.floats(0, 1), odds, odds, odds, st.booleans())
def test_probabilities_are_probabilities(
    executed: float, partly: float, postponed: float, withdrawn: float, may: bool
) -> None:
    p = RestOdds.of(partly, postponed, withdrawn).probabilities(executed, may_postpone=may)
    assert p.min() >= 0
    assert p.sum() == pytest.approx(1.0)
    assert p[0] == executed
    if not may:
        assert p[2] == 0
    assert settled(p).sum() == pytest.approx(1.0)


def test_a_certain_threat_is_worth_its_execution() -> None:
    p = RestOdds.of(1, 1, 1).probabilities(1.0)
    value = no_deal_value(p, np.array([-9.0, -4.0, 0.0]), np.array([-8.0, -3.0, 0.0]))
    assert float(value) == -9.0


def test_postponement_defers_the_same_relative_odds() -> None:
    p = RestOdds.of(0, 1, 0).probabilities(0.5)
    # Half executed now at -10; half later, when only execution is left: -8.
    value = no_deal_value(p, np.array([-10.0, -5.0, 0.0]), np.array([-8.0, -4.0, 0.0]))
    assert float(value) == pytest.approx(-9.0)
