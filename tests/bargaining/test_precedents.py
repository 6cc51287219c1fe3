"""A deal of others at 15 % draws rates towards 15 %, and does nothing where the pull is off."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.focal import Focal, Precedent
from sim.bargaining.tables import ValueTables
from tests.bargaining.synthetic import income_tables, play

RUNS = 40
RATES = tuple(np.round(np.arange(0.24, 0.049, -0.01), 2).tolist())
AGENDA = Agenda(
    (
        Issue("general_rate", "USA", RATES, is_rate=True),
        Issue("investment_pledge", "JPN", tuple(np.linspace(0.0, 1.0, 21).tolist())),
    )
)
BEFORE = dt.date(2025, 5, 8)


def tables(stake: float) -> ValueTables:
    """A point of the rate moves what both have at stake, a share of the pledge pays for it."""
    rate, pledge = AGENDA.given(np.arange(AGENDA.n_packages)).T
    usa = -0.9 * stake * rate + pledge
    japan = stake * rate - 0.95 * pledge
    return income_tables(AGENDA, np.stack([usa, japan], axis=1), [0.1, -1.0])


def packages(pull: float | None, day: dt.date = BEFORE, precedent: float = 0.15) -> np.ndarray:
    """Return the rates of all deals over several stakes; `pull` None: no rule at all."""
    found = []
    for stake in (0.6, 0.8, 1.0, 1.2, 1.4):
        focal = None
        if pull is not None:
            known = (Precedent(day, {"general_rate": precedent}),)
            focal = Focal((), np.zeros(RUNS), known, np.full(RUNS, pull))
        held = play(RUNS, tables=tables(stake), focal=focal, odds=(0.6, 0.6), offers=6)
        signed = held.talk.package >= 0
        assert signed.any()
        found.append(AGENDA.settings(held.talk.package[signed])["general_rate"])
    return np.concatenate(found)


def distance(rates: np.ndarray, mark: float = 0.15) -> float:
    return float(np.abs(rates - mark).mean())


def test_the_pull_draws_deals_towards_what_others_agreed():
    plain, pulled = packages(0.0), packages(0.3)
    assert distance(pulled) < 0.7 * distance(plain)
    assert np.isclose(pulled, 0.15).mean() > np.isclose(plain, 0.15).mean() + 0.2


def test_a_stronger_pull_draws_more():
    shares = [np.isclose(packages(pull), 0.15).mean() for pull in (0.0, 0.1, 0.4)]
    assert shares == sorted(shares)
    assert shares[2] > shares[0]


def test_another_precedent_draws_elsewhere():
    assert distance(packages(0.3, precedent=0.2), 0.2) < distance(packages(0.3), 0.2)


def test_without_pull_it_is_as_if_nobody_had_agreed_anything():
    np.testing.assert_array_equal(packages(0.0), packages(None))


@pytest.mark.parametrize("day", [dt.date(2025, 8, 1)])
def test_a_deal_that_is_still_to_come_draws_nothing(day):
    np.testing.assert_array_equal(packages(0.3, day), packages(None))
