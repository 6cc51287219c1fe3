"""Command that rebuilds the benchmark: `python -m sim.data.build --source ../shared/data`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.data.construction import concordance
from sim.data.construction.pipeline import build
from sim.data.construction.report import write_report
from sim.data.construction.sources import SourceFolder
from sim.data.construction.writing import write_tables
from sim.errors import SimError

_PACKAGE = Path(__file__).resolve().parent


def main(arguments: list[str] | None = None) -> int:
    """Build the tables and the report; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.data.build", description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder with the source tables")
    parser.add_argument(
        "--target",
        type=Path,
        default=_PACKAGE,
        help="folder that receives tables/, balance_report.csv (default: the package)",
    )
    parser.add_argument(
        "--docs",
        type=Path,
        default=_PACKAGE.parents[1] / "docs",
        help="folder that receives benchmark.md (default: docs/ of the checkout)",
    )
    options = parser.parse_args(arguments)
    try:
        concordance.check()
        folder = SourceFolder(options.source)
        built = build(folder)
        write_tables(built, folder, options.target / "tables")
        write_report(built, folder, options.target, options.docs)
    except SimError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
