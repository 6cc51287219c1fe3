"""What becomes of promises."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.annuity import Annuity
from sim.bargaining.delivery import Kept, are_broken, ending
from sim.bargaining.gains import Scale

ANNUITY = Annuity(120.0, 0.04)


def kept(share=0.8, expected=0.8, lead=6.0, delay=0.0) -> Kept:
    return Kept(*(np.array([[value]]) for value in (share, expected, lead, delay)))


def test_what_comes_as_expected_keeps_its_worth():
    assert kept().of_predicted(ANNUITY, np.zeros(1)).tolist() == [[1.0]]


@pytest.mark.parametrize("worse", [{"share": 0.6}, {"delay": 12.0}])
def test_less_or_later_is_worth_less(worse):
    assert 0.0 < kept(**worse).of_predicted(ANNUITY, np.zeros(1))[0, 0] < 1.0


def test_a_delay_beyond_the_horizon_is_worth_nothing():
    assert kept(delay=200.0).of_predicted(ANNUITY, np.zeros(1)).tolist() == [[0.0]]


def test_nothing_is_due_before_the_lead_time():
    seen, due = kept(lead=24.0).at_review(np.array([24.0]))
    assert not due.any()
    assert not are_broken(seen, np.where(due, 1.0, 0.0), np.ones(1)).any()


def test_promises_are_weighed_by_their_worth_to_the_threatener():
    seen, threshold = np.array([[0.1, 0.9]]), np.array([0.5])
    assert are_broken(seen, np.array([[2.0, 1.0]]), threshold).tolist() == [True]
    assert are_broken(seen, np.array([[1.0, 2.0]]), threshold).tolist() == [False]
    assert are_broken(seen, np.array([[-5.0, 1.0]]), threshold).tolist() == [False]


@pytest.mark.parametrize("end", [0.0, 18.0, 60.0])
def test_parts_of_a_horizon_add_up(end):
    """U over the part before and U of the same path after it: the whole."""
    tau, one = np.array([36.0]), np.ones(1)
    start = np.array([3.0])
    whole = Scale.at(ANNUITY, start, tau, one)
    before = ending(ANNUITY, start, start + end, tau, one)
    m = np.linspace(3.0 + end, 120.0, 20001)
    weight = np.exp(-np.log(1.04) / 12 * m)
    fading = np.exp(-(m - 3.0) / 36.0)
    m0 = np.linspace(0.0, 120.0, 20001)
    total = np.trapezoid(np.exp(-np.log(1.04) / 12 * m0), m0)
    assert before.first + np.trapezoid(weight * fading, m) / total == pytest.approx(whole.first)
    assert before.share + np.trapezoid(weight, m) / total == pytest.approx(whole.share)
    assert before.first + before.long == pytest.approx(before.share)
