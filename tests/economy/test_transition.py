"""Months between the first year and the long run: closed forms and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.transition import (
    between_knots,
    curved,
    in_levels,
    in_logs,
    overlaps,
    share_covered,
    theta_between,
)
from sim.errors import InvalidInputError

MONTH = st.floats(0.0, 100.0)


@given(start=MONTH, length=st.floats(0.1, 30.0), tau=st.floats(1.0, 200.0))
def test_the_share_of_a_window_is_the_mean_of_its_moments(start, length, tau):
    moments = start + length * (np.arange(4000) + 0.5) / 4000
    mean = np.mean(1.0 - np.exp(-moments / tau))
    assert share_covered(start, start + length, tau) == pytest.approx(mean, abs=1e-6)


def test_after_one_time_constant_63_per_cent_are_covered():
    assert share_covered(36.0 - 1e-6, 36.0 + 1e-6, 36.0) == pytest.approx(1 - np.exp(-1), abs=1e-6)


@given(share=st.floats(0.0, 1.0), curvature=st.floats(0.0, 5.0))
def test_prices_run_ahead_of_elasticities_from_the_same_start_to_the_same_end(share, curvature):
    way = curved(share, curvature)
    assert share - 1e-12 <= way <= 1.0
    assert curved([0.0, 1.0], curvature).tolist() == [0.0, 1.0]
    assert curved(share, 0.0) == pytest.approx(share)


@pytest.mark.parametrize(("near", "far"), [(0.5, 4.0), (-0.3, 2.0)])
def test_what_moves_with_one_over_theta_is_curved_exactly(near, far):
    """1 / (theta + c) at theta(g) has gone s of its way for k = (theta_long - theta_first) / (.)"""
    constant = 1.5
    theta = theta_between(near, far, np.linspace(0, 1, 11))
    value = 1.0 / (theta + constant)
    gone = (value - value[0]) / (value[-1] - value[0])
    curvature = (far - near) / (near + constant)
    assert curved(np.linspace(0, 1, 11), curvature) == pytest.approx(gone)


def test_logs_and_levels_are_each_others_inverse_and_need_positive_numbers():
    positive = np.array([True, False])
    values = np.array([[2.0, -1.0], [5.0, 0.0]])
    assert in_levels(in_logs(values, positive), positive) == pytest.approx(values)
    with pytest.raises(InvalidInputError, match="above zero; the lowest is -1"):
        in_logs(values[:, ::-1], positive)


@given(start=st.floats(-20.0, 90.0), length=st.floats(0.2, 3.0), cells=st.integers(2, 80))
def test_a_calendar_month_is_made_of_the_cells_that_it_covers(start, length, cells):
    row = overlaps([start], [start + length], cells)[0]
    assert (row >= 0.0).all()
    after_begin = np.clip((start + length) / length, 0.0, 1.0)
    assert row.sum() == pytest.approx(after_begin, abs=1e-9)
    # The months of a path that rises in a straight line rise with it.
    if start >= 0.0 and start + length <= cells:
        whole = overlaps(np.arange(cells), np.arange(cells) + 1.0, cells)
        assert whole == pytest.approx(np.eye(cells))


def test_between_solved_months_lines_are_straight_and_the_last_value_holds():
    weights = between_knots([0, 4, 6], 9)
    assert weights @ np.array([0.0, 4.0, 6.0]) == pytest.approx([0, 1, 2, 3, 4, 5, 6, 6, 6])
    assert weights.sum(axis=1) == pytest.approx(1.0)
