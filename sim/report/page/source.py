"""What the page reads: the files of a finished results folder, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.csvfile import read_chunks
from sim.ensemble.layout import ROUNDS_ADDED, ROUNDS_COLUMNS, chip_column, names
from sim.ensemble.loading import Results, load_results
from sim.ensemble.measures import Measure, RunTable
from sim.errors import ResultsError
from sim.report.run_report import RunReport
from sim.scenario.layers import load_layers
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.resolved import DEFAULT, Resolved, Row
from sim.scenario.schema import Scenario
from sim.scenario.talk import Talk
from sim.scenario.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.ensemble.manifest import Manifest

Floats = NDArray[np.float64]

_SAMPLE_RUNS = 60
"""Runs of rounds.csv that are shown; a folder may hold the offers of every run."""


@dataclass(frozen=True)
class Move:
    """A row of rounds.csv: `exchange` is 0 for what happens at a deadline; values may be NaN."""

    run: int
    date: str
    exchange: int
    party: str
    move: str
    own_value: float
    other_value: float
    chips: Mapping[str, float]


@dataclass(frozen=True)
class Monthly:
    """A series of monthly.csv: one number a month and its 5 and 95 % quantiles, (M,) each."""

    months: tuple[str, ...]
    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class PageSource:
    """One finished run as the page needs it."""

    results: Results
    table: RunTable
    manifest: Manifest
    resolved: Resolved
    moves: tuple[Move, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario, every value written out."""
        return self.resolved.scenario

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The values that the run was made from, with their notes.

        Only what stands in the folder: a parameter that came later has its default here, but the
        run did not use it.
        """
        return tuple(row for row in self.resolved.rows() if row.origin != DEFAULT)

    @property
    def talk(self) -> Talk:
        """Its main pair of talks."""
        return next(iter(self.scenario.talks.values()))

    @property
    def pair(self) -> tuple[str, str]:
        """The two parties at the table."""
        return self.talk.parties

    @cached_property
    def report(self) -> RunReport:
        """The rows of summary.csv with what the answer in words needs."""
        return RunReport(
            scenario=self.results.scenario,
            rows=self.results.summary,
            runs=self.manifest.runs,
            seed=self.manifest.seed,
            worlds=self.manifest.worlds,
            as_of=self.scenario.as_of,
            pair=self.pair,
        )

    @cached_property
    def by_column(self) -> Mapping[str, Floats]:
        """The numbers of runs.csv by column name."""
        return {measure.column: values for measure, values in self.table.values.items()}

    def values(self, measure: str, *parts: str) -> Floats | None:
        """Return a measure run by run, (R,); None if the run does not report it."""
        return self.by_column.get(".".join([measure, *filter(None, parts)]))

    @cached_property
    def monthly(self) -> Mapping[tuple[str, ...], Monthly]:
        """Series by path, measure, party, partner, sector; {} in a folder without monthly.csv."""
        path = self.results.path / "monthly.csv"
        return dict(_monthly(path)) if path.is_file() else {}

    @cached_property
    def signed(self) -> NDArray[np.bool_]:
        """Which runs ended with a deal that is in force, (R,); older folders: with a signature."""
        agreed = self.values("ratified")
        agreed = self.values("agreed", *self.pair) if agreed is None else agreed
        agreed = self.values("agreed") if agreed is None else agreed
        return np.zeros(self.table.n_runs, bool) if agreed is None else np.asarray(agreed > 0)

    @cached_property
    def chips(self) -> tuple[Measure, ...]:
        """The levels of the chips of the main talks, by giver and chip, in the order of the run."""
        return tuple(
            measure
            for measure in self.table.measures
            if measure.measure == "chip_level"
            and {measure.party, measure.partner} == set(self.pair)
        )


def read_source(folder: Path) -> PageSource:
    """Return what the page needs of a finished run.

    Raises `ResultsError` if `folder` is no complete run, or was written by a version of sim whose
    scenarios this one does not read.
    """
    results = load_results(folder)
    if results.table is None or results.manifest is None or results.resolved is None:
        raise ResultsError(
            f"{folder} must be a whole results folder; a table alone does not say what was assumed."
        )
    moves = results.path / "rounds.csv"
    return PageSource(
        results,
        results.table,
        results.manifest,
        _resolved(results.path / "scenario.resolved.yaml"),
        tuple(_moves(moves)) if moves.is_file() else (),
    )


def _resolved(path: Path) -> Resolved:
    """Return the scenario; its seed files need not be there, since nothing is looked up."""
    problems: list[Problem] = []
    try:
        tree = load_layers(path, problems)
        return Resolved(validate(Scenario, tree, problems), tree)
    except ScenarioError as error:
        raise ResultsError(
            f"{path} was written by another version of sim or changed since. "
            f"Run the scenario again.\n{error}"
        ) from error


_SERIES = ("path", "measure", "party", "partner", "sector")


def _monthly(path: Path) -> Iterator[tuple[tuple[str, ...], Monthly]]:
    """Yield each series; a file of an older version, without these columns, has none."""
    wanted = (*_SERIES, "month", "mean", "p05", "p95")
    rows: dict[tuple[str, ...], list[list[str]]] = {}
    for header, chunk in read_chunks(path):
        if not set(wanted) <= set(header):
            return
        places = [header.index(name) for name in wanted]
        for row in chunk:
            cells = [row[place] for place in places]
            rows.setdefault(tuple(cells[: len(_SERIES)]), []).append(cells[len(_SERIES) :])
    for key, found in rows.items():
        months, *numbers = zip(*sorted(found), strict=True)
        yield key, Monthly(tuple(months), *(np.array(texts, dtype=np.float64) for texts in numbers))


def _moves(path: Path) -> Iterator[Move]:
    """Yield the moves of the first runs that are written."""
    rows = (
        dict(zip(header, row, strict=True)) for header, rows in read_chunks(path) for row in rows
    )
    for place, (_, moves) in enumerate(groupby(rows, key=lambda row: row.get("run"))):
        if place == _SAMPLE_RUNS:
            return
        # A run's first rows are those of the main pair of talks.
        _, main = next(groupby(moves, key=lambda row: row.get("talk")))
        yield from (_move(row, path) for row in main)


def _move(row: Mapping[str, str], path: Path) -> Move:
    needed = [name for name in names(ROUNDS_COLUMNS) if name not in ROUNDS_ADDED]
    missing = [name for name in needed if name not in row]
    if missing:
        raise ResultsError(f"{path} must have the column {missing[0]}; it is another file.")
    start = len(chip_column(""))
    return Move(
        run=int(row["run"]),
        date=row["date"],
        exchange=int(row["exchange"] or 0),
        party=row["party"],
        move=row["move"],
        own_value=float(row["own_value"] or "nan"),
        other_value=float(row["other_value"] or "nan"),
        chips={
            name[start:]: float(text)
            for name, text in row.items()
            if name.startswith(chip_column("")) and text
        },
    )
