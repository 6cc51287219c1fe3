"""MiCRO at the table: a step for a step."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.games.concessions import play_micro
from sim.bargaining.ladder import NO_OFFER
from tests.bargaining.repertoire.tables import ONE, bargain, pie, seat, turn
from tests.bargaining.synthetic import make_tactic


@pytest.mark.parametrize("opener", [0, 1])
def test_two_of_them_meet_in_the_middle_as_in_the_array_player(opener):
    sides = tuple((make_tactic("micro", 1, walks="all_packages"), side) for side in pie())
    x = np.linspace(0.0, 1.0, 11)[None]
    # Both packages worth as much as no deal to one side are walked by neither here nor there.
    array = play_micro(x, 1 - x, np.zeros((1, 2)), np.array([opener]), np.full((1, 40), 0.99))
    assert bargain(sides, 40, opener) == (array.package[0], array.steps[0])


def test_it_waits_for_the_other_sides_step():
    tactic, (here, _) = make_tactic("micro", 1), pie()
    first = tactic.propose(here, ONE, turn())
    tactic.made(here, ONE, first, turn())
    assert here.own[0, first[0]] == 0.9
    waiting = tactic.propose(here, ONE, turn(number=1))
    assert waiting == first
    tactic.heard(here, ONE, np.array([2]))
    assert here.own[0, tactic.propose(here, ONE, turn(number=2))[0]] == pytest.approx(0.8)
    tactic.heard(here, ONE, np.array([2]))  # the same again is no step
    assert tactic.received.sum() == 1


def test_on_its_ladder_it_skips_what_the_other_is_believed_to_dislike():
    here = seat([5, 4, 3, 2], [1, 0.5, 3, 2])
    ladder, everything = (make_tactic("micro", 1, walks=w) for w in ("ladder", "all_packages"))
    for tactic in (ladder, everything):
        tactic.heard(here, ONE, np.array([3]))
        tactic.made(here, ONE, tactic.propose(here, ONE, turn()), turn())
    assert ladder.propose(here, ONE, turn()).tolist() == [2]
    assert everything.propose(here, ONE, turn()).tolist() == [1]


def test_nothing_to_offer():
    tactic, here = make_tactic("micro", 1), seat([1, 2], [1, 2], no_deal=9.0)
    assert tactic.propose(here, ONE, turn()).tolist() == [NO_OFFER]
    assert tactic.settles_for(here, ONE, ONE, turn()).tolist() == [9.0]
