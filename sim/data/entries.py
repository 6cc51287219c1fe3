"""A number of the benchmark tables with what it is, its row, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.data.provenance import Citation, source_of
from sim.data.reading import rows
from sim.errors import InvalidInputError


@dataclass(frozen=True)
class Entry:
    """A number with what it is, where it stands (`file:line`) and where it comes from.

    `made_of` says how it is put together, if it is; `low` and `high` are texts, empty if unknown;
    `acts` is the module that uses it and what for.
    """

    path: str
    value: float
    unit: str
    about: str
    places: tuple[str, ...]
    citations: tuple[Citation, ...]
    confidence: str
    note: str
    acts: tuple[str, str]
    made_of: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    assumed: bool = False


def line_of(table: str, key: Mapping[str, str]) -> str | None:
    """Return the place of a row, `file:line`, or None."""
    for place, row in enumerate(rows(table)):
        if all(row[name] == wanted for name, wanted in key.items()):
            return f"sim/data/tables/{table}.csv:{place + 2}"
    return None


@dataclass(frozen=True)
class Kind:
    """How one table is read: its column, unit, text and use; `absent` says what no row means."""

    table: str
    column: str
    unit: str
    about: str
    acts: tuple[str, str]
    absent: str = ""


def row_entry(kind: Kind, path: str, key: Mapping[str, str], about: str) -> Entry:
    """Return the number in the row with this key; raises InvalidInputError if there is none."""
    place = line_of(kind.table, key)
    if place is None:
        if not kind.absent:
            raise InvalidInputError(f"There is no {path!r}: {kind.table} has no such row.")
        where = f"sim/data/tables/{kind.table}.csv"
        return Entry(path, 0.0, kind.unit, about, (where,), (), "", kind.absent, kind.acts)
    found = source_of(kind.table, **key)
    return Entry(
        path=path,
        value=float(found.values[kind.column]),
        unit=kind.unit,
        about=about,
        places=(place,),
        citations=found.citations,
        confidence=found.confidence,
        note=found.note,
        acts=kind.acts,
        assumed=found.assumed,
    )
