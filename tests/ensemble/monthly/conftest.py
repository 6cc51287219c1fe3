"""One world of a scenario, ready to be solved month by month."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.monthly.solving import WorldMonths
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuations import WorldValuer
from sim.ensemble.workers import Workers
from sim.scenario.loading import resolve


@pytest.fixture(scope="session", name="months_of")
def _months_of() -> Callable[..., WorldMonths]:
    def months(*sets: str, scenario: str = "us-japan-2025-05-30") -> WorldMonths:
        found = resolve(scenario, ("economy.worlds=1", *sets)).scenario
        setup = Setup(found, Observables(load_benchmark()))
        task = TableWork(setup, Workers(1), None, lambda *_: None).tasks()[0]
        return WorldMonths(WorldValuer(task), ("truce",))

    return months
