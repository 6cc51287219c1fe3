"""Laws that define the bargaining solutions, on random games."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.bargaining.solutions.egalitarian import egalitarian_packages, egalitarian_point
from sim.bargaining.solutions.frontier import Frontier
from sim.bargaining.solutions.kalai_smorodinsky import (
    kalai_smorodinsky_packages,
    kalai_smorodinsky_point,
)
from sim.bargaining.solutions.maximum_sum import maximum_sum_packages, maximum_sum_point
from sim.bargaining.solutions.nash import nash_packages, nash_point
from sim.bargaining.solutions.pareto import pareto_frontier, rational_frontier
from sim.bargaining.solutions.table import PayoffTableError

Floats = NDArray[np.float64]

seeds = st.integers(0, 2**32 - 1)
ALL = [nash_packages, kalai_smorodinsky_packages, egalitarian_packages, maximum_sum_packages]
POINTS = [nash_point, kalai_smorodinsky_point, egalitarian_point]


def random_game(seed: int, n_parties: int = 2) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(int(rng.integers(1, 60)), n_parties))
    return table, rng.normal(-1.0, 0.7, n_parties)


@settings(deadline=None, derandomize=True)
@given(seeds, st.integers(2, 4), st.sampled_from(ALL))
def test_solutions_are_efficient_and_rational(seed: int, n_parties: int, solve) -> None:  # type: ignore[no-untyped-def]
    table, no_deal = random_game(seed, n_parties)
    found = solve(table, no_deal)
    assert set(found) <= set(rational_frontier(table, no_deal))
    assert (len(found) > 0) == bool(np.any(np.all(table >= no_deal, axis=1)))


@settings(deadline=None, derandomize=True)
@given(seeds, st.sampled_from([nash_packages, kalai_smorodinsky_packages]))
def test_units_and_origins_do_not_matter(seed: int, solve) -> None:  # type: ignore[no-untyped-def]
    table, no_deal = random_game(seed)
    scale, shift = np.array([7.0, 0.3]), np.array([-4.0, 11.0])
    assert (
        solve(table, no_deal).tolist()
        == solve(table * scale + shift, no_deal * scale + shift).tolist()
    )


@settings(deadline=None, derandomize=True)
@given(seeds, st.sampled_from(ALL))
def test_names_of_parties_do_not_matter(seed: int, solve) -> None:  # type: ignore[no-untyped-def]
    table, no_deal = random_game(seed)
    swapped = solve(table[:, ::-1], no_deal[::-1])
    assert set(swapped) == set(solve(table, no_deal))


@settings(deadline=None, derandomize=True)
@given(seeds)
def test_nash_ignores_irrelevant_alternatives(seed: int) -> None:
    table, no_deal = random_game(seed)
    found = nash_packages(table, no_deal)
    if len(found):
        rng = np.random.default_rng(seed)
        kept = np.union1d(found, np.flatnonzero(rng.random(len(table)) < 0.5))
        assert kept[nash_packages(table[kept], no_deal)].tolist() == sorted(
            found.tolist(), key=lambda m: -table[m, 0]
        )


@settings(deadline=None, derandomize=True)
@given(seeds)
def test_solutions_maximise_what_they_say(seed: int) -> None:
    """Against a search over all packages, efficient or not."""
    table, no_deal = random_game(seed, 3)
    rational = np.all(table >= no_deal, axis=1)
    if not rational.any():
        return
    surplus = np.where(rational[:, None], table - no_deal, 0.0)
    weights = np.array([0.2, 0.5, 0.3])
    ideal = surplus.max(axis=0)
    scores = {
        nash_packages: surplus.prod(axis=1),
        egalitarian_packages: surplus.min(axis=1),
        kalai_smorodinsky_packages: (surplus / np.where(ideal > 0, ideal, 1)).min(axis=1),
    }
    for solve, score in scores.items():
        assert np.allclose(score[solve(table, no_deal)], score.max())
    weighted = (surplus**weights).prod(axis=1)
    assert np.allclose(weighted[nash_packages(table, no_deal, weights)], weighted.max())
    total = table.sum(axis=1)
    assert np.allclose(total[maximum_sum_packages(table)], total.max())


@pytest.mark.parametrize("solve", [nash_packages, egalitarian_packages, kalai_smorodinsky_packages])
def test_no_deal_below_every_package_counts(solve) -> None:  # type: ignore[no-untyped-def]
    """The worse no deal is for a party, the less it gets, far beyond the worst package."""
    x = np.linspace(0.0, 1.0, 1001)
    table = np.stack([x, 1.0 - x], axis=1)
    shares = [table[solve(table, [-hurt, -2.0])[0], 0] for hurt in (1.2, 1.6, 2.0, 2.5)]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 4
    assert shares[2] == pytest.approx(0.5)


@pytest.mark.parametrize("solve", POINTS)
def test_no_deal_below_every_point_counts_on_a_line(solve) -> None:  # type: ignore[no-untyped-def]
    pie = Frontier.interpolated([[0.0, 1.0], [1.0, 0.0]])
    shares = [float(solve(pie, [-hurt, -0.6])[0]) for hurt in (0.0, 0.3, 0.6, 0.9)]
    assert np.all(np.diff(shares) < -0.01)
    assert shares[2] == pytest.approx(0.5)


@settings(deadline=None, derandomize=True)
@given(seeds, st.sampled_from(POINTS), st.sampled_from(["interpolated", "convexified"]))
def test_points_beat_every_other_point_of_the_line(seed: int, solve, kind: str) -> None:  # type: ignore[no-untyped-def]
    table, no_deal = random_game(seed)
    frontier: Frontier = getattr(Frontier, kind)(table)
    if not frontier.reaches(no_deal):
        with pytest.raises(PayoffTableError, match="nothing"):
            solve(frontier, no_deal)
        return
    found = solve(frontier, no_deal)
    first = np.linspace(frontier.points[0, 0], frontier.points[-1, 0], 4001)
    second = np.interp(first, *frontier.points.T)
    line = np.stack([first, second], axis=1)
    line = line[np.all(line >= no_deal, axis=1)] - no_deal
    unit = frontier.ideal(no_deal) - no_deal if solve is kalai_smorodinsky_point else np.ones(2)
    unit = np.where(unit > 0, unit, 1.0)

    def score(gain: Floats) -> Floats:
        return gain.prod(axis=-1) if solve is nash_point else (gain / unit).min(axis=-1)

    assert np.all(found - no_deal >= -1e-9)
    assert np.all(score(line) <= score(found - no_deal) + 1e-9)


@settings(deadline=None, derandomize=True)
@given(seeds)
def test_lotteries_only_add(seed: int) -> None:
    table, _ = random_game(seed)
    joined, mixed = Frontier.interpolated(table), Frontier.convexified(table)
    assert np.all(np.interp(joined.points[:, 0], *mixed.points.T) >= joined.points[:, 1] - 1e-12)
    slopes = np.diff(mixed.points[:, 1]) / np.diff(mixed.points[:, 0])
    assert np.all(np.diff(slopes) < 0)
    assert np.all(slopes < 0)
    assert maximum_sum_point(mixed).sum() == pytest.approx(table.sum(axis=1).max())


def test_points_on_a_straight_line_are_one_segment() -> None:
    thirds = [[0.0, 3.0], [1.0, 2.0], [2.0, 1.0], [3.0, 0.0], [1.0, 1.0]]
    assert Frontier.convexified(thirds).points.tolist() == [[0.0, 3.0], [3.0, 0.0]]
    assert len(Frontier.interpolated(thirds).points) == 4


def test_a_single_efficient_package_is_every_solution() -> None:
    table = [[1.0, 2.0], [0.0, 1.0]]
    frontier = Frontier.interpolated(table)
    assert [solve(table, [0.0, 0.0]).tolist() for solve in ALL] == [[0]] * 4
    assert [solve(frontier, [0.0, 0.0]).tolist() for solve in POINTS] == [[1.0, 2.0]] * 3


def test_wrong_arguments_say_what_must_hold() -> None:
    table = [[1.0, 2.0]]
    with pytest.raises(PayoffTableError, match="2 finite numbers"):
        nash_packages(table, [0.0])
    with pytest.raises(PayoffTableError, match="positive"):
        nash_packages(table, [0.0, 0.0], [1.0, -0.5])
    with pytest.raises(PayoffTableError, match="2 parties: got 3"):
        Frontier.interpolated([[1.0, 2.0, 3.0]])
    assert nash_packages(table, [5.0, 0.0]).size == 0
    assert pareto_frontier(table).tolist() == [0]
