"""One demand from first to last."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.ladder import NO_OFFER
from tests.bargaining.repertoire.tables import ONE, bargain, pie, turn
from tests.bargaining.synthetic import make_tactic


@pytest.mark.parametrize(("gives", "asked"), [(0.0, 0.9), (0.5, 0.45)])
def test_it_asks_the_same_at_any_time(gives, asked):
    """On a pie in tenths, 0.9 is the most that leaves the other something."""
    tactic, (here, _) = make_tactic("hard_liner", 1, gives=gives), pie()
    demands = [tactic.demand(here, ONE, turn(t))[0] for t in (0.0, 0.5, 1.0)]
    assert demands == pytest.approx([asked] * 3)


def test_two_hard_liners_part_without_a_deal_unless_one_yields():
    def sides(word):
        return tuple((make_tactic("hard_liner", 1, at_the_end=word), side) for side in pie())

    assert bargain(sides("holds"), 10)[0] == NO_OFFER
    assert bargain(sides("yields"), 10) == (1, 9)


def test_against_a_conceder_it_gets_what_it_asks_for():
    first, second = pie(101)
    hard = make_tactic("hard_liner", 1, gives=0.3)
    package, _ = bargain(((hard, first), (make_tactic("time_dependent", 1), second)), 50)
    assert package >= 0.69 * 100
    assert np.isclose(hard.demand(first, ONE, turn())[0], 0.99 * 0.7)
