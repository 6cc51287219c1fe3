"""The folder of a sweep: what is finished stays on the disk, whatever happens to the program.

    sweep.json              what the folder is a sweep of; which runs are finished
    scenario.resolved.yaml  the scenario that is varied
    points.csv              a row a point
    summary.csv             the rows of `sim run`'s summary.csv, a block of rows a point
    points/<key>/           the runs of each point, a file a whole block of runs, full precision

A block is written under another name and renamed when it is complete, so a file that is there is
finished. Its key is a digest of everything that its numbers depend on (`sweep_points.point_key`),
so it is never stale.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.ensemble.manifest import sha256
from sim.ensemble.measures import Measure, RunTable
from sim.errors import ResultsError

PLAN: Final = "sweep.json"
POINTS: Final = "points.csv"
SUMMARY: Final = "summary.csv"
_FILES: Final = (PLAN, "scenario.resolved.yaml", POINTS, SUMMARY, "points")


@dataclass(frozen=True)
class Identity:
    """What a folder is a sweep of; a sweep goes on only in a folder of the same identity."""

    scenario: str
    base: str
    varied: tuple[str, ...]
    design: str
    seed: int

    def default_folder(self) -> Path:
        """Return results/<scenario>/sweep-<design>-seed<seed>-<digest>."""
        digest = sha256(json.dumps([self.base, self.varied]).encode())[:8]
        return Path("results") / self.scenario / f"sweep-{self.design}-seed{self.seed}-{digest}"

    def as_json(self) -> dict[str, Any]:
        """Return the identity as sweep.json holds it."""
        return {
            "scenario": self.scenario,
            "base": self.base,
            "varied": list(self.varied),
            "design": self.design,
            "seed": self.seed,
        }


class SweepFolder:
    """The folder of one sweep, created if need be.

    Raises `ResultsError` if the folder holds anything but a sweep of the same identity.
    """

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path = path
        self._identity = identity
        self.plan = self._known_plan()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ResultsError(f"{path} cannot be written: {error.strerror}.") from error
        if not self.plan:
            self.note({"finished_runs": 0})

    @property
    def finished_runs(self) -> int:
        """Runs a point of the last sweep that was finished here, 0 if there was none."""
        return int(self.plan["finished_runs"])

    def _known_plan(self) -> dict[str, Any]:
        if self.path.is_file():
            raise ResultsError(f"{self.path} must be a folder; it is a file. Choose another --out.")
        present = {entry.name for entry in self.path.iterdir()} if self.path.is_dir() else set()
        foreign = sorted(n for n in present - {*_FILES} if not n.endswith(".partial"))
        if foreign or (present - {"points"} and PLAN not in present):
            named = ", ".join(foreign[:3] or sorted(present)[:3])
            raise ResultsError(
                f"{self.path} must be empty or hold a sweep; it holds {named}. "
                "Nothing was changed; choose another --out."
            )
        if PLAN not in present:
            return {}
        plan = _read_json(self.path / PLAN)
        wanted = self._identity.as_json()
        differing = [key for key, value in wanted.items() if plan.get(key) != value]
        if differing:
            words = {"base": "scenario", "varied": "varied parameters"}
            named = ", ".join(words.get(key, key) for key in differing)
            raise ResultsError(
                f"{self.path} holds another sweep: its {named} differ. Choose another --out."
            )
        return plan

    def note(self, facts: Mapping[str, object]) -> None:
        """Write sweep.json: the identity, what was noted before, and these facts."""
        self.plan = {**self.plan, **self._identity.as_json(), **facts}
        self.text(PLAN, json.dumps(self.plan, indent=2, ensure_ascii=False) + "\n")

    def text(self, name: str, text: str) -> None:
        """Write a text file so that it is either the old one or the new one."""
        _replace(self.path / name, text.encode())

    def read(self, key: str, block: int) -> RunTable | None:
        """Return a finished block of runs, None if it is not there or damaged."""
        path = self._block(key, block)
        try:
            with np.load(path, allow_pickle=False) as kept:
                units = kept["units"].tolist()
                named = zip(kept["columns"].tolist(), units, kept["values"], strict=True)
                texts = {name: kept[name].tolist() for name in kept["texts"].tolist()}
                return RunTable(
                    run=kept["run"],
                    world=kept["world"],
                    values={Measure.parse(column, unit): v for column, unit, v in named},
                    texts=texts,
                )
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def has(self, key: str, block: int) -> bool:
        """Whether a block is finished and whole."""
        return self.read(key, block) is not None

    def write(self, key: str, block: int, table: RunTable) -> None:
        """Keep a finished block."""
        path = self._block(key, block)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        with partial.open("wb") as file:
            np.savez(
                file,
                run=table.run,
                world=table.world,
                columns=np.array([m.column for m in table.measures]),
                units=np.array([m.unit for m in table.measures]),
                values=np.stack(list(table.values.values())),
                texts=np.array(list(table.texts)),
                **{name: np.array(column) for name, column in table.texts.items()},  # type: ignore[arg-type]
            )
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)

    def _block(self, key: str, block: int) -> Path:
        return self.path / "points" / key / f"block{block:05d}.npz"

    def clean(self) -> None:
        """Remove what killed processes left half written."""
        for path in _partials(self.path):
            path.unlink(missing_ok=True)


def _partials(path: Path) -> Iterator[Path]:
    yield from path.glob("*.partial")
    yield from path.glob("points/*/*.partial")


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path} must be JSON written by sim sweep: {error}.") from error
    if not isinstance(plan, dict) or "finished_runs" not in plan:
        raise ResultsError(f"{path} must be written by sim sweep; it is another file.")
    return plan
