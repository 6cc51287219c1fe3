"""From a scenario to the tactics of its governments."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.bargaining.repertoire.base import Mix
from sim.bargaining.repertoire.equilibrium import Equilibrium
from sim.bargaining.repertoire.micro import Micro
from sim.bargaining.repertoire.scripted import Scripted
from sim.ensemble.parameters import RunDraws, block_runs
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tactics import expected_pace, party_tactic, scripted_codes
from sim.scenario.loading import load

MAIN = "us-japan-2025-05-30"
OFFERS = (
    "[{date: 2025-06-06, general_rate: 15%, agricultural_imports: 3 USD bn/yr}, "
    "{date: 2025-06-20, car_rate: 12.5%}]"
)
SCRIPT = ("usa.tactic=scripted", f"usa.tactics.scripted.offers={OFFERS}")


def setup(*sets: str) -> Setup:
    return Setup(load(MAIN, sets=sets), None)  # type: ignore[arg-type]  # no economy is asked


def tactic(*sets: str, party: str = "USA"):
    scenario = setup(*sets)
    worlds = block_runs(0) % len(scenario.worlds)
    return party_tactic(scenario, party, RunDraws(scenario.listed, 0, 0), worlds)


def test_one_tactic_with_its_parameters_as_drawn():
    found = tactic(
        "usa.tactic=equilibrium", "usa.tactics.equilibrium.patience={between: [0.5, 0.6]}"
    )
    assert isinstance(found, Equilibrium)
    assert 0.5 < found.patience.min() < found.patience.max() < 0.6
    assert set(found.turns) == {"drawn"}


def test_one_of_mixes_tactics_across_runs():
    found = tactic("usa.tactic={one_of: [micro, micro, time_dependent]}")
    assert isinstance(found, Mix)
    share = np.mean([isinstance(found.tactics[k], Micro) for k in found.plays])
    assert share == pytest.approx(2 / 3, abs=0.1)


def test_another_tactic_leaves_the_other_draws_alone():
    alone, mixed = tactic(), tactic("usa.tactic={one_of: [time_dependent, zeuthen]}")
    assert (mixed.tactics[0].pace.exponent == alone.pace.exponent).all()


def test_scripted_amounts_become_the_nearest_step_of_each_world():
    scenario, found = setup(*SCRIPT), tactic(*SCRIPT)
    assert isinstance(found, Scripted)
    (first, codes), (second, later) = found.orders
    assert (first, second) == (dt.date(2025, 6, 6), dt.date(2025, 6, 20))
    settings = scenario.agenda.settings(codes)
    assert set(settings["general_rate"]) == {0.15}
    assert set(settings["car_rate"]) == {0.25}  # left out: the zero level
    _, largest = scenario.chip_size(
        next(i for i in scenario.agenda.issues if i.kind == "agricultural_imports")
    )
    wanted = 3.0 / largest[block_runs(0) % len(scenario.worlds)]
    assert np.abs(settings["agricultural_imports"] - wanted).max() <= 0.125 + 1e-9
    assert set(scenario.agenda.settings(later)["car_rate"]) == {0.125}


def test_scripted_packages_are_all_solved():
    codes = scripted_codes(setup(*SCRIPT))
    assert set(np.concatenate([order for _, order in tactic(*SCRIPT).orders])) <= set(codes)
    assert not scripted_codes(setup()).size
    # A script that nobody plays asks for nothing.
    assert not scripted_codes(setup(SCRIPT[1])).size


def test_what_others_expect_follows_the_listed_paces_and_tactics():
    eager, late = (
        expected_pace(setup(f"usa.pace={pace}"), "USA").demand(0.5)[0]
        for pace in ("eager", "holds_out")
    )
    assert late > 0.8
    assert eager < 0.4
    clocked = expected_pace(setup(), "USA")
    half = expected_pace(setup("usa.tactic={one_of: [time_dependent, micro]}"), "USA")
    assert (clocked.by_clock, half.by_clock) == (1.0, 0.5)


def test_arrays_have_a_value_a_run():
    for name in ("time_dependent", "trade_off"):
        assert tactic(f"usa.tactic={name}").pace.start.shape == (BLOCK_RUNS,)
