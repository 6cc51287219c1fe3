"""Round numbers and precedents."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.focal import Focal, Precedent

DAY = dt.date(2025, 5, 8)
AGENDA = Agenda(
    (
        Issue("general_rate", "USA", (0.24, 0.15, 0.1), is_rate=True),
        Issue("car_rate", "USA", (0.25, 0.13), is_rate=True),
        Issue("farm", "JPN", (0.0, 1.0)),
    )
)
CODES = np.arange(AGENDA.n_packages)


def focal(pull=0.1, precedent_pull=0.0, precedents=()) -> Focal:
    return Focal((0.1, 0.15, 0.25), np.array([pull]), precedents, np.array([precedent_pull]))


def appeal(rule: Focal, day=DAY, stake=2.0) -> dict[tuple[float, float], float]:
    values = rule.appeal(AGENDA, CODES, day, np.array([stake]))[0]
    settings = AGENDA.settings(CODES)
    keys = zip(settings["general_rate"], settings["car_rate"], strict=True)
    return dict(zip(keys, values, strict=True))


def test_each_round_rate_counts_its_share():
    found = appeal(focal())
    assert found[0.24, 0.13] == 0.0
    assert found[0.15, 0.13] == pytest.approx(0.1)
    assert found[0.15, 0.25] == pytest.approx(0.2)


def test_a_precedent_counts_from_its_day_on():
    uk = Precedent(DAY, {"general_rate": 0.1})
    rule = focal(0.0, 0.1, (uk,))
    assert appeal(rule)[0.1, 0.13] == pytest.approx(0.1)
    assert appeal(rule)[0.15, 0.25] == 0.0
    assert set(appeal(rule, DAY - dt.timedelta(days=1)).values()) == {0.0}


def test_nothing_at_stake_nothing_pulls():
    assert set(appeal(focal(), stake=-3.0).values()) == {0.0}


def test_it_can_be_switched_off():
    assert focal(0.0).is_off
    assert focal(0.0, 0.1).is_off  # no precedent to follow
    assert not focal().is_off


def test_an_agenda_without_rates_is_not_pulled():
    agenda = Agenda((Issue("farm", "JPN", (0.0, 1.0)),))
    assert not focal().appeal(agenda, np.arange(2), DAY, np.ones(1)).any()


def test_a_rate_agreed_elsewhere_in_the_same_run_is_a_precedent_there_alone():
    """Half of two rates at a mark, a pull of 0.4, 2 at stake: 0.4 in the run that heard of it."""
    rule = Focal((), np.zeros(2), (), np.full(2, 0.4))
    heard = [{"china_rate": np.array([0.15, np.nan])}]
    values = rule.appeal(AGENDA, CODES, DAY, np.full(2, 2.0), heard)
    at_mark = AGENDA.settings(CODES)["general_rate"] == 0.15
    assert values[0] == pytest.approx(np.where(at_mark, 0.4, 0.0))
    assert (values[1] == 0.0).all()


def test_without_a_pull_nothing_heard_matters():
    rule = Focal((), np.zeros(1), (), np.zeros(1))
    heard = [{"china_rate": np.array([0.15])}]
    assert (rule.appeal(AGENDA, CODES, DAY, np.ones(1), heard) == 0.0).all()
