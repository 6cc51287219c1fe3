"""What holds in all runs: the agenda and its zero level."""

import pytest

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.setup import Setup
from sim.scenario.loading import resolve

THREAT = "talks.us_japan.threat.general_rate"


@pytest.mark.parametrize(
    ("threat", "levels"),
    [
        ("24%", (0.24, 0.20, 0.15, 0.125, 0.10, 0.05, 0.0)),
        ("30%", (0.30, 0.24, 0.20, 0.15, 0.125, 0.10, 0.05, 0.0)),
        ("15%", (0.15, 0.125, 0.10, 0.05, 0.0)),
    ],
)
def test_the_zero_level_of_a_rate_is_the_threat(threat, levels):
    scenario = resolve("us-japan-2025-05-30", [f"{THREAT}={threat}"]).scenario
    rate = Setup(scenario, Observables(load_benchmark())).agenda.issues[0]
    assert rate.kind == "general_rate"
    assert rate.levels == pytest.approx(levels)
