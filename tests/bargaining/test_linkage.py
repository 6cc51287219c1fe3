"""Pairs of talks that bear on each other: the rules, and two pies played side by side."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from sim.agents.controller import AnswerRule
from sim.agents.hearing import hear
from sim.agents.negotiation import Negotiation
from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import build_calendar
from sim.bargaining.focal import Focal
from sim.bargaining.linkage import DEALS, EXECUTED, OPEN, Heard, Linkage, nearest, representatives
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.talk import Status
from sim.bargaining.talks_setup import TalksSetup
from sim.model import TradeTalks
from tests.bargaining.synthetic import (
    START,
    make_tactic,
    party_setup,
    pie_tables,
    preferences,
    shares,
)

RUNS, STEPS = 120, 101
FIRST, LATER = dt.date(2025, 6, 20), dt.date(2025, 7, 9)
EARLY, LATE = (dt.date(2025, 6, 9),), (dt.date(2025, 6, 30), dt.date(2025, 7, 7))
REST = RestOdds.of(0.0, 0.0, 1.0)


def test_how_a_pair_stands_for_the_others():
    linkage = Linkage((np.array([DEALS, DEALS + 1]),), (np.zeros(3, dtype=np.intp),))
    status = np.array([0, Status.SIGNED, Status.SIGNED, Status.EXECUTED, Status.PARTLY, 5])
    package = np.array([-1, 0, 1, -1, -1, -1])
    standing = linkage.standing(0, status.astype(np.uint8), package)
    assert standing.tolist() == [OPEN, DEALS, DEALS + 1, EXECUTED, EXECUTED, OPEN]


def test_representatives_are_the_deals_with_least_distance_to_all():
    given = np.array(
        [[0.0, 0.0], [0.0, 0.1], [0.0, 0.0], [1.0, 1.0], [1.0, 0.9], *[[1.0, 1.0]] * 6]
    )
    chosen = representatives(given, 2)
    assert sorted(given[chosen].tolist()) == [[0.0, 0.0], [1.0, 1.0]]
    assert nearest(given, given[chosen]).tolist() in (
        [1] * 3 + [0] * 8,
        [0] * 3 + [1] * 8,
    )
    assert len(representatives(given[:1], 2)) == 1


def pair(
    *, rounds=LATE, deadline=LATER, harm=1.0, odds=1.0, cost=0.0, doubled: float = 1.0, address=""
):
    """Return a pie with a second state in which the threat does `doubled` times the harm."""
    tables = pie_tables(STEPS, harm)
    stacked = {
        name: np.concatenate([values] * 2, axis=1) for name, values in tables.by_state().items()
    }
    stacked["executed"] = stacked["executed"] * np.array([1.0, doubled])[None, :, None, None, None]
    tables = dataclasses.replace(tables, states=("truce", "other"), **stacked)
    parties = tuple(
        party_setup(
            tables,
            preferences(name, RUNS, cost=cost if name == "JPN" else 0.0),
            np.full(RUNS, odds),
            make_tactic("time_dependent", RUNS),
            rest=REST,
        )
        for name in ("USA", "JPN")
    )
    setup = TalksSetup(
        name="talks",
        parties=parties,
        threatener="USA",
        calendar=build_calendar(START, deadline, rounds),
        first_round=START,
        offers_per_round=8,
        rest_odds=REST,
        extension_days=0,
        breakdown_chance=np.zeros(RUNS),
        elections=(),
        annuity=Annuity(120.0, 0.04),
        address=address,
    )
    return setup, tables


def play(pairs, linkage) -> TradeTalks:
    def dice(who: str, what: str):
        return np.random.default_rng([3, *f"{who} {what}".encode()]).random(RUNS)

    rule = AnswerRule(0.3, 0.3, 0.0, 1.0, np.zeros(RUNS), np.zeros(RUNS))
    model = TradeTalks(pairs, np.zeros(RUNS, dtype=np.intp), rule, dice, linkage)
    model.play()
    return model


def moved_by(standing: int) -> Linkage:
    """Return how two pies see each other: the second state once the other stands like this."""
    sees = np.zeros((3, 3), dtype=np.intp)
    sees[:, standing] = 1
    deals = np.full(STEPS, DEALS)
    return Linkage((deals, deals), (sees, np.zeros((3, 3), dtype=np.intp)))


def test_a_deal_elsewhere_moves_the_payoffs_from_its_day_on():
    """Twice the harm once the other pair has signed: more is conceded, in later rounds alone."""
    other = pair(rounds=EARLY, deadline=FIRST, address="B")
    main = pair(harm=0.4, doubled=2.0)
    linked, apart = (play([main, other], moved_by(by)) for by in (DEALS, EXECUTED))
    assert (linked.negotiations[1].talk.status == Status.SIGNED).all()
    assert (linked.negotiations[0].end_state == 1).all()
    assert (apart.negotiations[0].end_state == 0).all()
    day = EARLY[0].toordinal()
    assert (linked.negotiations[0].state_since == day).all()
    gained = shares(linked.negotiations[0]) - shares(apart.negotiations[0])
    assert gained.mean() - 2 * gained.std() / np.sqrt(RUNS) > 0.1


def test_an_execution_elsewhere_counts_where_it_happened_alone():
    other = pair(rounds=EARLY, deadline=FIRST, odds=0.5, cost=300.0, address="B")
    model = play([pair(doubled=2.0), other], moved_by(EXECUTED))
    executed = model.negotiations[1].talk.status == Status.EXECUTED
    assert 0.3 < executed.mean() < 0.7
    assert (model.negotiations[0].end_state == executed).all()


def test_pairs_that_do_not_see_each_other_end_as_if_alone_in_either_order():
    blind = Linkage((np.full(STEPS, DEALS),) * 2, (np.zeros((3, 3), dtype=np.intp),) * 2)
    first, second = pair(), pair(rounds=EARLY, deadline=FIRST, address="B")
    alone = play([first], None).negotiations[0]
    for pairs, place in (([first, second], 0), ([second, first], 1)):
        held = play(pairs, blind).negotiations[place]
        assert (held.talk.package == alone.talk.package).all()
        assert (held.talk.ended_on == alone.talk.ended_on).all()


def test_two_pairs_have_dice_of_their_own():
    same = pair(address="B")
    blind = Linkage((np.full(STEPS, DEALS),) * 2, (np.zeros((3, 3), dtype=np.intp),) * 2)
    model = play([pair(), same], blind)
    packages = [held.talk.package for held in model.negotiations]
    assert (packages[0] != packages[1]).any()


def test_what_is_heard_is_kept_by_run():
    held: Negotiation = play([pair()], None).negotiations[0]
    runs = np.array([1, 3])
    agreed = {"china_rate": np.array([0.15, 0.2])}
    hear(held, Heard(FIRST, ("USA", "CHN"), "sign", runs, agreed, "USA", np.zeros(2)))
    hear(held, Heard(FIRST, ("USA", "CHN"), "execute", runs, {}, "USA", np.ones(2)))
    (heard,) = held.heard_rates
    assert heard["china_rate"][[1, 3]].tolist() == pytest.approx([0.15, 0.2])
    assert np.isnan(heard["china_rate"][[0, 2]]).all()


def rate_pair(rates, *, rounds, deadline, pull=0.0, address=""):
    """Return talks about one rate: what the USA keeps of it, JPN pays."""
    agenda = Agenda((Issue("general_rate", "USA", rates, is_rate=True),))
    kept = np.asarray(rates) / rates[0]
    changes = np.stack([kept, -kept], axis=1)[None, None, :, None, :].repeat(2, axis=3)
    setup, pie = pair(rounds=rounds, deadline=deadline, address=address)
    tables = dataclasses.replace(
        pie,
        agenda=agenda,
        states=("truce",),
        codes=np.arange(len(rates)),
        changes=changes,
        executed=pie.executed[:, :1],
        partly=pie.partly[:, :1],
        in_force=pie.in_force[:, :1],
        typed={party: np.zeros((1, len(rates))) for party in ("USA", "JPN")},
    )
    parties = tuple(
        party_setup(
            tables,
            preferences(name, RUNS),
            np.full(RUNS, 1.0),
            make_tactic("time_dependent", RUNS),
            rest=REST,
        )
        for name in ("USA", "JPN")
    )
    focal = Focal((), np.zeros(RUNS), (), np.full(RUNS, pull))
    return dataclasses.replace(setup, parties=parties, focal=focal), tables


@pytest.mark.parametrize(("pull", "draws"), [(0.0, False), (0.3, True)])
def test_a_deal_at_15_pulls_the_other_rate_towards_15_only_with_a_pull(pull, draws):
    """The other pair can agree 15 % alone and does so first."""
    many = tuple(np.round(np.arange(24, -1, -1) / 100.0, 2).tolist())
    main = rate_pair(many, rounds=LATE, deadline=LATER, pull=pull)
    other = rate_pair((0.24, 0.15), rounds=EARLY, deadline=FIRST, address="B")
    one = np.zeros((3, 3), dtype=np.intp)
    linkage = Linkage((np.full(25, DEALS), np.full(2, DEALS)), (one, one))
    after, alone = play([main, other], linkage), play([main], None)
    assert (after.negotiations[1].talk.package == 1).all()
    at_15 = [
        (np.asarray(many)[m.negotiations[0].talk.package] == 0.15).mean() for m in (after, alone)
    ]
    if draws:
        assert at_15[0] > at_15[1] + 2 * np.sqrt(0.25 / RUNS)
    else:
        same = after.negotiations[0].talk.package == alone.negotiations[0].talk.package
        assert same.all()
