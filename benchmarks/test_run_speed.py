"""How long a whole run takes; run with `python -m pytest benchmarks --benchmark-only`.

Whole processes of `sim run` on the main scenario with 1,000 runs, start-up and files included, on
the processors there are. The design asks for 20 s from an empty cache of values and 5 s when the
values are kept, on two free cores; what is asserted is the processors' time, which other work on
the machine changes less. What was measured stands in docs/speed.md.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from sim.ensemble.workers import default_jobs

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "scenarios" / "us-japan-2025-05-30.yaml"
# Start, search and play are serial: 3 s; the rest of 20 s is shared by two processes.
COLD_CPU_SECONDS, CACHED_CPU_SECONDS = 3.0 + 2 * 17.0, 5.0
MEMORY_BYTES = 1e9


def run(folder: Path) -> None:
    """Play the main scenario, with the values kept in this folder."""
    environment = {
        **os.environ,
        "SIM_CACHE_DIR": str(folder / "values"),
        "PYTHONPATH": str(ROOT),
    }
    arguments = ["run", str(SCENARIO), "--runs", "1000", "--force", "--out", str(folder / "out")]
    subprocess.run(
        [sys.executable, "-m", "sim", *arguments], check=True, env=environment, capture_output=True
    )


def cpu_seconds() -> float:
    """Return the processors' time that all runs so far have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_bytes() -> float:
    """Return the peak memory of the largest process so far, times the processes of a run."""
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024.0
    return largest * (default_jobs() + 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speed")


def test_from_an_empty_cache(benchmark: BenchmarkFixture, folder: Path) -> None:
    def emptied() -> tuple[tuple[Path], dict[str, object]]:
        shutil.rmtree(folder / "values", ignore_errors=True)
        return (folder,), {}

    before = cpu_seconds()
    benchmark.pedantic(run, setup=emptied, rounds=3)
    each = (cpu_seconds() - before) / 3
    benchmark.extra_info["cpu_seconds"] = each
    benchmark.extra_info["peak_bytes"] = peak_bytes()
    assert each < COLD_CPU_SECONDS
    assert peak_bytes() < MEMORY_BYTES


def test_with_values_kept(benchmark: BenchmarkFixture, folder: Path) -> None:
    run(folder)
    before = cpu_seconds()
    benchmark.pedantic(run, args=(folder,), rounds=5)
    each = (cpu_seconds() - before) / 5
    benchmark.extra_info["cpu_seconds"] = each
    assert each < CACHED_CPU_SECONDS


def test_help(benchmark: BenchmarkFixture) -> None:
    command = [sys.executable, "-m", "sim", "--help"]
    benchmark.pedantic(
        lambda: subprocess.run(command, check=True, cwd=ROOT, capture_output=True), rounds=7
    )
