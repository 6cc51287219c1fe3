"""Backward induction: laws of the equilibrium, tables against the pie, arrays of games."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from sim.bargaining.solutions.alternating_offers import (
    NO_OFFER,
    OfferCalendar,
    pie_equilibrium,
    rubinstein_share,
    table_equilibrium,
)
from sim.bargaining.solutions.table import PayoffTableError


@pytest.mark.parametrize("outside", [None, (0.0, 0.3), (0.0, 0.6), (0.55, 0.1), (0.5, 0.45)])
@pytest.mark.parametrize("breakdown", [0.0, 0.15])
def test_long_calendars_reach_the_stationary_share(
    outside: tuple[float, float] | None, breakdown: float
) -> None:
    risk = {"breakdown": breakdown, "breakdown_payoffs": (0.1, 0.05)}
    calendar = OfferCalendar.regular(400, (0.9, 0.85), outside=outside, **risk)
    share = pie_equilibrium(calendar).values[0, 0]
    assert share == pytest.approx(rubinstein_share((0.9, 0.85), outside=outside, **risk), abs=1e-12)


def test_finite_talks_approach_the_limit_at_the_known_rate() -> None:
    d1, d2 = 0.9, 0.8
    for n in (4, 10, 25, 60):
        share = pie_equilibrium(OfferCalendar.regular(n, (d1, d2))).values[0, 0]
        assert abs(share - rubinstein_share((d1, d2))) <= (d1 * d2) ** (n // 2)


def test_on_a_calendar_time_is_what_costs() -> None:
    """Daily offers, 500 and 1,000 % a year: near r2 / (r1 + r2) of offers without pause."""
    start = dt.date(2025, 1, 1)
    days = [start + dt.timedelta(days=n) for n in range(1000)]
    end = days[-1] + dt.timedelta(days=1)
    share = pie_equilibrium(OfferCalendar.on_dates(days, end, (5.0, 10.0))).values[0, 0]
    assert share == pytest.approx(rubinstein_share(np.exp(-np.array([5.0, 10.0]) / 365.25)))
    assert share == pytest.approx(2 / 3, abs=0.01)


def test_the_gap_to_the_next_date_is_what_a_refusal_costs() -> None:
    """Who makes the second and last offer takes all; at the first that is worth a month less."""
    first, last, end = dt.date(2025, 6, 1), dt.date(2025, 7, 1), dt.date(2025, 7, 9)
    plan = pie_equilibrium(OfferCalendar.on_dates([first, last], end, (0.0, 1.0)))
    assert plan.values[0, 1] == pytest.approx(np.exp(-30 / 365.25))
    with pytest.raises(PayoffTableError, match="dates must rise"):
        OfferCalendar.on_dates([last, first], end, 0.1)
    with pytest.raises(PayoffTableError, match="not be negative"):
        OfferCalendar.on_dates([first], end, -0.1)
    with pytest.raises(PayoffTableError, match="at least one date"):
        OfferCalendar.on_dates([], end, 0.1)


def test_patience_pays() -> None:
    shares = [
        pie_equilibrium(OfferCalendar.regular(100, (d, 0.9))).values[0, 0]
        for d in (0.7, 0.8, 0.9, 0.95)
    ]
    assert np.all(np.diff(shares) > 0.05)


def test_last_word_decides_unless_it_is_drawn() -> None:
    """Without cost of waiting the last proposer takes all; drawn, both get half."""
    for n, share in ((5, 1.0), (6, 0.0)):
        assert pie_equilibrium(OfferCalendar.regular(n)).values[0, 0] == share
        drawn = pie_equilibrium(OfferCalendar.regular(n, last_drawn=True))
        assert drawn.values[0].tolist() == [0.5, 0.5]


def test_no_deal_below_every_share_counts() -> None:
    """The last proposer cannot take more than all, but waiting for a bad no deal is worth less."""
    plan = pie_equilibrium(OfferCalendar.regular(1), no_deal=(-1.0, -2.0))
    assert plan.values[0].tolist() == [1.0, 0.0]
    drawn = OfferCalendar.regular(1, last_drawn=True)
    assert pie_equilibrium(drawn, no_deal=(-1.0, 0.3)).values[0].tolist() == [0.35, 0.65]


def test_without_a_joint_gain_nobody_signs() -> None:
    plan = pie_equilibrium(OfferCalendar.regular(3), no_deal=(0.7, 0.6))
    assert not plan.agrees.any()
    assert plan.values[0].tolist() == [0.7, 0.6]
    table = np.array([[1.0, 0.0], [0.5, 0.5]])
    on_table = table_equilibrium(OfferCalendar.regular(3), table, (0.7, 0.6))
    assert np.all(on_table.packages == NO_OFFER)
    assert on_table.values[0].tolist() == [0.7, 0.6]


def test_an_outside_option_can_end_talks() -> None:
    """Leaving is worth more to the asked than the whole pie: it leaves, and both get theirs."""
    plan = pie_equilibrium(OfferCalendar.regular(4, (0.9, 0.9), outside=(-0.5, 1.2)))
    assert plan.values[0].tolist() == [-0.5, 1.2]


def test_fine_tables_approach_the_pie() -> None:
    calendar = OfferCalendar.regular(9, (0.9, 0.8), breakdown=0.05, breakdown_payoffs=(0.1, 0.0))
    on_pie = pie_equilibrium(calendar, (-0.3, 0.1))
    errors = []
    for cuts in (100, 1000, 10000):
        x = np.linspace(0.0, 1.0, cuts + 1)
        on_table = table_equilibrium(calendar, np.stack([x, 1 - x], axis=1), (-0.3, 0.1))
        errors.append(np.abs(on_table.values - on_pie.values).max())
        # Each date rounds to the grid once, in the proposer's disfavour.
        assert errors[-1] <= 9 / cuts
    assert errors[2] < errors[0] / 20


def test_tables_of_many_runs_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(3)
    table, no_deal = rng.normal(size=(5, 40, 2)), rng.normal(-1.5, 0.5, (5, 2))
    discount = rng.uniform(0.7, 1.0, (5, 6, 2))
    together = replace(OfferCalendar.regular(6), discount=discount)
    joint = table_equilibrium(together, table, no_deal)
    assert joint.packages is not None
    for run in range(5):
        alone = table_equilibrium(
            replace(together, discount=discount[run]), table[run], no_deal[run]
        )
        assert alone.packages is not None
        assert joint.packages[run].tolist() == alone.packages.tolist()
        np.testing.assert_array_equal(joint.values[run], alone.values)


def test_the_proposer_takes_the_best_that_is_not_refused() -> None:
    """One date, against a plain search."""
    rng = np.random.default_rng(4)
    for _ in range(50):
        table, no_deal = rng.integers(-3, 4, (8, 2)).astype(float), rng.integers(-2, 2, 2)
        plan = table_equilibrium(OfferCalendar.regular(1), table, no_deal)
        welcome = [p for p in table if p[1] >= no_deal[1] and p[0] >= no_deal[0]]
        best = max(welcome, key=lambda p: (p[0], p[1]), default=no_deal)
        assert plan.values[0].tolist() == list(best)


def test_what_never_costs_has_no_stationary_share() -> None:
    with pytest.raises(PayoffTableError, match="waiting must cost"):
        rubinstein_share((1.0, 1.0))
    with pytest.raises(PayoffTableError, match="at least one date"):
        OfferCalendar.regular(0)
    with pytest.raises(PayoffTableError, match="packages, 2"):
        table_equilibrium(OfferCalendar.regular(1), np.zeros((3, 3)), (0.0, 0.0))
