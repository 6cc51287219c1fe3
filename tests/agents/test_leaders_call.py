"""Calls between leaders as played: a rate against a pledge, with known payoffs."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.calendar import Calls, Extensions
from sim.bargaining.tables import ValueTables
from sim.bargaining.talk import CallMove, Status
from sim.bargaining.talks_setup import Leaders
from sim.scenario.tactics import TACTICS
from tests.bargaining.synthetic import DEADLINE, income_tables, make_tactic, play

DAY = dt.date(2025, 6, 12)
AGENDA = Agenda(
    (
        Issue("general_rate", "USA", (0.24, 0.2, 0.15, 0.1), is_rate=True),
        Issue("investment_pledge", "JPN", (0.0, 0.25, 0.5, 0.75, 1.0)),
        Issue("joint_shipbuilding", "JPN", (0.0, 0.5, 1.0)),
    )
)
PLEDGE = AGENDA.position("investment_pledge")
SMALL = 12


def tables(harm: float = 1.0, cost: float = 0.6) -> ValueTables:
    """The rate is worth 1 to JPN and costs the USA `cost`; the pledge the other way round."""
    rate, pledge, ships = AGENDA.given(np.arange(AGENDA.n_packages)).T
    usa = -cost * rate + pledge + 0.2 * ships
    japan = rate - cost * pledge - 0.1 * ships - harm * (1.0 - rate)
    return income_tables(AGENDA, np.stack([usa, japan], axis=1), [0.0, -harm])


def leaders(runs: int, *, demand: bool = False, announcement: float = 0.0, chance: float = 1.0):
    return Leaders(
        ("investment_pledge",),
        np.full(runs, announcement),
        np.full(runs, demand),
        np.full(runs, chance),
        np.full(runs, chance),
    )


def call(
    runs: int = SMALL,
    *,
    calls: Calls | None = None,
    rule: dict | None = None,
    cost: float = 0.6,
    **options,
):
    """Play with hard-liners who never meet in a round, unless the options say otherwise."""
    stubborn = tuple(make_tactic("hard_liner", runs, gives=0.0) for _ in range(2))
    return play(
        runs,
        tables=tables(cost=cost),
        calls=calls or Calls((DAY,)),
        leaders=leaders(runs, **(rule or {})),
        **{"tactics": stubborn, "offers": 4, **options},
    )


def in_call(held) -> np.ndarray:
    return (held.talk.status == Status.SIGNED) & (held.talk.closed_by < 0)


def values(held) -> np.ndarray:
    """Return what the signed packages are worth to both, (K, 2)."""
    return held.tables.changes[0, 0, held.talk.package[held.talk.package >= 0], 0]


def moves(held, name: str) -> list[CallMove]:
    return [m for m in held.talk.log if isinstance(m, CallMove) and m.move == name]


def test_leaders_close_what_ministers_do_not():
    held = call()
    assert in_call(held).all()
    assert (held.talk.ended_on == DAY.toordinal()).all()
    without = call(rule={"chance": 0.0})
    assert not in_call(without).any()
    assert not moves(without, "call_table")


def test_a_call_that_keeps_the_ministers_demands_may_fail_and_stays_on_the_table():
    held = call(rule={"demand": True})
    assert not in_call(held).any()
    (end,) = {tuple(m.package.tolist()) for m in moves(held, "call_end")}
    assert held.left_by_call.tolist() == list(end)


def test_the_next_call_begins_no_lower_than_the_last_one_ended():
    later = dt.date(2025, 6, 20)
    held = call(rule={"demand": True}, calls=Calls((DAY, later)), odds=(0.9, 0.9))
    (first,) = [m for m in moves(held, "call_end") if m.date == DAY and m.party == "USA"]
    begun = [m for m in moves(held, "call_table") if m.date == later]
    for table in begun:
        assert (table.package == first.package[table.runs]).all()


@pytest.mark.parametrize("odds", [0.2, 0.6, 1.0])
def test_nothing_worse_than_no_deal_and_than_the_others_offer_is_signed(odds):
    held = call(60, odds=(odds, odds), tactics=None, calls=Calls(tuple(_days(2, 40, 3))))
    assert in_call(held).any()
    for item in moves(held, "call_sign"):
        assert (item.payoffs > item.no_deal).all()
        assert (item.payoffs >= item.asked - 1e-12).all()


def _days(first: int, last: int, step: int) -> list[dt.date]:
    start = dt.date(2025, 5, 30)
    return [start + dt.timedelta(days=d) for d in range(first, last, step)]


@pytest.mark.parametrize("tactic", [name for name in TACTICS if name != "scripted"])
def test_every_tactic_can_sit_in_a_call(tactic):
    pair = tuple(make_tactic(tactic, SMALL) for _ in range(2))
    held = call(tactics=pair, calls=Calls(tuple(_days(2, 40, 9))), learns=True)
    assert moves(held, "call_table")
    assert (held.talk.status != Status.TALKING).all()


def test_only_the_rate_and_the_headline_chip_move():
    held = call(rule={"demand": True}, odds=(0.8, 0.8))
    steps = moves(held, "call_step")
    assert steps
    ships = AGENDA.position("joint_shipbuilding")
    begun = np.empty(SMALL, dtype=int)
    for item in moves(held, "call_table"):
        begun[item.runs] = item.package
    for item in steps:
        before, after = (AGENDA.decode(p) for p in (begun[item.runs], item.package))
        assert (before[:, ships] == after[:, ships]).all()


def test_announcements_make_leaders_trade_more_of_the_line():
    """More is signed of the rate and of the pledge together, and ministers would not have it."""
    plain = call(cost=1.3)
    proud = call(cost=1.3, rule={"announcement": 3.0})
    assert in_call(plain).all()
    totals = [h.tables.given[h.talk.package][:, :2].sum(axis=1).mean() for h in (plain, proud)]
    assert totals[1] > totals[0] + 0.5
    # To its ministers the threat carried out would be worth nothing, and so more.
    assert (values(plain)[:, 0] > 0.0).all()
    assert (values(proud)[:, 0] < 0.0).all()


def test_leaders_can_close_after_a_walk_out():
    late = dt.date(2025, 6, 20)
    held = call(breakdown=1.0, calls=Calls((late,)))
    assert in_call(held).all()
    assert (held.talk.ended_on == late.toordinal()).all()


def test_a_script_is_signed_to_the_letter_in_a_call():
    deal = int(AGENDA.encode(np.array([2, 3, 0])))
    orders = ((DAY, np.full(SMALL, deal)),)
    pair = tuple(make_tactic("scripted", SMALL, orders=orders) for _ in range(2))
    rounds = (dt.date(2025, 6, 2),)
    held = call(tactics=pair, rounds=rounds, rule={"announcement": 9.0})
    assert in_call(held).all()
    assert (held.talk.package == deal).all()
    assert not moves(held, "call_step")


def test_the_same_dice_give_the_same_call_and_others_another_first_word():
    one, two, other = (call(60, seed=seed, odds=(0.7, 0.7)) for seed in (3, 3, 4))
    assert (one.talk.package == two.talk.package).all()
    first = [{m.party: m.runs.tolist() for m in moves(h, "call_table")} for h in (one, two, other)]
    assert first[0] == first[1]
    assert first[0] != first[2]
    assert set(first[0]) == {"USA", "JPN"}


def test_calls_left_to_chance_come_as_often_as_the_chance_says():
    weekly = Calls((), 7)
    held = call(
        400,
        calls=weekly,
        rule={"demand": True, "chance": 0.25},
        odds=(0.9, 0.9),
        extensions=Extensions(1, 30, 14),
    )
    held_calls = sum(len(m.runs) for m in moves(held, "call_table"))
    weeks = len(_days(7, (DEADLINE - dt.date(2025, 5, 30)).days + 1, 7))
    assert held_calls == pytest.approx(0.25 * 400 * weeks, rel=0.15)
