"""A comparison of scenarios as text: a table for people, CSV or JSON for programs."""

from __future__ import annotations

import json
import math
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from sim.ensemble.csvfile import csv_text, number
from sim.report.labels import figure, in_percent, of_region, region, short_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.analysis.compare import Comparison
    from sim.analysis.differences import Difference
    from sim.ensemble.measures import Measure

WIDTH = 80
LINES = 30
_LABEL = 26

_METHODS = {
    "paired": "{runs:,} pairs of runs on the same dice",
    "unpaired": "{runs:,} runs, dice not shared",
    "summaries": "from summaries, dice not shared",
}

_RANK: Final = {
    name: rank
    for rank, name in enumerate(
        (
            ("agreed", "", ""),
            ("tariff_rate", "", ""),
            ("goods_balance", "long_run", ""),
            ("utility", "", "in_force"),
            ("welfare_change", "long_run", "in_force"),
            ("concession_cost", "", ""),
            ("concession_value", "", ""),
            ("days_to_agreement", "", ""),
            ("goods_balance", "first_year", ""),
            ("left_on_table", "", ""),
        )
    )
}
"""Main measures (measure, horizon, baseline), most important first: shown without --all."""

_HEADLINES = ("agreed", "utility")

CSV_COLUMNS = (
    "base", "other", "measure", "party", "partner", "sector", "horizon", "baseline", "unit",
    "method", "base_mean", "other_mean", "difference", "ci_low", "ci_high", "world_low",
    "world_high", "n", "base_only", "other_only", "includes_zero", "more_runs",
)  # fmt: skip


def select(
    differences: Sequence[Difference], wanted: Sequence[str] = (), *, everything: bool = False
) -> list[Difference]:
    """Return the differences to show: those that match a wanted name, all, or the main ones.

    A name matches a column if it is its measure, the whole column, or any point-separated part.
    """
    if wanted:
        return [d for d in differences if _matches(d.measure.column, wanted)]
    if everything:
        return list(differences)
    return sorted((d for d in differences if _is_main(d.measure)), key=lambda d: _rank(d.measure))


def _rank(measure: Measure) -> int:
    return _RANK.get((measure.measure, measure.horizon, measure.baseline), len(_RANK))


def _is_main(measure: Measure) -> bool:
    """Whether a measure is shown by default: pairs' balances, all chips of a side as one."""
    of_whom = bool(measure.partner) or measure.measure != "goods_balance"
    whole = not measure.sector or measure.measure == "tariff_rate"
    return _rank(measure) < len(_RANK) and of_whom and whole


def _matches(column: str, wanted: Sequence[str]) -> bool:
    return any(name == column or name in column.split(".") for name in wanted)


def table(
    comparisons: Sequence[Comparison], wanted: Sequence[str] = (), *, everything: bool = False
) -> str:
    """Return comparisons as a text of at most 80 columns.

    Opens with a sentence of answer for each; without `wanted` and `everything` it keeps to about
    30 lines, dropping the least important rows and saying so.
    """
    blocks = []
    budget = None if wanted or everything else LINES // len(comparisons)
    for comparison in comparisons:
        shown = select(comparison.differences, wanted, everything=everything)
        blocks.append("\n".join(_block(comparison, shown, budget)))
    return "\n\n".join(blocks) + "\n"


def _block(comparison: Comparison, shown: Sequence[Difference], budget: int | None) -> list[str]:
    head = [*_wrap(sentence(comparison)), ""]
    head += _changes(comparison, most=5 if budget else None)
    head += [line for note in comparison.notes for line in _wrap(f"Note: {note}")]
    head += _title(comparison)
    brief = budget is not None
    if budget is not None:
        # One line for the heads of the columns, one for what is left out.
        fixed = len(head) + len(_footer(comparison, shown, brief=brief)) + 2
        left_out = len(shown) - max(budget - fixed, 4)
        if left_out > 0:
            kept = shown[:-left_out]
            more = f"{left_out} more measures: --all or --format csv."
            return [*head, *_rows(kept, brief=brief), *_footer(comparison, kept, brief=brief), more]
    return [*head, *_rows(shown, brief=brief), *_footer(comparison, shown, brief=brief)]


def sentence(comparison: Comparison) -> str:
    """Return the answer in one sentence of plain words."""
    base, other = _names(comparison)
    clauses = [_clause(d) for d in _headlines(comparison.differences)]
    if not clauses:
        clear = sum(not d.includes_zero for d in comparison.differences)
        clauses = [f"{clear} of {len(comparison.differences)} shared measures clearly differ"]
    return f"From {base} to {other}, {'; '.join(clauses)}."


def _headlines(differences: Sequence[Difference]) -> list[Difference]:
    main = select(differences)
    return [d for d in main if d.measure.measure in _HEADLINES][:3]


def _clause(d: Difference) -> str:
    """Return what became of one measure, with the 95 % interval of the change."""
    measure = d.measure
    if measure.measure == "agreed":
        pair = "-".join(region(code) for code in (measure.party, measure.partner) if code)
        name, size = f"the share of {pair} deals", "{:.1f} points"
    else:
        name, size = f"{of_region(measure.party)} gain", "USD {:.2f} bn a year"
    scale = 100 if in_percent(measure) else 1
    if d.same_everywhere:
        return f"{name} is the same in every run"
    change = size.format(scale * abs(d.difference))
    way = "rises" if d.difference > 0 else "falls"
    low, high = sorted((scale * d.ci_low, scale * d.ci_high), key=abs)
    if d.includes_zero:
        return f"{name} {way} by {change}, which may be chance"
    decimals = 1 if scale > 1 else 2
    return f"{name} {way} by {change} (95 %: {abs(low):.{decimals}f} to {abs(high):.{decimals}f})"


