"""What `sim sensitivity` prints: the strongest inputs of each outcome, in words and as tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sim.analysis.sensitivity import SobolRow, TornadoRow
from sim.ensemble.csvfile import csv_text, number
from sim.ensemble.measures import PARTS
from sim.ensemble.variants import CHANCE, WORLDS
from sim.report.labels import figure, measure_label

if TYPE_CHECKING:
    from sim.analysis.sensitivity import Sensitivity
    from sim.ensemble.measures import Measure

WIDTH: Final = 80
_STRONGEST: Final = 3
_OUTCOME: Final = ("measure", *PARTS, "unit")
SOBOL_COLUMNS: Final = (
    *_OUTCOME,
    *("input", "first", "first_low", "first_high", "total", "total_low", "total_high"),
)
TORNADO_COLUMNS: Final = (
    *_OUTCOME,
    *("parameter", "low", "high", "at_low", "at_centre", "at_high", "width"),
)
_WORDS: Final = {WORLDS: "what we do not know about the economy", CHANCE: "chance"}


def table(found: Sensitivity) -> str:
    """Return the strongest inputs of each outcome as text of 80 columns."""
    lines = [
        "Share of the variance of each outcome that an input moves, with all its",
        "interactions (total) and alone (first), in %; then the longest bars of the tornado.",
    ]
    outcomes = list(dict.fromkeys(row.outcome for row in found.sobol))
    for outcome in outcomes:
        lines += ["", measure_label(outcome)]
        rows = [row for row in found.sobol if row.outcome == outcome]
        lines += [_sobol_line(row) for row in rows[:_STRONGEST]]
        bars = [row for row in found.tornado if row.outcome == outcome and row.width > 0]
        lines += [_tornado_line(row) for row in bars[:_STRONGEST]]
    lines += ["", f"{found.runs} runs, seed {found.seed}; brackets: 95 % of a bootstrap"]
    return "\n".join(lines) + "\n"


def _sobol_line(row: SobolRow) -> str:
    i = row.indices
    total = f"{_percent(i.total):>4} [{_percent(i.total_low)}, {_percent(i.total_high)}]"
    first = f"{_percent(i.first)} [{_percent(i.first_low)}, {_percent(i.first_high)}]"
    return f"  {_name(row.input):<43} total {total:<12} first {first}"


def _tornado_line(row: TornadoRow) -> str:
    ends = f"{figure(row.at_low, row.outcome)} to {figure(row.at_high, row.outcome)}"
    return f"  {_name(row.parameter):<43} {row.low} to {row.high}: {ends}"


def _name(path: str) -> str:
    shown = _WORDS.get(path, path.removeprefix("parties."))
    return shown if len(shown) <= 43 else "…" + shown[-42:]


def _percent(share: float) -> str:
    return "-" if share != share else f"{100 * share:.0f}"  # noqa: PLR0124  (NaN)


def sobol_csv(found: Sensitivity) -> str:
    """Return the Sobol indices as CSV."""
    return csv_text(SOBOL_COLUMNS, [_sobol_fields(row) for row in found.sobol])


def tornado_csv(found: Sensitivity) -> str:
    """Return the tornado as CSV."""
    return csv_text(TORNADO_COLUMNS, [_tornado_fields(row) for row in found.tornado])


def as_json(found: Sensitivity) -> str:
    """Return both tables as JSON; NaN as null."""
    data = {
        "scenario": found.scenario,
        "runs": found.runs,
        "seed": found.seed,
        "sobol": [_plain(SOBOL_COLUMNS, _sobol_fields(row)) for row in found.sobol],
        "tornado": [_plain(TORNADO_COLUMNS, _tornado_fields(row)) for row in found.tornado],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _sobol_fields(row: SobolRow) -> tuple[object, ...]:
    i = row.indices
    values = (i.first, i.first_low, i.first_high, i.total, i.total_low, i.total_high)
    return (*_outcome(row.outcome), row.input, *values)


def _tornado_fields(row: TornadoRow) -> tuple[object, ...]:
    values = (row.low, row.high, row.at_low, row.at_centre, row.at_high, row.width)
    return (*_outcome(row.outcome), row.parameter, *values)


def _outcome(outcome: Measure) -> tuple[str, ...]:
    return (outcome.measure, *outcome.parts, outcome.unit)


def _plain(names: tuple[str, ...], fields: tuple[object, ...]) -> dict[str, object]:
    pairs = zip(names, fields, strict=True)
    return {k: json.loads(number(v) or "null") if isinstance(v, float) else v for k, v in pairs}
