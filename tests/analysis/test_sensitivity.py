import numpy as np
import pytest

from sim.analysis.sensitivity import OUTCOMES, Options, sensitivity
from sim.ensemble.measures import Measure
from sim.ensemble.parameters import parameters
from sim.ensemble.variants import CHANCE, WORLDS
from sim.errors import InvalidInputError
from sim.report.sensitivity import as_json, sobol_csv, table, tornado_csv
from sim.scenario.loading import resolve
from sim.scenario.values import Quantity
from tests.conftest import SCENARIOS

FEW = (
    "economy.worlds=2",
    "parties.USA.pace=holds_out",
    "parties.JPN.pace=holds_out",
    "talks.us_japan.agenda=[general_rate, car_rate, auto_non_tariff_barriers]",
    "economy.elasticities={one_of: [CP, GYY]}",
    "talks.us_japan.rounds=[]",
    "talks.us_japan.extension=null",
    "talks.us_japan.after_execution=null",
    "talks.us_japan.shocks=[]",
)


# Every uncertain number of the worlds costs two worlds solved anew.
AT_THEIR_MEANS = (
    "economy.rare_earths.",
    "economy.pass_through.",
    "economy.collection.",
    "economy.front_loading.",
    "economy.home_goods.",
    "parties.CHN.controls.rare_earths.",
    "parties.JPN.chips.investment_pledge.",
    "parties.JPN.chips.chip_equipment_cooperation.",
    "parties.JPN.chips.joint_shipbuilding.",
)


@pytest.fixture(scope="module")
def found(play):
    """The sensitivity of a small ensemble (`play` sets the small catalogue and the cache)."""
    patch = pytest.MonkeyPatch()
    patch.setattr("sim.analysis.sensitivity.TORNADO_PACKAGES", 8)
    path = SCENARIOS / "us-japan-2025-05-30.yaml"
    drawn = parameters(resolve(path, FEW).scenario).values()
    certain = [
        f"{p.path}={p.value.mean}"
        for p in drawn
        if isinstance(p.value, Quantity) and p.path.startswith(AT_THEIR_MEANS)
    ]
    scenario = resolve(path, (*FEW, *certain)).scenario
    yield sensitivity(scenario, Options(runs=250, seed=0, jobs=1))
    patch.undo()


def of(rows, outcome, name, field="input"):
    (row,) = [r for r in rows if r.outcome == outcome and getattr(r, field) == name]
    return row


def test_every_uncertain_input_has_indices_for_every_outcome(found):
    names = {row.input for row in found.sobol}
    assert {"parties.USA.weights.deficit", "parties.USA.resolve", WORLDS, CHANCE} <= names
    assert "parties.USA.pace" not in names  # it was made certain
    assert len(found.sobol) == len(names) * len(OUTCOMES)


def test_rows_of_an_outcome_begin_with_the_strongest_input(found):
    totals = [row.indices.total for row in found.sobol if row.outcome == OUTCOMES[1]]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] > 0.05
    assert min(totals) >= 0


def test_without_talks_only_resolve_chance_and_worlds_move_the_rate(found):
    """The deadline falls due: preferences have no say, and their indices are exactly zero."""
    rate = Measure("tariff_rate", "USA", "JPN", "general")
    moving = {r.input for r in found.sobol if r.outcome == rate and r.indices.total > 0}
    assert {"parties.USA.resolve", CHANCE} <= moving <= {"parties.USA.resolve", CHANCE, WORLDS}
    bars = {r.parameter for r in found.tornado if r.outcome == rate and r.width > 0}
    assert "parties.USA.resolve" in bars
    assert all(b == "parties.USA.resolve" or b.startswith("talks.us_japan.no_deal") for b in bars)


def test_a_bar_runs_between_the_5_and_95_percent_points(found):
    """Of 0.05 to 0.35: 0.05 + 0.05 * 0.3 = 0.065 and 0.335."""
    outcome = Measure("utility", "USA", baseline="no_deal")
    bar = of(found.tornado, outcome, "parties.USA.weights.deficit", "parameter")
    assert (bar.low, bar.high) == ("0.065", "0.335")
    assert bar.at_low != bar.at_high
    assert np.isfinite([bar.at_low, bar.at_centre, bar.at_high]).all()


def test_the_tornado_moves_worlds_and_preferences(found):
    names = {row.parameter for row in found.tornado}
    assert {"economy.elasticities", "economy.adjustment_time", "parties.USA.resolve"} <= names


def test_tables_are_complete(found):
    assert sobol_csv(found).count("\n") == len(found.sobol) + 1
    assert tornado_csv(found).count("\n") == len(found.tornado) + 1
    assert as_json(found).startswith("{")
    assert all(len(line) <= 110 for line in table(found).splitlines())


def test_an_outcome_that_is_not_measured_in_every_run_is_an_error(play):
    scenario = resolve(SCENARIOS / "us-japan-2025-05-30.yaml", FEW).scenario
    options = Options(runs=250, seed=0, jobs=1, outcomes=(Measure("days_to_agreement"),))
    with pytest.raises(InvalidInputError, match="measured in every run"):
        sensitivity(scenario, options)
