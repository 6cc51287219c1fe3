"""China's rule of answer: when controls ease, when the truce breaks."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from sim.agents.controller import EASED, RUPTURE, TRUCE, AnswerRule, ControllingGovernment


def rule(**changes: object) -> AnswerRule:
    usual = {
        "truce_rate": 0.30,
        "rupture_rate": 0.54,
        "ease_at_most": 0.35,
        "tighten_above": 0.35,
        "ease_chance": np.full(4, 0.5),
        "rupture_chance": np.full(4, 0.5),
    }
    return AnswerRule(**{**usual, **changes})


def china(answer: AnswerRule) -> ControllingGovernment:
    return ControllingGovernment(mesa.Model(), "CHN", answer, 4)


DICE = np.array([0.1, 0.4, 0.6, 0.9])


def test_controls_ease_with_their_chance_where_the_tariff_is_low():
    government = china(rule())
    assert government.review(DICE).tolist() == [0, 1]
    assert government.state.tolist() == [EASED, EASED, TRUCE, TRUCE]


def test_eased_controls_are_not_eased_again():
    government = china(rule())
    government.review(DICE)
    assert government.review(DICE).size == 0


def test_a_high_tariff_keeps_the_controls():
    government = china(rule(truce_rate=0.54))
    assert government.review(DICE).size == 0


def test_a_broken_truce_is_answered_even_where_controls_were_eased():
    government = china(rule())
    government.review(DICE)
    assert government.face_end_of_truce(DICE[::-1]).tolist() == [2, 3]
    assert government.state.tolist() == [EASED, EASED, RUPTURE, RUPTURE]


def test_a_rise_below_the_threshold_is_not_answered():
    assert china(rule(rupture_rate=0.32)).face_end_of_truce(DICE).size == 0


@pytest.mark.parametrize(
    ("changes", "states"),
    [
        ({}, ("truce", "eased", "rupture")),
        ({"ease_chance": np.zeros(4)}, ("truce", "rupture")),
        ({"rupture_chance": np.zeros(4)}, ("truce", "eased")),
        ({"truce_rate": 0.5, "rupture_rate": 0.3}, ("truce",)),
    ],
)
def test_only_reachable_states_are_valued(changes, states):
    assert rule(**changes).reachable() == states
