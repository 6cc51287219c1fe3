"""Exact package values of one world, solved once and kept on disk by content.

A value belongs to what it was computed from: benchmark tables, world, agenda, horizon, state of
controls and the source code of the economy. The key of a cache file is a digest of all of these,
so a file is never stale; within it, packages are found by their code.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.observables import Observables
from sim.bargaining.tables import HORIZONS
from sim.chips.base import Valuation
from sim.chips.package import ChinaState, WorldPolicies
from sim.chips.rates import PolicyTables
from sim.data.names import SECTOR_INDEX
from sim.data.tables import load_benchmark, load_elasticities
from sim.economy.equilibrium import Economy
from sim.economy.policy import PolicyBatch
from sim.ensemble.parameters import World
from sim.scenario.holdings import HOLDER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CODE_ROOMS = ("economy", "chips", "data")
_CODE_FILES = ("bargaining/observables.py", "ensemble/valuations.py")


@dataclass(frozen=True)
class Rates:
    """Added US rates that hold on a path: general and cars, as fractions."""

    general: float
    car: float


@dataclass(frozen=True)
class WorldTask:
    """What is needed to value packages in one world; small enough to send to a process.

    `paths`: rates of the named paths, the rates in force first, then each threat executed in full
    and in part. A rate that is not on the agenda stands in packages as `off_agenda` says.
    """

    world: World
    agenda: Agenda
    paths: tuple[Rates, ...]
    off_agenda: Rates
    states: tuple[ChinaState, ...]
    valuation: Valuation
    restricted: tuple[str, ...] | None


class WorldValuer:
    """Solves packages and named paths of one world exactly."""

    def __init__(self, task: WorldTask) -> None:
        self.task = task
        self.benchmark = load_benchmark()
        self.observables = Observables(self.benchmark)

    @cached_property
    def _policies(self) -> WorldPolicies:
        world = self.task.world
        parameters = {
            kind: world.section(f"parties.{holder}.chips.{kind}") for kind, holder in HOLDER.items()
        }
        parameters["rare_earths"] = {
            **world.section("economy.rare_earths"),
            **world.section("parties.CHN.controls.rare_earths"),
        }
        parameters["china"] = {
            **world.section("parties.CHN.truce"),
            **world.section("parties.CHN.tariff_answer"),
        }
        held = {name: values for name, values in parameters.items() if values}
        return WorldPolicies(
            self.benchmark,
            PolicyTables.load(),
            held,
            valuation=self.task.valuation,
            restricted=self.task.restricted,
        )

    @cached_property
    def _economies(self) -> tuple[Economy, ...]:
        return tuple(Economy(self.benchmark, t) for t in horizon_elasticities(self.task.world))

    def packages(self, codes: Ints) -> Floats:
        """Return observed quantities of packages, (S, P, H, Q)."""
        settings = dict(self.task.agenda.settings(codes))
        general = settings.pop("general_rate", np.full(len(codes), self.task.off_agenda.general))
        car = settings.pop("car_rate", np.full(len(codes), self.task.off_agenda.car))
        width = self._economies[0].chunk_size
        parts = [
            self._observe(general[cut], car[cut], {k: v[cut] for k, v in settings.items()})
            for cut in (slice(k, k + width) for k in range(0, len(codes), width))
        ]
        return np.concatenate(parts, axis=1)

    def paths(self) -> Floats:
        """Return observed quantities of the named paths, (S, paths, H, Q)."""
        general = np.array([rates.general for rates in self.task.paths])
        car = np.array([rates.car for rates in self.task.paths])
        return self._observe(general, car, {}, agreed=False)

    def typed(self, codes: Ints) -> dict[str, Floats]:
        """Return amounts of packages outside the model by party, (P,), USD bn a year."""
        settings = dict(self.task.agenda.settings(codes))
        levels = {k: v for k, v in settings.items() if not k.endswith("_rate")}
        totals = {party: np.zeros(len(codes)) for party in ("USA", "JPN", "CHN")}
        for (party, _), amount in self._policies.typed_amounts(levels).items():
            totals[party] = totals[party] + amount
        return totals

    def _observe(
        self, general: Floats, car: Floats, levels: dict[str, Floats], *, agreed: bool = True
    ) -> Floats:
        states = []
        for state in self.task.states:
            per_horizon = []
            for horizon, economy in zip(HORIZONS, self._economies, strict=True):
                batch = self._policies.assemble(
                    horizon=horizon,
                    china_state=state,
                    general_rate=general,
                    car_rate=car,
                    levels=levels,
                    agreed=agreed,
                )
                per_horizon.append(self.observables.read(economy.solve(batch), batch))
            states.append(np.stack(per_horizon, axis=1))
        return np.stack(states)


def benchmark_levels(observables: Observables) -> Floats:
    """Return the observed quantities of the benchmark year itself, (Q,)."""
    benchmark = observables.benchmark
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    economy = Economy(benchmark, np.full(benchmark.n_sectors, 4.0))
    return observables.read(economy.solve(batch), batch)[0]


def horizon_elasticities(world: World) -> tuple[Floats, Floats]:
    """Return (first-year, long-run) theta by sector.

    What is estimated is the response of tariff-exclusive values, theta + 1; its first-year share
    of the long run applies to that: theta_first = share (theta_long + 1) - 1.
    """
    long_run = load_elasticities()[world.elasticities].copy()
    long_run[SECTOR_INDEX["services"]] = world.values["economy.services_elasticity"]
    share = world.values["economy.first_year_elasticity_share"]
    return np.asarray(share * (long_run + 1.0) - 1.0), long_run


class ValuationCache:
    """Values of packages and paths on disk, a file a world; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def values(self, valuer: WorldValuer, codes: Ints) -> tuple[Floats, Floats]:
        """Return the values of packages (S, P, H, Q) and of the named paths (S, paths, H, Q).

        What is not known yet is solved and kept.
        """
        path = self._path(valuer.task)
        kept = self._read(path)
        missing = codes if kept is None else np.setdiff1d(codes, kept.codes)
        if kept is None:
            kept = _Kept(missing, valuer.packages(missing), valuer.paths())
            self._write(path, kept)
        elif missing.size:
            kept = kept.extended(missing, valuer.packages(missing))
            self._write(path, kept)
        return kept.packages[:, np.searchsorted(kept.codes, codes)], kept.paths

    def _path(self, task: WorldTask) -> Path | None:
        return None if self._folder is None else self._folder / f"{task_digest(task)}.npz"

    @staticmethod
    def _read(path: Path | None) -> _Kept | None:
        if path is None or not path.exists():
            return None
        try:
            with np.load(path) as stored:
                return _Kept(stored["codes"], stored["packages"], stored["paths"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None  # a damaged file is solved anew

    @staticmethod
    def _write(path: Path | None, kept: _Kept) -> None:
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        with partial.open("wb") as file:
            np.savez(file, codes=kept.codes, packages=kept.packages, paths=kept.paths)
        partial.replace(path)


@dataclass(frozen=True)
class _Kept:
    """What a cache file holds: sorted codes (P,), packages (S, P, H, Q), paths."""

    codes: Ints
    packages: Floats
    paths: Floats

    def extended(self, codes: Ints, packages: Floats) -> _Kept:
        all_codes = np.concatenate([self.codes, codes])
        order = np.argsort(all_codes)
        merged = np.concatenate([self.packages, packages], axis=1)
        return _Kept(all_codes[order], merged[:, order], self.paths)


def task_digest(task: WorldTask) -> str:
    """Return a digest of all that the values of a task depend on."""
    agenda = [[i.kind, i.holder, list(i.levels)] for i in task.agenda.issues]
    rates = [[r.general, r.car] for r in (*task.paths, task.off_agenda)]
    content = [
        agenda,
        rates,
        task.states,
        repr(task.valuation),
        task.restricted,
        task.world.elasticities,
        dict(task.world.values),
    ]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    digest.update(_code_digest())
    return digest.hexdigest()[:32]


@lru_cache(maxsize=1)
def _code_digest() -> bytes:
    """Return a digest of the source code and tables that values are computed with."""
    digest = hashlib.sha256(np.__version__.encode())
    for path in _sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.digest()


def _sources() -> Iterable[Path]:
    package = Path(__file__).parents[1]
    rooms: Sequence[Path] = [package / room for room in _CODE_ROOMS]
    for room in rooms:
        found = [*room.rglob("*.py"), *room.rglob("*.csv")]
        yield from sorted(path for path in found if "build" not in path.parts)
    yield from (package / file for file in _CODE_FILES)
