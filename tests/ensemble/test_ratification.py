"""Votes through a scenario: what runs.csv, rounds.csv and the page say of rejected deals."""

from __future__ import annotations

import csv
import datetime as dt

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.endings import REJECTED_NAMES
from sim.ensemble.loading import load_results
from sim.ensemble.measures import Measure
from sim.ensemble.runner import no_progress, prepare
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.workers import Workers
from sim.report.page.sections import industries
from sim.report.page.source import read_source
from sim.report.story import tell
from sim.report.story_rows import read_story
from sim.report.terminal import sentence
from sim.scenario.loading import load, resolve
from tests.conftest import SMALL

VOTE = (
    "talks.us_japan.ratification=[{party: JPN, by: diet, after: 70 days, "
    "surprise: 4 USD bn/yr, mood: 0 USD bn/yr, defeat: {between: [0, 0.2]}}]"
)


@pytest.fixture(scope="module")
def voted(play):
    """A Diet that nobody can foresee: many deals fall; nothing else changes what holds."""
    alone = ("talks.us_japan.after_execution=null", "talks.us_japan.shocks=[]")
    return play(VOTE, *alone, scenario="diet-must-approve", runs=32, all_moves=True)


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
    words = [text for text, lost in zip(table.texts["outcome"], gone, strict=True) if lost]
    assert set(words) <= set(REJECTED_NAMES.values())
    assert all(
        bool(day) == bool(signed)
        for day, signed in zip(table.texts["agreement_date"], values(table, "agreed"), strict=True)
    )
    rates = {"executed": 0.24, "executed in part": 0.17, "rates in force": 0.1}
    expected = [next(rate for end, rate in rates.items() if text.endswith(end)) for text in words]
    general = values(table, "tariff_rate", "USA", "JPN", "general")
    np.testing.assert_allclose(general[gone], expected)
    executed = [text.endswith("executed") for text in words]
    np.testing.assert_array_equal(values(table, "threat_executed")[gone], executed)
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


def test_japans_election_delays_deals_that_hurt_its_farms(play, cache):
    """The calendar as it happened: polls on 20 July, rounds on 21 and 22 July."""
    assert play  # small tables, in the cache of the session

    def after_polls(lobbying, cost_before):
        election = f"{{party: JPN, date: 2025-07-20, cost_before: {cost_before}}}"
        sets = (
            *SMALL,
            f"talks.us_japan.elections=[{election}]",
            f"parties.JPN.industries={{lobbying: {lobbying}}}",
        )
        scenario = resolve("us-japan-as-it-happened", sets).scenario
        setup = Setup(scenario, Observables(load_benchmark()))
        with Workers(1) as workers:
            ensemble, _ = prepare(TableWork(setup, workers, cache, no_progress), 0)
        ends = ensemble.play(0, sample=0).endings
        late = ends.ended_on[ends.signed] > dt.date(2025, 7, 20).toordinal()
        return late.mean(), 1.96 * late.std() / np.sqrt(len(late))

    hurt, hurt_half = after_polls(0.3, 5)
    calm, calm_half = after_polls(0.3, 1)
    silent, silent_half = after_polls(0, 5)
    assert calm + calm_half < hurt - hurt_half
    assert silent + silent_half < hurt - hurt_half
