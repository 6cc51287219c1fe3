"""Votes through a scenario: what runs.csv, rounds.csv and the page say of rejected deals."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.loading import load_results
from sim.ensemble.measures import Measure
from sim.ensemble.setup import Setup
from sim.report.page.sections import industries
from sim.report.page.source import read_source
from sim.report.story import read_story, tell
from sim.report.terminal import sentence
from sim.scenario.loading import load

VOTE = (
    "talks.us_japan.ratification=[{party: JPN, by: diet, after: 70 days, covers: "
    "[agricultural_imports, joint_shipbuilding, critical_minerals_cooperation], "
    "surprise: 4 USD bn/yr}]"
)


@pytest.fixture(scope="module")
def voted(play):
    """A Diet that nobody can foresee: many deals fall."""
    return play(VOTE, scenario="diet-must-approve", runs=32, all_moves=True)


@pytest.fixture(scope="module")
def table(voted):
    return load_results(voted.folder).table


def values(table, measure, *parts, **named):
    return table[Measure(measure, *parts, **named)]


def fell(table):
    return (values(table, "agreed") == 1) & (values(table, "ratified") == 0)


def test_signed_and_in_force_are_two_things(table):
    agreed, ratified = values(table, "agreed"), values(table, "ratified")
    assert (ratified <= agreed).all()
    assert 3 < fell(table).sum() < agreed.sum() - 3
    days = values(table, "ratified_after_days")
    assert set(days[~np.isnan(days)]) == {70.0}
    assert np.isnan(days[ratified == 0]).all()
    yes = values(table, "yes_share", "JPN", sector="diet")
    assert (yes[fell(table)] < 0.5).all()
    assert (yes[days == 70] >= 0.5).all()


def test_a_rejected_deal_is_not_in_force(table):
    gone = fell(table)
    assert {text for text, lost in zip(table.texts["outcome"], gone, strict=True) if lost} == {
        "deal rejected, threat executed"
    }
    assert all(
        bool(day) == bool(signed)
        for day, signed in zip(table.texts["agreement_date"], values(table, "agreed"), strict=True)
    )
    np.testing.assert_allclose(values(table, "tariff_rate", "USA", "JPN", "general")[gone], 0.24)
    assert (values(table, "threat_executed")[gone] == 1).all()
    for chip in ("agricultural_imports", "car_rate"):
        giver = "JPN" if chip == "agricultural_imports" else "USA"
        other = "USA" if giver == "JPN" else "JPN"
        assert np.isnan(values(table, "chip_level", giver, other, chip)[gone]).all()
        assert (values(table, "concession_cost", giver, other, chip)[gone] == 0).all()
    for party in ("USA", "JPN"):
        delivered = values(table, "utility_delivered", party, baseline="in_force")
        gained = values(table, "utility", party, baseline="in_force")
        np.testing.assert_array_equal(delivered[gone], gained[gone])
        assert (values(table, "gain_typed", party, baseline="in_force")[gone] == 0).all()
    assert (values(table, "industry_pressure", "JPN", sector="food")[gone] == 0).all()


def test_the_parts_of_the_gain_sum_to_it_with_lobbying(table):
    for party in ("USA", "JPN"):
        parts = [
            column
            for measure, column in table.values.items()
            if measure.measure in ("gain_income", "gain_weighted", "gain_typed")
            and (measure.party, measure.baseline) == (party, "in_force")
        ]
        total = values(table, "utility", party, baseline="in_force")
        np.testing.assert_allclose(sum(parts), total, atol=1e-7)  # files keep nine digits
    lobbying = values(table, "gain_weighted", "JPN", sector="lobbying", baseline="in_force")
    pressure = sum(
        values(table, "industry_pressure", "JPN", sector=sector)
        for sector in ("agriculture", "food", "motor_vehicles")
    )
    np.testing.assert_allclose(-lobbying, pressure, atol=1e-7)
    assert (lobbying < 0).any()


def test_votes_stand_in_rounds_and_in_the_story(voted, table):
    with (voted.folder / "rounds.csv").open() as file:
        moves = {(int(row["run"]), row["move"]) for row in csv.DictReader(file)}
    lost = np.flatnonzero(fell(table))
    assert all((run, "reject") in moves and (run, "ratify") not in moves for run in lost)
    text = " ".join(tell(read_story(voted.folder, int(lost[0]))).split())
    assert ", rejected on 2025-" in text
    assert "the deal is rejected and never comes into force" in text


def test_concessions_are_those_of_deals_in_force(voted, table):
    with (voted.folder / "concessions.csv").open() as file:
        told = {int(row["run"]) for row in csv.DictReader(file)}
    assert told == set(np.flatnonzero(values(table, "ratified") == 1))


def test_the_months_of_a_rejected_deal_are_those_of_the_threat(voted):
    """With every deal in force or fallen, outcomes cannot be all deals in 2026."""
    with (voted.folder / "monthly.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["measure"] == "delivered"]
    shares = {float(r["p05"]) for r in rows if r["month"] >= "2026-06" and r["path"] == "outcome"}
    assert 0.0 in shares


def test_the_page_and_the_terminal_tell_the_vote(voted):
    source = read_source(voted.folder)
    section = industries.section(source)
    assert section is not None
    assert "In Japan diet votes on what is signed" in section.lead
    assert any("Japan: food" in row for table in section.tables for row in table.rows)
    assert "; it is approved and in force in " in sentence(source.report)


def test_every_sector_stands_in_industries(voted, finished):
    with (voted.folder / "industries.csv").open() as file:
        rows = list(csv.DictReader(file))
    sectors = voted.setup.observables.benchmark.sectors
    gains = [row["sector"] for row in rows if row["measure"] == "gain"]
    assert gains == list(sectors)
    assert {row["party"] for row in rows} == {"JPN"}
    stock = next(row for row in rows if row["measure"] == "input_stock")
    assert float(stock["mean"]) > 0
    assert not (finished.folder / "industries.csv").exists()


def test_without_a_vote_in_force_means_signed(finished):
    table = load_results(finished.folder).table
    np.testing.assert_array_equal(values(table, "agreed"), values(table, "ratified"))
    assert not [m for m in table.measures if m.measure.startswith(("yes_", "industr"))]


@pytest.mark.parametrize("name", ["diet-must-approve", "congress-must-approve"])
def test_shipped_votes_fall_after_the_signature(name):
    setup = Setup(load(name), Observables(load_benchmark()))
    votes = [entry.date for entry in setup.calendar.entries if entry.kind.name == "VOTE"]
    rounds = [entry.date for entry in setup.calendar.entries if entry.kind.name == "ROUND"]
    after = round(setup.talk.ratification[0].after.mean)
    assert {(day - one).days for day, one in zip(votes, rounds, strict=False)} >= {after}
