"""Small runs of shipped scenarios, shared by the tests: two worlds, few packages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import sim.cli.main  # noqa: F401  (first: it limits threads of linear algebra before numpy comes)
from sim.ensemble.runner import Finished, RunOptions, run
from sim.scenario.loading import resolve

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SMALL = ("economy.worlds=2",)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for exact values that all tests of the session share, in all its processes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "valuations"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def play(cache: Path, tmp_path_factory: pytest.TempPathFactory):
    """Return a function that plays a shipped scenario with changes and returns what finished."""
    patch = pytest.MonkeyPatch()
    patch.setenv("SIM_CACHE_DIR", str(cache))
    patch.setattr("sim.ensemble.search.CATALOGUE_SIZE", 60)

    def played(
        *sets: str,
        scenario: str = "us-japan-2025-05-30",
        runs: int = 60,
        worlds_checked: int = 1,
        **options,
    ) -> Finished:
        # Checking a world's monthly paths takes a tenth of a small run: `finished` checks both.
        patch.setattr("sim.ensemble.monthly.work.SAMPLE_WORLDS", worlds_checked)
        resolved = resolve(SCENARIOS / f"{scenario}.yaml", (*SMALL, *sets))
        out = tmp_path_factory.mktemp("out") / "run"
        chosen = RunOptions(**{"runs": runs, "seed": 0, "jobs": 1, "out": out, **options})
        return run(resolved.scenario, resolved.to_yaml(), chosen, {})

    yield played
    patch.undo()


@pytest.fixture(scope="session")
def finished(play) -> Finished:
    """The small run itself."""
    return play(worlds_checked=2)
