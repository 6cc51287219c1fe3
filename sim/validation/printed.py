"""A printed table beside the same numbers from this economy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.benchmark import Bools, Floats

# Half a unit of the last printed digit, and a hair for the binary form of decimal fractions.
_HALF_A_DIGIT = 0.5 * (1.0 + 1e-9)


@dataclass(frozen=True, eq=False)
class PrintedTable:
    """Numbers as printed and as computed, (rows, columns); `digits` after the point, by column.

    >>> table = PrintedTable("T", ("US",), ("welfare, %",), np.array([[2.3]]),
    ...                      np.array([[2.32]]), (1,))
    >>> bool(table.to_the_digit.all())
    True
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    printed: Floats
    ours: Floats
    digits: tuple[int, ...]

    @property
    def difference(self) -> Floats:
        """Ours less printed, (rows, columns)."""
        return self.ours - self.printed

    @property
    def to_the_digit(self) -> Bools:
        """Whether ours rounds to what is printed, (rows, columns)."""
        room = _HALF_A_DIGIT * 10.0 ** -np.array(self.digits, dtype=np.float64)
        agrees: Bools = np.abs(self.difference) <= room
        return agrees

    def columns_named(self, *names: str) -> PrintedTable:
        """Return the table with these columns only."""
        chosen = [self.columns.index(name) for name in names]
        return PrintedTable(
            self.title,
            self.rows,
            names,
            self.printed[:, chosen],
            self.ours[:, chosen],
            tuple(self.digits[place] for place in chosen),
        )

    def markdown(self) -> str:
        """Write a cell as ours / printed (difference), bold where it rounds to another number."""
        agreeing = (
            f"{int(self.to_the_digit.sum())} of {self.printed.size} numbers to the printed digit;"
            f" largest difference {np.abs(self.difference).max():.3g}."
        )
        lines = [
            f"### {self.title}",
            "",
            agreeing,
            "",
            "| | " + " | ".join(self.columns) + " |",
            "|---" * (len(self.columns) + 1) + "|",
        ]
        for place, name in enumerate(self.rows):
            cells = [self._cell(place, column) for column in range(len(self.columns))]
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def _cell(self, row: int, column: int) -> str:
        digits = self.digits[column]
        ours, printed = self.ours[row, column], self.printed[row, column]
        text = (
            f"{_plain(ours, digits + 1)} / {_plain(printed, digits)}"
            f" ({_plain(ours - printed, digits + 1, sign='+')})"
        )
        return text if self.to_the_digit[row, column] else f"**{text}**"


def _plain(value: float, digits: int, *, sign: str = "") -> str:
    """Write a number without the sign of a rounded zero."""
    return f"{round(float(value), digits) + 0.0:{sign}.{digits}f}"
