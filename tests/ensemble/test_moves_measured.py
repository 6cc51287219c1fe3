"""Moves of scenarios: what a file says of them reaches values, runs, measures and months."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.moves import slug
from sim.ensemble.regimes import regimes_of
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuations import Rates, WorldValuer
from sim.ensemble.workers import Workers
from sim.scenario import ScenarioError
from sim.scenario.loading import resolve
from sim.scenario.moves import Shock

TALK = "talks.us_japan"
OFF = (f"{TALK}.after_execution=null", f"{TALK}.credibility=null", f"{TALK}.shocks=[]")
GO_ON = "{length: 90 days, rounds_every: 14 days, stays: 6, eased: 3, withdrawn: 1}"
NEVER = "{length: 9 days, rounds_every: 7 days, stays: 0, eased: 0, withdrawn: 0}"
VOID = (
    "{name: ruling, date: 2025-06-20, chance: 100%, in_force: {general_rate: 0%}, "
    "threat: {general_rate: 0%}, expected: false}"
)
A_SHOCK = "name: a, date: 2025-07-31, chance: 5%"
CARS = "in_force: {car_rate: 0%}"
IN_FORCE, THREAT = Rates(0.10, 0.25), Rates(0.24, 0.25)


def columns(folder: Path) -> dict[str, list[str]]:
    with (folder / "runs.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(folder: Path, name: str) -> np.ndarray:
    return np.array([float(text or "nan") for text in columns(folder)[name]])


def test_regimes_name_the_rates_that_events_bring():
    found = regimes_of(IN_FORCE, [THREAT], [ruling()], talks_go_on=True)
    rates = {path: found.paths[path] for path in range(len(found.paths))}
    start = found.listed[0]
    assert [rates[p].general for p in start.fates] == pytest.approx([0.24, 0.17, 0.10])
    under = found.listed[start.after_execution[0]]
    assert under.is_carried_out
    assert rates[under.hold] == THREAT
    assert [rates[p].general for p in under.fates] == pytest.approx([0.24, 0.17, 0.10])
    half = found.listed[start.after_execution[1]]
    assert [rates[p].general for p in half.fates] == pytest.approx([0.17, 0.135, 0.10])
    voided = found.listed[start.after_shocks[0]]
    assert {rates[p] for p in (voided.hold, *voided.fates)} == {Rates(0.0, 0.25)}
    assert voided.caps == (("general_rate", 0.0),)
    assert voided.after_shocks == (-1,)
    # Carried out or not, cars stay as they are.
    assert rates[found.listed[under.after_shocks[0]].hold] == Rates(0.0, 0.25)


def ruling() -> Shock:
    text = f"{TALK}.shocks=[{VOID}]"
    (found,) = resolve("us-japan-2025-05-30", (text,)).scenario.talks["us_japan"].shocks
    return found


def test_without_moves_the_regimes_are_the_announced_threats():
    scenario = resolve("us-japan-as-it-happened", OFF).scenario
    setup = Setup(scenario, Observables(load_benchmark()))
    assert len(setup.regimes.listed) == 2
    assert len(setup.regimes.paths) == 5
    assert not setup.regimes.go_beyond_threats


@pytest.fixture(scope="module")
def executed(play):
    """No rounds before the deadline, and a threat that is always carried out."""
    return play(
        *OFF,
        f"{TALK}.after_execution={GO_ON}",
        f"{TALK}.credibility={{strength: 10}}",
        f"{TALK}.rounds=[]",
        "parties.USA.resolve=100%",
        runs=120,
    ).folder


def test_deals_under_executed_rates_count_what_was_lived_through(executed):
    agreed = numbers(executed, "agreed") > 0
    assert agreed.mean() > 0.3
    assert (numbers(executed, "threat_executed") == 1.0).all()
    assert (numbers(executed, "deal_after_execution") == agreed).all()
    days = numbers(executed, "days_under_threat_rates")
    assert (days[agreed] >= 14).all()
    assert (days[~agreed] == 90).all()
    assert set(columns(executed)["outcome"]) <= {
        "deal",
        "threat executed",
        "executed rates eased",
        "executed rates withdrawn",
    }
    # What stays is the threat; what is withdrawn are the rates of before.
    general = numbers(executed, "tariff_rate.USA.JPN.general")
    outcome = np.array(columns(executed)["outcome"])
    for name, rate in (("threat executed", 0.24), ("executed rates withdrawn", 0.10)):
        assert general[outcome == name] == pytest.approx(rate)
    lifted = outcome == "executed rates withdrawn"
    if lifted.any():  # three months of the threat are gone, and nothing else
        lost = numbers(executed, "utility.JPN.in_force")[lifted]
        whole = numbers(executed, "price_of_threat.JPN.executed")[lifted]
        assert (lost < 0).all()
        assert (-lost < 0.1 * whole).all()


def test_parts_sum_to_the_whole_and_deals_beat_no_deal_under_executed_rates(executed):
    table = columns(executed)
    agreed = numbers(executed, "agreed") > 0
    for party in ("USA", "JPN"):
        for baseline in ("in_force", "no_deal"):
            parts = [
                name
                for name in table
                if name.startswith(
                    (f"gain_income.{party}", f"gain_weighted.{party}", f"gain_typed.{party}")
                )
                and name.endswith(baseline)
            ]
            whole = numbers(executed, f"utility.{party}.{baseline}")
            total = sum(numbers(executed, name) for name in parts)
            np.testing.assert_allclose(total, whole, atol=1e-6)
        # Both sides go by the same odds there, so a deal is worth more than no deal to each.
        won = numbers(executed, f"utility.{party}.no_deal")[agreed]
        assert (won > -0.02).all()


def test_months_follow_executed_rates_until_the_deal(executed):
    """Every run is at the threat from 9 July on; deals bring the average rate down again."""
    with (executed / "monthly.csv").open() as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["measure"], row["party"], row["partner"], row["path"])
            == ("average_tariff", "USA", "JPN", "outcome")
        ]
    mean = {row["month"]: float(row["mean"]) for row in rows}
    low = {row["month"]: float(row["p05"]) for row in rows}
    high = {row["month"]: float(row["p95"]) for row in rows}
    assert high["2025-08"] > mean["2025-06"]
    assert mean["2025-08"] > mean["2025-06"]
    assert mean["2026-01"] < mean["2025-08"]
    assert low["2026-01"] < low["2025-08"]


def test_a_ruling_leaves_only_the_cars(play):
    folder = play(*OFF, f"{TALK}.shocks=[{VOID}]", runs=120).folder
    assert numbers(folder, "shock.ruling").max() == 1.0
    fell = numbers(folder, "shock.ruling") == 1.0
    assert (numbers(folder, "tariff_rate.USA.JPN.general")[fell] == 0.0).all()
    early = ~fell
    assert (numbers(folder, "tariff_rate.USA.JPN.general")[early] > 0.0).any()
    assert "shock" in {row["move"] for row in moves_told(folder)}


def moves_told(folder: Path) -> list[dict[str, str]]:
    with (folder / "rounds.csv").open() as file:
        return list(csv.DictReader(file))


def test_japans_answer_is_solved_with_the_threat():
    """The threat costs the US more if Japan puts the same rate on its goods; a deal ends that."""

    def income(match: str) -> tuple[np.ndarray, np.ndarray]:
        sets = ("economy.worlds=1", f"parties.JPN.tariff_answer.match={match}", *OFF)
        setup = Setup(resolve("us-japan-2025-05-30", sets).scenario, Observables(load_benchmark()))
        task = TableWork(setup, Workers(1), None, lambda *_: None).tasks()[0]
        valuer = WorldValuer(task)
        column, _ = setup.observables.column("income", "USA")
        paths = valuer.paths(("truce",))[0, :, 1, column]
        return paths, valuer.packages(np.zeros(1, dtype=np.int64), ("truce",))[0, 0, 1, column]

    (meek, package), (fierce, same_package) = income("0%"), income("100%")
    in_force, full, partly = 0, 1, 2
    assert fierce[in_force] == pytest.approx(meek[in_force], abs=1e-6)
    assert fierce[full] < meek[full] - 0.3
    assert meek[partly] - fierce[partly] < meek[full] - fierce[full]
    assert same_package == pytest.approx(package, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (f"shocks=[{{{A_SHOCK}}}]", "must set a rate"),
        (f"shocks=[{{{A_SHOCK}, latest: 2025-07-01, {CARS}}}]", "`latest` must not lie before"),
        (
            f"shocks=[{{{A_SHOCK}, stayed_until: 2025-07-31, {CARS}}}]",
            "`stayed_until` must lie after",
        ),
        (f"shocks=[{{{A_SHOCK}, {CARS}}}, {{{A_SHOCK}, {CARS}}}]", "its own name"),
        ("credibility={strength: 0}", "strength"),
        (f"after_execution={GO_ON.replace('90 days', '0 days')}", "at least a day"),
        (
            f"after_execution={NEVER}",
            "must not all be zero",
        ),
    ],
)
def test_moves_that_cannot_be_are_refused(change, said):
    with pytest.raises(ScenarioError, match=said):
        resolve("us-japan-2025-05-30", (f"{TALK}.{change}",))


def test_names_of_shocks_become_columns():
    assert slug("A court voids them (appeal)") == "a_court_voids_them_appeal"
    assert slug("裁判") == "shock"
