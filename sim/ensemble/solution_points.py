"""The solution concepts on bargaining problems of packages, many problems at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.solutions.by_run import (
    NO_PACKAGE,
    egalitarian_by_run,
    kalai_smorodinsky_by_run,
    maximum_sum_by_run,
    nash_by_run,
)
from sim.bargaining.solutions.over_rounds import rounds_equilibrium
from sim.bargaining.solutions.threats_by_run import variable_threats_by_run
from sim.ensemble.bargaining_problem import Problem

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

NASH: Final = "nash"
WEIGHTED_NASH: Final = "asymmetric_nash"
OPENS: Final = "alternating_offers_{}_opens"
"""Alternating offers when this party opens the first round."""

_GRID: Final = np.arange(1, 100) / 100.0


@dataclass(frozen=True)
class Solution:
    """One concept on R problems.

    `package` (R,) place in the catalogue, NO_PACKAGE where there is none; `values` (R, 2).
    """

    name: str
    package: Indices
    values: Floats


def solutions(problem: Problem, power: float) -> tuple[Solution, ...]:
    """Return all solutions; `power` in [0, 1] is the first party's weight in asymmetric Nash."""
    return tuple(_solutions(problem, power))


def _solutions(problem: Problem, power: float) -> Iterator[Solution]:
    table, nothing = problem.payoffs, problem.no_deal
    picked = {
        NASH: nash_by_run(table, nothing),
        WEIGHTED_NASH: nash_by_run(table, nothing, [power, 1.0 - power]),
        "kalai_smorodinsky": kalai_smorodinsky_by_run(table, nothing),
        "egalitarian": egalitarian_by_run(table, nothing),
        "maximum_sum": maximum_sum_by_run(table),
        "maximum_sum_nobody_worse": maximum_sum_by_run(table, nothing),
    }
    for name, package in picked.items():
        yield Solution(name, package, _values(problem, package))
    threats = problem.threats[:, :, None]  # the other side answers no threat with one of its own
    if problem.threatener == 1:
        threats = problem.threats[:, None]
    found = variable_threats_by_run(table, threats[..., 0], threats[..., 1])
    yield Solution("variable_threats", found.packages, found.values)
    if problem.rounds:
        path = rounds_equilibrium(
            problem.rounds, problem.no_deal, problem.breakdown, problem.exchanges
        )
        for place, party in enumerate(problem.parties):
            name = OPENS.format(party)
            yield Solution(name, path.packages[place], path.values[place])


def _values(problem: Problem, package: Indices) -> Floats:
    """Return the payoffs of packages, no deal where there is none."""
    at = problem.payoffs[np.arange(len(package)), np.maximum(package, 0)]
    return np.where((package != NO_PACKAGE)[:, None], at, problem.no_deal)


def fitted_power(problem: Problem, point: Floats) -> float:
    """Return the first party's weight whose asymmetric Nash package lies nearest to a point (2,).

    In steps of a hundredth on a problem with R = 1; 0.5 where no package beats no deal for both.
    """
    if nash_by_run(problem.payoffs, problem.no_deal)[0] == NO_PACKAGE:
        return 0.5
    distances = []
    for power in _GRID:
        package = nash_by_run(problem.payoffs, problem.no_deal, [power, 1.0 - power])
        distances.append(float(np.hypot(*(_values(problem, package)[0] - point))))
    best = np.flatnonzero(np.array(distances) <= min(distances) + 1e-12)
    return float(_GRID[best[len(best) // 2]])  # the middle of the weights that do equally well
