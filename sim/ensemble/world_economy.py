"""The economy of one world: its elasticities by horizon, and the levels of the benchmark year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.observables import Observables
from sim.data.names import SECTOR_INDEX
from sim.data.tables import load_elasticities
from sim.economy.benchmark import Benchmark
from sim.economy.elasticities import first_year_theta, home_theta
from sim.economy.equilibrium import Economy
from sim.economy.policy import PolicyBatch
from sim.ensemble.parameters import World

Floats = NDArray[np.float64]


def benchmark_levels(observables: Observables) -> Floats:
    """Return the observed quantities of the benchmark year itself, (Q,)."""
    benchmark = observables.benchmark
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    economy = Economy(benchmark, np.full(benchmark.n_sectors, 4.0))
    return np.asarray(observables.read(economy.solve(batch), batch)[0])


def world_economy(
    world: World,
    two_tiers: Sequence[str],
    benchmark: Benchmark,
    theta: Floats,
    *,
    lending: float,
) -> Economy:
    """Return the economy of a world at a theta and a lending response.

    In the sectors of `two_tiers` home goods are a tier of their own.
    """
    places = [SECTOR_INDEX[sector] for sector in two_tiers]
    share = world.values["economy.home_goods.elasticity_share"]
    return Economy(
        benchmark, theta, home_theta=home_theta(theta, share, places), lending_response=lending
    )


def horizon_elasticities(world: World) -> tuple[Floats, Floats]:
    """Return (first-year, long-run) theta by sector."""
    long_run = load_elasticities()[world.elasticities].copy()
    long_run[SECTOR_INDEX["services"]] = world.values["economy.services_elasticity"]
    share = world.values["economy.first_year_elasticity_share"]
    return first_year_theta(long_run, share), long_run
