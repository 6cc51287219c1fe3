"""The best single demand against a fine search."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.solutions.take_it_or_leave_it import best_demand


@settings(deadline=None, derandomize=True)
@given(st.floats(0.3, 0.7), st.floats(0.01, 0.2), st.floats(0.05, 0.5))
def test_fearon_closed_form(win: float, cost: float, highest: float) -> None:
    """x* = p + (c_high - c_own) / 2, but no less than the safe demand p and no more than all."""
    best = best_demand(lambda x: np.clip(1 - (x - win) / highest, 0, 1), win - cost, 0.0, 1.0)
    interior = min(max(win + (highest - cost) / 2, win), 1.0)
    assert best.keeps == pytest.approx(interior, abs=1e-6)
    assert best.refusal_chance == pytest.approx((interior - win) / highest, abs=1e-5)


def test_a_certain_threshold_is_demanded_exactly() -> None:
    best = best_demand(lambda x: (x <= 0.4).astype(float), 0.1, 0.0, 1.0)
    assert best.keeps == pytest.approx(0.4, abs=1e-7)
    assert best.refusal_chance == 0.0


def test_a_flat_top_is_met_in_the_middle() -> None:
    """Near the best demand the value is flat to rounding over 1e-8: the middle is the answer."""
    best = best_demand(lambda x: np.clip((0.9 - x) / 0.3, 0, 1), 0.5, 0.0, 1.0)
    assert best.keeps == pytest.approx(0.7, abs=1e-10)
