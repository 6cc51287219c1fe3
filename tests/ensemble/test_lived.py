"""What runs lived under: weights of rates before and after the end of the talks add up."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.agents.negotiation import Negotiation
from sim.bargaining.calendar import Aftermath, months_between
from sim.ensemble.endings import Endings
from sim.ensemble.lived import LivedRates
from tests.bargaining.synthetic import DEADLINE, START, Moves, play

RUNS = 40
DAYS = 60


def lived(held: Negotiation) -> LivedRates:
    runs = np.arange(held.talk.n_runs)
    return LivedRates(held.setup, held.tables, Endings.of(held, runs), np.ones(len(runs)))


def after_execution(stay: tuple[float, float, float], *, deals: bool = False) -> LivedRates:
    """Return talks after an execution: rounds every ten days, or none at all."""
    moves = Moves(Aftermath(DAYS, 10 if deals else 2 * DAYS), stay=stay)
    return lived(play(RUNS, moves=moves, rounds=()))


def weights(found: LivedRates, start: dt.date, end: dt.date | None) -> np.ndarray:
    months = [None if day is None else months_between(START, day) for day in (start, end)]
    return np.array(found.rules.annuity.between(*months, 36.0))


def test_rates_that_stay_count_as_if_talks_had_never_gone_on():
    found = after_execution((1.0, 0.0, 0.0))
    total = found.before_the_end + found.after_the_end
    np.testing.assert_allclose(total[:, 1], np.tile(weights(found, DEADLINE, None), (RUNS, 1)))
    assert np.abs(np.delete(total, 1, axis=1)).max() == 0.0


def test_rates_that_are_withdrawn_count_for_as_long_as_they_held():
    found = after_execution((0.0, 0.0, 1.0))
    end = DEADLINE + dt.timedelta(days=DAYS)
    held = np.tile(weights(found, DEADLINE, end), (RUNS, 1))
    np.testing.assert_allclose(found.before_the_end[:, 1], held)
    assert np.abs(found.after_the_end).max() == 0.0


def test_no_deal_goes_on_as_the_odds_say_from_the_end_of_the_talks():
    found = after_execution((2.0, 1.0, 1.0), deals=True)
    signed = found.endings.signed
    assert signed.all()
    weighed, last = found.no_deal
    assert last[:, [1, 2, 0]] == pytest.approx(np.tile([0.5, 0.25, 0.25], (RUNS, 1)))
    # Until the deadline of these talks the executed rates hold; then half of the time they stay.
    run = 0
    day = dt.date.fromordinal(int(found.endings.ended_on[run]))
    end = DEADLINE + dt.timedelta(days=DAYS)
    whole, gone = weights(found, DEADLINE, None), weights(found, DEADLINE, day)
    until = weights(found, DEADLINE, end) - gone
    expected = until + 0.5 * (whole - gone - until)
    np.testing.assert_allclose(weighed[run, 1], expected, rtol=1e-9)
    np.testing.assert_allclose(found.before_the_end[run, 1], gone, rtol=1e-9)
