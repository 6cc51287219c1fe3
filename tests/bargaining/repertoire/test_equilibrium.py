"""Backward induction at the table, held to Stahl, Rubinstein and breakdown."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.ladder import NO_OFFER
from tests.bargaining.repertoire.tables import ONE, bargain, pie, turn
from tests.bargaining.synthetic import make_tactic


def player(mine: float, theirs: float, *, turns: str = "alternate", breakdown: float = 0.0):
    return make_tactic(
        "equilibrium", 1, patience=mine, others_patience=theirs, breakdown=breakdown, turns=turns
    )


@pytest.mark.parametrize(
    ("offers", "share"),
    [(2, 0.2), (3, 0.92), (7, 0.820928), (10, 0.576077), (25, 0.719831), (600, 0.714286)],
)
def test_the_opener_asks_for_what_stahl_and_rubinstein_say(offers, share):
    """d = (0.9, 0.8) on a pie cut in ten: promised values do not add up its steps."""
    here, _ = pie()
    asked = player(0.9, 0.8).demand(here, ONE, turn(left=offers))
    assert asked[0] == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(
    ("patience", "share"), [((0.95, 0.9), 0.689655), ((0.9, 0.9), 0.526316), ((0.5, 0.5), 2 / 3)]
)
def test_rubinstein_shares(patience, share):
    here, _ = pie()
    asked = player(*patience).demand(here, ONE, turn(left=600))
    assert asked[0] == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(("no_deal", "share"), [((0.0, 0.0), 0.526316), ((0.2, 0.1), 0.568421)])
def test_breakdown_pays_no_deal(no_deal, share):
    here, _ = pie(21, no_deal)
    asked = player(1.0, 1.0, breakdown=0.1).demand(here, ONE, turn(left=3000))
    assert asked[0] == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize("opener", [0, 1])
def test_two_players_sign_at_once_within_a_step_of_what_the_opener_asks_for(opener):
    seats = pie(1001)
    players = player(0.9, 0.8), player(0.8, 0.9)
    package, exchange = bargain(tuple(zip(players, seats, strict=True)), 25, opener)
    asked = players[opener].demand(seats[opener], ONE, turn(left=25))[0]
    assert exchange == 0
    assert seats[opener].own[0, package] == pytest.approx(asked, abs=0.0011)


def test_with_drawn_turns_the_last_word_decides_nothing_in_advance():
    """With equal patience near one both hope for half, however many offers are left."""
    here, _ = pie()
    for left in (5, 6, 40, 41):
        least = player(0.999, 0.999, turns="drawn").settles_for(here, ONE, ONE, turn(left=left))
        assert least[0] == pytest.approx(0.5, abs=0.03)


def test_patience_pays():
    here, _ = pie()
    least = [
        player(mine, 0.9, turns="drawn").settles_for(here, ONE, ONE, turn(left=40))[0]
        for mine in (0.8, 0.9, 0.99)
    ]
    assert least == sorted(least)
    assert least[2] > least[0] + 0.2


def test_the_last_offer_is_taken_if_it_beats_no_deal():
    here, _ = pie()
    assert player(0.9, 0.9).settles_for(here, ONE, ONE, turn(last=True, left=1)).tolist() == [0.0]


def test_hopeless_talks():
    here, _ = pie(11, (2.0, 0.0))
    assert player(0.9, 0.9).propose(here, ONE, turn(left=4)).tolist() == [NO_OFFER]
    assert np.isfinite(player(0.9, 0.9).demand(here, ONE, turn(left=4))).all()
