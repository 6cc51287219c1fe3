"""Command that recomputes published tables: `python -m sim.validation --cases ../shared/cases`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.errors import SimError
from sim.validation.document import write_document


def main(arguments: list[str] | None = None) -> int:
    """Recompute every table, write or print the document; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.validation", description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, help="folder with the published cases")
    parser.add_argument("--write", type=Path, help="file to write (default: print)")
    options = parser.parse_args(arguments)
    try:
        text = write_document(options.cases)
    except SimError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    if options.write is None:
        sys.stdout.write(text)
    else:
        options.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
