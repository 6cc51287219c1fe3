"""Small tables for tests of tactics: a seat on a pie, and offers in turn without a calendar."""

from __future__ import annotations

import datetime as dt

import numpy as np

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Tactic
from sim.bargaining.repertoire.seat import Seat, Table, Turn

DAY = dt.date(2025, 6, 2)
ONE = np.array([0])


def seat(own, believed, no_deal=0.0, believed_no_deal=0.0, given=None) -> Seat:
    """Return the seat of one run, payoffs (M,)."""
    n = len(own)
    table = Table(np.arange(n), np.zeros((n, 0)) if given is None else np.asarray(given))
    return Seat(
        np.array([own], dtype=float),
        np.array([no_deal]),
        np.array([believed], dtype=float),
        np.array([believed_no_deal]),
        table,
    )


def pie(steps: int = 11, no_deal=(0.0, 0.0)) -> tuple[Seat, Seat]:
    """Return both sides' seats at a pie: the first gets x, the second 1 - x."""
    x = np.linspace(0.0, 1.0, steps)
    return seat(x, 1 - x, *no_deal), seat(1 - x, x, *no_deal[::-1])


def turn(time=0.5, *, left=10, last=False, number=0, per_round=1) -> Turn:
    """Return a turn of a round."""
    return Turn(DAY, number, time, None if last else time, left, per_round)


def bargain(
    sides: tuple[tuple[Tactic, Seat], tuple[Tactic, Seat]], offers: int, opener: int = 0
) -> tuple[int, int]:
    """Return (package, exchange) of the deal of one run, (NO_OFFER, offers) without one."""
    for number in range(offers):
        (asks, his), (answers, hers) = (
            sides[(opener + number) % 2],
            sides[(opener + number + 1) % 2],
        )
        time, last = (number + 1) / offers, number == offers - 1
        here = Turn(DAY, number, time, None if last else (number + 2) / offers, offers - number, 1)
        offer = asks.propose(his, ONE, here)
        least = answers.settles_for(hers, ONE, offer, here)
        if answers.accepts(hers, ONE, offer, least)[0]:
            return int(offer[0]), number
        asks.made(his, ONE, offer, here)
        answers.heard(hers, ONE, offer)
    return NO_OFFER, offers
