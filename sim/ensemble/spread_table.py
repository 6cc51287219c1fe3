"""The rows of spread.csv, and reading them back; `sim.ensemble.spread` says how they are made."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from sim.ensemble.csvfile import floats, read_chunks
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPREAD_FILE: Final = "spread.csv"


@dataclass(frozen=True)
class Share:
    """A cause's share of a variance with its interval and the level of noise; NaN where unknown."""

    cause: str
    share: float
    low: float = math.nan
    high: float = math.nan
    noise: float = math.nan


@dataclass(frozen=True)
class SpreadRow:
    """One row of spread.csv: the share of one cause in the spread of one measure.

    `of` is "all" (these sum to one), or "worlds" for what a parameter of the worlds explains of
    the differences between worlds (these do not sum).
    """

    scenario: str
    measure: str
    party: str
    partner: str
    sector: str
    horizon: str
    baseline: str
    of: str
    cause: str
    share: float
    low: float
    high: float
    noise: float
    n: int

    @property
    def column(self) -> str:
        """The name of the measure's column in runs.csv."""
        parts = (self.party, self.partner, self.sector, self.horizon, self.baseline)
        return ".".join([self.measure, *filter(None, parts)])


SPREAD_COLUMNS: Final = tuple(field.name for field in fields(SpreadRow))
_FIRST_NUMBER: Final = SPREAD_COLUMNS.index("share")


def read_spread(folder: Path) -> tuple[SpreadRow, ...]:
    """Return the rows of a run folder; none if it was made before spread.csv was.

    Raises `ResultsError` if the file was not written by sim.
    """
    path = folder / SPREAD_FILE
    return tuple(_rows(path)) if path.is_file() else ()


def _rows(path: Path) -> Iterator[SpreadRow]:
    for header, rows in read_chunks(path):
        if header != SPREAD_COLUMNS:
            raise ResultsError(f"{path} must have the columns {', '.join(SPREAD_COLUMNS)}.")
        for row in rows:
            share, low, high, noise, n = floats(row[_FIRST_NUMBER:], str(path)).tolist()
            names: dict[str, Any] = dict(zip(SPREAD_COLUMNS, row[:_FIRST_NUMBER], strict=False))
            yield SpreadRow(**names, share=share, low=low, high=high, noise=noise, n=int(n))
