"""The tables of `sim frontier` as CSV and JSON: solution points, frontier, outcomes of the runs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.bargaining.solutions.left_on_the_table import left_on_the_table
from sim.ensemble.csvfile import csv_text
from sim.report.package_words import column_name
from sim.report.records import records

if TYPE_CHECKING:
    from sim.analysis.frontier import Found


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
    left = map(float, left_on_the_table(found.payoffs, found.no_deal)[0])
    nothing = (*map(float, found.no_deal), *left, most - float(found.no_deal.sum()))
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
            mean_left = deals.left[which].mean(axis=0)
            rows.append(
                (
                    *(name, *map(float, shown), *map(float, mean_left), None),
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
        "solutions": records(*_solutions(found)),
        "frontier": records(*_frontier(found)),
        "deals": records(*_deal_rows(found)),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
