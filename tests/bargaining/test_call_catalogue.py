"""The packages that leaders may reach, searched on an approximation."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.call_catalogue import Approximate, points_met
from sim.bargaining.leaders_call import Line
from sim.bargaining.surrogate import Surrogate, design

AGENDA = Agenda(
    (
        Issue("general_rate", "USA", (0.25, 0.2, 0.15, 0.1), is_rate=True),
        Issue("joint_shipbuilding", "JPN", (0.0, 0.5, 1.0)),
        Issue("investment_pledge", "JPN", (0.0, 0.25, 0.5, 0.75, 1.0)),
    )
)
LINE = Line.of(AGENDA, ("USA", "JPN"), ("investment_pledge",))


@pytest.fixture(scope="module")
def exact() -> np.ndarray:
    """Second-order values of both sides over all packages, (packages, 2)."""
    rate, ships, pledge = AGENDA.given(np.arange(AGENDA.n_packages)).T
    usa = 0.5 - rate + 0.3 * ships + 1.6 * pledge - 0.4 * rate * pledge
    japan = -0.7 + 1.5 * rate - 0.2 * ships - pledge + 0.2 * ships * pledge
    return np.stack([usa, japan], axis=1)


@pytest.fixture(scope="module")
def sides(exact) -> tuple[Approximate, Approximate]:
    _, plan = design(AGENDA)
    fitted = Surrogate.fit(AGENDA, exact[plan])
    nothing = [np.zeros((1, len(issue.levels))) for issue in AGENDA.issues]
    usa, japan = (Approximate.of(fitted, row[None], nothing) for row in np.eye(2))
    return usa, japan


def test_second_order_payoffs_are_met_exactly(exact, sides):
    codes = np.arange(AGENDA.n_packages)
    for place, side in enumerate(sides):
        found = side.worth(np.zeros(len(codes), dtype=int), codes)
        np.testing.assert_allclose(found, exact[:, place], atol=1e-12)
        both = side.worth(np.zeros((2, 1), dtype=int), codes[:4].reshape(2, 2))
        np.testing.assert_allclose(both.ravel(), exact[:4, place], atol=1e-12)


def test_typed_values_of_levels_are_added(sides):
    more = [np.zeros((1, len(issue.levels))) for issue in AGENDA.issues]
    more[2] = np.array([[0.0, 1.0, 2.0, 3.0, 4.0]])
    plain = sides[0]
    raised = Approximate(
        AGENDA,
        plain.base,
        tuple(a + b for a, b in zip(plain.own, more, strict=True)),
        plain.coupling,
        plain.offsets,
    )
    one = np.zeros(1, dtype=int)
    last = AGENDA.encode(np.array([[0, 0, 4]]))
    assert raised.worth(one, last) - plain.worth(one, last) == pytest.approx(4.0)


def test_points_met_are_starts_and_what_follows_along_the_line(sides):
    greedy, generous = AGENDA.encode(np.array([[0, 2, 4], [3, 1, 0]]))
    curve = np.repeat([[greedy] * 4 + [generous] * 4], 1, axis=0)
    met = points_met(AGENDA, LINE, curve, sides, AGENDA.held_by("USA"))
    start = AGENDA.encode(np.array([0, 1, 0]))  # the rate of the first, the chips of the second
    levels = AGENDA.decode(met)
    assert start in met
    assert (levels[:, 1] == 1).all()
    assert len(np.unique(met)) > 3
    assert (levels[:, [0, 2]].max(axis=0) >= 1).all()
