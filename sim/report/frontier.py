"""What `sim frontier` prints and writes: solution points beside the simulated deals."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.csvfile import csv_text, number
from sim.report.labels import fixed, region
from sim.report.package_words import column_name, package_words

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
        f"{'':<34}" + f"{first:>7}{second:>8}{'lost':>7} " * 2,
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
        how = ", fitted" if found.power_is_fitted else ""
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


def solutions_csv(found: Found) -> str:
    """Return the solution points, no deal and the mean simulated deal as CSV, a row each."""
    return csv_text(*_solutions(found))


def _solutions(found: Found) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    a, b = found.parties
    issues = list(found.amounts(0).items())
    header = (
        *("point", f"value_{a}", f"value_{b}", f"left_on_table_{a}", f"left_on_table_{b}"),
        *("joint_loss", f"mean_value_{a}", f"mean_value_{b}", "mean_joint_loss"),
        *("share_of_runs_with_package", "power_of_first"),
        *(column_name(kind, unit) for kind, (_, unit) in issues),
    )
    empty = (None,) * len(issues)
    most = float(found.payoffs.sum(axis=1).max())
    nothing = (*map(float, found.no_deal), None, None, most - float(found.no_deal.sum()))
    rows: list[tuple[object, ...]] = [
        ("no_deal", *nothing, *map(float, found.no_deal_by_run), None, None, None, *empty)
    ]
    for c in found.concepts:
        power = found.power if c.name == "asymmetric_nash" else None
        amounts = (
            tuple(value for value, _ in found.amounts(c.package).values())
            if c.package >= 0
            else empty
        )
        rows.append(
            (
                *(c.name, *map(float, c.values), *map(float, c.left), c.joint),
                *(*map(float, c.by_run), c.joint_by_run, c.has_package, power),
                *amounts,
            )
        )
    deals, signed = found.deals, found.deals.signed
    for name, which in (("simulated_deals", signed), ("all_runs", np.ones_like(signed))):
        if which.any():
            shown = found.mean_deal if name == "simulated_deals" else [math.nan, math.nan]
            left = deals.left[which].mean(axis=0)
            rows.append(
                (
                    *(name, *map(float, shown), *map(float, left), None),
                    *(*map(float, deals.values[which].mean(axis=0)),),
                    *(float(deals.joint[which].mean()), float(signed[which].mean()), None),
                    *empty,
                )
            )
    return header, rows


def frontier_csv(found: Found) -> str:
    """Return the efficient packages of the shown problem as CSV, the first party's best first."""
    return csv_text(*_frontier(found))


def _frontier(found: Found) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    a, b = found.parties
    header = (
        *(f"value_{a}", f"value_{b}", f"gain_over_no_deal_{a}", f"gain_over_no_deal_{b}"),
        "no_worse_than_no_deal",
        *(column_name(kind, unit) for kind, (_, unit) in found.amounts(0).items()),
    )
    better = set(found.rational.tolist())
    rows: list[tuple[object, ...]] = []
    for place in found.efficient.tolist():
        value = found.payoffs[place]
        amounts = (amount for amount, _ in found.amounts(place).values())
        gains = map(float, value - found.no_deal)
        rows.append((*map(float, value), *gains, int(place in better), *amounts))
    return header, rows


def deals_csv(found: Found) -> str:
    """Return how far each run's outcome is from its own frontier as CSV, a row a run."""
    return csv_text(*_deal_rows(found))


def _deal_rows(found: Found) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    a, b = found.parties
    d = found.deals
    header = (
        *("run", "world", "agreed", f"value_{a}", f"value_{b}"),
        *(f"left_on_table_{a}", f"left_on_table_{b}", "joint_loss", "distance_to_frontier"),
    )
    columns: Iterator[tuple[object, ...]] = zip(
        d.run.tolist(),
        d.world.tolist(),
        d.signed.astype(int).tolist(),
        *d.values.T.tolist(),
        *d.left.T.tolist(),
        d.joint.tolist(),
        d.distance.tolist(),
        strict=True,
    )
    return header, list(columns)


def as_json(found: Found) -> str:
    """Return all three tables as JSON; what does not apply is null."""
    data = {
        "scenario": found.setup.scenario.name,
        "runs": found.options.runs,
        "seed": found.options.seed,
        "run": found.options.run,
        "unit": "USD bn/yr, against the rates in force",
        "solutions": _plain(*_solutions(found)),
        "frontier": _plain(*_frontier(found)),
        "deals": _plain(*_deal_rows(found)),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _plain(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    return [
        {
            name: json.loads(number(value) or "null") if isinstance(value, float) else value
            for name, value in zip(header, row, strict=True)
        }
        for row in rows
    ]
