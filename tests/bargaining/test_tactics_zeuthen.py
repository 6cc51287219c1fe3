"""Zeuthen's rule; whole talks are in games/test_concessions.py."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.tactics_zeuthen import concedes, risk_limit, smallest_concession


def test_risk_limits() -> None:
    own, others, no_deal = np.array([9.0, 9.0, 1.0, 5.0]), np.array([3.0, 9.5, 0.5, -3.0]), 1.0
    # No gain left: nothing to lose from a conflict. The other offers more than one asks: no risk.
    found = risk_limit(own, others, np.full(4, no_deal))
    assert found.tolist() == [0.75, 0.0, 1.0, 2.0]


def test_lower_risk_concedes_and_both_on_a_tie() -> None:
    a, b = np.array([0.2, 0.6, 0.5]), np.array([0.6, 0.2, 0.5])
    assert concedes(a, b).tolist() == [True, False, True]
    assert concedes(b, a).tolist() == [False, True, True]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_smallest_concession_by_search(seed: int) -> None:
    rng = np.random.default_rng(seed)
    own, other = rng.random((2, 8, 15))
    no_deal = rng.uniform(0.0, 0.3, (8, 2))
    current, rival = own.argmax(axis=1), other.argmax(axis=1)
    found = smallest_concession(own, other, current, rival, no_deal)
    for r in range(8):
        options = [
            m
            for m in range(15)
            if own[r, m] < own[r, current[r]]
            and other[r, m] > other[r, current[r]]
            and own[r, m] >= no_deal[r, 0]
        ]

        def turns(m: int, r: int = r) -> bool:
            mine = risk_limit(own[r, [m]], own[r, [rival[r]]], no_deal[r, :1])
            theirs = risk_limit(other[r, [rival[r]]], other[r, [m]], no_deal[r, 1:])
            return bool(mine[0] >= theirs[0] - 1e-9)

        enough = [m for m in options if turns(m)] or options
        expected = max(enough, key=lambda m: own[r, m]) if enough else current[r]
        assert found[r] == expected
