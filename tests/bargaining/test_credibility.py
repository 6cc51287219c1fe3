"""The belief in a threat: a Beta distribution that deeds move."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.bargaining.beliefs import after_deeds, beta_from_mean, beta_mean
from sim.bargaining.credibility import Credibility, Deeds

PRIORS = st.floats(0.01, 0.99)
STRENGTHS = st.floats(0.1, 500.0)
COUNTS = st.floats(0.0, 20.0)


def rules(strength: float, put_off: float = 0.5, raised: float = 0.25) -> Credibility:
    return Credibility(np.full(1, strength), np.full(1, put_off), np.full(1, raised))


def odds(prior: float, strength: float, deeds: Deeds, **how: float) -> float:
    return float(rules(strength, **how).odds(np.full(1, prior), deeds)[0])


@given(PRIORS, STRENGTHS, COUNTS, COUNTS)
def test_it_is_the_mean_of_a_beta_belief(prior, strength, kept, dropped):
    counts = after_deeds(beta_from_mean(prior, strength), kept, dropped)
    assert odds(prior, strength, Deeds(kept, dropped)) == pytest.approx(float(beta_mean(counts)))


@given(PRIORS, STRENGTHS)
def test_executions_raise_and_retreats_lower_it(prior, strength):
    assert odds(prior, strength, Deeds(1.0, 0.0)) > prior
    assert odds(prior, strength, Deeds(0.0, 1.0)) < prior
    assert odds(prior, strength, Deeds(put_off=1)) < prior
    assert odds(prior, strength, Deeds(raised=1)) > prior
    # A deadline put off is less than a whole retreat.
    assert odds(prior, strength, Deeds(put_off=1)) > odds(prior, strength, Deeds(0.0, 1.0))


def test_deeds_that_count_for_nothing_and_firm_beliefs_stay():
    assert odds(0.4, 5.0, Deeds(put_off=3, raised=2), put_off=0.0, raised=0.0) == 0.4
    assert odds(0.4, 1e9, Deeds(5.0, 1.0)) == pytest.approx(0.4)
    assert odds(0.4, 5.0, Deeds()) == 0.4


def test_certainty_can_be_shaken_and_disbelief_lifted():
    assert odds(1.0, 9.0, Deeds(0.0, 1.0)) == pytest.approx(0.9)
    assert odds(0.0, 9.0, Deeds(1.0, 0.0)) == pytest.approx(0.1)
