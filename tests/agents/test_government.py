"""A government at the table: it asks its tactic on the seat of the day, and learns from answers."""

from __future__ import annotations

from types import SimpleNamespace

import mesa
import numpy as np

from sim.agents.government import Government
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.learning import ExpectedPace, Learner, TypeValues
from sim.bargaining.repertoire.seat import Seat, Table, Turn
from tests.bargaining.synthetic import START, make_tactic

ONE = np.array([0])
OWN, THEIRS = np.array([[1.0, 3.0, 9.0]]), np.array([[5.0, 2.0, -4.0]])


def seat(own=OWN, believed=THEIRS) -> Seat:
    table = Table(np.arange(own.shape[1]), np.zeros((own.shape[1], 0)))
    return Seat(own, np.zeros(1), believed, np.zeros(1), table)


def turn(time: float, next_time: float | None = 1.0) -> Turn:
    return Turn(START, 0, time, next_time, 2, 2)


def government(learner: Learner | None = None) -> Government:
    tactic = make_tactic("time_dependent", 1)
    return Government(mesa.Model(), SimpleNamespace(party="USA"), tactic, learner)


def test_the_seat_of_the_round_before_is_kept():
    agent = government()
    first, second = seat(), seat(OWN + 1)
    agent.take_seat(first)
    assert agent.last_seat is None
    agent.take_seat(second)
    assert agent.side == (agent.tactic, second, first)


def test_it_asks_and_answers_by_its_tactic():
    agent = government()
    agent.take_seat(seat())
    assert agent.demand(ONE, turn(0.0)).tolist() == [3.0]
    assert agent.propose(ONE, turn(0.0)).tolist() == [1]
    least = agent.settles_for(ONE, np.array([0]), turn(0.9))
    assert least.tolist() == [1.0]
    assert agent.answer(ONE, np.array([0]), least).tolist() == [True]
    assert agent.answer(ONE, np.array([NO_OFFER]), np.array([-99.0])).tolist() == [False]


def test_it_learns_from_what_it_hears_and_from_what_is_refused():
    """A type that can win much would not offer, nor refuse, a package good for it so early."""
    learner = Learner.start(1, 2, ExpectedPace(np.zeros(1), np.ones(1), 0.2))
    packages = np.array([[[0.0, 1.0, 2.0], [0.0, 1.0, 8.0]]])
    values = TypeValues.of(packages, np.zeros((1, 2)), np.ones((1, 3), dtype=bool))
    believed, _ = learner.take_stock(values, np.zeros(1, dtype=np.intp), ONE)
    assert believed.tolist() == [[0.0, 1.0, 5.0]]
    agent = government(learner)
    agent.take_seat(seat(believed=believed))
    agent.refused(ONE, np.array([1]), turn(0.5))  # half of what the first type can win
    after_offer = learner.belief[0, 0]
    assert after_offer > 0.7
    agent.was_refused(ONE, np.array([1]), turn(0.5, 0.5))
    assert learner.belief[0, 0] < after_offer  # the first type might well have taken it
