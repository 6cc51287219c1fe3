"""Buying ahead of a dated tariff: nothing is bought twice, and costs and doubts hold it back."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.front_loading import FrontLoading

STARTS = np.arange(60.0)
RULE = FrontLoading(response=0.8, ahead=2.0, payback=4.0, storage_cost=0.2)


@given(
    ahead=st.floats(0.1, 6.0),
    payback=st.floats(0.1, 12.0),
    until=st.floats(0.0, 30.0),
    known_from=st.floats(0.0, 30.0),
)
def test_what_is_bought_early_is_not_bought_later(ahead, payback, until, known_from):
    rule = dataclasses.replace(RULE, ahead=ahead, payback=payback)
    early, late = rule.shift(STARTS, STARTS + 1.0, known_from, until)
    assert early.sum() == pytest.approx(late.sum(), abs=1e-9)
    assert early.sum() <= 1.0 + 1e-9
    assert (early[until <= STARTS] == 0.0).all()
    assert (late[until >= STARTS + 1.0] == 0.0).all()


def test_a_date_that_is_known_late_brings_forward_less():
    whole, _ = RULE.shift(STARTS, STARTS + 1.0, 0.0, 5.0)
    half, late = RULE.shift(STARTS, STARTS + 1.0, 4.0, 5.0)
    assert whole.sum() == pytest.approx(1.0)
    assert half.sum() == pytest.approx(0.5)
    assert late[5:9] == pytest.approx([0.125] * 4)
    assert not RULE.shift(STARTS, STARTS + 1.0, 7.0, 5.0)[0].any()


def test_the_worked_number_and_what_holds_it_back():
    step = np.log(1.25)
    assert RULE.months_brought_forward(step) == pytest.approx(0.8 * (step - 0.2 / 12))
    doubted = RULE.months_brought_forward(0.3 * step)
    assert 0.0 < doubted < 0.3 * RULE.months_brought_forward(step)
    dear = dataclasses.replace(RULE, storage_cost=0.3)
    assert dear.months_brought_forward(step) < RULE.months_brought_forward(step)
    assert RULE.months_brought_forward(0.01) == 0.0
    assert dataclasses.replace(RULE, response=0.0).months_brought_forward(step) == 0.0


def test_cars_from_japan_in_march_2025():
    """5.70 USD bn before the 25 % of 3 April 2025 against 4.91 a month in 2024: 0.16 months."""
    seen = 5.70 / 4.91 - 1.0
    response = seen / (np.log(1.25) - 0.2 / 12)
    assert 0.5 < response < 2.5  # the range of economy.front_loading.response
