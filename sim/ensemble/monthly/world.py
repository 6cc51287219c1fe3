"""The months of one world as a piece of work for a process, kept on disk by content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.kept import Arrays, read_arrays, write_arrays
from sim.ensemble.monthly.groups import IN_FORCE, threat_code
from sim.ensemble.monthly.solving import Course, Followed, WorldMonths
from sim.ensemble.tablework import prepared
from sim.ensemble.valuation_cache import task_digest
from sim.ensemble.valuations import WorldTask

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WorldPaths:
    """What is needed of one world to put together every path.

    `in_force` a state, in levels and logs; `changes` and `rates` (J,) US tariffs on Japan a course;
    `threats` (T, J) tariffs of each threat in full, `rates_in_force` (J,); `imports_from_japan`
    (J,) USD bn/yr at the rates in force; `unit_deliveries` (I, CELLS) USD bn/yr.
    """

    in_force: list[Followed]
    changes: dict[Course, Followed]
    rates: dict[Course, Floats]
    rates_in_force: Floats
    threats: Floats
    imports_from_japan: Floats
    unit_deliveries: Floats


def follow_world(
    task: WorldTask,
    courses: Sequence[Course],
    states: tuple[str, ...],
    n_threats: int,
    cache_folder: Path | None,
) -> WorldPaths:
    """Return the months of one world; those known from earlier runs come from the disk."""
    path = None if cache_folder is None else cache_folder / f"{months_digest(task, states)}.npz"
    known = _unpacked(read_arrays(path), len(states))
    missing = [c for c in courses if known is None or c not in known.changes]
    if known is None or missing:
        months = WorldMonths(prepared(task), states)
        known = known or _first(months, n_threats)
        known.changes.update(zip(missing, months.courses(missing) if missing else [], strict=True))
        rates = months.rates_on_japan([course.code for course in missing])
        known.rates.update(zip(missing, rates, strict=True))
        write_arrays(path, _packed(known))
    return known


def _first(months: WorldMonths, n_threats: int) -> WorldPaths:
    """Return what does not depend on how talks end."""
    threats = [threat_code(threat) for threat in range(n_threats)]
    return WorldPaths(
        in_force=months.in_force(),
        changes={},
        rates={},
        rates_in_force=months.rates_on_japan([IN_FORCE])[0],
        threats=months.rates_on_japan(threats),
        imports_from_japan=months.imports_from_japan(),
        unit_deliveries=months.unit_deliveries(),
    )


def _packed(paths: WorldPaths) -> Arrays:
    """Return the arrays of a cache file; courses of unequal length stand end to end."""
    followed = [*paths.in_force, *paths.changes.values()]
    courses = [[c.code, c.state, c.delay] for c in paths.changes]
    return {
        "courses": np.array(courses, dtype=np.int64).reshape(-1, 3),
        "lengths": np.array([[len(f.months), len(f.steps)] for f in followed]),
        "months": np.concatenate([f.months for f in followed]),
        "steps": np.concatenate([f.steps for f in followed]),
        "values": np.concatenate([f.values for f in followed]),
        "rates": np.array(list(paths.rates.values())),
        "rates_in_force": paths.rates_in_force,
        "threats": paths.threats,
        "imports_from_japan": paths.imports_from_japan,
        "unit_deliveries": paths.unit_deliveries,
    }


def _unpacked(kept: Arrays | None, n_states: int) -> WorldPaths | None:
    if kept is None:
        return None
    ends = np.cumsum(kept["lengths"], axis=0)[:-1].T
    parts = zip(
        np.split(kept["months"], ends[0]),
        np.split(kept["values"], ends[0]),
        np.split(kept["steps"], ends[1]),
        strict=True,
    )
    followed = [Followed(*part) for part in parts]
    courses = [Course(*row) for row in kept["courses"].tolist()]
    return WorldPaths(
        in_force=followed[:n_states],
        changes=dict(zip(courses, followed[n_states:], strict=True)),
        rates=dict(zip(courses, kept["rates"], strict=True)),
        rates_in_force=kept["rates_in_force"],
        threats=kept["threats"],
        imports_from_japan=kept["imports_from_japan"],
        unit_deliveries=kept["unit_deliveries"],
    )


def months_digest(task: WorldTask, states: tuple[str, ...]) -> str:
    """Return a digest of all that the months of a task depend on."""
    digest = hashlib.sha256(f"{task_digest(task)} {states}{task.elsewhere or ''}".encode())
    digest.update(_code_digest())
    return f"months-{digest.hexdigest()[:32]}"


@lru_cache(maxsize=1)
def _code_digest() -> bytes:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()
