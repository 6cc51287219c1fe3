"""The page of a comparison: what was changed, what came of it, and both scenarios side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.report.comparison_answer import names, select, sentence
from sim.report.labels import figure, in_percent, short_label
from sim.report.page import rendering
from sim.report.page.compared import changes, differences, distributions
from sim.report.page.parts import Page, Section, Table, Tile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.analysis.compare import Comparison
    from sim.analysis.differences import Difference
    from sim.ensemble.loading import Results

COMPARISON: Final = "comparison.html"
_TILES: Final = 5


def write_comparison(comparisons: Sequence[Comparison], path: Path) -> Path:
    """Write one page of all comparisons with the same base; return its path.

    Raises `ResultsError` if the path is a folder, or a file that is not a page of sim.
    """
    return rendering.write_page(page_of(comparisons), path)


def page_of(comparisons: Sequence[Comparison]) -> Page:
    """Return the page; with several comparisons the parts of each follow one another."""
    base = names(comparisons[0])[0]
    others = [names(comparison)[1] for comparison in comparisons]
    parts: list[Section] = []
    for place, comparison in enumerate(comparisons, 1):
        suffix = f"-{place}" if len(comparisons) > 1 else ""
        own = [
            changes.section(comparison, suffix),
            differences.section(comparison, suffix),
            distributions.section(comparison, suffix),
        ]
        parts += [_headed(one, names(comparison)[1], suffix) for one in own if one is not None]
    first = comparisons[0]
    return Page(
        title=f"{base} against {', '.join(others)}",
        question=f"What changes from {base} to {_listed(others)}?",
        answer=" ".join(sentence(comparison) for comparison in comparisons),
        tiles=tuple(map(_tile, _headlines(first))) if len(comparisons) == 1 else (),
        sections=[*parts, _made(comparisons)],
        footer="Plus means that a balance or a gain rises; money in USD bn a year. Intervals are "
        "simulation error given the economic worlds; more runs make them smaller.",
    )


def _headed(section: Section, other: str, suffix: str) -> Section:
    if not suffix:
        return section
    return Section(
        section.name,
        f"{other}: {section.title[0].lower()}{section.title[1:]}",
        section.lead,
        section.charts,
        section.tables,
        section.notes,
    )


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _headlines(comparison: Comparison) -> list[Difference]:
    """Return the five figures: deals, both rates, gains, the balance; what is reported of them."""
    wanted = ("agreed", "utility", "goods_balance")
    main = [d for d in select(comparison.differences) if "CHN" not in d.measure.parts]
    return [
        d
        for d in main
        if d.measure.measure in wanted
        or (d.measure.measure == "tariff_rate" and d.measure.sector == "average")
    ][:_TILES]


def _tile(d: Difference) -> Tile:
    unit = "" if in_percent(d.measure) else " bn"
    if in_percent(d.measure):
        label = f"{short_label(d.measure).removesuffix(', %')}, B less A, points"
    else:
        label = f"{short_label(d.measure)}, B less A, USD a year"
    low, high, middle = (
        figure(value, d.measure, signed=True).replace("-", "−")
        for value in (d.ci_low, d.ci_high, d.difference)
    )
    chance = "; may be chance" if d.includes_zero and not d.same_everywhere else ""
    return Tile(label, f"{middle}{unit}", f"95 % interval {low} to {high}{chance}")


def _made(comparisons: Sequence[Comparison]) -> Section:
    results = [comparisons[0].base, *(comparison.other for comparison in comparisons)]
    letters = [
        "A",
        *(["B"] if len(comparisons) == 1 else [f"B{k + 1}" for k in range(len(results))]),
    ]
    rows = [_row(letter, one) for letter, one in zip(letters, results, strict=False)]
    head = ("", "scenario", "runs", "seed", "worlds", "results")
    table = Table("Compared", head, rows, folded=False, prose=frozenset({1, 5}))
    lead = "Differences are taken run by run where both share their dice, else between means."
    return Section("made", "What was compared", lead, (), (table,))


def _row(letter: str, results: Results) -> tuple[str, ...]:
    manifest = results.manifest
    made = (
        ("–", "–", "–")
        if manifest is None
        else (f"{manifest.runs:,}", str(manifest.seed), str(manifest.worlds))
    )
    return (letter, results.scenario, *made, str(results.path))
