"""frontier.csv: the packages that nobody can better, no deal, and the points of solution concepts.

As the talks open, at expected preferences, as a mean over the worlds: one problem, the same for any
number of runs. `sim frontier` shows it beside each run's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sim.bargaining.solutions.pareto import pareto_frontier
from sim.ensemble.bargaining_problem import expected_problem
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.layout import FRONTIER_COLUMNS, chip_column, names
from sim.ensemble.solution_points import WEIGHTED_NASH, solutions

EFFICIENT: Final = "efficient"
NO_DEAL: Final = "no_deal"
_EVEN: Final = 0.5

Row = tuple[object, ...]


def frontier_header(ensemble: Ensemble) -> tuple[str, ...]:
    """Return the columns of frontier.csv for an agenda of two parties."""
    first, second = ensemble.setup.parties
    values = (f"value_{first}", f"value_{second}")
    chips = (chip_column(issue.kind) for issue in ensemble.tables.agenda.issues)
    return (*names(FRONTIER_COLUMNS), *values, *chips)


def frontier_rows(ensemble: Ensemble) -> Iterator[Row]:
    """Yield no deal, the solution points, and the efficient packages by rising first value.

    A concept that has no package stands at the values of no deal, its chips empty.
    """
    problem = expected_problem(ensemble)
    payoffs, nothing = problem.payoffs[0], problem.no_deal[0]
    agenda = ensemble.tables.agenda
    blank = ("",) * len(agenda.issues)

    def row(point: str, package: int, values: list[float]) -> Row:
        if package < 0:
            return (point, "", *values, *blank)
        at = agenda.settings(ensemble.tables.codes[[package]])
        better = int(all(payoffs[package] >= nothing))
        return (point, better, *values, *(float(at[issue.kind][0]) for issue in agenda.issues))

    yield row(NO_DEAL, -1, nothing.tolist())
    for one in solutions(problem, _EVEN):
        if one.name != WEIGHTED_NASH:  # with even weights it is the Nash package itself
            yield row(one.name, int(one.package[0]), one.values[0].tolist())
    best = pareto_frontier(payoffs)
    for package in sorted(best.tolist(), key=lambda place: payoffs[place, 0]):
        yield row(EFFICIENT, package, payoffs[package].tolist())
