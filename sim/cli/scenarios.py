"""`sim scenarios`: the shipped scenarios by the kind of question that they ask."""

from __future__ import annotations

import click

from sim.cli.output import format_option, print_csv, print_json, wrapped


@click.command()
@format_option
def scenarios(form: str) -> None:
    """List the shipped scenarios by kind of question. Run one with: sim run NAME."""
    from sim.resources import library_folder, shipped_names
    from sim.scenario import load
    from sim.scenario.questions import grouped

    rows = []
    for group, names in grouped(shipped_names("scenarios")):
        for name in names:
            scenario = load(library_folder("scenarios") / f"{name}.yaml")
            rows.append(
                {
                    "group": group,
                    "name": name,
                    "title": scenario.title,
                    "question": scenario.question,
                }
            )
    if form == "json":
        print_json(rows)
    elif form == "csv":
        print_csv(rows)
    else:
        last = ""
        for row in rows:
            if row["group"] != last:
                click.echo(f"{chr(10) if last else ''}{row['group']}")
                last = row["group"]
            click.echo(f"  {row['name']}")
            click.echo(wrapped(row["question"], 6))
