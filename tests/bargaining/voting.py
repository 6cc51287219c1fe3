"""Chambers and industries for synthetic talks: JPN gives farm goods and, if asked, something else.

Observed quantities: incomes of USA and JPN, value added of JPN's farms and of its car makers. Farm
goods x are worth x to the USA, cost JPN `farm_cost` x, and farms lose x; a second issue y is worth
y to the USA and costs JPN `other_cost` y. The executed threat takes `harm` from JPN and its cars.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.chamber import Chamber, Members, Prior
from sim.bargaining.industries import Industries
from sim.bargaining.tables import ValueTables
from tests.bargaining.synthetic import pie_tables

FARMS, CARS = 2, 3


def farm_tables(
    steps: int = 41, *, harm: float = 1.0, farm_cost: float = 1.0, other_cost: float | None = None
) -> ValueTables:
    """Return tables of one world and state, with a second issue if it has a cost."""
    levels = tuple(np.linspace(0, 1, steps).tolist())
    second = () if other_cost is None else (Issue("other", "JPN", levels),)
    agenda = Agenda((Issue("farm", "JPN", levels), *second))
    codes = np.arange(agenda.n_packages)
    given = agenda.given(codes)
    farm, other = given[:, 0], given[:, 1] if second else np.zeros(len(codes))
    cost = farm_cost * farm + (other_cost or 0.0) * other
    changes = np.stack([farm + other, -cost, -farm, np.zeros(len(codes))], axis=1)
    executed = np.array([0.0, -harm, 0.0, -harm])
    shaped = changes[None, None, :, None, :].repeat(2, axis=3)
    threat = executed[None, None, None, None, :].repeat(2, axis=3)
    pie = pie_tables(2, harm)
    return ValueTables(
        agenda=agenda,
        observables=pie.observables,
        states=pie.states,
        codes=codes,
        changes=shaped,
        executed=threat,
        partly=threat / 2,
        in_force=np.zeros((1, 1, 2, 4)),
        year_2024=np.zeros(4),
        typed={party: np.zeros((1, len(codes))) for party in ("USA", "JPN")},
        tau_months=pie.tau_months,
    )


def farmers(
    runs: int, *, organisation: float = 1.0, lobbying: float = 0.0, aversion: float = 1.0
) -> Industries:
    """Return JPN's farms as the only organised industry."""
    return Industries(
        "JPN",
        ("agriculture",),
        np.array([FARMS]),
        np.full((runs, 1), organisation),
        np.full(runs, aversion),
        np.full(runs, lobbying),
    )


def diet(
    runs: int,
    *,
    mood: float | np.ndarray = 0.0,
    organisation: float = 0.0,
    income: float = 1.0,
    surprise: float = 0.01,
    defeat: float = 0.0,
    needed: float = 0.5,
    public: bool = True,
    to_threat: bool = True,
    moods: tuple[float, ...] = (0.0,),
    swing: float | np.ndarray = 0.0,
    swings: tuple[float, ...] = (0.0,),
    after_days: int | None = 30,
    on: dt.date | None = None,
    elections: tuple[dt.date, ...] = (),
    covers: tuple[bool, ...] | None = None,
    name: str = "diet",
) -> Chamber:
    """Return a chamber of JPN that weighs its income and farms; `moods`, `swings`: its prior."""

    def everywhere(value: float | np.ndarray) -> np.ndarray:
        return np.broadcast_to(np.asarray(value, dtype=float), (runs,)).copy()

    def members(rows: int) -> Members:
        return Members(1, np.full(rows, income), farmers(rows, organisation=organisation))

    count = max(len(moods), len(swings))
    return Chamber(
        party="JPN",
        name=name,
        after_days=after_days,
        on=on,
        covers=np.array(covers or (False,)),
        covers_all=covers is None,
        members=members(runs),
        mood=everywhere(mood),
        swing=everywhere(swing),
        needed=everywhere(needed),
        spread=everywhere(1.0),
        surprise=everywhere(surprise),
        is_public=np.full(runs, public),
        to_threat=np.full(runs, to_threat),
        defeat=everywhere(defeat),
        threat_odds=everywhere(1.0),
        elections=elections,
        prior=Prior(
            members=members(1),
            defeat=defeat,
            threat_odds=1.0,
            bar=0.0,
            surprise=surprise,
            moods=np.resize(moods, count),
            swings=np.resize(swings, count),
        ),
    )
