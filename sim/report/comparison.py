"""A comparison of scenarios as a table for people: changes, answer, differences, open ends."""

from __future__ import annotations

import math
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.report.comparison_answer import matches, names, select, sentence
from sim.report.comparison_changes import change_lines
from sim.report.labels import figure, short_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.analysis.compare import Comparison
    from sim.analysis.differences import Difference
    from sim.ensemble.measures import Measure

WIDTH = 80
LINES = 30
_MOST = 9  # lines about changes in a table of about 30
_LABEL = 26

_METHODS = {
    "paired": "{runs:,} pairs of runs on the same dice",
    "unpaired": "{runs:,} runs, dice not shared",
    "summaries": "from summaries, dice not shared",
}


def table(
    comparisons: Sequence[Comparison], wanted: Sequence[str] = (), *, everything: bool = False
) -> str:
    """Return comparisons as a text of at most 80 columns.

    Opens with what was changed and a sentence of answer for each; without `wanted` and
    `everything` it keeps to about 30 lines, dropping the least important rows and saying so.
    """
    blocks = []
    budget = None if wanted or everything else LINES // len(comparisons)
    for comparison in comparisons:
        shown = select(comparison.differences, wanted, everything=everything)
        alone = (comparison.only_base, comparison.only_other)
        base, other = (
            tuple(c for c in columns if not wanted or matches(c, wanted)) for columns in alone
        )
        about = replace(comparison, only_base=base, only_other=other)
        blocks.append("\n".join(_block(about, shown, budget)))
    return "\n\n".join(blocks) + "\n"


def _block(comparison: Comparison, shown: Sequence[Difference], budget: int | None) -> list[str]:
    head = [*_changes(comparison, most=_MOST if budget else None), ""]
    head += [*_wrap(sentence(comparison)), ""]
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


def _changes(comparison: Comparison, most: int | None) -> list[str]:
    """Return what was changed, on at most `most` lines and a last one that counts the rest."""
    changes = comparison.changes
    if changes is None:
        return ["Changed parameters are unknown: a resolved scenario is missing."]
    if not changes:
        return ["No parameter differs."]
    base, other = names(comparison)
    lines = _wrap(f"Changed parameters, from A ({base}) to B ({other})")
    room = most
    for told, change in enumerate(changes):
        new = change_lines(change, brief=most is not None)
        if room is not None and len(new) > room:
            return [*lines, f"  and {len(changes) - told} more: --all or --format json"]
        lines += new
        room = None if room is None else room - len(new)
    return lines


def _title(comparison: Comparison) -> list[str]:
    method = _METHODS[comparison.method].format(runs=comparison.runs)
    base, other = names(comparison)
    return _wrap(
        f"A {base}, B {other}; {method}; USD bn a year unless marked; gains over rates in force"
    )


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
