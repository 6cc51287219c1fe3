"""Parts of an outcome in the shipped scenario: sums, the right wholes, the right owners."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.explain import explain, quantity, whole_package
from sim.analysis.explain_measure import Asked
from sim.analysis.explain_paths import COUNTING, LICENCES, Condition
from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.runner import no_progress
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuations import WorldValuer
from sim.ensemble.workers import Workers
from sim.ensemble.world_economy import benchmark_levels
from sim.errors import InvalidInputError
from sim.scenario.loading import load

MAIN = "us-japan-2025-05-30"
PACKAGE = {
    "general_rate": 0.24,
    "car_rate": 0.15,
    "agricultural_imports": 0.5,
    "critical_minerals_cooperation": 1.0,
}


def setup_of(*sets: str, name: str = MAIN) -> Setup:
    return Setup(load(name, ("economy.worlds=2", *sets)), Observables(load_benchmark()))


@pytest.fixture(scope="module")
def setup() -> Setup:
    return setup_of()


@pytest.fixture(scope="module")
def valuer(setup: Setup) -> WorldValuer:
    return WorldValuer(TableWork(setup, Workers(1), None, no_progress).tasks()[0])


def assert_sums(found) -> None:
    assert found.ways
    for way in found.ways:
        parts = found.by(way)
        assert sum(part.value for part in parts) == pytest.approx(found.whole.value, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("welfare_change.JPN.long_run.no_deal", "deal"),
        ("goods_balance_change.USA.JPN.first_year.year_2024", "deal"),
        ("goods_balance_change.USA.long_run.threat", "deal"),
        ("tariff_revenue.USA.long_run.year_2024", "threat"),
        ("welfare_change.USA.first_year.year_2024", "in_force"),
        ("value_added.JPN.motor_vehicles.long_run.in_force", "deal"),
        ("welfare_change.EU27", "deal"),
    ],
)
def test_every_cut_sums_to_the_whole(setup: Setup, text: str, of: str) -> None:
    (found,) = explain(setup, [Asked.parse(text)], of=of, package=PACKAGE)
    assert found.worlds == 2
    assert found.whole.low <= found.whole.value <= found.whole.high
    assert abs(found.whole.value) > 1e-3
    assert_sums(found)


def test_wholes_are_the_exact_values_of_the_run(setup: Setup, valuer: WorldValuer) -> None:
    """The path from the rates in force to a package ends where the run's own valuation does."""
    agenda = setup.agenda
    levels = {issue.kind: issue.levels for issue in agenda.issues}
    indices = [levels[i.kind].index(PACKAGE.get(i.kind, 0.0)) for i in agenda.issues]
    code = np.atleast_1d(agenda.encode(np.array(indices)))
    package = valuer.packages(code, ("truce",))[0, 0]
    paths = valuer.paths(("truce",))[0]
    start = benchmark_levels(setup.observables)
    column, _ = setup.observables.column("goods_balance", "USA", "JPN")
    income, _ = setup.observables.column("income", "JPN")
    for h, horizon in enumerate(("first_year", "long_run")):
        condition = Condition(valuer, "truce", horizon)
        for text, place in (("goods_balance.USA.JPN", column), ("income.JPN", income)):
            asked = Asked.parse(text)
            for path, before, after in (
                (condition.deal(PACKAGE), paths[0, h], package[h]),
                (condition.threat(setup.threats[0].full), paths[0, h], paths[1, h]),
                (condition.in_force(), start, paths[0, h]),
            ):
                solved = path.solve(2)
                assert solved is not None
                values = quantity(solved.outcome, asked)
                assert values[-1] - values[0] == pytest.approx(
                    after[place] - before[place], abs=2e-6
                )


def test_instruments_have_what_is_theirs(setup: Setup) -> None:
    asked = [Asked.parse("welfare_change.USA"), Asked.parse("goods_balance.USA.JPN")]
    income, balance = explain(setup, asked, package=PACKAGE, state="rupture")
    assert {part.part for part in income.by("instrument")} == set(PACKAGE)
    channels = {part.part: part.value for part in income.by("channel")}
    minerals = next(
        p.value for p in income.by("instrument") if p.part == "critical_minerals_cooperation"
    )
    assert minerals > 0.0
    # Nearly all that the plants are worth is output that magnets keep going.
    assert 0.85 * minerals < channels["critical_inputs"] < 1.15 * minerals
    farm = next(p for p in balance.by("instrument") if p.part == "agricultural_imports")
    assert farm.value > 0.0
    (threat,) = explain(setup, asked[:1], of="threat")
    assert [part.part for part in threat.by("instrument")] == ["general_rate"]
    assert threat.package == {}
    (since,) = explain(setup, [Asked.parse("income.USA.year_2024")], of="in_force")
    assert LICENCES in {part.part for part in since.by("instrument")}


def test_no_deal_is_the_threats_at_their_odds(setup: Setup) -> None:
    texts = ("income.JPN.in_force", "income.JPN.no_deal", "income.JPN.threat")
    deal, no_deal, threat = explain(setup, [Asked.parse(t) for t in texts], package=PACKAGE)
    # No deal lies between the rates in force and the threat, of which it is a mixture.
    assert deal.whole.value < no_deal.whole.value < threat.whole.value


def test_rates_counted_all_in_are_an_instrument_of_their_own() -> None:
    setup = setup_of("parties.USA.chips.general_rate.counting=all_in")
    (found,) = explain(setup, [Asked.parse("income.JPN")], package={"general_rate": 0.15})
    parts = {part.part: part.value for part in found.by("instrument")}
    assert set(parts) == {"general_rate", COUNTING}
    assert parts[COUNTING] > 0.0  # the duty inside the rate makes the rate milder
    assert_sums(found)


def test_nothing_moves_nothing(setup: Setup) -> None:
    (found,) = explain(setup, [Asked.parse("income.JPN")], package={"car_rate": 0.25})
    assert found.whole.value == 0.0
    assert found.parts == ()


def test_a_signed_package_has_all_rates() -> None:
    setup = setup_of("talks.us_japan.off_table=[general_rate]")
    whole = whole_package(setup, {"car_rate": 0.15})
    assert whole == {"general_rate": 0.24, "car_rate": 0.15}


@pytest.mark.parametrize(
    ("package", "of", "text", "message"),
    [
        ({}, "deal", "income.JPN", "needs a package"),
        ({"tanks": 1.0}, "deal", "income.JPN", "'tanks' is not on the agenda"),
        ({"joint_shipbuilding": 1.5}, "deal", "income.JPN", "share of its maximum, 0 to 1"),
        ({"car_rate": -0.1}, "deal", "income.JPN", "a rate as a fraction"),
        ({}, "threat", "income.JPN.no_deal", "threat can be set against in_force, year_2024"),
        ({}, "in_force", "income.JPN.in_force", "in_force can be set against year_2024"),
    ],
)
def test_what_cannot_be_explained_is_refused(setup, package, of, text, message) -> None:
    with pytest.raises(InvalidInputError, match=message):
        explain(setup, [Asked.parse(text)], of=of, package=package)
