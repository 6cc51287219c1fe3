"""Equilibria that are played: they give what they promise, and no deviation pays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.bargaining.games.pie import play_pie
from sim.bargaining.solutions.alternating_offers import OfferCalendar, pie_equilibrium
from sim.bargaining.solutions.take_it_or_leave_it import best_demand

Floats = NDArray[np.float64]

RISKY = OfferCalendar.regular(
    7, (0.9, 0.8), breakdown=0.1, breakdown_payoffs=(0.2, 0.1), outside=(0.1, 0.25), last_drawn=True
)


def stratified(runs: int, dates: int) -> Floats:
    """Return dice (R, N, 2) whose every column covers [0, 1) evenly, in random order."""
    rng = np.random.default_rng(0)
    even = (np.arange(runs) + 0.5) / runs
    return np.stack(
        [np.stack([rng.permutation(even) for _ in range(dates)], axis=1) for _ in range(2)], axis=2
    )


def test_payoffs_are_the_promised_values() -> None:
    plan = pie_equilibrium(RISKY)
    played = play_pie(RISKY, plan.demands, plan.settles_for, stratified(200, 7))
    assert np.all(played.date == 0)
    np.testing.assert_allclose(played.payoffs.mean(axis=0), plan.values[0], atol=1e-12)


def test_a_greedy_first_demand_is_worth_waiting() -> None:
    """The first asks for all at once, then keeps to the plan: worth what waiting is worth."""
    calendar = replace(RISKY, outside=None)
    plan = pie_equilibrium(calendar)
    greedy = plan.demands.copy()
    greedy[0, 0] = 1.0
    played = play_pie(calendar, greedy, plan.settles_for, stratified(20_000, 7))
    later = calendar.discount[0] * plan.values[1]
    waiting = 0.1 * np.array([0.2, 0.1]) + 0.9 * later
    np.testing.assert_allclose(played.payoffs.mean(axis=0), waiting, atol=1e-3)
    assert set(np.unique(played.date)) == {0, 1}
    assert (~played.agreed).mean() == pytest.approx(0.1)


@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize("calendar", [RISKY, replace(RISKY, outside=None)])
def test_no_single_deviation_pays(who: int, calendar: OfferCalendar) -> None:
    plan = pie_equilibrium(calendar)
    dice = stratified(4_000, 7)
    value = play_pie(calendar, plan.demands, plan.settles_for, dice).payoffs[:, who].mean()
    for date in range(3):
        for change in (-0.2, -0.02, 0.02, 0.2):
            for kind in ("demands", "settles_for"):
                plans = {"demands": plan.demands.copy(), "settles_for": plan.settles_for.copy()}
                plans[kind][date, who] += change
                tried = play_pie(calendar, dice=dice, **plans).payoffs[:, who].mean()
                assert tried <= value + 2e-3, (date, change, kind)


def test_who_can_leave_for_more_does() -> None:
    calendar = OfferCalendar.regular(3, (0.9, 0.9), outside=(0.05, 0.6))
    plan = pie_equilibrium(calendar)
    greedy = plan.demands.copy()
    greedy[0, 0] = 0.9
    played = play_pie(calendar, greedy, plan.settles_for, np.zeros((1, 3, 2)))
    assert played.payoffs.tolist() == [[0.05, 0.6]]
    assert played.agreed.tolist() == [False]


def test_no_deal_comes_after_the_last_refusal_and_is_discounted() -> None:
    calendar = OfferCalendar.regular(2, (0.5, 0.8))
    stubborn = np.ones((2, 2))
    played = play_pie(calendar, stubborn, stubborn, np.zeros((3, 2, 2)), no_deal=(-4.0, 1.0))
    np.testing.assert_allclose(played.payoffs, [[-1.0, 0.64]] * 3)
    assert played.date.tolist() == [2, 2, 2]


def test_take_it_or_leave_it_played_against_every_threshold() -> None:
    """The best demand against thresholds spread evenly over [0, 1]: a half, and a quarter."""
    best = best_demand(lambda keep: np.clip(1 - keep, 0, 1), 0.0, 0.0, 1.0)
    runs = 1000
    least = np.stack([np.zeros(runs), (np.arange(runs) + 0.5) / runs], axis=1)[:, None, :]
    calendar = OfferCalendar.regular(1)

    def value(keeps: float) -> float:
        demand = np.full((1, 2), keeps)
        return float(play_pie(calendar, demand, least, np.zeros((runs, 1, 2))).payoffs[:, 0].mean())

    assert value(best.keeps) == pytest.approx(0.25, abs=1e-6)
    assert max(value(k) for k in (0.3, 0.45, 0.55, 0.7)) < 0.25


def test_fearon_played_against_every_cost_of_war() -> None:
    """p = 0.6, own cost 0.1, the other's cost spread over [0, 0.3]: war in a third of the runs."""
    best = best_demand(lambda x: np.clip(1 - (x - 0.6) / 0.3, 0, 1), 0.5, 0.0, 1.0)
    runs = 3000
    cost = 0.3 * (np.arange(runs) + 0.5) / runs
    war = np.stack([np.full(runs, 0.5), 0.4 - cost], axis=1)
    calendar = OfferCalendar.regular(1)
    played = play_pie(
        calendar, np.full((1, 2), best.keeps), war[:, None, :], np.zeros((runs, 1, 2)), no_deal=war
    )
    assert (~played.agreed).mean() == pytest.approx(1 / 3, abs=1e-6)
    assert played.payoffs[played.agreed, 0].mean() == pytest.approx(0.7)
    assert played.payoffs[:, 0].mean() == pytest.approx(best.value, abs=1e-6)
