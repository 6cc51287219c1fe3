"""Comparisons for programs: tidy CSV and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.ensemble.csvfile import csv_text, number
from sim.report.comparison_answer import names, select, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.compare import Comparison
    from sim.analysis.differences import Difference

CSV_COLUMNS = (
    "base", "other", "measure", "party", "partner", "sector", "horizon", "baseline", "unit",
    "method", "base_mean", "other_mean", "difference", "ci_low", "ci_high", "world_low",
    "world_high", "n", "base_only", "other_only", "includes_zero", "more_runs",
)  # fmt: skip


def as_csv(comparisons: Sequence[Comparison], wanted: Sequence[str] = ()) -> str:
    """Return every difference (or those wanted) as a tidy CSV with `CSV_COLUMNS`."""
    rows = []
    for comparison in comparisons:
        for d in select(comparison.differences, wanted, everything=True):
            more = comparison.more_runs(d)
            numbers = (d.base_mean, d.other_mean, d.difference, d.ci_low, d.ci_high)
            rows.append(
                (
                    *names(comparison),
                    d.measure.measure,
                    *d.measure.parts,
                    d.measure.unit,
                    comparison.method,
                    *numbers,
                    d.world_low,
                    d.world_high,
                    d.n,
                    d.base_only,
                    d.other_only,
                    int(d.includes_zero),
                    more,
                )
            )
    return csv_text(CSV_COLUMNS, rows)


def as_json(comparisons: Sequence[Comparison], wanted: Sequence[str] = ()) -> str:
    """Return changes, notes and differences as JSON; numbers follow the rule of results files."""
    found = [
        {
            "base": str(c.base.path),
            "other": str(c.other.path),
            "answer": sentence(c),
            "method": c.method,
            "runs": c.runs,
            "notes": c.notes,
            "changes": None if c.changes is None else [asdict(change) for change in c.changes],
            "only_base": c.only_base,
            "only_other": c.only_other,
            "differences": [_as_json(c, d) for d in select(c.differences, wanted, everything=True)],
        }
        for c in comparisons
    ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _as_json(comparison: Comparison, d: Difference) -> dict[str, object]:
    """Return a flat row; numbers by the one rule, null for NaN, which JSON has not."""
    row = asdict(d)
    row = row.pop("measure") | row
    row |= {"includes_zero": d.includes_zero, "more_runs": comparison.more_runs(d)}
    return {
        name: json.loads(number(value) or "null") if isinstance(value, float) else value
        for name, value in row.items()
    }
