"""The moves of one run as rounds.csv holds them, and what closed its deal as runs.csv says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sim.ensemble.csvfile import read_chunks
from sim.ensemble.layout import ROUNDS_COLUMNS, chip_column, names
from sim.errors import ResultsError

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS_FILE: Final = "rounds.csv"
_CAUSE: Final = "closed_by."


@dataclass(frozen=True)
class Move:
    """One row of rounds.csv; numbers in USD bn a year, NaN where there is none."""

    date: str
    round: str
    party: str
    move: str
    own: float
    other: float
    asks: float
    no_deal: float
    package: Mapping[str, float]


@dataclass(frozen=True)
class Story:
    """All moves of the main talks in one run, with its world.

    `elsewhere`: the moves of other pairs of talks by their names; `closed_by`: what made the
    closing concession, a word of `closed_by` in docs/results.md; ""
    without a deal or where the folder does not say.
    """

    run: int
    world: int
    moves: tuple[Move, ...]
    closed_by: str = ""
    elsewhere: tuple[tuple[str, tuple[Move, ...]], ...] = ()


def read_story(folder: Path, run: int) -> Story:
    """Return the moves of a run out of a results folder.

    Raises `ResultsError` if the folder does not tell this run, and says how it could.
    """
    path = folder / ROUNDS_FILE
    if not path.is_file():
        raise ResultsError(f"{folder} holds no {ROUNDS_FILE}: it tells no run.")
    told: list[int] = []
    rows: list[dict[str, str]] = []
    for header, chunk in read_chunks(path):
        missing = [name for name in names(ROUNDS_COLUMNS) if name not in header]
        if missing:
            raise ResultsError(
                f"{path} must have the column {missing[0]}; an older version of sim wrote it. "
                "Run the scenario again."
            )
        for cells in chunk:
            row = dict(zip(header, cells, strict=True))
            number = int(row["run"])
            if not told or told[-1] != number:
                told.append(number)
            if number == run:
                rows.append(row)
    if not rows:
        known = f"runs {_ranges(told)}" if told else "no run"
        raise ResultsError(
            f"{path} tells {known}, not run {run}. "
            f"`sim run SCENARIO --trace {run} --force` adds it."
        )
    talks: dict[str, list[Move]] = {}
    for row in rows:
        talks.setdefault(row["talk"], []).append(_move(row))
    (_, main), *others = ((name, tuple(moves)) for name, moves in talks.items())
    closed_by = _closed_by(folder / "runs.csv", run)
    return Story(run, int(rows[0]["world"]), main, closed_by, tuple(others))


def _closed_by(path: Path, run: int) -> str:
    """Return what closed the deal of a run, "" if there is none or the file does not say."""
    if not path.is_file():
        return ""
    for header, chunk in read_chunks(path):
        for cells in chunk:
            row = dict(zip(header, cells, strict=True))
            if row.get("run") == str(run):
                causes = [name for name in header if name.startswith(_CAUSE)]
                return "".join(name[len(_CAUSE) :] for name in causes if row[name] == "1")
    return ""


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in words.

    >>> _ranges([0, 1, 2, 7])
    '0 to 2 and 7'
    """
    parts = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        parts.append(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}")
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if parts[1:] else parts[0]


def _move(row: Mapping[str, str]) -> Move:
    def value(name: str) -> float:
        return float(row[name] or "nan")

    start = len(chip_column(""))
    package = {
        name[start:]: float(text)
        for name, text in row.items()
        if name.startswith(chip_column("")) and text
    }
    return Move(
        row["date"], row["round"], row["party"], row["move"], value("own_value"),
        value("other_value"), value("asks"), value("no_deal_value"), package,
    )  # fmt: skip
