"""The closed-form wedges of one market, against a plain bisection."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.economy.groups import Groups
from sim.economy.volumes import RentShares, VolumeRules

THETA = st.floats(0.2, 20.0)
SHARE = st.floats(0.01, 0.9)


def market(
    *,
    theta: float,
    share: float,
    limit: float,
    quota: bool,
    levy: bool = False,
    ceiling: float = np.inf,
) -> VolumeRules:
    """One buyer, one sector, one ruled supplier (number 1) with this share, spending 1."""
    buyer, seller = np.zeros(1, dtype=np.intp), np.ones(1, dtype=np.intp)
    one = np.ones((1, 1))
    return VolumeRules(
        importer=buyer,
        exporter=seller,
        sector=buyer,
        markets=Groups.of(buyer),
        sellers=Groups.of(seller),
        theta=theta * one,
        shares=RentShares(one, 0.0 * one, 0.0 * one, one),
        tiers=None,
        ruled=np.array([[True]]),
        is_import=np.array([[np.isfinite(ceiling)]]),
        on_levy=np.array([[levy]]),
        weight=share * one,
        gross=one,
        export_tax=0.0 * one,
        cap=(limit if quota else np.inf) * one,
        log_ceiling=np.log(ceiling) * one,
        target=(0.0 if quota else limit) * one,
    )


def solve(rules: VolumeRules, share: float) -> tuple[float, float, float, float]:
    """Return (wedge, delivered, D, H) at c_hat = 1, from a price that is not the solution's."""
    ones = np.ones((2, 1, 1))
    d, levied, solved = rules.solve(
        log_cost=0.0 * ones,
        cost_power=ones,
        spending=ones,
        free=(1.0 - share) * ones,
        log_price=0.1 * ones,
    )
    price_sum = float(d[0, 0, 0])
    return solved.wedge[0, 0], solved.delivered[0, 0], price_sum, price_sum * levied[0, 0]


@settings(deadline=None, derandomize=True)
@given(THETA, SHARE, st.floats(0.05, 1.5))
def test_quota(theta: float, share: float, cap: float) -> None:
    wedge, delivered, d, h = solve(
        market(theta=theta, share=share, limit=cap * share, quota=True, levy=False), share
    )

    def volume(z: float) -> float:
        return float(share * z ** (-theta - 1) / (1 - share + share * z**-theta) - cap * share)

    expected = 1.0 if cap >= 1.0 else brentq(volume, 1.0, 1e6, xtol=1e-14)
    assert wedge == pytest.approx(expected, rel=1e-9)
    assert delivered == pytest.approx(min(cap, 1.0) * share, rel=1e-9)
    assert d == pytest.approx(h)


@settings(deadline=None, derandomize=True)
@given(THETA, SHARE, st.floats(0.0, 0.95), st.booleans())
def test_commitment(theta: float, share: float, part: float, levy: bool) -> None:
    """From the free flow up to 95 % of the rest of the market."""
    target = share + part * (1.0 - share)
    wedge, delivered, d, h = solve(
        market(theta=theta, share=share, limit=target, quota=False, levy=levy), share
    )

    def flow(z: float) -> float:
        price_sum = 1 - share + share * z**-theta
        paid = price_sum if not levy else 1 - share + share * z ** (-theta - 1)
        return float(share * z ** (-theta - 1) / paid - target)

    expected = 1.0 if part == 0.0 else brentq(flow, 1e-12, 1.0, xtol=1e-15)
    assert wedge == pytest.approx(expected, rel=1e-6)
    assert delivered == pytest.approx(target, rel=1e-9)
    # A levy takes H / D - 1 on the market and covers the subsidy exactly.
    levied = 1.0 - d / h
    assert levied == pytest.approx(delivered * (1 - wedge) if levy else 0.0, abs=1e-9)
