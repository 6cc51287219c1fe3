"""Ceilings, floors and ladders of a seat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.bargaining.games.rungs import Rungs
from sim.bargaining.repertoire.seat import Seat, Table, Turn
from tests.bargaining.repertoire.tables import DAY, ONE, seat


def many(runs: int = 40, packages: int = 25) -> Seat:
    rng = np.random.default_rng(4)
    own, believed = np.round(rng.normal(size=(2, runs, packages)), 1)
    table = Table(np.arange(packages), rng.random((packages, 3)))
    return Seat(own, rng.normal(size=runs), believed, rng.normal(size=runs), table)


def test_demands_begin_at_the_best_package_the_other_is_thought_to_want():
    assert seat([1, 3, 9], [5, 2, -4]).top.tolist() == [3.0]


def test_hopeless_beliefs_fall_back_on_the_own_best_package():
    assert seat([1, 3], [-5, -2]).top.tolist() == [3.0]


def test_demands_end_at_no_deal_or_at_the_worst_package_if_that_is_better():
    assert seat([0.2, 3, 9], [5, 2, -4], no_deal=0.5).floor.tolist() == [0.5]
    assert seat([1, 3], [5, 2], no_deal=-50.0).floor.tolist() == [1.0]


def test_the_frontier_read_off_the_ladder_is_that_of_the_rungs():
    """Ties included: payoffs are rounded to tenths."""
    stock = many()
    direct, read = Rungs.build(stock.own, stock.liked), stock.rungs
    width = direct.own.shape[1]
    assert (read.package[:, :width] == direct.package).all()
    assert (read.own[:, :width] == direct.own).all()
    assert (read.believed[:, :width] == direct.believed).all()
    assert (read.package[:, width:] == -1).all()
    assert (read.worst == direct.worst).all()


def test_a_seat_of_some_runs_says_the_same_about_them():
    whole, rows = many(), np.array([3, 11, 30])
    few = replace(whole, rows=rows)
    for name in ("top", "floor"):
        assert (getattr(few, name)[rows] == getattr(whole, name)[rows]).all()
    demand = np.array([-1.0, 0.0, 1.0])
    assert (few.ladder.offer(rows, demand) == whole.ladder.offer(rows, demand)).all()
    width = few.rungs.own.shape[1]
    assert (few.rungs.package[rows] == whole.rungs.package[rows, :width]).all()


def test_what_appeals_is_offered_first_but_worth_no_more():
    plain = seat([1, 2, 2], [5, 4, 3.9])
    pulled = replace(plain, appeal=np.array([[0.0, 0.0, 0.2]]))
    assert plain.ladder.offer(ONE, np.array([1.5])).tolist() == [1]
    assert pulled.ladder.offer(ONE, np.array([1.5])).tolist() == [2]
    assert (pulled.own == plain.own).all()
    assert pulled.top.tolist() == plain.top.tolist()


def test_after_the_last_exchange_the_clock_stands():
    last = Turn(DAY, 5, 1.0, None, 1, 6)
    assert last.is_last
    assert last.following().time == 1.0
