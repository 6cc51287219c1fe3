"""What made the closing concession."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.bargaining.closing import BELIEFS, FIRST_OFFER, JUMP, TIME, closing_causes
from tests.bargaining.repertoire.tables import ONE, pie, seat, turn
from tests.bargaining.synthetic import make_tactic

CLOCK = make_tactic("time_dependent", 1)
FIRST, SECOND = pie(101)
LATE = turn(0.5, number=3)


def cause(his, hers, before=(None, None), here=LATE) -> int:
    sides = (CLOCK, his, before[0]), (CLOCK, hers, before[1])
    return int(closing_causes(*sides, ONE, here)[0])


def test_taken_at_once():
    assert cause(FIRST, SECOND, here=turn(0.5, number=0)) == FIRST_OFFER


def test_the_clock_did_it_where_nothing_else_changed():
    assert cause(FIRST, SECOND) == TIME
    assert cause(FIRST, SECOND, (FIRST, SECOND)) == TIME


def test_new_payoffs_did_it():
    """A round ago the deal cost the other side more than no deal, whatever the clock said."""
    dear = seat(SECOND.own[0] - 2.0, SECOND.believed[0])
    assert cause(FIRST, SECOND, (FIRST, dear)) == JUMP


def test_new_beliefs_did_it():
    """A round ago the proposer thought that only the smallest shares would be welcome."""
    wrong = replace(FIRST, believed=FIRST.own, believed_no_deal=np.array([0.0]))
    assert cause(FIRST, SECOND, (wrong, SECOND)) == BELIEFS


def test_the_last_word_did_it():
    """What is taken only because nothing but the threat follows."""
    hard = make_tactic("hard_liner", 1, at_the_end="yields")
    sides = (CLOCK, FIRST, None), (hard, SECOND, None)
    last = turn(1.0, last=True, number=5, left=1)
    assert int(closing_causes(*sides, ONE, last)[0]) == JUMP
