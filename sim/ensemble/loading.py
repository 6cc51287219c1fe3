"""Reading results back: a finished folder, or one of its CSV files alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.ensemble.csvfile import floats, read_chunks, read_header
from sim.ensemble.manifest import Manifest
from sim.ensemble.measures import TEXT_COLUMNS, Measure, RunTable
from sim.ensemble.store import MANIFEST, PARTIAL, fingerprint
from sim.ensemble.summary import SUMMARY_COLUMNS, SummaryRow, summarise
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_RESOLVED = "scenario.resolved.yaml"
_FIRST_NUMBER = SUMMARY_COLUMNS.index("mean")


@dataclass(frozen=True)
class Results:
    """The results of one scenario.

    `table` is None if only a summary was given; `manifest` and `resolved` (the text of the
    resolved scenario) are None outside a results folder. `notes` are for the reader.
    """

    path: Path
    scenario: str
    summary: tuple[SummaryRow, ...]
    table: RunTable | None = None
    manifest: Manifest | None = None
    resolved: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def worlds(self) -> int | None:
        """Number of economic worlds, None if the manifest is missing."""
        return None if self.manifest is None else self.manifest.worlds


def load_results(path: Path) -> Results:
    """Return the results at `path`: a finished run folder, or a summary.csv or runs.csv.

    A CSV that still lies in its folder brings the whole folder with it. Raises `ResultsError` if
    there is nothing, if the run was interrupted, or if the file was not written by sim.
    """
    if not path.exists():
        raise ResultsError(f"{path} does not exist. Give a run folder or a results CSV.")
    if path.is_file() and _belongs_to_folder(path):
        return _load_folder(path.parent)
    return _load_folder(path) if path.is_dir() else _load_file(path)


def _belongs_to_folder(path: Path) -> bool:
    return path.name in ("summary.csv", "runs.csv") and (path.parent / MANIFEST).is_file()


def _load_folder(folder: Path) -> Results:
    if folder.resolve().name.startswith(PARTIAL):
        raise ResultsError(
            f"{folder} belongs to a run that is under way or was interrupted; it is not complete. "
            "Run the scenario again."
        )
    manifest_path = folder / MANIFEST
    if not manifest_path.is_file():
        raise ResultsError(_no_manifest(folder))
    manifest = Manifest.parse(_read_text(manifest_path), str(manifest_path))
    missing = [name for name in ("summary.csv", "runs.csv") if not (folder / name).is_file()]
    if missing:
        raise ResultsError(f"{folder} is not complete: {', '.join(missing)} is missing.")
    changed = [
        name
        for name, mark in manifest.files.items()
        if (folder / name).is_file() and fingerprint(folder / name) != mark
    ]
    summary = _read_summary(folder / "summary.csv")
    table = _read_runs(folder / "runs.csv", {row.key.column: row.unit for row in summary})
    if table.n_runs != manifest.runs:
        raise ResultsError(
            f"{folder / 'runs.csv'} must have {manifest.runs} rows as its manifest says; "
            f"it has {table.n_runs}."
        )
    resolved = folder / _RESOLVED
    return Results(
        folder,
        manifest.scenario,
        summary,
        table,
        manifest,
        _read_text(resolved) if resolved.is_file() else None,
        tuple(f"{name} was changed after the run" for name in changed),
    )


def _no_manifest(folder: Path) -> str:
    finished = sorted(
        p.parent.name for p in folder.glob(f"*/{MANIFEST}") if p.parent.name[0] != "."
    )
    if finished:
        return f"{folder} holds several runs; give one of them: {', '.join(finished[:5])}."
    return f"{folder} is not a finished run of sim: it has no {MANIFEST}."


def _load_file(path: Path) -> Results:
    header = read_header(path)
    if header == SUMMARY_COLUMNS:
        summary = _read_summary(path)
        return Results(path, summary[0].scenario, summary)
    if header[:2] == ("run", "world"):
        table = _read_runs(path, {})
        scenario = path.stem
        return Results(path, scenario, tuple(summarise(scenario, table)), table)
    raise ResultsError(
        f"{path} must be a summary.csv or runs.csv written by sim; its first columns are "
        f"{', '.join(header[:4])}."
    )


def _read_summary(path: Path) -> tuple[SummaryRow, ...]:
    rows: list[SummaryRow] = []
    for header, texts in read_chunks(path):
        if header != SUMMARY_COLUMNS:
            raise ResultsError(f"{path} must have the columns {', '.join(SUMMARY_COLUMNS)}.")
        rows.extend(_summary_row(row, path) for row in texts)
    scenarios = sorted({row.scenario for row in rows})
    if len(scenarios) != 1:
        raise ResultsError(
            f"{path} must hold one scenario; it holds {len(scenarios)}: {', '.join(scenarios)}."
        )
    return tuple(rows)


def _summary_row(texts: Sequence[str], path: Path) -> SummaryRow:
    measure = Measure(*texts[1:_FIRST_NUMBER])
    mean, sd, p05, p50, p95, low, high, n = floats(texts[_FIRST_NUMBER:], str(path)).tolist()
    if np.isnan(n):
        raise ResultsError(f"{path}: {measure.column} must say how many runs count (n).")
    return SummaryRow(
        scenario=texts[0],
        **asdict(measure),
        mean=mean,
        sd=sd,
        p05=p05,
        p50=p50,
        p95=p95,
        ci_low=low,
        ci_high=high,
        n=int(n),
    )


def _read_runs(path: Path, units: Mapping[str, str]) -> RunTable:
    blocks = []
    for header, rows in read_chunks(path):
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
        named = dict(zip(header, columns, strict=True))
        if len(named) != len(header) or header[:2] != ("run", "world"):
            raise ResultsError(f"{path} must start with run, world and name each column once.")
        numbers = {
            name: floats(texts, f"{path}, column {name}")
            for name, texts in named.items()
            if name not in TEXT_COLUMNS
        }
        if np.isnan([*numbers["run"], *numbers["world"]]).any():
            raise ResultsError(f"{path} must name the run and its world in every row.")
        blocks.append(
            RunTable(
                run=numbers.pop("run").astype(np.int64),
                world=numbers.pop("world").astype(np.int64),
                values={Measure.parse(c, units.get(c, "")): v for c, v in numbers.items()},
                texts={name: list(named[name]) for name in header if name in TEXT_COLUMNS},
            )
        )
    table = RunTable.concatenate(blocks)
    if not table.n_runs or len(np.unique(table.run)) != table.n_runs:
        raise ResultsError(f"{path} must have at least one run, and each run once.")
    return table


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path} cannot be read as text: {error}.") from error
