"""Answering in kind: Faratin's numbers through the tactic, and who moves it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.ladder import NO_OFFER
from tests.bargaining.repertoire.tables import ONE, bargain, pie, seat, turn
from tests.bargaining.synthetic import make_tactic

# Packages worth 0 (no deal) to 30 to oneself; the top is 30.
HERE = seat([0, 10, 15, 18, 20, 30], [30, 20, 15, 12, 10, 1])


def after(*packages, answers="relative", steps=1, asked=24.0):
    tactic = make_tactic("tit_for_tat", 1, answers=answers, steps=steps)
    for package in packages:
        tactic.heard(HERE, ONE, np.array([package]))
    tactic.asked[:] = asked
    return tactic.demand(HERE, ONE, turn())[0]


@pytest.mark.parametrize(
    ("answers", "steps", "expected"), [("absolute", 1, 13.0), ("absolute", 2, 12.0)]
)
def test_faratins_absolute_answer(answers, steps, expected):
    """Offers worth 20, 18, 15 and an own demand of 10: the other took back 3, before that 2."""
    assert after(4, 3, 2, answers=answers, steps=steps, asked=10.0) == pytest.approx(expected)


def test_a_share_of_the_way_for_a_share_of_the_way():
    """From 15 to 18 of 30 is a fifth of the way, from 10 to 18 two fifths."""
    assert after(2, 3) == pytest.approx(24.0 * 12 / 15)
    assert after(1, 2, 3, answers="averaged", steps=2) == pytest.approx(24.0 * 12 / 20)
    assert after(2, 2) == pytest.approx(24.0)


@pytest.mark.parametrize(
    ("answers", "steps", "expected"), [("relative", 1, 12.0), ("averaged", 2, 40 / 3)]
)
def test_faratins_ratios_of_the_way_left(answers, steps, expected):
    """20, 18 and 15 as one over how far the other's offers lie from the top, own demand 10."""
    here = seat([0, *(16 - 1 / y for y in (20, 18, 15)), 16], [16, 3, 2, 4, 1])
    tactic = make_tactic("tit_for_tat", 1, answers=answers, steps=steps)
    for package in (1, 2, 3):
        tactic.heard(here, ONE, np.array([package]))
    tactic.asked[:] = 10.0
    assert tactic.demand(here, ONE, turn())[0] == pytest.approx(expected, abs=1e-6)


def test_until_the_other_has_moved_the_clock_decides():
    tactic, clock = make_tactic("tit_for_tat", 1), make_tactic("time_dependent", 1)
    tactic.heard(HERE, ONE, np.array([3]))
    assert tactic.demand(HERE, ONE, turn(0.3)) == clock.demand(HERE, ONE, turn(0.3))


def test_a_pass_is_no_offer():
    tactic = make_tactic("tit_for_tat", 1)
    before = tactic.seen.copy()
    tactic.heard(HERE, ONE, np.array([NO_OFFER]))
    assert (tactic.seen == before).all()


def test_it_gives_more_to_who_gives_more():
    first, second = pie(201)

    def worth(exponent):
        other = make_tactic("time_dependent", 1, exponent=exponent)
        package, _ = bargain(((make_tactic("tit_for_tat", 1), first), (other, second)), 40)
        return package / 200

    # Against one who holds out it holds out too, and the deal comes late on worse terms.
    assert worth(3.0) > worth(0.3) > 0.0


def test_asking_twice_changes_nothing():
    tactic = make_tactic("tit_for_tat", 1, steps=2)
    for package in (4, 3, 2):
        tactic.heard(HERE, ONE, np.array([package]))
    tactic.made(HERE, ONE, np.array([3]), turn(0.2))
    asked = [tactic.settles_for(HERE, ONE, np.array([1]), turn(0.4))[0] for _ in range(2)]
    assert asked[0] == asked[1]
