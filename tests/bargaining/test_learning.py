"""Learning types of the other side from offers and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.learning import ExpectedPace, Learner, TypeValues
from sim.bargaining.tactics import demanded_value, polynomial_concession

ONE = np.array([0])
EVEN = ExpectedPace(np.zeros(1), np.ones(1), 0.1)


def pie_values(no_deals, steps=101) -> TypeValues:
    """Types that differ by what no deal is worth to them, on a pie."""
    x = np.linspace(0.0, 1.0, steps)
    packages = np.broadcast_to(x, (1, len(no_deals), steps))
    return TypeValues.of(packages, np.array([no_deals]), np.ones((1, steps), dtype=bool))


def listening(values: TypeValues, runs=1, pace=EVEN) -> Learner:
    learner = Learner.start(runs, values.packages.shape[1], pace)
    learner.take_stock(values, np.zeros(runs, dtype=np.intp), np.arange(runs))
    return learner


def test_bayes_on_a_reservation_value_of_02_or_06():
    """The closed form 0.731059: a demand of 0.75 at half time, spread 0.1 of the pie.

    Here spread is a share of what a type can win (0.8 or 0.4), so the odds are worked out anew.
    """
    learner = listening(pie_values([0.2, 0.6]))
    learner.hear_offer(ONE, np.array([75]), 0.5)
    shares = (0.75 - 0.2) / 0.8, (0.75 - 0.6) / 0.4
    odds = np.exp([-((s - 0.5) ** 2) / 0.02 for s in shares])
    assert learner.belief[0] == pytest.approx(odds / odds.sum())


def test_bayes_comes_out_of_the_learner():
    """0.731059: types that expect 0.5 and see 0.65 and 0.45 of what they could get, give 0.1."""
    packages = np.array([[[0.0, 0.65, 1.0], [0.0, 0.45, 1.0]]])
    values = TypeValues.of(packages, np.zeros((1, 2)), np.ones((1, 3), dtype=bool))
    learner = listening(values)
    learner.hear_offer(ONE, np.array([1]), 0.5)
    assert learner.belief[0, 1] == pytest.approx(0.7310585786, abs=1e-9)


def test_reputation_comes_out_of_the_learner():
    """2/3: a tough type, prior 0.2, always refuses what a soft one refuses half of the time."""
    packages = np.array([[[-9.0, 0.0, 1.0], [0.0, 0.5, 1.0]]])
    values = TypeValues.of(packages, np.zeros((1, 2)), np.ones((1, 3), dtype=bool))
    learner = listening(values)
    learner.belief[:] = [[0.2, 0.8]]
    for _ in range(3):
        learner.hear_refusal(ONE, np.array([1]), 0.5)
    assert learner.belief[0, 0] == pytest.approx(2 / 3, abs=1e-6)


@pytest.mark.parametrize("truth", [0, 1, 2])
def test_the_true_type_comes_out_on_average(truth):
    """200 conceders with their own paces: the mean belief in the truth, with its interval."""
    runs, no_deals = 200, (0.1, 0.4, 0.7)
    rng = np.random.default_rng(1)
    pace = np.exp(rng.normal(0.0, 0.2, runs))
    values = pie_values(no_deals)
    learner = listening(values, runs)
    for time in (0.1, 0.3, 0.5, 0.7, 0.9):
        conceded = polynomial_concession(time, 0.0, pace)
        demand = demanded_value(1.0, no_deals[truth], conceded)
        learner.hear_offer(np.arange(runs), np.rint(demand * 100).astype(int), time)
    belief = learner.belief[:, truth]
    assert belief.mean() - 2 * belief.std() / np.sqrt(runs) > 0.6
    assert learner.belief.mean(axis=0).argmax() == truth


def test_a_refusal_speaks_for_who_can_win_more():
    learner = listening(pie_values([0.0, 0.6]))
    learner.hear_refusal(ONE, np.array([70]), 0.5)
    assert learner.belief[0, 1] > 0.6
    before = learner.belief.copy()
    learner.hear_refusal(ONE, np.array([NO_OFFER]), 0.6)
    assert (learner.belief == before).all()


def test_a_repeated_offer_says_nothing_new():
    learner = listening(pie_values([0.2, 0.6]))
    learner.hear_offer(ONE, np.array([75]), 0.5)
    before = learner.belief.copy()
    learner.hear_offer(ONE, np.array([75]), 0.6)
    assert (learner.belief == before).all()


def test_what_is_believed_is_the_mean_over_types():
    values = pie_values([0.2, 0.6])
    learner = listening(values)
    learner.belief[:] = [[0.25, 0.75]]
    packages, no_deal = learner.take_stock(values, np.zeros(1, dtype=np.intp), ONE)
    assert no_deal.tolist() == pytest.approx([0.5])
    assert packages[0] == pytest.approx(np.linspace(0, 1, 101))


def test_nothing_makes_a_type_impossible():
    learner = listening(pie_values([0.0, 0.99]), pace=ExpectedPace(np.zeros(1), np.ones(1), 0.01))
    for package in range(100, 0, -1):
        learner.hear_offer(ONE, np.array([package]), 0.99)
    assert (learner.belief > 0.0).all()
    assert learner.belief.sum() == pytest.approx(1.0)


def test_a_type_with_nothing_to_win_learns_nothing_false():
    values = pie_values([0.2, 1.0])
    learner = listening(values)
    learner.hear_offer(ONE, np.array([50]), 0.5)
    assert np.isfinite(learner.belief).all()


def test_whoever_need_not_concede_by_the_clock_may_be_anywhere():
    pace = ExpectedPace(np.zeros(1), np.ones(1), 0.2, by_clock=0.5)
    mean, spread = pace.demand(0.0)
    assert mean == pytest.approx(0.75)
    assert spread > EVEN.demand(0.0)[1]
