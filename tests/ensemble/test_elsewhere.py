"""What other talks have brought changes the values of a pair's packages, exactly."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.chips.terms import Elsewhere, Terms
from sim.data.tables import load_benchmark
from sim.ensemble.joint import path_of, terms_of
from sim.ensemble.setup import setups
from sim.ensemble.several import fitted
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuations import WorldValuer
from sim.ensemble.workers import Workers
from sim.scenario.loading import load

STATES = ("executed", "licences", "truce", "rupture")


@pytest.fixture(scope="module")
def pairs():
    scenario = load("three-talks", ("economy.worlds=3",))
    return setups(scenario, Observables(load_benchmark()))


@pytest.fixture(scope="module")
def values(pairs):
    """Levels of three packages of US-Japan in four states elsewhere, by world, (W, S, 3, H, Q).

    In force at the zero of all chips; all of the minerals chip; half of the farm purchases.
    """
    main, china, _ = pairs
    executed = terms_of(china, int(path_of(np.array(0))))
    open_rate = china.held.china
    licences = Terms(china=open_rate, levels=(("rare_earth_licences", 1.0),))
    states = (
        ("executed", Elsewhere("truce", executed)),
        ("licences", Elsewhere("truce", licences)),
    )
    agenda = main.agenda
    indices = np.zeros((3, len(agenda.issues)), dtype=np.int64)
    minerals = agenda.position("critical_minerals_cooperation")
    indices[1, minerals] = len(agenda.issues[minerals].levels) - 1
    indices[2, agenda.position("agricultural_imports")] = 2
    codes = agenda.encode(indices)
    order = np.argsort(codes)
    tasks = TableWork(main, Workers(1), None, lambda *_: None, states).tasks()
    found = [WorldValuer(task).packages(codes[order], STATES) for task in tasks]
    return np.stack(found)[:, :, np.argsort(order)]


def test_an_executed_threat_to_china_is_the_broken_truce(values):
    """So US-Japan talks go on as in a scenario in which the truce breaks on that day."""
    executed, rupture = values[:, 0], values[:, 3]
    assert executed == pytest.approx(rupture, abs=2e-5)
    assert np.abs(executed - values[:, 2]).max() > 1.0


def test_licences_to_the_us_make_japans_minerals_chip_worth_less_to_it(pairs, values):
    """In every world the chip adds less to US income once China licenses all to the US."""
    column, _ = pairs[0].observables.column("income", "USA")
    worth = values[:, :, 1, 1, column] - values[:, :, 0, 1, column]
    fall = worth[:, STATES.index("truce")] - worth[:, STATES.index("licences")]
    assert (fall > 0.0).all()
    assert fall.mean() > 0.1


def test_terms_of_the_ends_of_a_pair(pairs):
    main, china, japan_china = pairs
    assert terms_of(main, -1) == Terms(0.10, 0.25)
    assert terms_of(main, -2) == Terms(0.24, 0.25)
    assert terms_of(china, -1) == Terms(china=0.30)
    assert terms_of(china, -2) == Terms(china=0.54, ruptures=True)
    assert terms_of(china, -3) == Terms(china=pytest.approx(0.42), ruptures=True)
    assert dict(terms_of(japan_china, -1).levels) == {
        "chip_control_restraint": 1.0,
        "rare_earth_licences_to_japan": 0.0,
    }
    assert dict(terms_of(japan_china, -2).levels) == {
        "chip_control_restraint": 0.0,
        "rare_earth_licences_to_japan": -1.0,
    }
    everything = np.array([len(issue.levels) - 1 for issue in china.agenda.issues])
    given = terms_of(china, int(china.agenda.encode(everything)))
    assert given.china == 0.10
    assert dict(given.levels)["rare_earth_licences"] == 1.0


def test_what_another_pair_changes_is_fitted_to_second_order():
    rng = np.random.default_rng(0)
    given = rng.random((60, 2))
    truth = 1.0 + given[:, 0] - 2.0 * given[:, 1] ** 2 + 0.5 * given[:, 0] * given[:, 1]
    few = np.arange(0, 60, 6)
    moved = truth[few][None, None, :, None, None]
    assert fitted(given, few, moved)[0, 0, :, 0, 0] == pytest.approx(truth, abs=1e-9)
