"""How long `sim chips` and `sim frontier` take; `python -m pytest benchmarks --benchmark-only`.

Whole processes on the main scenario, start-up included, on the processors there are. The design
asks for 180 s of `sim chips` (128 coalitions of Japan's chips, 1,000 runs each) on two free cores;
what is asserted is the processors' time, which other work on the machine changes less.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).parents[1]
SCENARIO = str(ROOT / "scenarios" / "us-japan-2025-05-30.yaml")
CHIPS_CPU_SECONDS, FRONTIER_CPU_SECONDS = 2 * 180.0, 20.0


def cpu_seconds() -> float:
    """Return the processors' time that all commands so far have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worth")


def command(folder: Path, *arguments: str) -> None:
    """Run a command with the values kept in this folder."""
    environment = {**os.environ, "SIM_CACHE_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "sim", *arguments], check=True, env=environment, capture_output=True
    )


def test_chips_from_an_empty_cache(benchmark: BenchmarkFixture, folder: Path) -> None:
    before = cpu_seconds()
    benchmark.pedantic(command, args=(folder, "chips", SCENARIO), rounds=1)
    benchmark.extra_info["cpu_seconds"] = cpu_seconds() - before
    assert benchmark.extra_info["cpu_seconds"] < CHIPS_CPU_SECONDS


def test_frontier_with_values_kept(benchmark: BenchmarkFixture, folder: Path) -> None:
    command(folder, "frontier", SCENARIO)
    before = cpu_seconds()
    benchmark.pedantic(command, args=(folder, "frontier", SCENARIO), rounds=2)
    benchmark.extra_info["cpu_seconds"] = (cpu_seconds() - before) / 2
    assert benchmark.extra_info["cpu_seconds"] < FRONTIER_CPU_SECONDS
