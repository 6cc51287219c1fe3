"""`sim validate`: check scenario files and show every error at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from sim.cli.output import print_csv, print_error, print_json

if TYPE_CHECKING:
    from sim.scenario.problems import Problem
    from sim.scenario.resolved import Resolved

_COLUMNS: Final = ("file", "line", "column", "message", "help")


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="Errors as a compiler shows them, or as CSV or JSON for tools.",
)
def validate(scenarios: tuple[str, ...], sets: tuple[str, ...], form: str) -> int:
    """Check scenarios: files, or names of shipped ones. Exits with 3 if one is wrong."""
    from sim.scenario import ScenarioError, resolve

    found: list[Problem] = []
    for name in scenarios:
        try:
            resolved = resolve(name, sets)
        except ScenarioError as error:
            found += [problem for problem in error.problems if problem not in found]
        else:
            for note in resolved.notes:
                click.echo(note, err=True)
            if form == "table":
                click.echo(_summary(name, resolved))
    if form == "json":
        print_json([_as_data(problem) for problem in found])
    elif form == "csv":
        print_csv([_as_data(problem) for problem in found], columns=_COLUMNS)
    elif found:
        print_error("\n\n".join(problem.render() for problem in found))
        count = f"{len(found)} error{'s' if len(found) > 1 else ''}"
        click.echo(f"\n{count}: nothing was run or written", err=True)
    return 3 if found else 0


def _summary(name: str, resolved: Resolved) -> str:
    rows = resolved.rows()
    uncertain = sum(1 for row in rows if row.scope)
    assumed = sum(1 for row in rows if row.assumed)
    return f"{name}: valid; {len(rows)} values, {uncertain} uncertain, {assumed} assumed"


def _as_data(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.source.name,
        "line": place.line,
        "column": place.column,
        "message": problem.message,
        "help": problem.help or problem.label,
    }
