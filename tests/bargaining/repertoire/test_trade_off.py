"""Trading off: keep the demand, move towards the other's offer."""

from __future__ import annotations

import numpy as np

from tests.bargaining.repertoire.tables import ONE, seat, turn
from tests.bargaining.synthetic import make_tactic

# Two issues: (own, other) worth as much to oneself, what the other likes is believed wrongly.
GIVEN = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.0, 0.0]]
HERE = seat([3, 3, 3, 5], [2, 1, 1.5, 0.5], given=GIVEN)


def test_before_an_offer_the_ladder_decides():
    tactic = make_tactic("trade_off", 1)
    assert tactic.propose(HERE, ONE, turn(1.0)).tolist() == [0]


def test_then_the_package_most_like_the_others_last_offer():
    tactic = make_tactic("trade_off", 1)
    tactic.heard(HERE, ONE, np.array([1]))
    assert tactic.propose(HERE, ONE, turn(1.0)).tolist() == [1]
    tactic.heard(HERE, ONE, np.array([2]))
    assert tactic.propose(HERE, ONE, turn(1.0)).tolist() == [2]


def test_never_below_the_demand():
    tactic = make_tactic("trade_off", 1)
    tactic.heard(HERE, ONE, np.array([1]))
    assert tactic.demand(HERE, ONE, turn(0.0)).tolist() == [5.0]
    assert tactic.propose(HERE, ONE, turn(0.0)).tolist() == [3]


def test_what_it_settles_for_answers_the_offer_on_the_table():
    tactic = make_tactic("trade_off", 1)
    least = tactic.settles_for(HERE, ONE, np.array([2]), turn(1.0))
    assert least.tolist() == [3.0]
