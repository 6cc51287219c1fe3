"""No failure in many random policies: `python -m pytest benchmarks/test_many_policies.py`.

Not part of the suite: it takes some minutes. 10,000 random policies on our benchmark for each
elasticity set and theta of 1.2, 4 and 20, a third of them with prohibitive tariffs, every one held
to independent residuals of 1e-9; the same in one batch within 1 GB.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.data.tables import load_benchmark, load_elasticities
from sim.economy import Benchmark, Economy, PolicyBatch, residuals
from tests.economy.economies import random_tariffs

N_POLICIES, PIECE = 10_000, 500
PROHIBITIVE = 1e6
SETS = ["1.2", "4", "20", *load_elasticities()]


def policies(benchmark: Benchmark, rng: np.random.Generator, n: int) -> PolicyBatch:
    """Return 1 to 12 random pairs at 10-145 %; in a third of the policies some are prohibitive."""
    batch = random_tariffs(rng, benchmark, n)
    shut = (batch.tariff_rate > 0.8) & (rng.random(n) < 1.0 / 3.0)
    batch.tariff_rate[...] = np.where(shut, PROHIBITIVE, batch.tariff_rate)
    return batch


@pytest.mark.parametrize("elasticities", SETS)
def test_no_policy_fails(elasticities: str) -> None:
    benchmark = load_benchmark()
    known = load_elasticities()
    theta = known[elasticities] if elasticities in known else float(elasticities)
    economy = Economy(benchmark, theta)
    rng = np.random.default_rng(20_250_530)
    walled = 0
    for _ in range(N_POLICIES // PIECE):
        batch = policies(benchmark, rng, PIECE)
        walled += int((batch.tariff_rate == PROHIBITIVE).any(axis=(0, 1, 2)).sum())
        outcome = economy.solve(batch)
        found = residuals(economy, batch, outcome)
        worst = max(found, key=lambda name: float(found[name].max()))
        assert found[worst].max() < 1e-9, worst
        assert np.isfinite(outcome.welfare_hat).all()
    assert walled > 0.2 * N_POLICIES


def test_one_batch_of_10_000_takes_less_than_1_gb() -> None:
    """In a process of its own: the batch, its outcome and all work space."""
    command = "import benchmarks.test_many_policies as m; m.solve_one_batch()"
    done = subprocess.run(
        [sys.executable, "-c", command],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert int(done.stdout) < 10**9


def solve_one_batch() -> None:
    """Solve 10,000 policies at once and print the process's peak memory, bytes."""
    benchmark = load_benchmark()
    batch = policies(benchmark, np.random.default_rng(1), N_POLICIES)
    Economy(benchmark, 4.0).solve(batch)
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
