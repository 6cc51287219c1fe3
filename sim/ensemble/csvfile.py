"""CSV as all results are written: RFC 4180 quoting, UTF-8 without mark, lines end with LF.

One rule for numbers: 9 significant digits in the shortest notation (`%.9g`), 0 for minus zero, an
empty field for "does not apply" (NaN). Infinite numbers are refused. The same values give the same
bytes on any machine.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from sim.errors import ResultsError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

Column = Sequence[object] | NDArray[np.generic]

_CHUNK_ROWS = 2000
_INFINITE = "Results must be finite or empty; got an infinite number."


def number(value: float) -> str:
    """Return a number as results files write it.

    >>> [number(x) for x in (0.1 + 0.2, -0.0, float("nan"), 68.47, 1e-12)]
    ['0.3', '0', '', '68.47', '1e-12']
    """
    if math.isinf(value):
        raise ResultsError(_INFINITE)
    return "" if math.isnan(value) else f"{value + 0.0:.9g}"  # adding zero turns -0.0 into 0.0


def _texts(column: Column) -> list[str]:
    """Return a column as texts, each ready to stand in a CSV line."""
    values = np.asarray(column)
    if values.dtype.kind == "f":
        if np.isinf(values).any():
            raise ResultsError(_INFINITE)
        # Adding zero turns -0.0 into 0.0; one format call a column is several times faster than
        # one a value.
        listed = (values.astype(np.float64) + 0.0).tolist()
        joined = "\n".join(["%.9g"] * len(listed)) % tuple(listed)
        return joined.replace("nan", "").split("\n") if listed else []
    if values.dtype.kind in "iu":
        return [str(value) for value in values.tolist()]
    if values.dtype.kind == "U":  # words, most of them many times: each is looked at once
        quoted = {word: _field(word) for word in set(column)}
        return [quoted[word] for word in column]
    return [_field(value) for value in column]


def _field(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    text = "" if value is None else str(value)
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


@dataclass(frozen=True)
class Lines:
    """Rows of a CSV file as they stand in it."""

    header: tuple[str, ...]
    text: str
    rows: int

    @classmethod
    def of(cls, columns: Mapping[str, Column]) -> Lines:
        """Write rows given as columns."""
        texts = [_texts(column) for column in columns.values()]
        rows = list(map(",".join, zip(*texts, strict=True)))
        return cls(tuple(columns), "".join(f"{row}\n" for row in rows), len(rows))


class CsvWriter:
    """Writes one CSV file row block by row block; closing it forces the bytes to the disk."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.header = tuple(header)
        self.rows = 0
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(",".join(map(_field, self.header)) + "\n")

    def append_columns(self, columns: Mapping[str, Column]) -> None:
        """Append rows given as columns, named exactly as the header and in its order."""
        self.append(Lines.of(columns))

    def append(self, lines: Lines) -> None:
        """Append rows that are written already, under exactly the same header."""
        if lines.header != self.header:
            raise ResultsError(f"Columns must be {self.header}; got {lines.header}.")
        self._file.write(lines.text)
        self.rows += lines.rows

    def append_rows(self, rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> None:
        """Append rows given one by one; numbers follow the same rule."""
        for row in rows:
            if len(row) != len(self.header):
                raise ResultsError(f"A row must have {len(self.header)} fields; got {len(row)}.")
            self._file.write(",".join(map(_field, row)) + "\n")
            self.rows += 1

    def close(self) -> None:
        """Write what is buffered and wait until it is on the disk."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def csv_text(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a small table as CSV text, by the same rules."""
    lines = [",".join(map(_field, row)) for row in (header, *rows)]
    return "\n".join(lines) + "\n"


def read_header(path: Path) -> tuple[str, ...]:
    """Return the column names of a CSV file; raises `ResultsError` if it is none."""
    return next(read_chunks(path))[0]


def read_chunks(path: Path) -> Iterator[tuple[tuple[str, ...], list[list[str]]]]:
    """Yield (header, rows) in chunks, at least once; a big file never stands in memory as text.

    Raises `ResultsError` for a file that is missing, not text, empty or has uneven rows.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _chunks(csv.reader(file, strict=True), path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a CSV text file"
        raise ResultsError(f"{path} cannot be read: {reason}.") from error


def _chunks(
    reader: Iterator[list[str]], path: Path
) -> Iterator[tuple[tuple[str, ...], list[list[str]]]]:
    header = tuple(next(reader, []))
    if not header:
        raise ResultsError(f"{path} must be a CSV file with a header line; it is empty.")
    rows: list[list[str]] = []
    done = 0
    for row in reader:
        if len(row) != len(header):
            raise ResultsError(
                f"{path}: row {done + len(rows) + 1} has {len(row)} fields, the header "
                f"{len(header)}. The file is cut off or was edited."
            )
        rows.append(row)
        if len(rows) == _CHUNK_ROWS:
            yield header, rows
            done += len(rows)
            rows = []
    if rows or not done:
        yield header, rows


def floats(texts: Sequence[str], where: str) -> NDArray[np.float64]:
    """Return a column of numbers, empty fields as NaN; raises `ResultsError` naming `where`."""
    try:
        return np.fromiter((float(text) if text else np.nan for text in texts), np.float64)
    except ValueError as error:
        raise ResultsError(f"{where} must hold numbers: {error}.") from error
