"""`sim new`: a commented starter file for a scenario of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli.output import format_option, print_rows

if TYPE_CHECKING:
    from sim.scenario.resolved import Resolved

_DEFAULT_BASE: Final = "us-japan-2025-05-30"
_OFFERED: Final = (
    "in_force.*",
    "parties.*.weights.deficit",
    "parties.*.weights.security",
    "parties.*.pace",
    "parties.*.resolve",
    "parties.*.believes_threat",
    "parties.*.chips.*.rates",
    "parties.*.chips.*.max",
    "talks.*.rounds",
    "talks.*.deadline",
    "talks.*.threat.general_rate",
    "talks.*.threat.car_rate",
)
"""The values that the starter shows: those that an analyst changes first."""

_HEAD: Final = """\
# yaml-language-server: $schema=scenario.schema.json
# (Write that file with `sim schema > scenario.schema.json`: editors then
# complete and check.)
# Question: what would change? Say it in a sentence here and in `question`.
extends: {extends}
title: {title}
question: {question}

# Everything that is not written here stays as it is in {base}.
# Below are the values that are changed most often, as they are there. To
# change one, take the `#` and the space after it away from its line and from
# the headings above it (`parties:`, `USA:`, ...).
#   a value             24%, 8 USD bn/yr, 90 days
#   an uncertain value  {{between: [20%, 45%]}}, {{one_of: [steady, holds_out]}}
#   where it is from    {{between: [20%, 45%], source: "..."}}, or assumed: "why"
# All values:  sim show {base}
# All keys:    sim schema --format markdown
# Check it:    sim validate {file}
# Play it:     sim run {file}
# Compare it:  sim compare {base} {file}
"""


@click.command()
@click.argument("name", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "base",
    default=_DEFAULT_BASE,
    show_default=True,
    metavar="SCENARIO",
    help="The scenario to start from: a shipped name or a file.",
)
@format_option
def new(name: Path, base: str, form: str) -> None:
    """Write NAME.yaml, a scenario that extends another, with what may be changed in comments.

    The file is valid as it is. An existing file is never overwritten.
    """
    from sim.scenario import resolve

    path = name if name.suffix == ".yaml" else name.with_name(f"{name.name}.yaml")
    resolved = resolve(base)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter(resolved, _base_name(base, path), path))
    except FileExistsError:
        raise click.UsageError(f"{path} is there already; choose another name.") from None
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}.") from error
    if form == "table":
        click.echo(f"{path}: extends {base}\nEdit it, then: sim run {path}")
    else:
        print_rows([{"file": path, "extends": base}], form)


def starter(resolved: Resolved, base: str, path: Path) -> str:
    """Return the text of a starter file: a valid variant, then values of its base in comments."""
    from sim.scenario.yaml_text import block, scalar

    title = scalar(path.stem.replace("-", " ").replace("_", " ").strip() or path.stem)
    question = scalar(f"What changes against {base}?")
    extends = scalar(base)
    head = _HEAD.format(base=base, extends=extends, title=title, question=question, file=path)
    values = block(_offered(resolved), {})
    return head + "\n" + "".join(f"# {line}\n" for line in values.splitlines())


def _base_name(base: str, path: Path) -> str:
    """Return how the new file names its base: a shipped name as it is, a file by its full path."""
    here = Path(base)
    if not here.is_file():
        return base
    if here.resolve().parent == path.resolve().parent:
        return here.name
    return str(here.resolve())


def _offered(resolved: Resolved) -> dict[str, Any]:
    """Return the offered values of a scenario as nested data, without their notes."""
    from fnmatch import fnmatchcase

    found: dict[str, Any] = {}
    for row in resolved.rows():
        depth = row.path.count(".")
        if any(p.count(".") == depth and fnmatchcase(row.path, p) for p in _OFFERED):
            *above, last = row.path.split(".")
            place = found
            for name in above:
                place = place.setdefault(name, {})
            place[last] = row.written
    return found
