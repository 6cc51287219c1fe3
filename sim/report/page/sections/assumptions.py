"""What was assumed, where the other values come from, and how the run was made."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from sim.ensemble.measures import Measure
from sim.ensemble.spread_table import read_spread
from sim.report.labels import measure_label, region, words
from sim.report.page.parts import Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.ensemble.spread_table import SpreadRow
    from sim.report.page.source import PageSource
    from sim.scenario.resolved import Row

_DRAWN = {"world": "by world", "run": "by run", "": "fixed"}
_MATTERING = 8
"""Assumed values that the first table names."""

_NOTE = (
    "A value moves a result if its share of the variance over runs stands above chance (in "
    "spread.csv; more runs tell more of them apart). Values that are fixed, or drawn once a world, "
    "cannot show here: `sim sensitivity` varies these too."
)
_COMMENT = re.compile(r"  # ([^\"'#]+)$")


def assumed(source: PageSource) -> Section | None:
    """Return every value that was chosen without a source, with its range and reason."""
    rows = [row for row in source.rows if row.assumed]
    if not rows:
        return None
    drawn = sum(1 for row in rows if row.scope)
    lead = (
        f"{len(rows)} values have no published estimate; {drawn} of them are drawn from a range, "
        "anew for each run or each of the fixed worlds. Doubt one? Change it in a variant of "
        f"{source.scenario.name}, run that, and compare."
    )
    origins = _origins(source)
    tables = list(_mattering(source, rows))
    for title, group in groupby(rows, key=lambda row: _heading(row.path)):
        listed = [
            (
                _name(row.path),
                row.words,
                _DRAWN[row.scope],
                row.assumed,
                origins.get(_line(row), ""),
            )
            for row in group
        ]
        head = ("value", "range", "drawn", "why", "set in")
        count = f"{len(listed)} value{'s' if len(listed) > 1 else ''}"
        tables.append(Table(f"{title}: {count}", head, listed, prose=frozenset({1, 2, 3, 4})))
    return Section("assumed", "What was assumed", lead, (), tuple(tables), (_NOTE,))


def _mattering(source: PageSource, rows: list[Row]) -> Iterator[Table]:
    """Yield the assumed values that make most of a main measure's spread, if spread.csv tells."""
    first, second = source.pair
    columns = {
        "agreed",
        f"tariff_rate.{first}.{second}.general",
        f"tariff_rate.{first}.{second}.average",
        f"goods_balance_change.{first}.{second}.long_run.no_deal",
        f"utility.{first}.no_deal",
        f"utility.{second}.no_deal",
    }
    told = [
        share
        for share in read_spread(source.results.path)
        if share.of == "all" and share.column in columns
    ]
    known = {row.path: row for row in rows}
    most: dict[str, SpreadRow] = {}
    for share in sorted(told, key=lambda share: -share.share):
        if share.cause in known and share.share > share.noise and share.low > 0.0:
            most.setdefault(share.cause, share)
    listed = [
        (
            f"{_heading(cause)}: {_name(cause)}",
            known[cause].words,
            _moves(share),
            known[cause].assumed,
        )
        for cause, share in list(most.items())[:_MATTERING]
    ]
    if listed:
        head = ("value", "range", "what it moves most", "why")
        title = "Assumed values that move the main results most"
        yield Table(title, head, listed, folded=False, prose=frozenset({1, 2, 3}))


def _value(row: Row) -> tuple[str, str]:
    return _name(row.path), row.words


def _moves(share: SpreadRow) -> str:
    measure = measure_label(Measure.parse(share.column))
    return f"{100 * share.share:.0f} % of the spread of: {measure}"


def sources(source: PageSource) -> Section | None:
    """Return the values that have a source, with it, and the facts that values rest on."""
    rows = [row for row in source.rows if row.source]
    facts = sorted({row.fact for row in source.rows if row.fact})
    if not rows:
        return None
    table = Table(
        f"Values with a source: {len(rows)}",
        ("value", "range", "source"),
        [(f"{_heading(row.path)}: {_name(row.path)}", row.words, row.source) for row in rows],
        prose=frozenset({1, 2}),
    )
    notes = []
    if facts:
        files = ", ".join(source.scenario.facts)
        notes.append(
            f"{len(facts)} facts of {files} stand behind values: {', '.join(facts)}. "
            "`sim facts ID` shows each with its source."
        )
    notes.append(
        "Trade flows, duties and elasticities are those of the benchmark of 2024; "
        "docs/benchmark.md names the source of every table."
    )
    lead = f"{len(rows)} values come from publications or official texts."
    return Section("sources", "Sources", lead, (), (table,), tuple(notes))


def made(source: PageSource) -> Section:
    """Return how the run can be made again: command, seed, versions, marks of files."""
    manifest = source.manifest
    errors = manifest.approximation.get("rms_error_over_range")
    rows = [
        ("command", " ".join(["sim", *manifest.argv])),
        ("seed, runs, worlds", f"{manifest.seed}, {manifest.runs:,}, {manifest.worlds}"),
        ("versions", ", ".join(f"{k} {v}" for k, v in manifest.versions.items())),
        ("failed runs", str(len(manifest.failed_runs))),
    ]
    if isinstance(errors, dict):
        text = ", ".join(f"{region(k)} {100 * float(v):.2g} %" for k, v in errors.items())
        rows.append(("error of the search's approximation, % of the range of values", text))
    rows += [
        (f"SHA-256 of {name}", str(mark.get("sha256", ""))[:16] + "…")
        for name, mark in manifest.files.items()
    ]
    table = Table("Made from", ("what", "value"), rows, folded=False, prose=frozenset({1}))
    lead = (
        "Same scenario, seed and version give the same tables, whatever the number of processors. "
        "Every offered, signed and reported figure is an exact solution of the economy; the "
        "approximation only guides the search."
    )
    return Section("made", "How it was made", lead, (), (table,))


def _heading(path: str) -> str:
    """Return the part of the scenario that a value belongs to.

    >>> _heading("parties.JPN.chips.investment_pledge.max"), _heading("advanced.pace.eager")
    ('Japan, investment pledge', 'Advanced')
    """
    names = path.split(".")
    if names[0] == "parties":
        party, kind, *rest = names[1:]
        return (
            f"{region(party)}, {words(rest[0])}"
            if kind == "chips"
            else f"{region(party)} government"
        )
    return {"talks": "Talks"}.get(names[0], names[0].replace("_", " ").capitalize())


def _name(path: str) -> str:
    """Return a value's name within its part.

    >>> _name("parties.JPN.chips.investment_pledge.max"), _name("economy.rare_earths.stock")
    ('maximum', 'rare earths, stock')
    """
    names = path.split(".")
    skip = {"parties": 4 if len(names) > 4 and names[2] == "chips" else 2, "talks": 2}
    shown = ", ".join(words(name) for name in names[skip.get(names[0], 1) :])
    return re.sub(r"\bmax$", "maximum", shown)


def _line(row: Row) -> int:
    """Return the line of scenario.resolved.yaml that holds a value, 0 for none."""
    number = row.origin.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def _origins(source: PageSource) -> dict[int, str]:
    """Return, by line of the resolved scenario, where the value was set: its comment there."""
    own = f"{source.scenario.name}.yaml:"
    lines = (source.results.resolved or "").splitlines()
    return {
        number: found.group(1).replace(own, "line ").replace("default", "default value")
        for number, line in enumerate(lines, 1)
        if (found := _COMMENT.search(line))
    }
