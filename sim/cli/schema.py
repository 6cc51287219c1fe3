"""`sim schema`: what a scenario file may hold, for editors and for people."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "markdown", "table", "csv"]),
    default="json",
    show_default=True,
    help="JSON Schema for editors, documentation (docs/scenario.md), or the keys as a list.",
)
def schema(form: str) -> None:
    """Print what a scenario file may hold."""
    from sim.cli.output import print_csv, wrapped
    from sim.scenario.reference import json_schema, keys, markdown

    if form in ("json", "markdown"):
        click.echo(json_schema() if form == "json" else markdown(), nl=False)
    elif form == "csv":
        print_csv(keys())
    else:
        for row in keys():
            path = row["key"] if row["section"] == "top level" else f"{row['section']}.{row['key']}"
            click.echo(path)
            takes = f"{row['takes']}; default: {row['default']}" if row["default"] else row["takes"]
            click.echo(wrapped(f"{row['meaning']} Takes {takes}.", 4))
