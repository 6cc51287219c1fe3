"""What `sim frontier` prints: solution points beside the simulated deals."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.report.labels import fixed, region
from sim.report.package_words import package_words

if TYPE_CHECKING:
    from sim.analysis.frontier import Concept, Found

Floats = NDArray[np.float64]

WIDTH: Final = 80
LINES: Final = 30
_LETTERS: Final = "abcdefghijklmnop"
_NAMES: Final = {
    "nash": "Nash; Nash-in-Nash, one pair",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "maximum_sum": "maximum sum",
    "maximum_sum_nobody_worse": "maximum sum, nobody worse",
    "variable_threats": "Nash, threats chosen",
}


def table(found: Found) -> str:
    """Return the text of at most 30 lines of 80 columns."""
    letters = _packages(found)
    top = [*_head(found), *_values(found, letters)]
    bottom = [*_deals(found), *_legend(found)]
    packages = [
        line for package, letter in letters.items() for line in _line(found, package, letter)
    ]
    room = LINES - len(top) - len(bottom) - 1
    if len(packages) > room:
        packages = [*packages[: room - 1], "  more packages: `--out FOLDER` writes all of them"]
    title = ["Packages: added rates and chips in USD (sizes: mean over the worlds)"]
    return "\n".join([*top, *(title if packages else []), *packages, *bottom]) + "\n"


def _head(found: Found) -> list[str]:
    n, efficient, rational = len(found.payoffs), len(found.efficient), len(found.rational)
    first, second = map(region, found.parties)
    view = (
        "at expected preferences"
        if found.options.run is None
        else f"at the true preferences of run {found.options.run}"
    )
    text = (
        f"{found.setup.scenario.name}: of {n} packages {efficient} are efficient {view}, "
        f"{rational} of these no worse than no deal for both"
    )
    if rational:
        low, high = found.payoffs[found.rational[-1]], found.payoffs[found.rational[0]]
        text += (
            f": {first} {fixed(low[0], 1)} to {fixed(high[0], 1)}, "
            f"{second} {fixed(low[1], 1)} to {fixed(high[1], 1)}"
        )
    return textwrap.wrap(text + ".", WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _values(found: Found, letters: dict[int, str]) -> list[str]:
    first, second = map(region, found.parties)
    shown = "expected" if found.options.run is None else f"run {found.options.run}"
    runs = f"mean of {found.options.runs:,} runs"
    lines = [
        f"{'USD bn/yr against rates in force':<34}{shown:>22}{runs:>23}",
        (f"{'':<34}" + f"{first:>7}{second:>8}{'lost':>7} " * 2).rstrip(),
    ]
    deals = found.deals
    most = found.payoffs.sum(axis=1).max()
    all_most = float((deals.joint + deals.values.sum(axis=1)).mean())
    nothing = (*found.no_deal, most - found.no_deal.sum())
    expected = (*found.no_deal_by_run, all_most - found.no_deal_by_run.sum())
    lines.append(_row("no deal, as each side expects it", nothing, expected))
    for concept in found.concepts:
        letter = letters.get(concept.package, "")
        mark = f" ({letter})" if letter else ""
        lines.append(
            _row(
                f"{_name(found, concept)}{mark}",
                (*concept.values, concept.joint),
                (*concept.by_run, concept.joint_by_run),
            )
        )
    signed = deals.signed
    if signed.any():
        mean = (*found.mean_deal, most - found.mean_deal.sum())
        lines.append(_row("simulated deals", mean, _means(found, signed)))
    lines.append(_row("all runs, with or without a deal", None, _means(found, signed | True)))
    return lines


def _means(found: Found, rows: NDArray[np.bool_]) -> tuple[float, ...]:
    deals = found.deals
    return (*deals.values[rows].mean(axis=0), float(deals.joint[rows].mean()))


def _row(name: str, shown: Sequence[float] | None, runs: Sequence[float] | None) -> str:
    cells = []
    for values in (shown, runs):
        texts = ["", "", ""] if values is None else [_figure(float(v)) for v in values]
        cells.append(f"{texts[0]:>7}{texts[1]:>8}{texts[2]:>7} ")
    return f"{name:<34}{''.join(cells)}".rstrip()


def _figure(value: float) -> str:
    return "-" if math.isnan(value) else fixed(value, 2)


def _name(found: Found, concept: Concept) -> str:
    first = region(found.parties[0])
    if concept.name == "asymmetric_nash":
        how = " fit" if found.power_is_fitted else ""
        return f"Nash, {first} weight {found.power:.2f}{how}"
    for party in found.parties:
        if concept.name == f"alternating_offers_{party}_opens":
            return f"offers in turn, {region(party)} first"
    return _NAMES[concept.name]


def _packages(found: Found) -> dict[int, str]:
    """Return a letter for each package that a concept picks, in the order of the table."""
    places = dict.fromkeys(c.package for c in found.concepts if c.package >= 0)
    return dict(zip(places, _LETTERS, strict=False))


def _line(found: Found, package: int, letter: str) -> list[str]:
    text = f"  {letter}  {package_words(found.amounts(package)).replace('USD ', '')}"
    return textwrap.wrap(text, WIDTH, subsequent_indent="     ", break_on_hyphens=False)


def _deals(found: Found) -> list[str]:
    deals = found.deals
    signed = deals.signed
    titles = f"{'deals: mean':>11}{'median':>8}{'all runs: mean':>16}{'median':>8}"
    lines = [f"{'Left on the table, true preferences':<36}{titles}"]
    columns = [
        (f"  {region(party)}, {region(other)} no worse", deals.left[:, k])
        for k, (party, other) in enumerate(zip(found.parties, reversed(found.parties), strict=True))
    ]
    columns.append(("  jointly", deals.joint))
    columns.append(("  distance to the frontier", deals.distance))
    for name, values in columns:
        cells = [
            f"{_figure(_mean(v)):>{width}}{_figure(_median(v)):>8}"
            for v, width in ((values[signed], 11), (values, 16))
        ]
        lines.append(f"{name:<36}{''.join(cells)}")
    return lines


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else math.nan


def _legend(found: Found) -> list[str]:
    signed, distance = found.deals.signed, found.deals.distance
    text = f"{100 * signed.mean():.0f} % of runs sign"
    if signed.any():
        text += f"; {100 * float((distance[signed] == 0).mean()):.0f} % of deals are efficient"
    return [f"{text}; lost: below the largest sum."]
