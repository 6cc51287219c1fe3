"""How long exact solutions take; run with `python -m pytest benchmarks --benchmark-only`.

One core: set OPENBLAS_NUM_THREADS=1. Targets: 0.1 ms a policy in batches on 9 x 24, a random
economy and ours; 15 ms for NAFTA from cold (31 x 40). They are asserted of the processor's time in
the fastest round, because other work on the machine only slows.
"""

from __future__ import annotations

import time

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from sim.data.tables import load_benchmark, load_elasticities
from sim.economy import Economy, PolicyBatch, purge_imbalances, residuals
from tests.economy import caliendo_parro
from tests.economy.economies import random_benchmark, random_tariffs

pytestmark = pytest.mark.benchmark(timer=time.process_time)
N_POLICIES = 1024
SECONDS_A_POLICY, SECONDS_OF_NAFTA = 1e-4, 0.015


@pytest.mark.parametrize("elasticities", ["random economy", "U4", "Shap"])
def test_random_policies_9_by_24(benchmark: BenchmarkFixture, elasticities: str) -> None:
    """1 to 12 random pairs at 10-145 %."""
    rng = np.random.default_rng(0)
    if elasticities == "random economy":
        economy = Economy(random_benchmark(rng, 9, 24), rng.uniform(1.2, 12.0, 24))
    else:
        economy = Economy(load_benchmark(), load_elasticities()[elasticities])
    batch = random_tariffs(rng, economy.benchmark, N_POLICIES)
    economy.solve(batch.take(slice(128)))  # linearise the benchmark once
    outcome = benchmark(economy.solve, batch)
    found = residuals(economy, batch, outcome)
    assert max(value.max() for value in found.values()) < 1e-9
    each = float(benchmark.stats.stats.min) / N_POLICIES
    benchmark.extra_info["microseconds_a_policy"] = 1e6 * each
    benchmark.extra_info["sweeps"] = float(outcome.sweeps.mean())
    assert each <= SECONDS_A_POLICY


def test_one_policy_9_by_24(benchmark: BenchmarkFixture) -> None:
    rng = np.random.default_rng(0)
    economy = Economy(random_benchmark(rng, 9, 24), 4.0)
    batch = random_tariffs(rng, economy.benchmark, 1)
    economy.solve(batch)
    benchmark(economy.solve, batch)


def test_linearising_9_by_24(benchmark: BenchmarkFixture) -> None:
    base = random_benchmark(np.random.default_rng(0), 9, 24)
    benchmark(lambda: Economy(base, 4.0).solve(PolicyBatch.at_benchmark(base, 1)))


@pytest.mark.skipif(not caliendo_parro.FOLDER.is_dir(), reason="the published case is not here")
def test_nafta_31_by_40(benchmark: BenchmarkFixture) -> None:
    case = caliendo_parro.load()
    purged = purge_imbalances(case.benchmark, case.theta)
    batch = PolicyBatch.at_benchmark(purged, 1)
    batch.tariff_rate[..., 0] = case.nafta_tariffs()
    benchmark(lambda: Economy(purged, case.theta).solve(batch))
    assert float(benchmark.stats.stats.min) <= SECONDS_OF_NAFTA
