"""Writing a results folder so that it is either complete or not there.

Files are written under a temporary name beside the final one (`.partial-<name>-<number>`), forced
to the disk, and the folder is renamed into place after its manifest. A killed run leaves only the
partial folder, which nothing reads; it may be deleted.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sim.ensemble.csvfile import Column, CsvWriter, Lines, csv_text
from sim.ensemble.layout import FILES
from sim.ensemble.manifest import FORMAT, Manifest, sha256, versions
from sim.ensemble.summary import SUMMARY_COLUMNS, Summariser, SummaryRow, summary_fields
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from sim.ensemble.measures import RunTable

PARTIAL = ".partial-"
"""Folders whose name starts so belong to runs that are under way or were killed."""

MANIFEST = "manifest.json"
ADDED_LATER = ("report.html",)
"""Files that other commands add to a finished folder; `force` may replace them."""


def default_folder(scenario: str, seed: int, runs: int, resolved: str) -> Path:
    """Return results/<scenario>/<run>, the run named by seed, runs and the resolved scenario.

    >>> default_folder("us-japan", 0, 1000, "title: x").as_posix()
    'results/us-japan/seed0-runs1000-f318f050'
    """
    name = f"seed{seed}-runs{runs}-{sha256(resolved.encode())[:8]}"
    return Path("results") / scenario / name


class ResultsFolder:
    """A results folder being written; use it in a `with` block and call `finish` at the end.

    Leaving the block without `finish` (an error, Ctrl-C) removes what was written. Raises
    `ResultsError` at once if `path` is in the way: a finished folder needs `force`, and a folder
    with files that sim did not write is never replaced.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self.path = path
        self._force = force
        self._require_free()
        self._made = [folder for folder in path.parents if not folder.exists()]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.partial = _new_folder(path)
        except OSError as error:
            raise ResultsError(f"{path} cannot be written: {error.strerror}.") from error
        self._tables: list[CsvWriter] = []
        self._runs: RunsWriter | None = None
        self._finished = False

    def table(self, name: str, header: Sequence[str]) -> CsvWriter:
        """Return the writer of a CSV table; it is closed by `finish`."""
        writer = CsvWriter(self.partial / name, header)
        self._tables.append(writer)
        return writer

    def runs(self, scenario: str) -> RunsWriter:
        """Return the writer of runs.csv, from which summary.csv is made."""
        self._runs = RunsWriter(self, scenario)
        return self._runs

    def text(self, name: str, text: str) -> None:
        """Write a text file (UTF-8, as given) and force it to the disk."""
        with (self.partial / name).open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def finish(
        self,
        *,
        scenario: str,
        title: str,
        seed: int,
        worlds: int,
        argv: Sequence[str],
        inputs: Mapping[str, str],
        wall_seconds: float,
        failed_runs: Sequence[Mapping[str, object]] = (),
        approximation: Mapping[str, object] | None = None,
    ) -> Path:
        """Close the tables, write the manifest, rename the folder into place; return its path."""
        for table in self._tables:
            table.close()
        manifest = Manifest(
            scenario=scenario,
            title=title,
            seed=seed,
            runs=self._runs.n_runs if self._runs else 0,
            worlds=worlds,
            failed_runs=tuple(failed_runs),
            argv=tuple(argv),
            inputs=dict(inputs),
            approximation=dict(approximation or {}),
            wall_seconds=round(wall_seconds, 3),
            versions=versions(),
            files={p.name: fingerprint(p) for p in sorted(self.partial.iterdir())},
            format=FORMAT,
        )
        self.text(MANIFEST, manifest.text())
        self._rename()
        self._finished = True
        return self.path

    def _rename(self) -> None:
        _sync(self.partial)
        self._require_free()
        old = None
        try:
            if self.path.exists():
                old = _new_folder(self.path)
                old.rmdir()
                self.path.rename(old)
            self.partial.rename(self.path)
        except OSError as error:
            if old is not None and not self.path.exists():
                old.rename(self.path)
            raise ResultsError(f"{self.path} cannot be written: {error.strerror}.") from error
        _sync(self.path.parent)
        if old is not None:
            shutil.rmtree(old)

    def _require_free(self) -> None:
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise ResultsError(f"{self.path} must be a folder; it is a file. Choose another --out.")
        present = {entry.name for entry in self.path.iterdir()}
        foreign = sorted(present - {*FILES, *ADDED_LATER})
        if foreign or (present and MANIFEST not in present):
            named = ", ".join(foreign[:3]) or ", ".join(sorted(present)[:3])
            raise ResultsError(
                f"{self.path} must be empty or hold results of sim; it holds {named}. "
                "Nothing was changed; choose another --out."
            )
        if present and not self._force:
            raise ResultsError(
                f"{self.path} already holds a finished run. Use --force to replace it, or "
                "another --out."
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for table in self._tables:
            table.close()
        if self._runs is not None:
            self._runs.close()
        if not self._finished:
            shutil.rmtree(self.partial, ignore_errors=True)
            with suppress(OSError):  # another run may have begun in one of them
                for folder in self._made:
                    folder.rmdir()


def run_lines(block: RunTable) -> Lines:
    """Return the rows of runs.csv for a block of runs."""
    columns: dict[str, Column] = {"run": block.run, "world": block.world, **block.texts}
    columns |= {measure.column: values for measure, values in block.values.items()}
    return Lines.of(columns)


class RunsWriter:
    """Writes blocks of runs to runs.csv and keeps what summary.csv needs; memory stays flat."""

    def __init__(self, folder: ResultsFolder, scenario: str) -> None:
        self._folder = folder
        self._summariser = Summariser(scenario)
        self._table: CsvWriter | None = None
        self.n_runs = 0

    def append(self, block: RunTable, lines: Lines | None = None) -> None:
        """Append the runs of a block; blocks come in order of runs and have the same columns.

        `lines`: what `run_lines` makes of the block, if it is there already.
        """
        written = run_lines(block) if lines is None else lines
        if self._table is None:
            self._table = self._folder.table("runs.csv", written.header)
        self._summariser.add(block)
        self._table.append(written)
        self.n_runs += block.n_runs

    def summarise(self) -> list[SummaryRow]:
        """Write summary.csv from all runs appended so far and return its rows."""
        rows = self._summariser.rows()
        self._folder.text("summary.csv", csv_text(SUMMARY_COLUMNS, summary_fields(rows)))
        return rows

    def close(self) -> None:
        """Drop the temporary file of the summary."""
        self._summariser.close()


def fingerprint(path: Path) -> dict[str, object]:
    """Return the size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _new_folder(path: Path) -> Path:
    """Return a new empty folder beside `path` whose name marks it as partial.

    Numbered, not named by process: a killed run may have left one, and in a container the next
    run often has the same process number.
    """
    for number in itertools.count():
        folder = path.with_name(f"{PARTIAL}{path.name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise AssertionError("there is always a next number")


def _sync(folder: Path) -> None:
    """Force a folder's own entries to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
