"""Measures of moves beside offers: executions and what follows, credibility, shocks, walk-outs.

Each is measured where the scenario says that the move can happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.gains import gain
from sim.ensemble.measures import Measure

if TYPE_CHECKING:
    from sim.ensemble.outcomes import BlockOutcomes

Floats = NDArray[np.float64]
Columns = Iterator[tuple[Measure, Floats]]


def moves_measured(outcomes: BlockOutcomes) -> Columns:
    """Yield the measures of moves, (R,) each."""
    talk = outcomes.setup.talk
    if talk.after_execution is not None:
        yield from _after_execution(outcomes)
    if talk.credibility is not None:
        yield from _credibility(outcomes)
    if talk.after_execution is not None or talk.credibility is not None:
        yield from _price_of_threat(outcomes)
    yield from _shocks(outcomes)
    for place, party in enumerate(outcomes.setup.parties):
        walks_out = getattr(outcomes.setup.scenario.parties, party).walks_out
        if walks_out.high > 0.0:
            left = outcomes.endings.held.walked_out[:, place]
            yield Measure("walked_out", party), left.astype(np.float64)


def _after_execution(outcomes: BlockOutcomes) -> Columns:
    ends, held = outcomes.endings, outcomes.endings.held
    carried_out = held.executed_on > 0
    partly = carried_out & (held.executed_share < 1.0)
    yield Measure("threat_partly_executed"), partly.astype(np.float64)
    yield Measure("deal_after_execution"), (carried_out & ends.signed).astype(np.float64)
    days = np.where(carried_out, ends.settled_on - held.executed_on, np.nan)
    yield Measure("days_under_threat_rates"), days


def _credibility(outcomes: BlockOutcomes) -> Columns:
    held, threatener = outcomes.endings.held, outcomes.setup.talk.threat.by
    other = outcomes.setup.other(threatener)
    assert held.credibility is not None  # it is kept wherever the scenario has the section
    for place, when in enumerate(("start", "end")):
        yield Measure("credibility", threatener, other, when), held.credibility[:, place]
    retreated = held.backing_down != 0.0
    price = np.where(retreated, held.backing_down, np.nan)
    yield Measure("price_of_backing_down", threatener, other), price


def _price_of_threat(outcomes: BlockOutcomes) -> Columns:
    """Yield what the threat known at the end costs each side, from the deadline on."""
    nothing = np.zeros(len(outcomes.resolve))
    for party, preferences in outcomes.preferences.items():
        scale = outcomes.scale(party, outcomes.deadline_month)
        for name, changes in (("executed", outcomes.executed), ("partly", outcomes.partly)):
            worth = gain(preferences, changes, nothing, np.zeros_like(outcomes.given), scale)
            yield Measure("price_of_threat", party, sector=name), -worth.total


def _shocks(outcomes: BlockOutcomes) -> Columns:
    regime, listed = outcomes.endings.held.regime, outcomes.setup.regimes.listed
    for number, shock in enumerate(outcomes.setup.talk.shocks):
        has_fallen = np.array([r.after_shocks[number] < 0 for r in listed])
        yield Measure("shock", sector=slug(shock.name)), has_fallen[regime].astype(np.float64)


def slug(name: str) -> str:
    """Return a name as part of a column.

    >>> slug("A court voids them (appeal)")
    'a_court_voids_them_appeal'
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "shock"
