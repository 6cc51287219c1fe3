"""A government at the table: ceilings, floors, offers and answers."""

from __future__ import annotations

from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from sim.agents.government import Government
from sim.bargaining.ladder import NO_OFFER

ONE = np.array([0])


def government(exponent: float = 1.0, start: float = 0.0) -> Government:
    outlook = SimpleNamespace(party="USA")
    return Government(mesa.Model(), outlook, np.array([start]), np.array([exponent]))


def informed(own, no_deal, believed, believed_no_deal) -> Government:
    agent = government()
    agent.take_stock(
        np.array([own]), np.array([no_deal]), np.array([believed]), np.array([believed_no_deal])
    )
    return agent


def test_the_first_demand_is_the_best_package_the_other_is_thought_to_want():
    agent = informed([1.0, 3.0, 9.0], 0.0, [5.0, 2.0, -4.0], 0.0)
    assert agent.demand(ONE, 0.0).tolist() == [3.0]
    assert agent.propose(ONE, 0.0).tolist() == [1]


def test_at_the_deadline_the_demand_is_no_deal():
    agent = informed([0.2, 3.0, 9.0], 0.5, [5.0, 2.0, -4.0], 0.0)
    assert agent.demand(ONE, 1.0).tolist() == [0.5]
    assert agent.propose(ONE, 1.0).tolist() == [1]  # what is worth less than no deal is not offered


def test_a_floor_above_no_deal_is_the_worst_package():
    """No deal far below every package: the demand ends at the worst package, not below it."""
    agent = informed([1.0, 3.0], -50.0, [5.0, 2.0], 0.0)
    assert agent.demand(ONE, 1.0).tolist() == [1.0]


def test_nothing_is_offered_where_nothing_beats_no_deal():
    agent = informed([1.0, 3.0], 3.0, [5.0, 2.0], 0.0)
    assert agent.propose(ONE, 0.5).tolist() == [NO_OFFER]
    assert agent.settles_for(ONE, 0.5).tolist() == [3.0]


def test_hopeless_beliefs_fall_back_on_the_own_best_package():
    agent = informed([1.0, 3.0], 0.0, [-5.0, -2.0], 0.0)
    assert agent.demand(ONE, 0.0).tolist() == [3.0]


@pytest.mark.parametrize(("least", "accepted"), [(2.0, True), (2.5, False)])
def test_an_offer_is_taken_if_it_meets_the_least(least, accepted):
    agent = informed([1.0, 2.0, 3.0], 0.0, [5.0, 2.0, 1.0], 0.0)
    assert agent.answer(ONE, np.array([1]), np.array([least])).tolist() == [accepted]


def test_no_offer_is_never_accepted():
    agent = informed([1.0, 2.0], 0.0, [5.0, 2.0], 0.0)
    assert agent.answer(ONE, np.array([NO_OFFER]), np.array([-99.0])).tolist() == [False]


def test_a_package_as_bad_as_no_deal_is_refused_even_at_the_end():
    agent = informed([1.0, 2.0], 1.0, [5.0, 2.0], 0.0)
    assert agent.settles_for(ONE, None).tolist() == [1.0]
    assert agent.answer(ONE, np.array([0]), np.array([1.0])).tolist() == [False]