def _names(comparison: Comparison) -> tuple[str, str]:
    """Return what to call the two: their scenarios, or their paths if these are the same."""
    base, other = comparison.base, comparison.other
    if base.scenario != other.scenario:
        return base.scenario, other.scenario
    return str(base.path), str(other.path)


def _changes(comparison: Comparison, most: int | None) -> list[str]:
    changes = comparison.changes
    if changes is None:
        return ["Changed parameters are unknown: a resolved scenario is missing.", ""]
    if not changes:
        return ["No parameter differs.", ""]
    lines = ["Changed parameters (A -> B)"]
    for change in changes[:most]:
        before = "absent" if change.before is None else change.before
        after = "removed" if change.after is None else change.after
        text = f"{change.path}: {before} -> {after}"
        if change.source:
            text += f"  [{change.source}]"
        lines.append("  " + textwrap.shorten(text, WIDTH - 2, placeholder=" ..."))
    if most is not None and len(changes) > most:
        lines.append(f"  and {len(changes) - most} more: --all or --format json")
    return [*lines, ""]


def _title(comparison: Comparison) -> list[str]:
    method = _METHODS[comparison.method].format(runs=comparison.runs)
    base, other = _names(comparison)
    return _wrap(f"A {base}, B {other}; {method}; USD bn a year unless marked")


def _rows(shown: Sequence[Difference], *, brief: bool) -> list[str]:
    labels = [short_label(d.measure) for d in shown]
    wide = _LABEL if brief else max([_LABEL, *map(len, labels)])
    heads = f"{'A':>7} {'B':>7} {'B-A':>7} {'95 % interval':>14} {'over worlds':>14}"
    lines = [f"{'':<{wide}} {heads}"]
    for label, d in zip(labels, shown, strict=True):
        a, b = (figure(value, d.measure) for value in (d.base_mean, d.other_mean))
        gap = figure(d.difference, d.measure, signed=True)
        mark = "~" if d.includes_zero and not d.same_everywhere else ""
        interval = _range(d.ci_low, d.ci_high, d.measure)
        worlds = _range(d.world_low, d.world_high, d.measure)
        name = textwrap.shorten(label, wide, placeholder="...")
        lines.append(f"{name:<{wide}} {a:>7} {b:>7} {mark + gap:>7} {interval:>14} {worlds:>14}")
    return lines


def _range(low: float, high: float, measure: Measure) -> str:
    if math.isnan(low):
        return "-"
    return "..".join(figure(value, measure, signed=True) for value in (low, high))


def _footer(comparison: Comparison, shown: Sequence[Difference], *, brief: bool) -> list[str]:
    lines = []
    open_ones = [d for d in shown if d.includes_zero and not d.same_everywhere]
    if open_ones:
        items = [f"{short_label(d.measure)} {_more(comparison, d)}" for d in open_ones]
        text = "~ interval includes zero; settled by about: " + "; ".join(items)
        wrapped = _wrap(text)
        lines += (
            [*wrapped[:3], *(["  ... (--all)"] if len(wrapped) > 3 else [])] if brief else wrapped
        )
    lines += [line for text in _uneven(shown) for line in _wrap(text)]
    alone = [("A", comparison.only_base), ("B", comparison.only_other)]
    for name, columns in alone:
        if columns:
            listed = ", ".join(columns)
            text = f"Only {name} reports {len(columns)} measures: {listed}"
            lines += [textwrap.shorten(text, WIDTH, placeholder=" ...")] if brief else _wrap(text)
    return lines


def _more(comparison: Comparison, d: Difference) -> str:
    more = comparison.more_runs(d)
    return "no number of runs" if more is None else f"{more:,} more runs"


def _uneven(shown: Iterable[Difference]) -> list[str]:
    """Return a line for each way in which runs have a measure in only one of the two."""
    groups: dict[tuple[int, int, int], list[str]] = {}
    for d in shown:
        if d.base_only or d.other_only:
            counts = (d.n, d.base_only, d.other_only)
            groups.setdefault(counts, []).append(short_label(d.measure))
    return [
        f"{labels[0]}{f' and {len(labels) - 1} more' if len(labels) > 1 else ''}: over the {n:,} "
        f"runs that have it in both; {base:,} have it only in A, {other:,} only in B."
        for (n, base, other), labels in groups.items()
    ]


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )


def as_csv(comparisons: Sequence[Comparison], wanted: Sequence[str] = ()) -> str:
    """Return every difference (or those wanted) as a tidy CSV with `CSV_COLUMNS`."""
    rows = []
    for comparison in comparisons:
        for d in select(comparison.differences, wanted, everything=True):
            more = comparison.more_runs(d)
            numbers = (d.base_mean, d.other_mean, d.difference, d.ci_low, d.ci_high)
            rows.append(
                (
                    *_names(comparison),
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
