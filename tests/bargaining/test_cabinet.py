"""How ministries decide together."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.cabinet import Rule

RNG = np.random.default_rng(2)
MEMBERS, NO_DEALS = RNG.normal(size=(3, 5, 40)), RNG.normal(size=(3, 5))
VOICES = RNG.dirichlet(np.ones(3), 5)


def rule(*, unanimous=False, chair=-1) -> Rule:
    return Rule(VOICES, np.full(5, unanimous), np.full(5, chair))


def test_the_average_by_voice():
    values = rule().packages(MEMBERS, NO_DEALS)
    assert values == pytest.approx(np.einsum("rm,mrp->rp", VOICES, MEMBERS))


def test_the_chair_decides_alone():
    led = rule(chair=2)
    assert (led.packages(MEMBERS, NO_DEALS) == MEMBERS[2]).all()
    assert (led.no_deal(NO_DEALS) == NO_DEALS[2]).all()


def test_unanimous_cabinets_gain_only_where_no_ministry_loses():
    together = rule(unanimous=True)
    gains = together.packages(MEMBERS, NO_DEALS) - together.no_deal(NO_DEALS)[:, None]
    everybody = (NO_DEALS[:, :, None] <= MEMBERS).all(axis=0)
    assert ((gains >= 0.0) == everybody).all()
    assert 0.0 < everybody.mean() < 1.0


def test_rules_may_differ_by_run():
    mixed = Rule(VOICES, np.arange(5) == 1, np.where(np.arange(5) == 3, 0, -1))
    values = mixed.packages(MEMBERS, NO_DEALS)
    assert (values[3] == MEMBERS[0, 3]).all()
    assert (values[0] == rule().packages(MEMBERS, NO_DEALS)[0]).all()
    assert (values[1] == rule(unanimous=True).packages(MEMBERS, NO_DEALS)[1]).all()
    taken = mixed.take(np.array([3, 1]))
    assert taken.chair.tolist() == [0, -1]
