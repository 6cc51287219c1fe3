"""Printing lists as CSV or JSON, and text that fits 80 columns."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.scenario.schema import Scenario

WIDTH: Final = 80

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="How to print it.",
)


def say_main_pair_alone(scenario: Scenario) -> None:
    """Say on stderr that other pairs of talks are left out, if the scenario has any."""
    if len(scenario.talks) > 1:
        main, *others = scenario.talks
        click.echo(
            f"note: this looks at {main} alone; {' and '.join(others)} stay at the rates in force",
            err=True,
        )


def print_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> None:
    """Print rows as CSV with a header; lists become texts joined by `; `.

    `columns` are those of the first row unless given, which a table that may be empty needs.
    """
    text = io.StringIO()
    writer = csv.DictWriter(
        text, columns or list(rows[0]) if rows else columns, lineterminator="\n"
    )
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    click.echo(text.getvalue(), nl=False)


def print_json(data: object) -> None:
    """Print data as JSON; dates become texts, and what is not a number becomes null."""
    click.echo(json.dumps(_finite(data), indent=2, ensure_ascii=False, default=str))


def _finite(data: object) -> object:
    """Return data with None for NaN and infinities, which JSON has not."""
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, Mapping):
        return {key: _finite(value) for key, value in data.items()}
    return list(map(_finite, data)) if isinstance(data, (list, tuple)) else data


def print_rows(rows: Sequence[Mapping[str, Any]], form: str, columns: Sequence[str] = ()) -> None:
    """Print rows as `form` asks, csv or json; see `print_csv`."""
    if form == "json":
        print_json(rows)
    else:
        print_csv(rows, columns)


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write texts as files of a folder, which is made if it is not there.

    Raises `ResultsError` where that is not possible.
    """
    from sim.errors import ResultsError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise ResultsError(
            f"{folder} must be a folder that can be written; {error.strerror}. Choose another."
        ) from error


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def wrapped(text: str, indent: int) -> str:
    """Return a text broken into lines of at most 80 columns behind an indent."""
    space = " " * indent
    return textwrap.fill(
        text, WIDTH, initial_indent=space, subsequent_indent=space, break_on_hyphens=False
    )


def fitted(text: str) -> str:
    r"""Return an error with its long sentences broken into lines of at most 80 columns.

    Excerpts of files and places (`-->`) stay whole, so that editors and carets still find them.

    >>> fitted("error: " + "so long " * 10 + "\n  --> x.yaml:1:1").splitlines()[1:]
    ['  so long', '  --> x.yaml:1:1']
    """
    lines = []
    for line in text.split("\n"):
        said = line.startswith(("error:", "Error:", "  = help:"))
        indent = 10 if line.startswith("  =") else 2
        lines += (
            textwrap.wrap(
                line,
                WIDTH,
                subsequent_indent=" " * indent,
                break_on_hyphens=False,
                break_long_words=False,
            )
            if said and len(line) > WIDTH
            else [line]
        )
    return "\n".join(lines)


def print_error(text: str) -> None:
    """Print an error on stderr: fitted for a terminal, in whole lines for a file or a program."""
    click.echo(fitted(text) if sys.stderr.isatty() else text, err=True)


def cut(text: str, width: int) -> str:
    """Return a text cut to a width.

    >>> cut("a long text", 6)
    'a lon…'
    """
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
