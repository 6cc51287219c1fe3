"""Conceding with the clock, held to Faratin's numbers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.ladder import NO_OFFER
from tests.bargaining.repertoire.tables import ONE, bargain, pie, seat, turn
from tests.bargaining.synthetic import make_tactic

RANGE = seat(np.linspace(10, 20, 101), np.linspace(20, 10, 101), no_deal=10.0)


@pytest.mark.parametrize(
    ("curve", "b", "expected"),
    [
        ("polynomial", 0.2, 11.28125),
        ("polynomial", 1.0, 15.5),
        ("polynomial", 5.0, 18.834955),
        ("exponential", 0.2, 11.347254),
        ("exponential", 5.0, 19.30572),
    ],
)
def test_half_way_to_the_deadline(curve, b, expected):
    """Faratin, Sierra and Jennings on [10, 20] with k = 0.1, for one who gives the value up."""
    tactic = make_tactic("time_dependent", 1, start=0.1, exponent=b, curve=curve)
    assert 30.0 - tactic.demand(RANGE, ONE, turn(0.5))[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("time", "price"), [(0.0, 11.0), (1.0, 20.0)])
@pytest.mark.parametrize("b", [0.2, 1.0, 5.0])
def test_at_the_start_and_at_the_deadline(time, price, b):
    tactic = make_tactic("time_dependent", 1, start=0.1, exponent=b)
    assert 30.0 - tactic.demand(RANGE, ONE, turn(time))[0] == pytest.approx(price)


@pytest.mark.parametrize(("e", "aspiration"), [(4, 0.9375), (1, 0.5), (0.25, 0.1591035847)])
def test_aspirations_of_other_platforms(e, aspiration):
    """1 - t^e at half time, on payoffs from 0 to 1."""
    x = np.linspace(0.0, 1.0, 11)
    tactic = make_tactic("time_dependent", 1, exponent=1 / e)
    here = seat(x, np.ones(11))
    assert tactic.demand(here, ONE, turn(0.5))[0] == pytest.approx(aspiration, abs=1e-9)


def test_what_is_worth_less_than_no_deal_is_not_offered():
    tactic = make_tactic("time_dependent", 1)
    assert tactic.propose(seat([0.2, 3, 9], [5, 2, -4], 0.5), ONE, turn(1.0)).tolist() == [1]
    hopeless = seat([1, 3], [5, 2], 3.0)
    assert tactic.propose(hopeless, ONE, turn()).tolist() == [NO_OFFER]
    assert tactic.settles_for(hopeless, ONE, ONE, turn()).tolist() == [3.0]


def test_a_package_as_bad_as_no_deal_is_refused_even_at_the_end():
    tactic, here = make_tactic("time_dependent", 1), seat([1, 2], [5, 2], 1.0)
    least = tactic.settles_for(here, ONE, np.array([0]), turn(1.0, last=True))
    assert least.tolist() == [1.0]
    assert tactic.accepts(here, ONE, np.array([0]), least).tolist() == [False]


def test_even_paces_meet_in_the_middle():
    sides = tuple((make_tactic("time_dependent", 1), side) for side in pie(101))
    package, _ = bargain(sides, 50)
    assert package == pytest.approx(50, abs=2)
