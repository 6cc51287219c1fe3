"""`sim scenarios`: the shipped scenarios and the question that each one asks."""

from __future__ import annotations

import click

from sim.cli.output import format_option, print_csv, print_json, wrapped


@click.command()
@format_option
def scenarios(form: str) -> None:
    """List the shipped scenarios. Run one with: sim run NAME."""
    from sim.resources import library_folder, shipped_names
    from sim.scenario import load

    rows = []
    for name in shipped_names("scenarios"):
        scenario = load(library_folder("scenarios") / f"{name}.yaml")
        rows.append({"name": name, "title": scenario.title, "question": scenario.question})
    if form == "json":
        print_json(rows)
    elif form == "csv":
        print_csv(rows)
    else:
        for row in rows:
            click.echo(row["name"])
            click.echo(wrapped(row["question"], 4))
