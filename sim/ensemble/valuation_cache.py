"""Exact values kept on disk by content.

A value belongs to what it was computed from: benchmark tables, world, agenda, horizon, state of
controls and the source code of the economy. The name of a cache file is a digest of all of these,
so a file is never stale; within it, packages are found by their code.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.kept import read_arrays, write_arrays
from sim.ensemble.valuations import WorldTask, WorldValuer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What importers do ahead of a date shifts months and no value of a package.
_NO_PART = "economy.front_loading."
_CODE_ROOMS = ("economy", "chips", "data")
_CODE_FILES = (
    "bargaining/agenda.py",  # what a code means
    "bargaining/observables.py",
    "bargaining/tables.py",
    "ensemble/conditions.py",
    "ensemble/parameters.py",
    "ensemble/settings.py",
    "ensemble/valuations.py",
    "ensemble/world_economy.py",
    "scenario/holdings.py",
)


class ValuationCache:
    """Values of packages and paths on disk, a file a world; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def values(
        self, valuer: WorldValuer, codes: Ints, states: Sequence[str]
    ) -> tuple[Floats, Floats]:
        """Return the values of packages (S, P, H, Q) and of the named paths (S, paths, H, Q).

        What is not known yet is solved and kept.
        """
        path = self._path(valuer.task, states)
        kept = self._read(path)
        missing = codes if kept is None else np.setdiff1d(codes, kept.codes)
        if kept is None:
            kept = _Kept(missing, valuer.packages(missing, states), valuer.paths(states))
            self._write(path, kept)
        elif missing.size:
            kept = kept.extended(missing, valuer.packages(missing, states))
            self._write(path, kept)
        return kept.packages[:, np.searchsorted(kept.codes, codes)], kept.paths

    def _path(self, task: WorldTask, states: Sequence[str]) -> Path | None:
        if self._folder is None:
            return None
        named = "-".join(states)
        if task.elsewhere:  # many names, and what they mean
            held = repr([(s, e) for s, e in task.elsewhere if s in states])
            named = hashlib.sha256(f"{named} {held}".encode()).hexdigest()[:16]
        return self._folder / f"{task_digest(task)}-{named}.npz"

    @staticmethod
    def _read(path: Path | None) -> _Kept | None:
        stored = read_arrays(path)
        if stored is None or not {"codes", "packages", "paths"} <= set(stored):
            return None
        return _Kept(stored["codes"], stored["packages"], stored["paths"])

    @staticmethod
    def _write(path: Path | None, kept: _Kept) -> None:
        arrays = {"codes": kept.codes, "packages": kept.packages, "paths": kept.paths}
        write_arrays(path, arrays)


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
    rates = [dataclasses.astuple(r) for r in (*task.paths, task.off_agenda)]
    content = [
        agenda,
        rates,
        repr(task.valuation),
        repr(task.control_dates),
        [dataclasses.asdict(rule) for rule in task.measures],
        task.two_tiers,
        task.regions,
        task.on_japan,
        task.middle,
        task.world.elasticities,
        {p: v for p, v in task.world.values.items() if not p.startswith(_NO_PART)},
    ]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    digest.update(_code_digest())
    return digest.hexdigest()[:32]


@lru_cache(maxsize=1)
def _code_digest() -> bytes:
    """Return a digest of the code that this process runs."""
    return code_digest(Path(__file__).parents[1])


def code_digest(package: Path) -> bytes:
    """Return a digest of the source code and tables of a package that values are computed with."""
    digest = hashlib.sha256(np.__version__.encode())
    for path in code_sources(package):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(package).as_posix()}:{len(content)}:".encode())
        digest.update(content)
    return digest.digest()


def code_sources(package: Path) -> Iterable[Path]:
    """Yield the files of a package that values are computed with, in a fixed order."""
    rooms: Sequence[Path] = [package / room for room in _CODE_ROOMS]
    for room in rooms:
        found = [*room.rglob("*.py"), *room.rglob("*.csv")]
        yield from sorted(path for path in found if not {"build", "history"} & set(path.parts))
    yield from (package / file for file in _CODE_FILES)
