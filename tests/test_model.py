"""The talks as played: laws of the protocol on a pie with known payoffs."""

import datetime as dt

import numpy as np
import pytest

from sim.bargaining.calendar import Extensions
from sim.bargaining.talk import Exchange, Status
from tests.bargaining.synthetic import DEADLINE, play, shares


def test_a_certain_threat_of_one_unit_makes_a_deal_between_nothing_and_all() -> None:
    model = play(harm=1.0)
    assert (model.talk.status == Status.SIGNED).all()
    assert ((shares(model) > 0) & (shares(model) < 1)).all()


def test_even_paces_split_the_pie_evenly() -> None:
    assert shares(play(runs=200)).mean() == pytest.approx(0.5, abs=0.03)


def test_who_opens_hardly_matters() -> None:
    """The clock runs over many offers, so the last mover does not take all (design 3)."""
    won = shares(play(runs=400))
    assert won.max() - won.min() < 0.1


def test_the_more_patient_side_wins_more() -> None:
    patient = shares(play(pace=(0.3, 1.0))).mean()
    eager = shares(play(pace=(3.0, 1.0))).mean()
    assert patient > 0.55
    assert eager < 0.45


def test_a_more_credible_threat_wins_more() -> None:
    weak = shares(play(odds=(0.3, 0.3))).mean()
    strong = shares(play(odds=(0.9, 0.9))).mean()
    assert strong > weak + 0.2


def test_no_gain_no_deal() -> None:
    model = play(harm=0.0, odds=(0.0, 0.0))
    assert (model.talk.status == Status.WITHDRAWN).all()
    assert (model.talk.ended_on == DEADLINE.toordinal()).all()


def test_nothing_worse_than_no_deal_is_signed() -> None:
    model = play(harm=0.4)
    assert (shares(model) < 0.4).all()


def test_a_wholly_impossible_deal_ends_as_the_dice_say() -> None:
    # Giving costs JPN more than the threat: nothing is signed.
    model = play(runs=400, harm=1.0, cost=300.0, odds=(0.25, 0.25), rest=(1.0, 0.0, 1.0), steps=2)
    status = model.talk.status
    assert not (status == Status.SIGNED).any()
    assert np.mean(status == Status.EXECUTED) == pytest.approx(0.25, abs=0.06)
    assert np.mean(status == Status.PARTLY) == pytest.approx(0.375, abs=0.07)


def test_postponed_deadlines_bring_more_rounds() -> None:
    model = play(
        runs=200,
        harm=1.0,
        cost=300.0,
        odds=(0.0, 0.0),
        rest=(0.0, 1.0, 1.0),
        steps=2,
        extensions=Extensions(1, 90, 14),
    )
    extended = model.talk.extended
    assert extended.mean() == pytest.approx(0.5, abs=0.1)
    late = dt.date(2025, 10, 7).toordinal()
    assert (model.talk.ended_on[extended] == late).all()
    assert (model.talk.rounds_held[extended] > model.talk.rounds_held[~extended].max()).all()


def test_a_walk_out_ends_the_offers_but_not_the_threat() -> None:
    model = play(harm=1.0, pace=(0.05, 0.05), breakdown=1.0)
    offers = {item.date for item in model.talk.log if isinstance(item, Exchange)}
    assert offers == {dt.date(2025, 6, 2)}
    assert (model.talk.status == Status.EXECUTED).all()


def test_costs_before_an_election_delay_the_deal() -> None:
    """What is dear before the vote is signed after it, in the added time."""
    vote = dt.date(2025, 7, 20)
    common = {
        "odds": (0.3, 0.3),
        "rest": (0.0, 1.0, 0.0),
        "extensions": Extensions(1, 90, 14),
        "elections": (("JPN", vote),),
        "steps": 21,
        "cost": 0.1,
    }
    dear, cheap = play(runs=100, premium=300.0, **common), play(runs=100, premium=1.0, **common)
    signed = dear.talk.package >= 0
    assert 0.5 < signed.mean() < 0.9  # the rest saw the threat executed on 9 July
    assert dear.talk.ended_on[signed].min() > vote.toordinal()
    assert (cheap.talk.package >= 0).all()
    assert cheap.talk.ended_on.max() <= DEADLINE.toordinal()


def test_every_exchange_is_consistent_with_its_answer() -> None:
    model = play(runs=30)
    for item in model.talk.log:
        if isinstance(item, Exchange):
            enough = item.payoffs[:, 1] >= item.asked[:, 1]
            assert (enough[item.accepted]).all()


def test_the_same_dice_give_the_same_talks() -> None:
    one, two = play(seed=3), play(seed=3)
    assert (one.talk.package == two.talk.package).all()
    assert (one.talk.ended_on == two.talk.ended_on).all()
