"""The frontier of a small run: laws of the points, and agreement with the run's own measures."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.frontier import FrontierOptions, _distance, frontier
from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.bargaining_problem import Problem, expected_problem, problem_by_run
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.loading import load_results
from sim.ensemble.measures import Measure
from sim.ensemble.runner import cache_folder, no_progress, prepare
from sim.ensemble.setup import Setup
from sim.ensemble.solution_points import fitted_power, solutions
from sim.ensemble.tablework import TableWork
from sim.ensemble.workers import Workers
from sim.errors import InvalidInputError
from sim.report.frontier import table
from sim.report.frontier_export import as_json, deals_csv, frontier_csv, solutions_csv
from sim.scenario.loading import load

SCENARIO = load("us-japan-2025-05-30", ["economy.worlds=2"])


@pytest.fixture(scope="module")
def found(play):
    """With so many packages that some are better than no deal for both at expected preferences."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.ensemble.search.CATALOGUE_SIZE", 250)
        return frontier(SCENARIO, FrontierOptions(60, 0, jobs=1))


@pytest.fixture(scope="module")
def ensemble(play) -> Ensemble:
    setup = Setup(SCENARIO, Observables(load_benchmark()))
    with Workers(1) as workers:
        return prepare(TableWork(setup, workers, cache_folder(), no_progress), 0)[0]


def test_no_frontier_package_is_dominated_and_every_other_is(found):
    efficient = set(found.efficient.tolist())
    assert 2 < len(efficient) < len(found.payoffs)
    for place, value in enumerate(found.payoffs):
        better = np.all(found.payoffs >= value - 1e-9, axis=1) & np.any(
            found.payoffs > value + 1e-9, axis=1
        )
        assert bool(better.any()) == (place not in efficient)


def test_money_left_on_the_table_is_what_the_run_measures(finished):
    found = frontier(SCENARIO, FrontierOptions(60, 0, jobs=1))
    runs = load_results(finished.folder).table
    for k, party in enumerate(found.parties):
        np.testing.assert_allclose(
            found.deals.values[:, k],
            runs[Measure("utility", party, baseline="in_force")],
            atol=1e-7,
        )
        np.testing.assert_allclose(
            found.deals.left[:, k], runs[Measure("left_on_table", party)], atol=1e-7
        )
    assert found.deals.signed.astype(float).tolist() == runs[Measure("agreed")].tolist()


def test_the_problem_by_run_opens_as_the_talks_do(ensemble):
    endings = ensemble.play(0, sample=0).endings
    problem = problem_by_run(ensemble, 0)
    for k, party in enumerate(problem.parties):
        np.testing.assert_allclose(problem.no_deal[:, k], endings.no_deal[party])
    assert len(problem.rounds) == 7
    np.testing.assert_array_equal(problem.payoffs, problem.rounds[0])
    assert np.all(problem.threats[:, 2] == 0.0)  # withdrawn: the rates in force stay


def test_the_expected_problem_is_one_and_lies_amid_the_runs(ensemble):
    expected, by_run = expected_problem(ensemble), problem_by_run(ensemble, 0)
    assert expected.payoffs.shape == (1, *by_run.payoffs.shape[1:])
    means = by_run.payoffs.mean(axis=0)
    gap = np.abs(expected.payoffs[0] - means).max()
    assert gap < 0.1 * np.ptp(means)


def test_solution_points_keep_their_promises(found):
    points = {c.name: c for c in found.concepts}
    for name in ("nash", "asymmetric_nash", "kalai_smorodinsky", "egalitarian"):
        point = points[name]
        assert point.package in found.rational
        assert np.all(point.values >= found.no_deal - 1e-9)
        assert point.left.tolist() == [0.0, 0.0]
    gains = found.payoffs - found.no_deal
    product = np.where(np.all(gains >= 0, axis=1), gains.prod(axis=1), -1.0)
    assert points["nash"].package == int(product.argmax())
    assert points["maximum_sum"].joint == pytest.approx(0.0, abs=1e-9)
    assert points["maximum_sum_nobody_worse"].joint >= 0.0
    assert points["variable_threats"].values[0] >= points["nash"].values[0] - 1e-9
    assert {"alternating_offers_USA_opens", "alternating_offers_JPN_opens"} <= set(points)


