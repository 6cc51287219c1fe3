"""Zeuthen's rule at the table, offers in turn."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bargaining.repertoire.tables import ONE, bargain, seat, turn
from tests.bargaining.synthetic import make_tactic

X = np.linspace(0.0, 1.0, 101)


@pytest.mark.parametrize("opener", [0, 1])
def test_offers_meet_where_nashs_product_is_largest(opener):
    """u = (sqrt(x), 1 - x): x = 1/3, a step of 0.01 either way for who opens."""
    a, b = np.sqrt(X), 1 - X
    sides = ((make_tactic("zeuthen", 1), seat(a, b)), (make_tactic("zeuthen", 1), seat(b, a)))
    package, _ = bargain(sides, 200, opener)
    assert X[package] == pytest.approx(1 / 3, abs=0.011)


def test_a_better_no_deal_wins_more():
    def share(no_deal):
        sides = (
            (make_tactic("zeuthen", 1), seat(X, 1 - X, no_deal, 0.0)),
            (make_tactic("zeuthen", 1), seat(1 - X, X, 0.0, no_deal)),
        )
        return X[bargain(sides, 200)[0]]

    assert share(0.4) == pytest.approx(0.7, abs=0.02)
    assert share(0.0) == pytest.approx(0.5, abs=0.02)


def test_who_risks_more_stands_still():
    """Standing at 0.6 against an offer of 0.5: the other has less to lose by giving in."""
    tactic, here = make_tactic("zeuthen", 1), seat(X, 1 - X)
    tactic.made(here, ONE, np.array([60]), turn())
    tactic.heard(here, ONE, np.array([5]))
    assert tactic.propose(here, ONE, turn()).tolist() == [60]
    tactic.heard(here, ONE, np.array([50]))
    assert tactic.propose(here, ONE, turn())[0] < 60
