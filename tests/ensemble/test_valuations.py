"""Values of packages: those of the plain economy, whatever is asked with them, kept on disk."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.chips.window import LONG_RUN
from sim.data.tables import load_benchmark
from sim.economy import Economy
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuation_cache import ValuationCache, task_digest
from sim.ensemble.valuations import WorldTask, WorldValuer
from sim.ensemble.workers import Workers
from sim.ensemble.world_economy import horizon_elasticities
from sim.scenario.loading import resolve

STATES = ("truce", "rupture")


@pytest.fixture(scope="module")
def task() -> WorldTask:
    scenario = resolve("us-japan-2025-05-30", ["economy.worlds=2"]).scenario
    setup = Setup(scenario, Observables(load_benchmark()))
    return TableWork(setup, Workers(1), None, lambda *_: None).tasks()[0]


@pytest.fixture(scope="module")
def valuer(task: WorldTask) -> WorldValuer:
    return WorldValuer(task)


@pytest.fixture(scope="module")
def codes(task: WorldTask) -> np.ndarray:
    """No chip at all, every chip at its maximum, and packages between."""
    rng = np.random.default_rng(3)
    sizes = task.agenda.sizes
    drawn = np.stack([rng.integers(0, size, 40) for size in sizes], axis=1)
    drawn[0], drawn[1] = 0, np.array(sizes) - 1
    return np.unique(task.agenda.encode(drawn))


@pytest.fixture(scope="module")
def values(valuer: WorldValuer, codes: np.ndarray) -> np.ndarray:
    return valuer.packages(codes, STATES)


def test_values_are_those_of_the_plain_economy(valuer, task, codes, values) -> None:
    """Twins included: a commitment is additional to the same package without it."""
    settings = dict(task.agenda.settings(codes))
    rates = {kind: settings.pop(kind) for kind in ("general_rate", "car_rate")}
    theta = horizon_elasticities(task.world)[1]
    batch = valuer._policies.assemble(
        window=LONG_RUN, china_state="rupture", levels=settings, **rates
    )
    home = valuer._economies["long_run"].home_theta
    outcome = Economy(valuer.benchmark, theta, home_theta=home).solve(batch)
    expected = valuer.observables.read(outcome, batch)
    np.testing.assert_allclose(values[1, :, 1], expected, rtol=1e-7, atol=1e-5)


def test_values_do_not_depend_on_what_is_asked_with_them(valuer, codes, values) -> None:
    for some in (codes[:1], codes[5:22], codes[::-1], codes[[3, 3]]):
        places = np.searchsorted(codes, some)
        assert valuer.packages(some, STATES).tobytes() == values[:, places].tobytes()


def test_nothing_asked_is_nothing_solved(valuer, values) -> None:
    nothing = valuer.packages(np.empty(0, dtype=np.int64), STATES)
    assert nothing.shape == (2, 0, *values.shape[2:])


def test_kept_values_come_back_and_damaged_files_do_not(
    valuer, codes, values, tmp_path, monkeypatch
) -> None:
    cache = ValuationCache(tmp_path)
    first, paths = cache.values(valuer, codes[:3], STATES)
    more, _ = cache.values(valuer, codes[:5], STATES)
    assert more.tobytes() == values[:, :5].tobytes()
    assert first.tobytes() == values[:, :3].tobytes()
    with monkeypatch.context() as patch:
        patch.delattr(WorldValuer, "packages")
        again, same_paths = cache.values(WorldValuer(valuer.task), codes[1:4], STATES)
    assert again.tobytes() == values[:, 1:4].tobytes()
    assert same_paths.tobytes() == paths.tobytes()
    (file,) = tmp_path.glob(f"{task_digest(valuer.task)}*.npz")
    file.write_bytes(file.read_bytes()[:1000])
    solved, _ = cache.values(valuer, codes[:3], STATES)
    assert solved.tobytes() == first.tobytes()
