"""`sim show`: what a scenario comes to, value by value, with origin and source."""

from __future__ import annotations

import dataclasses
import difflib
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from sim.cli.output import WIDTH, cut, print_csv, print_json, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.resolved import Resolved, Row

_ORIGIN_WIDTH = 27
_NAME_WIDTH = 29


@click.command()
@click.argument("scenario")
@click.argument("path", required=False)
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "yaml"]),
    default="table",
    help="How to print it; yaml is a scenario file with all values written out.",
)
def show(scenario: str, path: str | None, sets: tuple[str, ...], form: str) -> None:
    """Show the resolved values of a scenario, or those below a PATH in full.

    A PATH is written with dots; parties and talks may go first: usa.weights.deficit.
    """
    from sim.scenario import resolve

    resolved = resolve(scenario, sets)
    for note in resolved.notes:
        click.echo(note, err=True)
    if form == "yaml":
        if path is not None:
            raise click.UsageError("--format yaml prints the whole scenario; leave out PATH.")
        click.echo(resolved.to_yaml(), nl=False)
        return
    rows = resolved.rows() if path is None else _below(resolved, path)
    if form == "json":
        print_json([dataclasses.asdict(row) for row in rows])
    elif form == "csv":
        print_csv([_flat(row) for row in rows])
    elif path is None:
        click.echo("\n".join(_overview(rows)))
    else:
        click.echo("\n\n".join("\n".join(_in_full(row)) for row in rows))


def _below(resolved: Resolved, path: str) -> Sequence[Row]:
    """Return the rows at and below a path; a usage error names the nearest one."""
    from sim.scenario.layers import implied

    first, *rest = path.split(".")
    full = ".".join([*implied(resolved.tree, first), *rest])
    rows = resolved.rows()
    found = [row for row in rows if f"{row.path}.".startswith(f"{full}.")]
    if not found:
        known = {".".join(row.path.split(".")[: i + 1]) for row in rows for i in range(8)}
        close = difflib.get_close_matches(full, sorted(known), n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise click.UsageError(f"The scenario has no `{path}`.{hint}")
    return found


def _overview(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line a value, under the names of the sections that hold it."""
    above: list[str] = []
    for row in rows:
        *sections, name = row.path.split(".")
        shared = 0
        while shared < min(len(above), len(sections)) and above[shared] == sections[shared]:
            shared += 1
        for depth in range(shared, len(sections)):
            yield f"{'  ' * depth}{sections[depth]}"
        above = sections
        head = cut("  " * len(sections) + name, _NAME_WIDTH + 2 * len(sections) // 2)
        origin = _short_origin(row.origin)
        room = WIDTH - _ORIGIN_WIDTH - len(head.ljust(_NAME_WIDTH)) - 2
        value = cut(row.words, room)
        yield f"{head:<{_NAME_WIDTH}} {value:<{room}} {origin}".rstrip()


def _short_origin(origin: str) -> str:
    """Return the file's name and line, shortened in the middle if need be."""
    name = PurePath(origin).name
    if len(name) <= _ORIGIN_WIDTH:
        return name
    tail = name[-(_ORIGIN_WIDTH // 2) :]
    return name[: _ORIGIN_WIDTH - len(tail) - 1] + "…" + tail


def _in_full(row: Row) -> Iterator[str]:
    """Yield everything that is known about a value."""
    yield row.path
    yield wrapped(row.words, 4)
    if row.description:
        yield wrapped(row.description, 4)
    if row.scope:
        yield f"    uncertain: a draw for each {row.scope}"
    for name in ("source", "assumed", "fact"):
        if text := getattr(row, name):
            yield wrapped(f"{name}: {text}", 4)
    yield f"    set by: {row.origin}"
    if row.replaced:
        yield wrapped(f"instead of: {', '.join(row.replaced)}", 4)


def _flat(row: Row) -> dict[str, str]:
    return {
        "path": row.path,
        "value": row.words,
        "unit": row.unit,
        "drawn_by": row.scope,
        "set_by": row.origin,
        "source": row.source,
        "assumed": row.assumed,
        "fact": row.fact,
        "description": row.description,
    }
