"""Reads the CSV tables that ship with the package."""

from __future__ import annotations

import csv
from pathlib import Path

from sim.errors import BenchmarkError

TABLES = Path(__file__).parent / "tables"
"""What the benchmark is made of."""
RECORD = Path(__file__).parent / "record"
"""What was observed in 2025, which the model is held against."""


def rows(table: str, folder: Path = TABLES) -> list[dict[str, str]]:
    """Rows of a table as text, in the order of the file.

    Raises `BenchmarkError` if the table is missing: the installation is then incomplete.
    """
    path = folder / f"{table}.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise BenchmarkError(
            f"table `{table}` must ship with the package; {path.name} is missing."
            " Install the package again, or rebuild it: python -m sim.data.build"
        ) from None
