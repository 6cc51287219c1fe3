"""What `sim sweep` prints: the range of the outcomes in a sentence, then a row a point."""

from __future__ import annotations

import json
import math
import textwrap
from typing import TYPE_CHECKING, Final

from sim.ensemble.csvfile import number
from sim.ensemble.measures import Measure
from sim.ensemble.summary import SUMMARY_COLUMNS, SummaryRow, summary_fields
from sim.report.labels import figure, in_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.ensemble.sweep import Swept
    from sim.ensemble.sweep_play import SweptPoint

WIDTH: Final = 80
MOST_ROWS: Final = 20
SHOWN: Final = (
    ("deals", "share of deals", Measure("agreed")),
    ("gen. %", "general US rate", Measure("tariff_rate", "USA", "JPN", "general")),
    ("cars %", "US rate on cars", Measure("tariff_rate", "USA", "JPN", "motor_vehicles")),
    ("US gain", "US gain", Measure("utility", "USA", baseline="no_deal")),
    ("JP gain", "Japan's gain", Measure("utility", "JPN", baseline="no_deal")),
)
"""Head of the column, words and measure of each outcome that is printed."""


def table(swept: Swept) -> str:
    """Return the text that `sim sweep` prints, at most 30 lines of 80 columns."""
    found = [
        (point, {row.key: row for row in point.summary})
        for point in swept.points
        if not point.error
    ]
    lines = textwrap.wrap(_sentence(swept, [rows for _, rows in found]), WIDTH)
    lines += _heads(swept)
    step = max(math.ceil(len(found) / MOST_ROWS), 1)
    lines += [_line(point, rows) for point, rows in found[::step]]
    if step > 1:
        lines.append(f"One point in {step} is shown; all are in summary.csv.")
    lines += _end(swept)
    return "\n".join(lines) + "\n"


def as_json(swept: Swept) -> str:
    """Return every point with its values and summary as JSON; NaN as null."""
    found = {
        "scenario": swept.base.scenario.name,
        "varied": dict(zip(swept.paths, swept.units, strict=True)),
        "runs": swept.runs,
        "seed": swept.seed,
        "folder": str(swept.folder),
        "points": [
            {
                "point": one.point.number,
                "values": dict(zip(swept.paths, one.point.values, strict=True)),
                "error": one.error,
                "summary": [_plain(row) for row in one.summary],
            }
            for one in swept.points
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _plain(row: SummaryRow) -> dict[str, object]:
    fields = zip(SUMMARY_COLUMNS, summary_fields([row])[0], strict=True)
    return {k: json.loads(number(v) or "null") if isinstance(v, float) else v for k, v in fields}


def _sentence(swept: Swept, found: Sequence[dict[Measure, SummaryRow]]) -> str:
    """Return how far each outcome moves over the points."""
    count = len(swept.points)
    head = f"Over {count} point{'s' if count != 1 else ''} of {', '.join(swept.paths)}"
    ranges = []
    for _, words, measure in SHOWN:
        rows = [rows[measure] for rows in found if measure in rows and rows[measure].n]
        if rows:
            low, high = (figure(f(row.mean for row in rows), measure) for f in (min, max))
            unit = " %" if in_percent(measure) else f" {rows[0].unit}"
            ranges.append(f"{words} {low} to {high}{unit}")
    return f"{head}: {'; '.join(ranges) or 'no point was finished'}."


def _heads(swept: Swept) -> list[str]:
    lines = [
        f"  {chr(ord('a') + place % 26)} = {path}{_unit(unit)}"
        for place, (path, unit) in enumerate(zip(swept.paths, swept.units, strict=True))
    ]
    values = "".join(f"{chr(ord('a') + place % 26):>10}" for place in range(_columns(swept)))
    return [
        *lines[: _columns(swept)],
        f"{'point':<6}{values}" + "".join(f"{h:>9}" for h, *_ in SHOWN),
    ]


def _unit(unit: str) -> str:
    return "" if unit in ("", "dimensionless") else f", {unit}"


def _columns(swept: Swept) -> int:
    """Return how many varied parameters have a column: as many as fit."""
    return min(len(swept.paths), (WIDTH - 6 - 9 * len(SHOWN)) // 10)


def _line(point: SweptPoint, rows: dict[Measure, SummaryRow]) -> str:
    room = (WIDTH - 6 - 9 * len(SHOWN)) // 10
    values = "".join(f"{_short(value):>10}" for value in point.point.values[:room])
    cells = []
    for _, _, measure in SHOWN:
        row = rows.get(measure)
        known = row is not None and row.n > 0
        cells.append(f"{figure(row.mean, measure) if row is not None and known else '-':>9}")
    return f"{point.point.number:<6}{values}{''.join(cells)}"


def _short(value: float | str) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else value
    return text if len(text) <= 9 else text[:8] + "…"


def _end(swept: Swept) -> list[str]:
    lines = ["deals in %; gains in USD bn a year against no deal"]
    lines += [
        f"point {one.point.number} failed: {one.error}"[: WIDTH - 1]
        for one in swept.points
        if one.error
    ][:2]
    if swept.failed:
        lines.append(f"{swept.failed} of {len(swept.points)} points failed; see points.csv")
    what = f"{swept.runs} runs a point, seed {swept.seed}"
    return [*lines, f"{what}: {swept.folder}"]
