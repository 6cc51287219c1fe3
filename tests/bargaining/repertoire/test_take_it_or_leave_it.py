"""One demand against what is not known of the other side."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.ladder import NO_OFFER
from tests.bargaining.repertoire.tables import ONE, bargain, pie, seat, turn
from tests.bargaining.synthetic import make_tactic


def test_it_weighs_the_gain_against_the_chance():
    """Worth 10, 6 and 3; the other gains -1, 1 and 4, give or take 2: chances 1/4, 3/4 and 1."""
    here = seat([10, 6, 3], [-1, 1, 4])
    tactic = make_tactic("take_it_or_leave_it", 1, doubt=0.5)
    assert tactic.propose(here, ONE, turn()).tolist() == [1]
    assert tactic.demand(here, ONE, turn()).tolist() == [6.0]
    assert tactic.settles_for(here, ONE, np.array([2]), turn()).tolist() == [4.5]


def test_without_doubt_it_leaves_the_other_just_something():
    here = seat([10, 6, 3], [0, 1, 4])
    tactic = make_tactic("take_it_or_leave_it", 1, doubt=0.0)
    assert tactic.propose(here, ONE, turn()).tolist() == [1]


def test_the_own_no_deal_is_what_a_gamble_can_lose():
    """With 2.5 to lose 6 is no longer worth a quarter's risk: 3 + 0 against 2.5 + 0.75 x 3.5."""
    tactic = make_tactic("take_it_or_leave_it", 1, doubt=0.5)
    assert tactic.propose(seat([10, 6, 5.5], [-1, 1, 4], 2.5), ONE, turn()).tolist() == [2]


@pytest.mark.parametrize(
    "here", [seat([1, 2], [5, 3], no_deal=2.0), seat([1, 2], [-5, -3]), seat([1], [0.0])]
)
def test_where_nothing_can_be_won_it_says_nothing(here):
    tactic = make_tactic("take_it_or_leave_it", 1, doubt=0.3)
    assert tactic.propose(here, ONE, turn()).tolist() == [NO_OFFER]
    assert tactic.demand(here, ONE, turn()) == here.no_deal
    assert tactic.settles_for(here, ONE, ONE, turn()) == here.no_deal


def test_in_the_last_exchange_it_takes_what_beats_no_deal():
    first, second = pie(101)
    sure = make_tactic("take_it_or_leave_it", 1, doubt=0.0)
    assert sure.settles_for(first, ONE, np.array([1]), turn(last=True)).tolist() == [0.0]
    # Two of them: whoever has the last word names the price.
    other = make_tactic("take_it_or_leave_it", 1, doubt=0.0)
    assert bargain(((sure, first), (other, second)), 4) == (1, 3)