def pie(no_deal, threats=((0.0, 0.0), (0.0, 0.0), (0.0, 0.0)), threatener=0) -> Problem:
    x = np.linspace(0.0, 1.0, 101)
    table = np.stack([x, 1.0 - x], axis=1)[None]
    return Problem(
        parties=("USA", "JPN"),
        threatener=threatener,
        payoffs=table,
        rounds=(table,),
        no_deal=np.array([no_deal]),
        threats=np.array([threats]),
        breakdown=np.zeros(1),
        exchanges=2,
    )


def test_no_deal_below_every_package_counts():
    """A Nash split with d = (-0.5, 0) gives the first 0.25; d cut off at zero would give 0.5."""
    nash = {s.name: s for s in solutions(pie((-0.5, 0.0)), 0.5)}["nash"]
    assert nash.values[0] == pytest.approx([0.25, 0.75])


def test_who_threatens_chooses_the_threat():
    threats = ((-0.1, -0.5), (0.0, 0.0), (0.0, 0.0))
    point = {s.name: s for s in solutions(pie((0.0, 0.0), threats), 0.5)}["variable_threats"]
    assert point.values[0] == pytest.approx([0.7, 0.3])
    other = pie((0.0, 0.0), threats, threatener=1)
    point = {s.name: s for s in solutions(other, 0.5)}["variable_threats"]
    assert point.values[0] == pytest.approx([0.5, 0.5])


def test_the_fitted_power_finds_the_weight_that_made_a_point():
    assert fitted_power(pie((0.2, 0.1)), np.array([0.69, 0.31])) == pytest.approx(0.7, abs=0.01)
    assert fitted_power(pie((2.0, 2.0)), np.array([0.69, 0.31])) == 0.5


def test_distance_is_nought_on_the_frontier_and_straight_below_it():
    corner = np.array([[0.0, 4.0], [3.0, 3.0], [4.0, 0.0]])
    assert _distance(corner, np.array([3.0, 3.0])) == 0.0
    assert _distance(corner, np.array([3.0, 1.0])) == pytest.approx(2**0.5)
    assert _distance(corner, np.array([5.0, 5.0])) == 0.0


def test_one_run_can_be_looked_at(play):
    one = frontier(SCENARIO, FrontierOptions(60, 0, run=7, power=0.25, jobs=1))
    assert one.power == 0.25
    assert not one.power_is_fitted
    assert "true preferences of run 7" in " ".join(table(one).split())


@pytest.mark.parametrize(("power", "point"), [(0.0, [0.2, 0.8]), (1.0, [0.9, 0.1])])
def test_all_power_on_one_side_takes_the_end_of_the_frontier(power, point):
    """Its best of all packages that leave the other side no worse than no deal."""
    (nash,) = (s for s in solutions(pie((0.2, 0.1)), power) if s.name == "asymmetric_nash")
    assert nash.values[0] == pytest.approx(point)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (FrontierOptions(60, 0, power=1.5), "from 0 to 1"),
        (FrontierOptions(60, 0, run=60), "one of the 60"),
    ],
)
def test_wrong_options_are_told(options, message):
    with pytest.raises(InvalidInputError, match=message):
        frontier(SCENARIO, options)


def test_the_printed_page_and_the_files(found):
    text = table(found)
    assert len(text.splitlines()) <= 30
    assert max(map(len, text.splitlines())) <= 80
    for word in ("no deal", "Nash", "Kalai-Smorodinsky", "egalitarian", "maximum sum", "general"):
        assert word in text
    assert len(frontier_csv(found).splitlines()) == 1 + len(found.efficient)
    assert len(deals_csv(found).splitlines()) == 61
    solutions_lines = solutions_csv(found).splitlines()
    assert solutions_lines[0].startswith("point,value_USA,value_JPN,left_on_table_USA")
    assert "agricultural_imports_usd_bn_yr" in solutions_lines[0]
    data = json.loads(as_json(found))
    assert {row["point"] for row in data["solutions"]} >= {"no_deal", "nash", "simulated_deals"}
    assert len(data["deals"]) == 60


def test_without_deals_the_page_still_stands(found):
    deals = replace(found.deals, signed=np.zeros(60, dtype=bool))
    text = table(replace(found, deals=deals, mean_deal=np.array([np.nan, np.nan])))
    assert "0 % of runs sign" in text
    assert "simulated deals" not in text
