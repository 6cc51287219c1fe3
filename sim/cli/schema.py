"""`sim schema`: the JSON Schema of scenario files for editors, and their documentation."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "markdown"]),
    default="json",
    help="JSON Schema (docs/scenario.schema.json) or documentation (docs/scenario.md).",
)
def schema(form: str) -> None:
    """Print what a scenario file may hold."""
    from sim.scenario.reference import json_schema, markdown

    click.echo(json_schema() if form == "json" else markdown(), nl=False)
