"""What holds in a run once all talks have ended, solved exactly: the distinct joint outcomes.

An outcome of a pair of talks is a number: the code of its signed package, or -1 - k for its k-th
named path (0 the rates in force, then each threat in full and in part, then what events bring). A
joint outcome is China's own state and one such number a pair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.chips.package import CHINA_STATES, ChinaState
from sim.chips.terms import Elsewhere, Terms
from sim.ensemble.endings import Endings
from sim.ensemble.kept import read_arrays, write_arrays
from sim.ensemble.settings import Settings
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import prepared
from sim.ensemble.valuation_cache import task_digest
from sim.ensemble.valuations import WorldTask
from sim.ensemble.workers import Workers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]

IN_FORCE = -1
_ROW = 16


def path_of(threat: Ints, *, partly: bool = False) -> Ints:
    """Return the number of the outcome in which a threat is executed."""
    return np.asarray(-2 - 2 * threat - int(partly), dtype=np.int64)


def outcome_numbers(codes: Ints, endings: Endings) -> Ints:
    """Return how a pair of talks ended in each run, as a number, (R,)."""
    path = IN_FORCE - np.maximum(endings.held.path, 0).astype(np.int64)
    return np.where(endings.signed, codes[np.maximum(endings.package, 0)], path)


def threats_of(setup: Setup, endings: Endings) -> Ints:
    """Return the place of the threat that was known when the talks ended, (R,)."""
    known = [phase.threat for phase in setup.calendar.phases]
    return np.array(known, dtype=np.int64)[endings.phase]


@dataclass(frozen=True)
class JointTable:
    """Joint outcomes that were solved: where each stands, and the values (K, H, Q)."""

    places: Mapping[bytes, int]
    values: Floats

    def of(self, worlds: Indices, asked: Ints) -> Floats:
        """Return the values of some joint outcomes (R, 1 + P) in their worlds (R,)."""
        keys = np.concatenate([worlds[:, None].astype(np.int64), asked], axis=1)
        rows = [self.places[row.tobytes()] for row in np.ascontiguousarray(keys)]
        return np.asarray(self.values[rows])


@dataclass(frozen=True)
class JointWork:
    """Solves joint outcomes in the worlds of a scenario; `task` of the main pair, by world."""

    setups: tuple[Setup, ...]
    tasks: tuple[WorldTask, ...]
    workers: Workers
    cache_folder: Path | None

    def table(self, keys: Ints) -> JointTable:
        """Return the observed quantities of joint outcomes.

        `keys` (K, 2 + P), sorted and each once: world, place of China's state, a number a pair.
        """
        present = np.unique(keys[:, 0])
        rows = [keys[keys[:, 0] == world, 1:] for world in present]
        terms = [[self.elsewhere(row) for row in part] for part in rows]
        tasks = [self.tasks[int(world)] for world in present]
        folders = [self.cache_folder] * len(tasks)
        solved = list(self.workers.map(solve_joint, tasks, terms, folders))
        places = {row.tobytes(): place for place, row in enumerate(np.ascontiguousarray(keys))}
        return JointTable(places, np.concatenate(solved))

    def elsewhere(self, row: Ints) -> Elsewhere:
        """Return what holds in a joint outcome, (1 + P,)."""
        state = CHINA_STATES[int(row[0])]
        parts = [
            terms_of(setup, int(number)) for setup, number in zip(self.setups, row[1:], strict=True)
        ]
        return Elsewhere(state, Terms.joined(parts))


def terms_of(setup: Setup, number: int) -> Terms:
    """Return what an outcome of a pair of talks brings."""
    if number < 0:
        path = setup.regimes.paths[IN_FORCE - number]
        if setup.is_main:
            return Terms(path.general, path.car)
        return Terms(china=path.china, ruptures=path.ruptures, levels=path.levels)
    settings = {
        kind: float(value[0]) for kind, value in setup.agenda.settings(np.array([number])).items()
    }
    away = setup.threats[0].full
    general, car = settings.pop("general_rate", away.general), settings.pop("car_rate", away.car)
    china = settings.pop("china_rate", away.china)
    levels = tuple(settings.items())
    if setup.is_main:
        return Terms(general, car, agreed=True, levels=levels)
    return Terms(china=china, levels=levels)


def solve_joint(task: WorldTask, asked: Sequence[Elsewhere], cache_folder: Path | None) -> Floats:
    """Return observed quantities of joint outcomes in one world, (K, H, Q); work for a process."""
    names = [repr(item) for item in asked]
    path = None
    if cache_folder is not None:
        path = cache_folder / f"joint-{task_digest(task)}-{_code_digest()}.npz"
    known = _read(path)
    missing = [item for item, name in zip(asked, names, strict=True) if name not in known]
    if missing:
        solved = _solved(task, missing)
        known.update(zip(map(repr, missing), solved, strict=True))
        held = {"names": np.array(list(known)), "values": np.stack(list(known.values()))}
        write_arrays(path, held)
    return np.stack([known[name] for name in names])


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Return a digest of how terms become policies here."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]


def _read(path: Path | None) -> dict[str, Floats]:
    stored = read_arrays(path)
    if stored is None:
        return {}
    return dict(zip(stored["names"].tolist(), stored["values"], strict=True))


def _solved(task: WorldTask, asked: Sequence[Elsewhere]) -> Floats:
    """Solve joint outcomes, those of one state of China and one way of counting rates together."""
    valuer = prepared(task)
    alike: dict[tuple[ChinaState, bool], list[int]] = {}
    for place, item in enumerate(asked):
        alike.setdefault((item.china_state, item.terms.agreed), []).append(place)
    values: dict[int, Floats] = {}
    for (state, agreed), places in alike.items():
        # Whole rows, so that sums run in the same order whatever is asked together.
        padded = [*places, *places[-1:] * (-len(places) % _ROW)]
        settings = _side_by_side(task, [asked[place].terms for place in padded], agreed=agreed)
        solved = valuer.standing(settings, state)
        values.update(zip(places, solved, strict=False))
    return np.stack([values[place] for place in range(len(asked))])


def _side_by_side(task: WorldTask, terms: Sequence[Terms], *, agreed: bool) -> Settings:
    """Return terms of one way of counting rates as settings; all name the same rates."""
    kinds = sorted({kind for one in terms for kind, _ in one.levels})
    held = [dict(one.levels) for one in terms]
    now = task.paths[0]
    china = [one.china for one in terms]
    return Settings(
        np.array([now.general if one.general is None else one.general for one in terms]),
        np.array([now.car if one.car is None else one.car for one in terms]),
        {kind: np.array([levels.get(kind, 0.0) for levels in held]) for kind in kinds},
        agreed=agreed,
        china=None if china[0] is None else np.array(china, dtype=np.float64),
    )


def with_pair(asked: Ints, pair: int, numbers: Ints | int) -> Ints:
    """Return joint outcomes with one pair's outcome replaced."""
    changed = asked.copy()
    changed[:, 1 + pair] = numbers
    return changed


@dataclass(frozen=True)
class JointValues:
    """Exact values of one pair's ends, given how the others ended, (R, H, Q) each.

    `outcome`, `in_force`, `executed`, `partly` in levels; `twins[holder]`: the signed package with
    the chips of one side at zero, as in the outcome where nothing was signed.
    """

    outcome: Floats
    in_force: Floats
    executed: Floats
    partly: Floats
    twins: Mapping[str, Floats]
