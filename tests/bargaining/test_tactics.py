"""Time-dependent tactics against the published values and their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.bargaining.tactics import demanded_value, polynomial_concession


@pytest.mark.parametrize(("exponent", "expected"), [(0.2, 11.28125), (1, 15.5), (5, 18.834955)])
def test_faratin_half_time(exponent: float, expected: float) -> None:
    assert 10 + 10 * float(polynomial_concession(0.5, 0.1, exponent)) == pytest.approx(
        expected, abs=1e-6
    )


@given(st.floats(0, 1), st.floats(0.01, 50), st.floats(0, 1), st.floats(0, 1))
def test_concession_rises_from_start_to_one(k: float, b: float, t1: float, t2: float) -> None:
    early, late = sorted((t1, t2))
    a, z = (float(polynomial_concession(t, k, b)) for t in (early, late))
    assert k - 1e-12 <= a <= z + 1e-12 <= 1.0 + 1e-9


def test_time_beyond_the_deadline_concedes_all() -> None:
    assert polynomial_concession(np.array([1.0, 3.0]), 0.05, 0.3).tolist() == [1.0, 1.0]
    assert float(demanded_value(8.0, -2.0, 1.0)) == -2.0
