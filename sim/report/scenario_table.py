"""Finished runs side by side, as the Markdown table that `docs/findings.md` holds.

    python -m sim.report.scenario_table FOLDER... [--write docs/findings.md]

rewrites the lines between the markers of a page, so that no figure on it is typed by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.ensemble.loading import Results, load_results
from sim.ensemble.summary import SummaryRow
from sim.errors import ResultsError

BEGIN = "<!-- begin scenarios: python -m sim.report.scenario_table -->"
END = "<!-- end scenarios -->"
HEADER = (
    "scenario",
    "deals %",
    "days, median",
    "general %",
    "cars %",
    "balance v no deal",
    "balance v 2024",
    "US gain",
    "Japan gain",
    "Japan's chips: cost",
    "worth to US",
)


def table(results: Sequence[Results]) -> str:
    """Return the table: a row a run folder; money in USD bn a year, long run where it matters."""
    lines = [HEADER, ("---", *["--:"] * (len(HEADER) - 1))]
    lines += [_row(result) for result in results]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def write(page: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Put a table between the markers of a page; raises ResultsError if it has none."""
    old = page.read_text(encoding="utf-8")
    if begin not in old or end not in old:
        raise ResultsError(f"{page} must hold the lines {begin} and {end}; add them.")
    head, rest = old.split(begin, 1)
    tail = rest.split(end, 1)[1]
    page.write_text(f"{head}{begin}\n{text}{end}{tail}", encoding="utf-8")


def _row(result: Results) -> tuple[str, ...]:
    rows = {(row.measure, *row.key.parts): row for row in result.summary}

    def find(*parts: str, horizon: str = "", baseline: str = "") -> SummaryRow | None:
        measure, party, partner, sector = (*parts, "", "", "")[:4]
        row = rows.get((measure, party, partner, sector, horizon, baseline))
        return row if row is not None and row.n else None

    def mean(*parts: str, scale: float = 1.0, digits: int = 2, **keys: str) -> str:
        row = find(*parts, **keys)
        return "-" if row is None else f"{scale * row.mean:.{digits}f}"

    days = find("days_to_agreement")
    balance = ("goods_balance_change", "USA", "JPN")
    return (
        result.scenario,
        mean("agreed", scale=100, digits=0),
        "-" if days is None else f"{days.p50:.0f}",
        mean("tariff_rate", "USA", "JPN", "general", scale=100, digits=1),
        mean("tariff_rate", "USA", "JPN", "motor_vehicles", scale=100, digits=1),
        mean(*balance, horizon="long_run", baseline="no_deal", digits=1),
        mean(*balance, horizon="long_run", baseline="year_2024", digits=1),
        mean("utility", "USA", baseline="no_deal"),
        mean("utility", "JPN", baseline="no_deal"),
        mean("concession_cost", "JPN", "USA"),
        mean("concession_value", "USA", "JPN"),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of run folders, or write it into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args(arguments)
    text = table([load_results(folder) for folder in chosen.folders])
    if chosen.write:
        write(chosen.write, text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
