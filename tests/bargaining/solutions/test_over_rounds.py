"""Alternating offers over rounds: closed forms, and the plain alternating offers it is built on."""

import numpy as np
import pytest

from sim.bargaining.solutions.alternating_offers import (
    NO_OFFER,
    OfferCalendar,
    table_equilibrium,
)
from sim.bargaining.solutions.over_rounds import rounds_equilibrium
from sim.bargaining.solutions.table import PayoffTableError

X = np.linspace(0.0, 1.0, 101)
PIE = np.stack([X, 1.0 - X], axis=1)[None]
NOTHING = np.zeros((1, 2))


@pytest.mark.parametrize(("exchanges", "first"), [(1, 1.0), (2, 0.0), (3, 1.0)])
def test_one_round_without_cost_gives_all_to_the_last_proposer(exchanges, first):
    found = rounds_equilibrium([PIE], NOTHING, [0.0], exchanges)
    assert found.values[0, 0].tolist() == [first, 1.0 - first]
    assert found.values[1, 0].tolist() == [1.0 - first, first]


def test_one_round_is_the_alternating_offers_of_its_opener():
    rng = np.random.default_rng(3)
    table, nothing = rng.random((4, 20, 2)), rng.random((4, 2)) * 0.3
    found = rounds_equilibrium([table], nothing, np.zeros(4), 5)
    calendar = OfferCalendar.regular(5)
    for run in range(4):
        path = table_equilibrium(calendar, table[run], nothing[run])
        np.testing.assert_allclose(found.values[0, run], path.values[0])


def test_a_drawn_opener_makes_many_free_rounds_as_good_as_half():
    """With one exchange a round the worth of a round is the mean over who proposes: 1/2."""
    found = rounds_equilibrium([PIE] * 6, NOTHING, [0.0], 1)
    np.testing.assert_allclose(found.values.mean(axis=0)[0], [0.5, 0.5])
    # The responder waits for a round worth 1/2, so the opener keeps just that.
    np.testing.assert_allclose(found.values[0, 0], [0.5, 0.5])


def test_breakdown_after_a_round_helps_who_proposes_first():
    shares = [
        rounds_equilibrium([PIE] * 2, NOTHING, [p], 1).values[0, 0, 0] for p in (0.0, 0.5, 1.0)
    ]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_both_wait_for_a_round_in_which_packages_are_worth_more():
    found = rounds_equilibrium([PIE * 0.2, PIE], NOTHING, [0.0], 2)
    assert found.packages.tolist() == [[NO_OFFER], [NO_OFFER]]
    np.testing.assert_allclose(found.values.sum(axis=-1), 1.0)


def test_no_deal_below_every_package_counts():
    """A side that no deal harms gets less: the last proposer need only match its -2."""
    table = PIE + np.array([5.0, 5.0])
    harmed = rounds_equilibrium([table], [[5.5, -2.0]], [0.0], 2)
    assert harmed.values[0, 0, 0] >= 5.5
    free = rounds_equilibrium([table], [[5.5, 5.4]], [0.0], 1)
    assert free.values[0, 0, 1] == pytest.approx(5.4)
    assert rounds_equilibrium([table], [[5.5, -2.0]], [0.0], 1).values[0, 0, 1] == 5.0


def test_there_must_be_a_round():
    with pytest.raises(PayoffTableError, match="at least one round"):
        rounds_equilibrium([], NOTHING, [0.0], 2)
