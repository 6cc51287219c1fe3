"""What is measured in a run: names of measures and the table of runs.

A `Measure` names one number a run; a `RunTable` holds the numbers of many runs, column by column.
The meaning, unit and sign of each measure stand in `sim.ensemble.measure_table`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.measure_table import BASELINES, HORIZONS, MEASURES, MeasureInfo
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PARTS = ("party", "partner", "sector", "horizon", "baseline")
"""The parts of a measure's name, in the order in which they stand in a column."""

TEXT_COLUMNS = ("outcome", "agreement_date", "elasticities")
"""The columns of runs.csv that hold words, in this order."""

_PARTY = re.compile(r"[A-Z][A-Z0-9]*")
_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, order=True)
class Measure:
    """The name of one measured number; an empty part does not apply.

    `unit` defaults to the documented one and must be given only where the table leaves it open.
    Raises `ResultsError` for an undocumented measure or a part that could be mistaken for another.

    >>> Measure("goods_balance_change", "USA", "JPN", "", "long_run", "no_deal").column
    'goods_balance_change.USA.JPN.long_run.no_deal'
    """

    measure: str
    party: str = ""
    partner: str = ""
    sector: str = ""
    horizon: str = ""
    baseline: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            close = difflib.get_close_matches(self.measure, MEASURES, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise ResultsError(
                f"A measure must be one of sim.ensemble.measure_table; got {self.measure!r}.{hint}"
            )
        for name in PARTS:
            part = getattr(self, name)
            if part and _part_of(part) not in (name, "party" if name == "partner" else name):
                raise ResultsError(f"{part!r} cannot be the {name} of {self.measure}.")
        if self.partner and not self.party:
            raise ResultsError(f"{self.measure} has a partner ({self.partner}) but no party.")
        if not self.unit:
            object.__setattr__(self, "unit", self.info.unit)

    @property
    def info(self) -> MeasureInfo:
        """What the measure means."""
        return MEASURES[self.measure]

    @property
    def parts(self) -> tuple[str, ...]:
        """Party, partner, sector, horizon and baseline, empty ones included."""
        return tuple(getattr(self, name) for name in PARTS)

    @property
    def column(self) -> str:
        """The name of its column in runs.csv: the non-empty parts joined by a point."""
        return ".".join([self.measure, *filter(None, self.parts)])

    @classmethod
    def parse(cls, column: str, unit: str = "") -> Measure:
        """Return the measure that a column name means; the inverse of `column`.

        Codes in capitals are parties, horizons and baselines are closed lists, the rest is the
        sector. Raises `ResultsError` if the name cannot be read.

        >>> Measure.parse("tariff_rate.USA.JPN.average").sector
        'average'
        """
        name, *rest = column.split(".")
        parts: dict[str, str] = {}
        for part in rest:
            kind = _part_of(part)
            if kind == "party" and "party" in parts:
                kind = "partner"
            if not kind or kind in parts:
                raise ResultsError(f"Column {column!r} cannot be read at {part!r}.")
            parts[kind] = part
        measure = cls(name, **parts, unit=unit)
        if measure.column != column:
            raise ResultsError(f"Column {column!r} must be written {measure.column!r}.")
        return measure


def _part_of(text: str) -> str:
    """Return which part of a name `text` can be; "" if none."""
    if text in HORIZONS:
        return "horizon"
    if text in BASELINES:
        return "baseline"
    if _PARTY.fullmatch(text):
        return "party"
    return "sector" if _WORD.fullmatch(text) else ""


@dataclass(frozen=True)
class RunTable:
    """The measured numbers of R runs, column by column.

    `run`, `world` (R,) int; `values[measure]` (R,) float, NaN where the measure does not apply to
    a run; `texts[column]` (R,) str with columns out of `TEXT_COLUMNS`. Raises `ResultsError` if
    lengths differ or a text column is unknown.
    """

    run: Ints
    world: Ints
    values: Mapping[Measure, Floats]
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [name for name in self.texts if name not in TEXT_COLUMNS]
        if unknown:
            raise ResultsError(f"Text columns must be among {TEXT_COLUMNS}; got {unknown}.")
        columns: dict[str, Sequence[object] | NDArray[np.generic]] = {"world": self.world}
        columns |= {measure.column: column for measure, column in self.values.items()}
        columns |= dict(self.texts)
        if len(columns) != 1 + len(self.values) + len(self.texts):
            raise ResultsError("Two measures of a run table have the same column name.")
        wrong = [name for name, column in columns.items() if len(column) != len(self.run)]
        if wrong:
            raise ResultsError(f"Columns must have {len(self.run)} rows, one a run; not {wrong}.")

    @property
    def n_runs(self) -> int:
        """Number of runs."""
        return len(self.run)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures, in column order."""
        return tuple(self.values)

    def __getitem__(self, measure: Measure) -> Floats:
        return self.values[measure]

    def below(self, runs: int) -> RunTable:
        """Return the rows of the runs numbered below `runs`."""
        kept = np.flatnonzero(self.run < runs)
        return RunTable(
            run=self.run[kept],
            world=self.world[kept],
            values={measure: column[kept] for measure, column in self.values.items()},
            texts={t: [column[int(row)] for row in kept] for t, column in self.texts.items()},
        )

    @classmethod
    def concatenate(cls, blocks: Sequence[RunTable]) -> RunTable:
        """Return the runs of all blocks, in the order given; raises if their columns differ."""
        if not blocks:
            raise ResultsError("A run table needs at least one block of runs.")
        first = blocks[0]
        for block in blocks[1:]:
            require_same_columns(first, block)
        return cls(
            run=np.concatenate([block.run for block in blocks]),
            world=np.concatenate([block.world for block in blocks]),
            values={m: np.concatenate([block.values[m] for block in blocks]) for m in first.values},
            texts={t: [text for block in blocks for text in block.texts[t]] for t in first.texts},
        )


def require_same_columns(first: RunTable, other: RunTable) -> None:
    """Raise `ResultsError` unless two blocks have the same columns in the same order."""
    if first.measures != other.measures or list(first.texts) != list(other.texts):
        differing = set(first.measures) ^ set(other.measures)
        named = ", ".join(sorted(m.column for m in differing)) or "in another order"
        raise ResultsError(f"Blocks of runs must have the same columns; they differ: {named}.")


def with_corners(table: RunTable) -> RunTable:
    """Return the table with chip_at_zero, chip_inside and chip_at_maximum after each chip_level.

    At zero: at most 5 % of the maximum is given; at the maximum: at least 95 %. Runs in which the
    level does not apply (no deal) stay empty.
    """
    values: dict[Measure, Floats] = {}
    for measure, level in table.values.items():
        values[measure] = level
        if measure.measure != "chip_level":
            continue
        ends = (level <= 0.05, (level > 0.05) & (level < 0.95), level >= 0.95)
        names = ("chip_at_zero", "chip_inside", "chip_at_maximum")
        for name, holds in zip(names, ends, strict=True):
            corner = Measure(name, measure.party, measure.partner, measure.sector)
            values[corner] = np.where(np.isnan(level), np.nan, holds.astype(np.float64))
    return RunTable(table.run, table.world, values, table.texts)
