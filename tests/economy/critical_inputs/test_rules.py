"""Stocks, lost lines, scarcity prices and the nest: closed forms and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.critical_inputs import (
    clearing_price,
    lost_share,
    nest_cost,
    nest_shares,
    run_down,
    uncapped_price,
)
from sim.errors import InvalidInputError

OPEN = np.ones((1, 1, 1))


def stocks(missing, stock_months, *, approved=0.0, rebuild=12.0):
    path = np.asarray(missing, float)[:, None, None]
    return run_down(path, np.full_like(path, approved), np.array([stock_months]), rebuild)


def test_stocks_run_down_exponentially():
    found = stocks([0.6] * 6, 2.5)
    assert found.left[:, 0, 0] == pytest.approx(np.exp(-0.6 * np.arange(1, 7) / 2.5))


def test_what_is_missing_is_drawn_from_stock_or_not_covered():
    missing = np.array([0.2, 0.9, 0.5, 0.0])
    found = stocks(missing, 2.0)
    before = np.concatenate([[1.0], found.left[:-1, 0, 0]])
    drawn = 2.0 * (before - found.left[:, 0, 0])
    assert found.uncovered[:, 0, 0] + drawn == pytest.approx(missing)


def test_without_stock_all_that_is_missing_bites():
    assert stocks([0.4, 0.7], 0.0).uncovered[:, 0, 0] == pytest.approx([0.4, 0.7], abs=1e-6)


def test_surplus_refills_stocks_to_the_full_and_no_further():
    found = stocks([0.8, 0.8, -0.5, -0.5, -9.0], 1.0)
    assert found.left[2, 0, 0] == pytest.approx(found.left[1, 0, 0] + 0.5)
    assert found.left[-1, 0, 0] == 1.0


def test_users_refill_stocks_only_as_far_as_orders_are_approved():
    shut, opened = (stocks([0.9, 0.9, 0, 0, 0], 1.0, approved=a) for a in (0.0, 1.0))
    assert shut.left[-1, 0, 0] == pytest.approx(shut.left[1, 0, 0])
    assert opened.left[-1, 0, 0] > opened.left[1, 0, 0]
    assert opened.rebuilt[2, 0, 0] == pytest.approx((1.0 - opened.left[1, 0, 0]) / 12.0)


@given(st.floats(0.0, 1.0), st.floats(0.0, 6.0), st.floats(0.01, 2.0))
def test_more_stock_never_leaves_more_uncovered(missing, stock, more):
    low, high = (stocks([missing] * 8, s).uncovered.sum() for s in (stock, stock + more))
    assert high <= low + 1e-12


def test_stocks_and_rebuilding_must_be_possible():
    with pytest.raises(InvalidInputError, match="Stocks must not be negative"):
        stocks([0.1], -1.0)
    with pytest.raises(InvalidInputError, match="rebuilding must take time"):
        stocks([0.1], 1.0, rebuild=0.0)


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.9), st.floats(1.0, 4.0))
def test_lost_lines_lie_between_none_and_all_and_rise(missing, spare, power):
    here, more = (float(lost_share(np.array(x), spare, power)) for x in (missing, missing + 0.01))
    assert 0.0 <= here <= more <= 1.0
    assert more - here <= power * 0.01 / (1.0 - spare) + 1e-12  # the slope is bounded: no leap


def test_lost_lines_have_fixed_ends_and_a_smooth_threshold():
    assert lost_share(np.array([0.0, 0.15, 1.0]), 0.15, 2.0).tolist() == [0.0, 0.0, 1.0]
    assert float(lost_share(np.array(0.151), 0.15, 2.0)) < 2e-6
    assert lost_share(np.array(0.4), 0.0, 1.0) == pytest.approx(0.4)


@pytest.mark.parametrize(("spare", "power"), [(1.0, 2.0), (-0.1, 2.0), (0.1, 0.5)])
def test_impossible_shortage_rules_are_refused(spare, power):
    with pytest.raises(InvalidInputError, match="spare_share must lie"):
        lost_share(np.array(0.5), spare, power)


def test_prices_clear_what_is_there():
    price = clearing_price(np.array([1.0, 0.5, 1.3]), 0.5, 100.0)
    assert price == pytest.approx([1.0, 4.0, 1.0])
    assert clearing_price(np.array(0.0), 0.5, 80.0) == pytest.approx(80.0)


def test_suppliers_without_a_cap_hold_the_price_at_the_ces_bound():
    """A ban in CES: shares pi, all other costs as before: P = (1 - share)^(-1/theta)."""
    share, theta = 0.94, 4.0
    others = (1.0 - share) * 1.0**-theta
    assert uncapped_price(np.array(share), theta) == pytest.approx(others ** (-1.0 / theta))
    assert uncapped_price(np.array(share), theta) < clearing_price(
        np.array(1.0 - share), 0.8, 100.0
    )


def test_impossible_prices_are_refused():
    with pytest.raises(InvalidInputError, match="elasticity must be positive"):
        clearing_price(np.array(0.5), 0.0, 10.0)


@given(
    st.floats(1e-4, 0.6), st.floats(0.2, 20.0), st.floats(0.5, 2.0), st.sampled_from([0, 0.1, 1, 4])
)
def test_shares_of_the_nest_sum_to_one_and_cost_lies_between(share, price, other, nu):
    a, p, o = np.array(share), np.array(price), np.array(other)
    cost = float(nest_cost(a, p, o, nu))
    assert min(price, other) - 1e-9 <= cost <= max(price, other) + 1e-9
    new, factor = nest_shares(a, p, o, nu)
    assert new + factor * (1.0 - a) == pytest.approx(1.0)


def test_the_nest_has_its_closed_forms():
    a, p, one = np.array(0.2), np.array(3.0), np.array(1.0)
    assert nest_cost(a, p, one, 0.0) == pytest.approx(0.8 + 0.2 * 3.0)  # Leontief
    assert nest_cost(a, p, one, 1.0) == pytest.approx(3.0**0.2)  # Cobb-Douglas
    assert nest_cost(a, p, one, 1.0 + 1e-7) == pytest.approx(3.0**0.2, rel=1e-6)
    assert nest_shares(a, p, one, 1.0)[0] == pytest.approx(0.2)
    leontief, _ = nest_shares(a, p, one, 0.0)
    assert leontief == pytest.approx(0.2 * 3.0 / 1.4)


def test_the_new_share_is_the_slope_of_cost():
    """Shephard: d ln c / d ln P is the cost share at the new prices."""
    a, one = np.array(0.05), np.array(1.0)
    step, price, nu = 1e-6, 4.0, 0.3
    low, high = (np.log(nest_cost(a, np.array(price * s), one, nu)) for s in (1 - step, 1 + step))
    slope = (high - low) / (np.log1p(step) - np.log1p(-step))
    assert nest_shares(a, np.array(price), one, nu)[0] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize(
    ("share", "price", "nu"), [(1.2, 2.0, 0.5), (0.1, 0.0, 0.5), (0.1, 2.0, -1.0)]
)
def test_impossible_nests_are_refused(share, price, nu):
    with pytest.raises(InvalidInputError, match="nest needs shares"):
        nest_cost(np.array(share), np.array(price), np.array(1.0), nu)
