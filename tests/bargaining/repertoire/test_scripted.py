"""Orders: dated packages, and what they let a party take."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from sim.bargaining.ladder import NO_OFFER
from tests.bargaining.repertoire.tables import DAY, ONE, seat, turn
from tests.bargaining.synthetic import make_tactic

HERE = seat([1, 2, 3], [3, 2, 1], no_deal=2.5)
ORDERS = ((DAY, np.array([1])), (DAY + dt.timedelta(days=7), np.array([0])))


def on(days: int):
    return replace(turn(), date=DAY + dt.timedelta(days=days))


@pytest.mark.parametrize(("days", "package"), [(-1, NO_OFFER), (0, 1), (6, 1), (7, 0), (90, 0)])
def test_the_latest_order_holds_even_below_no_deal(days, package):
    tactic = make_tactic("scripted", 1, orders=ORDERS)
    assert tactic.propose(HERE, ONE, on(days)).tolist() == [package]


@pytest.mark.parametrize(
    ("accepts", "taken"),
    [
        ("own_offer", [False, True, True]),
        ("no_deal", [False, False, True]),
        ("nothing", [False] * 3),
    ],
)
def test_what_it_may_take(accepts, taken):
    tactic = make_tactic("scripted", 1, orders=ORDERS, accepts=accepts)
    answers = []
    for package in range(3):
        offer = np.array([package])
        least = tactic.settles_for(HERE, ONE, offer, on(0))
        answers.append(bool(tactic.accepts(HERE, ONE, offer, least)[0]))
    assert answers == taken


def test_before_its_first_order_it_takes_nothing():
    tactic = make_tactic("scripted", 1, orders=ORDERS)
    least = tactic.settles_for(HERE, ONE, np.array([2]), on(-1))
    assert not tactic.accepts(HERE, ONE, np.array([2]), least)[0]
