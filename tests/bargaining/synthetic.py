"""A small negotiation with known payoffs, for tests of the model without an economy.

One issue, a pie cut in `steps`: JPN gives a share x of one unit to the USA. Income of the USA is x,
of JPN -x; if the threat is executed JPN loses `harm` and the USA wins nothing.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import AnswerRule
from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Extensions, build_calendar
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.preferences import Preferences
from sim.bargaining.tables import ValueTables
from sim.model import PartySetup, TalksSetup, TradeTalks

START, DEADLINE = dt.date(2025, 5, 30), dt.date(2025, 7, 9)
ROUNDS = (*(dt.date(2025, 6, day) for day in (2, 9, 16, 23, 30)), dt.date(2025, 7, 7))
QUIET = AnswerRule(0.3, 0.3, 0.0, 1.0, np.zeros(1), np.zeros(1))


def pie_tables(steps: int, harm: float) -> ValueTables:
    """Return tables of one world and state; quantities are the incomes of USA and JPN."""
    agenda = Agenda((Issue("pie", "JPN", tuple(np.linspace(0, 1, steps).tolist())),))
    x = np.linspace(0, 1, steps)
    changes = np.stack([x, -x], axis=1)[None, None, :, None, :].repeat(2, axis=3)
    executed = np.array([0.0, -harm])[None, None, None, None, :].repeat(2, axis=3)
    return ValueTables(
        agenda=agenda,
        observables=None,  # type: ignore[arg-type]  # not read by the model
        states=("truce",),
        codes=np.arange(steps),
        changes=changes,
        executed=executed,
        partly=executed / 2,
        in_force=np.zeros((1, 1, 2, 2)),
        year_2024=np.zeros(2),
        typed={"USA": np.zeros((1, steps)), "JPN": np.zeros((1, steps))},
        tau_months=np.array([36.0]),
    )


def preferences(party: str, rows: int, *, premium: float = 1.0, cost: float = 0.0) -> Preferences:
    """Return preferences over the party's own income alone."""
    column = 0 if party == "USA" else 1
    own = party == "JPN"
    return Preferences(
        party=party,
        terms=("income",),
        columns=np.array([column]),
        signs=np.ones(1),
        weights=np.ones((rows, 1)),
        cost_at_max=np.full((rows, 1), cost if own else 0.0),
        cost_exponent=np.ones((rows, 1)),
        gesture=np.zeros((rows, 1)),
        premium=np.full(rows, premium),
    )


def play(
    runs: int = 50,
    *,
    steps: int = 201,
    harm: float = 1.0,
    pace: tuple[float, float] = (1.0, 1.0),
    odds: tuple[float, float] = (1.0, 1.0),
    rest: tuple[float, float, float] = (0.0, 0.0, 1.0),
    extensions: Extensions | None = None,
    breakdown: float = 0.0,
    elections: tuple[tuple[str, dt.date], ...] = (),
    cost: float = 0.0,
    premium: float = 1.0,
    seed: int = 0,
) -> TradeTalks:
    """Play the pie and return the model after its calendar; USA threatens, `odds` (USA, JPN)."""

    def party(name: str, place: int) -> PartySetup:
        own = {"premium": premium, "cost": cost} if name == "JPN" else {}
        return PartySetup(
            preferences=preferences(name, runs, **own),
            threat_odds=np.full(runs, odds[place]),
            concession_start=np.zeros(runs),
            pace_exponent=np.full(runs, pace[place]),
            public_preferences=preferences(name, 1, **own),
            public_threat_odds=odds[place],
        )

    setup = TalksSetup(
        parties=(party("USA", 0), party("JPN", 1)),
        threatener="USA",
        calendar=build_calendar(START, DEADLINE, ROUNDS, extensions=extensions),
        first_round=START,
        offers_per_round=8,
        rest_odds=RestOdds.of(*rest),
        extension_days=extensions.days if extensions else 0,
        breakdown_chance=np.full(runs, breakdown),
        elections=elections,
        annuity=Annuity(120.0, 0.04),
    )

    def dice(who: str, what: str) -> NDArray[np.float64]:
        return np.random.default_rng([seed, *f"{who} {what}".encode()]).random(runs)

    rule = AnswerRule(0.3, 0.3, 0.0, 1.0, np.zeros(runs), np.zeros(runs))
    model = TradeTalks(setup, pie_tables(steps, harm), np.zeros(runs, dtype=np.intp), rule, dice)
    model.play()
    return model


def shares(model: TradeTalks) -> NDArray[np.float64]:
    """Return the share of the pie that the USA gets in signed runs."""
    signed = model.talk.package >= 0
    return np.asarray(model.tables.given[model.talk.package[signed], 0])
