"""`sim facts`: what the news articles say, and which parameters rest on it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import format_option, print_csv, print_json, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.seeds import Fact


@click.command()
@click.argument("fact_id", metavar="[ID]", required=False)
@format_option
def facts(fact_id: str | None, form: str) -> None:
    """List the facts of the seed files, or show one in full."""
    from sim.seeds import shipped_seed_files

    rows = [
        _row(name, seed_file.reference, fact)
        for name, seed_file in shipped_seed_files().items()
        for fact in seed_file.facts
    ]
    if fact_id is not None:
        known = [row["id"] for row in rows]
        rows = [row for row in rows if row["id"] == fact_id]
        if not rows:
            close = difflib.get_close_matches(fact_id, known, n=1)
            hint = f" Did you mean `{close[0]}`?" if close else ""
            raise click.UsageError(f"There is no fact `{fact_id}`.{hint}")
    if form == "json":
        print_json(rows)
    elif form == "csv":
        print_csv(rows)
    elif fact_id is not None:
        click.echo("\n".join(line for row in rows for line in _in_full(row)))
    else:
        for row in rows:
            click.echo(f"{row['id']:<28} {row['date']}  {_seeds(row)}"[:80].rstrip())
            click.echo(wrapped(str(row["statement"]), 4))


def _row(seed_file: str, reference: str, fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "date": fact.date,
        "statement": fact.statement,
        "value": fact.value,
        "unit": fact.unit,
        "low": fact.range[0] if fact.range else None,
        "high": fact.range[1] if fact.range else None,
        "seeds": list(fact.seeds),
        "seeds_nothing": fact.seeds_nothing,
        "source": fact.source,
        "seed_file": seed_file,
        "reference": reference,
    }


def _seeds(row: Mapping[str, Any]) -> str:
    count = len(row["seeds"])
    return f"seeds {count} parameter{'s' if count > 1 else ''}" if count else "seeds nothing"


def _in_full(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"{row['id']} ({row['date']}, {row['seed_file']})"
    yield wrapped(str(row["statement"]), 4)
    if row["value"] is not None:
        spread = "" if row["low"] is None else f" (sources: {row['low']} to {row['high']})"
        yield wrapped(f"value: {row['value']} {row['unit'] or ''}{spread}", 4)
    if row["source"]:
        yield wrapped(f"also: {row['source']}", 4)
    for path in row["seeds"]:
        yield f"    seeds: {path}"
    if row["seeds_nothing"]:
        yield wrapped(f"seeds nothing: {row['seeds_nothing']}", 4)
    yield wrapped(f"source: {row['reference']}", 4)
