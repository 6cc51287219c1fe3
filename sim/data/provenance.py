"""Tells where a number of the benchmark comes from."""

from __future__ import annotations

from dataclasses import dataclass

from sim.data.reading import rows
from sim.errors import BenchmarkError

_KEYS: dict[str, tuple[str, ...]] = {
    "flows_2024": ("sector", "importer", "exporter"),
    "duties_2024": ("sector", "importer", "exporter"),
    "cost_shares_2024": ("region", "sector"),
    "pair_totals_2024": ("importer", "exporter"),
    "us_tariff_schedule": ("exporter", "sector"),
    "us_general_rates": ("exporter", "status"),
    "china_tariff_on_us": ("sector",),
    "elasticities": ("set", "sector"),
    "elasticity_horizons": ("horizon",),
}


@dataclass(frozen=True)
class Citation:
    """A source behind a number: its short name, what it is, its file among the source tables."""

    name: str
    citation: str
    file: str


@dataclass(frozen=True)
class Provenance:
    """A row of a table with its sources; `assumed` if an assumption went into it."""

    table: str
    values: dict[str, str]
    citations: tuple[Citation, ...]
    confidence: str
    note: str

    @property
    def assumed(self) -> bool:
        """Whether an assumed number of `assumptions.csv` went into the row."""
        return self.confidence == "assumed" or any(c.name == "assumed" for c in self.citations)


def source_of(table: str, **key: str) -> Provenance:
    """Return sources, confidence and note of the row of `table` with this key.

    >>> found = source_of("flows_2024", sector="services", importer="JPN", exporter="USA")
    >>> found.citations[0].name, found.confidence, found.assumed
    ('services', 'medium', False)

    Raises `BenchmarkError` if the table, a key column or the row does not exist.
    """
    columns = _KEYS.get(table)
    if columns is None:
        raise BenchmarkError(f"table must be one of {', '.join(_KEYS)}; got {table!r}")
    if set(key) != set(columns):
        raise BenchmarkError(
            f"a row of {table} is named by {', '.join(columns)}; got {', '.join(key) or 'nothing'}"
        )
    for row in rows(table):
        if all(row[column] == wanted for column, wanted in key.items()):
            return Provenance(
                table=table,
                values={
                    name: text
                    for name, text in row.items()
                    if name not in {*columns, "source", "confidence", "note"}
                },
                citations=tuple(_citation(name) for name in row["source"].split("+")),
                confidence=row["confidence"],
                note=row.get("note", ""),
            )
    raise BenchmarkError(f"table {table} must have a row for {key}; it has none")


def _citation(name: str) -> Citation:
    for row in rows("sources"):
        if row["source"] == name:
            return Citation(name, row["citation"], row["file"])
    raise BenchmarkError(f"sources.csv must explain every source; it does not name {name!r}")
