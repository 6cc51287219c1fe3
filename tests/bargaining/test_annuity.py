"""Annuity weights against numerical integration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.bargaining.annuity import Annuity


@given(
    rate=st.floats(0.0, 0.2),
    start=st.floats(0.0, 119.0),
    tau=st.floats(1.0, 200.0),
)
def test_weights_integrate_the_path(rate: float, start: float, tau: float) -> None:
    annuity = Annuity(120.0, rate)
    rho = np.log1p(rate) / 12.0
    whole = quad(lambda m: np.exp(-rho * m), 0, 120)[0]
    first, long = annuity.weights(start, tau)
    integral = quad(lambda m: np.exp(-rho * m - (m - start) / tau), start, 120)[0] / whole
    assert float(first) == pytest.approx(integral, rel=1e-6, abs=1e-9)
    assert float(first + long) == pytest.approx(float(annuity.share_left(start)), abs=1e-12)


def test_after_the_horizon_nothing_is_left() -> None:
    first, long = Annuity(120.0, 0.04).weights(np.array([120.0, 130.0]), 36.0)
    assert first.tolist() == [0.0, 0.0]
    assert long.tolist() == [0.0, 0.0]
