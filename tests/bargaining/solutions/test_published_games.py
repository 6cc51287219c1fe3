"""Published games: frontier size and points, solutions and values that others computed."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.bargaining.solutions.egalitarian import egalitarian_packages
from sim.bargaining.solutions.kalai_smorodinsky import kalai_smorodinsky_packages
from sim.bargaining.solutions.maximum_sum import maximum_sum_packages
from sim.bargaining.solutions.nash import nash_packages
from sim.bargaining.solutions.opposition import distance_to, opposition
from sim.bargaining.solutions.pareto import pareto_frontier, rational_frontier
from sim.bargaining.solutions.shapley import shapley_values
from tests.bargaining.solutions.cases import (
    GENIUS,
    NEGOLOG,
    SHAPLEY,
    folders,
    genius_game,
    load_json,
    needs_cases,
    negolog_game,
)

pytestmark = needs_cases
Floats = NDArray[np.float64]

genius = pytest.mark.parametrize("name", folders(GENIUS) or ["absent"])
negolog = pytest.mark.parametrize("name", folders(NEGOLOG) or ["absent"])


@lru_cache
def _genius(name: str) -> tuple[Floats, Floats, dict[str, Any]]:
    table, reservation, _ = genius_game(GENIUS / name)
    return table, reservation, load_json(GENIUS / name / "expected.json")


def _assert_points(found: Floats, published: list[list[float]], n_ties: int) -> None:
    """The published list may be cut short; ours must have its length and hold all of it."""
    assert len(found) == n_ties
    for point in published:
        assert np.abs(found - point).max(axis=1).min() < 2e-9


@genius
def test_size_and_ranges(name: str) -> None:
    table, reservation, expected = _genius(name)
    assert len(table) == expected["n_outcomes"] == prod(expected["issue_sizes"])
    assert reservation.tolist() == expected["reservation"]
    np.testing.assert_allclose(table.min(axis=0), expected["min_utils"], atol=1e-9)
    np.testing.assert_allclose(table.max(axis=0), expected["max_utils"], atol=1e-9)


@genius
def test_frontier(name: str) -> None:
    table, reservation, expected = _genius(name)
    frontier = pareto_frontier(table)
    assert len(frontier) == expected["pareto_size_distinct_points"]
    assert len(rational_frontier(table, reservation)) == expected["pareto_size_rational_points"]
    published = np.array(expected["pareto_points"])  # rising in the first; the pie's is cut short
    np.testing.assert_allclose(table[frontier[::-1]][: len(published)], published, atol=2e-9)


@genius
def test_nash(name: str) -> None:
    table, reservation, expected = _genius(name)
    found = table[nash_packages(table, reservation)]
    _assert_points(found, expected["nash"]["utils"], expected["nash"]["n_ties"])
    products = np.prod(found - reservation, axis=1)
    np.testing.assert_allclose(products, expected["nash"]["product"], atol=2e-9)


@genius
def test_egalitarian(name: str) -> None:
    table, reservation, expected = _genius(name)
    published = expected["kalai_egalitarian"]
    found = table[egalitarian_packages(table, reservation)]
    _assert_points(found, published["utils"], published["n_ties"])
    np.testing.assert_allclose((found - reservation).min(axis=1), published["min_gain"], atol=2e-9)


@genius
def test_kalai_smorodinsky(name: str) -> None:
    table, reservation, expected = _genius(name)
    published = expected["kalai_smorodinsky_maxmin_normalised_gain"]
    # The publishers take the best of all packages as ideal, reachable or not.
    found = table[kalai_smorodinsky_packages(table, reservation, ideal=table.max(axis=0))]
    _assert_points(found, published["utils"], published["n_ties"])
    ratio = (found - reservation) / (table.max(axis=0) - reservation)
    np.testing.assert_allclose(ratio.min(axis=1), published["min_ratio"], atol=2e-9)


@genius
def test_kalai_smorodinsky_by_least_spread(name: str) -> None:
    table, reservation, expected = _genius(name)
    published = expected["kalai_smorodinsky_min_spread_(negmas_rule)"]
    best = table.max(axis=0)
    found = table[kalai_smorodinsky_packages(table, reservation, best, least_spread=True)]
    _assert_points(found, published["utils"], published["n_ties"])
    ratio = (found - reservation) / (best - reservation)
    np.testing.assert_allclose(np.ptp(ratio, axis=1), published["spread"], atol=2e-9)


@genius
def test_the_published_outcomes_are_among_ours_by_name(name: str) -> None:
    table, reservation, outcomes = genius_game(GENIUS / name)
    expected, best = load_json(GENIUS / name / "expected.json"), table.max(axis=0)
    found = {
        "nash": nash_packages(table, reservation),
        "kalai_egalitarian": egalitarian_packages(table, reservation),
        "kalai_smorodinsky_maxmin_normalised_gain": kalai_smorodinsky_packages(
            table, reservation, best
        ),
        "kalai_smorodinsky_min_spread_(negmas_rule)": kalai_smorodinsky_packages(
            table, reservation, best, least_spread=True
        ),
        "max_welfare": maximum_sum_packages(table),
    }
    for concept, packages in found.items():
        named = outcomes.index(expected[concept]["outcome"])
        # Outcomes of the same payoffs are one point, which the first of them stands for.
        assert np.abs(table[packages] - table[named]).max(axis=1).min() < 1e-9, concept


@genius
def test_maximum_sum(name: str) -> None:
    table, _, expected = _genius(name)
    found = table[maximum_sum_packages(table)]
    _assert_points(found, expected["max_welfare"]["utils"], expected["max_welfare"]["n_ties"])
    np.testing.assert_allclose(found.sum(axis=1), expected["max_welfare"]["sum"], atol=2e-9)


@genius
def test_rational_share_and_opposition(name: str) -> None:
    table, reservation, expected = _genius(name)
    rational = np.all(table >= reservation, axis=1)
    assert rational.mean() == pytest.approx(expected["rational_fraction"], abs=1e-9)
    assert opposition(table, [1.0, 1.0]) == pytest.approx(
        expected["opposition_min_dist_to_(1,..,1)"], abs=2e-9
    )


@negolog
def test_negolog_specs(name: str) -> None:
    table, reservation, outcomes = negolog_game(NEGOLOG / name)
    specs = load_json(NEGOLOG / name / "specs.json")
    expected = load_json(NEGOLOG / name / "expected.json")["recomputed"]
    assert len(table) == specs["NumberOfBids"] == prod(specs["IssueValues"]) == expected["n"]
    assert len(outcomes[0]) == specs["NumberOfIssues"]
    assert (table.min(), table.max()) == pytest.approx((specs["MinUtility"], specs["MaxUtility"]))
    assert (table[:, 0] - table[:, 1]).mean() == pytest.approx(specs["BalanceScore"], abs=1e-12)
    assert reservation.tolist() == [specs[f"ReservationValueProfile{side}"] for side in "AB"]
    nash = table[nash_packages(table, reservation)]
    published = [specs["Nash_A"], specs["Nash_B"]]
    # Several Nash points can tie; the published one must be among ours.
    assert np.abs(nash - published).max(axis=1).min() < 1e-9
    np.testing.assert_allclose(np.prod(nash, axis=1), specs["Nash Product"], atol=1e-9)
    # NegoLog calls the maximum sum Kalai, and its distance to (1, 1) opposition.
    best = table[maximum_sum_packages(table)]
    np.testing.assert_allclose(best.sum(axis=1), specs["Social Welfare"], atol=1e-9)
    named = np.array([specs["Kalai_A"], specs["Kalai_B"]])
    assert np.abs(best - named).max(axis=1).min() < 1e-9
    assert distance_to(named, [1.0, 1.0]) == pytest.approx(specs["Opposition"], abs=1e-9)
    for bid, point in (("NashBid", published), ("KalaiBid", named)):
        np.testing.assert_allclose(table[outcomes.index(specs[bid])], point, atol=1e-9)
    assert expected["nash_product"] == pytest.approx(specs["Nash Product"], abs=1e-9)
    assert expected["max_sum"] == pytest.approx(specs["Social Welfare"], abs=1e-9)
    even = table[egalitarian_packages(table, reservation)]
    assert np.abs(even - expected["egalitarian_kalai"]).max(axis=1).min() < 1e-9


def test_shapley_vectors() -> None:
    games = load_json(SHAPLEY)["games"]
    assert len(games) == 27
    for name, game in games.items():
        worth = np.zeros(8)
        for bits, value in game["v"].items():
            worth[sum(1 << place for place, bit in enumerate(bits) if bit == "1")] = value
        found = shapley_values(worth)
        np.testing.assert_allclose(found, game["recomputed"], atol=1e-9, err_msg=name)
        for ours, published in zip(found, game["shapley_published"], strict=True):
            assert published is None or abs(ours - published) < 1e-9, name
