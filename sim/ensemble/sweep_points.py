"""The points of a sweep: their values and their scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.ensemble.designs import Varied
from sim.ensemble.manifest import sha256
from sim.ensemble.parameters import parameters
from sim.ensemble.program import program_digest
from sim.errors import SimError
from sim.scenario.layers import implied
from sim.scenario.loading import resolve
from sim.scenario.problems import ScenarioError
from sim.scenario.resolved import Resolved
from sim.scenario.values import Choice, Quantity

Value = float | str


@dataclass(frozen=True)
class Point:
    """One point: its values, the `path=value` texts that make it, and what became of it."""

    number: int
    sets: tuple[str, ...]
    values: tuple[Value, ...] = ()
    resolved: Resolved | None = None
    error: str = ""


def full_path(base: Resolved, path: str) -> str:
    """Return the full path of a parameter: `usa.resolve` is `parties.USA.resolve`."""
    first, *rest = path.split(".")
    return ".".join([*implied(base.tree, first), *rest])


def points_of(
    scenario: str | Path,
    base_sets: tuple[str, ...],
    varied: Sequence[Varied],
    paths: Sequence[str],
    texts: Sequence[tuple[str, ...]],
) -> tuple[Point, ...]:
    """Return every point with its scenario; one that is invalid carries its error."""
    points: list[Point] = []
    first_error: SimError | None = None
    for number, values in enumerate(texts):
        sets = tuple(f"{one.path}={value}" for one, value in zip(varied, values, strict=True))
        try:
            resolved = resolve(scenario, (*base_sets, *sets))
        except SimError as error:
            first_error = first_error or error
            points.append(Point(number, sets, values, error=one_line(error)))
            continue
        listed = parameters(resolved.scenario)
        shown = tuple(
            _shown(listed[path].value if path in listed else None, value)
            for path, value in zip(paths, values, strict=True)
        )
        points.append(Point(number, sets, shown, resolved))
    if first_error is not None and all(point.error for point in points):
        raise first_error
    return tuple(points)


def _shown(value: Quantity | Choice | None, text: str) -> Value:
    """Return a value as tables show it: a number in the unit of its field, else as written."""
    if isinstance(value, Quantity) and value.kind == "value":
        return value.values[0]
    return text


def units_of(paths: Sequence[str], points: Sequence[Point]) -> tuple[str, ...]:
    """Return the unit of each varied parameter, "" for words and lists."""
    resolved = next(point.resolved for point in points if point.resolved)
    listed = parameters(resolved.scenario)
    found = (listed[path].value if path in listed else None for path in paths)
    return tuple(value.unit if isinstance(value, Quantity) else "" for value in found)


def point_key(point: Resolved, seed: int) -> str:
    """Return a digest of all that the runs of a point depend on, for the names of its files."""
    parts = [program_digest(), sha256(point.to_yaml().encode()), str(seed)]
    return sha256("\n".join(parts).encode())[:24]


def one_line(error: SimError) -> str:
    """Return what went wrong without excerpts and line breaks, for a field of a table."""
    if isinstance(error, ScenarioError):
        return "; ".join(problem.message for problem in error.problems)[:300]
    return " ".join(str(error).split())[:300]
