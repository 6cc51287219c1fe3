"""The exponential tactic: its ends and its course."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.tactics_exponential import exponential_concession


@settings(deadline=None, derandomize=True)
@given(st.floats(0.001, 1), st.floats(0.01, 50), st.floats(0, 1), st.floats(0, 1))
def test_concession_rises_from_start_to_one(k: float, b: float, t1: float, t2: float) -> None:
    early, late = sorted((t1, t2))
    a, z = (float(exponential_concession(t, k, b)) for t in (early, late))
    assert k - 1e-12 <= a <= z + 1e-12 <= 1.0 + 2e-12
    assert float(exponential_concession(0.0, k, b)) == pytest.approx(k)
    assert float(exponential_concession(1.0, k, b)) == 1.0


def test_definition_and_runs() -> None:
    t, k, b = 0.3, np.array([0.05, 0.5]), np.array([0.4, 3.0])
    expected = np.exp((1 - t) ** b * np.log(k))
    np.testing.assert_allclose(exponential_concession(t, k, b), expected)


def test_zero_start_concedes_only_at_the_deadline() -> None:
    assert exponential_concession([0.0, 0.999, 1.0, 2.0], 0.0, 1.0).tolist() == [0, 0, 1, 1]
