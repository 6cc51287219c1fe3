"""Puts what commands print into documents: `python -m sim.report.command_output docs/*.md`.

A document says where: between `<!-- begin output: sim frontier NAME -->` and `<!-- end output -->`
stands a fenced block with what that command prints.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from sim.errors import ResultsError

_BLOCK: Final = re.compile(
    r"(<!-- begin output: sim (.+?) -->\n).*?(<!-- end output -->)", re.DOTALL
)


def with_output(text: str) -> str:
    """Return the document with every block filled anew; raises ResultsError if a command fails."""
    return _BLOCK.sub(lambda m: f"{m[1]}```text\n{_printed(m[2])}```\n{m[3]}", text)


def _printed(arguments: str) -> str:
    from sim.cli.main import cli  # noqa: PLC0415  (report must not import the command line)

    done = CliRunner().invoke(cli, shlex.split(arguments))
    if done.exit_code != 0:
        raise ResultsError(f"`sim {arguments}` must succeed; it ended with {done.exit_code}.")
    return done.stdout


def main(paths: list[str]) -> None:
    """Fill the documents named."""
    for path in map(Path, paths):
        path.write_text(with_output(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")


if __name__ == "__main__":
    main(sys.argv[1:])
