"""Prices, collection and lending of a scenario reach the values of its worlds."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.chips.window import HORIZONS
from sim.data.tables import load_benchmark
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuation_cache import task_digest
from sim.ensemble.valuations import WorldTask, WorldValuer
from sim.ensemble.workers import Workers
from sim.scenario.loading import resolve

FIRST_YEAR, LONG_RUN = 0, 1


def task_of(*sets: str) -> WorldTask:
    scenario = resolve("us-japan-2025-05-30", ["economy.worlds=1", *sets]).scenario
    setup = Setup(scenario, Observables(load_benchmark()))
    return TableWork(setup, Workers(1), None, lambda *_: None).tasks()[0]


def in_force(task: WorldTask) -> dict[tuple[str, str, str], np.ndarray]:
    """Return quantities at the rates in force, first year and long run."""
    valuer = WorldValuer(task)
    rows = valuer.paths(["truce"])[0, 0]
    return {
        (q.kind, q.party, q.partner): rows[:, place]
        for place, q in enumerate(valuer.observables.quantities)
        if q.kind != "value_added"
    }


@pytest.fixture(scope="module")
def default() -> dict[tuple[str, str, str], np.ndarray]:
    return in_force(task_of())


def test_saving_answers_in_the_first_year_only() -> None:
    valuer = WorldValuer(task_of("economy.first_year_lending=2.5"))
    economies = {h: valuer.economy("truce", h) for h in HORIZONS}
    assert economies["first_year"].lending_response == 2.5
    assert 0.0 < valuer.economy_between(0.5).lending_response < 0.5
    assert economies["long_run"].lending_response == 0.0


def test_the_first_year_carries_it_all(default) -> None:
    assert default["lending", "USA", ""][FIRST_YEAR] > 100.0
    assert default["markup_cost", "JPN", ""][FIRST_YEAR] > 1.0
    assert 0.2 < default["buyers_share", "USA", "JPN"][FIRST_YEAR] < 0.7
    assert default["buyers_share", "USA", ""][FIRST_YEAR] > 0.8
    for kind, party in (("lending", "USA"), ("markup_cost", "JPN")):
        assert default[kind, party, ""][LONG_RUN] == 0.0


def test_us_income_no_longer_jumps_in_the_first_year(default) -> None:
    """With wages and currencies free to carry it all, the tariffs made the US richer by 100."""
    free = in_force(
        task_of(
            "economy.first_year_lending=0",
            "economy.pass_through.cars_from_others=0",
            "economy.pass_through.other_goods=0",
        )
    )
    assert free["income", "USA", ""][FIRST_YEAR] > 80.0
    assert abs(default["income", "USA", ""][FIRST_YEAR]) < 40.0


@pytest.mark.parametrize(
    "change",
    [
        "economy.first_year_lending=0",
        "economy.pass_through.cars_from_japan=0",
        "economy.pass_through.fades_over=5 months",
        "economy.pass_through.sectors.metals=30%",
        "economy.collection.lag=3 months",
        "economy.collection.never_collected=0",
    ],
)
def test_each_number_is_part_of_the_key_of_kept_values(change: str) -> None:
    assert task_digest(task_of(change)) != task_digest(task_of())


def test_collection_lags_behind_the_law_only_after_a_change() -> None:
    """At the rates in force all has come in; of an executed threat part has not, for a while."""
    task = task_of("economy.collection.lag=2 months", "economy.collection.never_collected=0")
    valuer = WorldValuer(task)
    law, collected = (
        valuer.observables.column(kind, "USA", "JPN")[0]
        for kind in ("average_tariff", "collected_tariff")
    )
    paths = valuer.paths(["truce"])[0]
    now, threat = paths[0], paths[1]
    rise = threat[:, collected] - now[:, collected]
    by_law = threat[:, law] - now[:, law]
    assert rise[FIRST_YEAR] < 0.9 * by_law[FIRST_YEAR]
    assert rise[LONG_RUN] > rise[FIRST_YEAR]
