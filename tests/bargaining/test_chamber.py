"""Odds of a vote and what governments make of them, by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.bargaining.annuity import Annuity
from sim.bargaining.chamber import Leanings, logistic
from sim.bargaining.ratification import Ballot, foreseen
from tests.bargaining.voting import diet, farm_tables

TODAY, POLLS, VOTE = (dt.date(2025, month, 1) for month in (6, 7, 8))


def test_odds_are_the_logistic_of_the_margin_over_the_surprise():
    chamber = diet(2, mood=np.array([0.5, -0.5]), surprise=0.5)
    found = chamber.odds(np.array([[0.0, 0.5], [0.0, 0.5]]), TODAY, VOTE)
    np.testing.assert_allclose(found, logistic(np.array([[1.0, 2.0], [-1.0, 0.0]])))


def test_two_thirds_of_the_votes_take_a_larger_margin():
    chamber = diet(1, needed=2 / 3, surprise=0.5)
    assert chamber.bar[0] == pytest.approx(np.log(2.0))
    assert chamber.odds(np.array([[np.log(2.0)]]), TODAY, VOTE)[0, 0] == pytest.approx(0.5)


def test_a_swing_is_a_guess_before_the_polls_and_known_afterwards():
    chamber = diet(1, swing=2.0, swings=(-2.0, 2.0), surprise=0.5, elections=(POLLS,))
    lean = np.zeros((1, 1))
    assert chamber.odds(lean, TODAY, VOTE)[0, 0] == pytest.approx(0.5)
    assert chamber.odds(lean, POLLS, VOTE)[0, 0] == pytest.approx(logistic(np.array(4.0)))
    # The result is public, also where the mood is not.
    assert chamber.odds_by_prior(lean, POLLS, VOTE)[0, 0] == pytest.approx(logistic(np.array(4.0)))
    # A vote before the polls knows no swing.
    assert chamber.odds(lean, TODAY, TODAY)[0, 0] == pytest.approx(0.5)


def test_outsiders_average_over_the_moods_that_they_hold_possible():
    chamber = diet(1, mood=9.0, moods=(-1.0, 1.0), surprise=0.5)
    seen = chamber.odds_by_prior(np.array([[1.0]]), TODAY, VOTE)[0, 0]
    assert seen == pytest.approx((0.5 + logistic(np.array(4.0))) / 2)


@pytest.mark.parametrize(
    ("odds", "gain"), [((0.0, 0.0), 0.0), ((1.0, 0.0), 1.0), ((0.5, 0.2), 0.6)]
)
def test_members_compare_with_what_follows_a_rejection(odds, gain):
    """Farm goods of 0.5 cost income 0.5; the threat would cost 1, half of it 0.5."""
    tables, chamber = farm_tables(3), diet(1)
    held = Leanings(tables, chamber.members, Annuity(120.0, 0.04), np.zeros(1, dtype=np.intp))
    held.set_states(np.array([0]), np.array([0]))
    lean = held.over_rejection(2.0, np.array([[0.0, *odds]]))
    assert lean[0, 1] == pytest.approx(-0.5 + gain)


def test_worth_with_the_vote_in_mind_by_hand():
    """p U + (1 - p) (N - d); packages that are not voted on keep their worth."""
    half, zero = np.array([[0.5, 0.5]]), np.zeros(1)
    only_first = np.array([True, False])
    ballot = Ballot("JPN", 3.0, only_first, np.array([True]), half, half, np.array([2.0]), zero)
    found = foreseen(
        [(ballot, ballot.to_itself("JPN"))],
        np.array([[10.0, 10.0]]),
        lambda month: np.full((1, 2), 8.0 if month == 3.0 else np.nan),
        lambda _: np.array([-4.0]),
        np.array([0]),
    )
    assert found.tolist() == [[0.5 * 8.0 + 0.5 * (-4.0 - 2.0), 10.0]]
    assert ballot.to_others("JPN")[1] == zero
    assert ballot.to_itself("USA")[1] == zero


def test_the_second_of_two_votes_counts_only_after_the_first():
    needed, threat, none = np.array([True]), np.array([False]), np.zeros(1)

    def ballot(month, p):
        odds = np.full((1, 1), p)
        return Ballot("JPN", month, needed, threat, odds, odds, none, none)

    votes = [(b, b.to_itself("USA")) for b in (ballot(1.0, 0.5), ballot(2.0, 0.4))]
    worth = foreseen(
        votes,
        np.array([[9.0]]),
        lambda month: np.full((1, 1), {1.0: np.nan, 2.0: 5.0}[month]),
        lambda _: np.array([-7.0]),
        np.array([0]),
    )
    assert worth[0, 0] == pytest.approx(0.5 * 0.4 * 5.0)
