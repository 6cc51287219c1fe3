"""The governments of a block of runs: what they want, expect and how they bargain, as drawn.

`draw` turns the path of a parameter into its values in the runs: the draws of a block, the prior
means (what outsiders expect), or a sample for the search.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import AnswerRule
from sim.bargaining.preferences import Preferences
from sim.ensemble.parameters import RunDraws
from sim.ensemble.setup import Setup
from sim.model import PartySetup, TalksSetup

Floats = NDArray[np.float64]
Draw = Callable[[str], Floats]

_WEIGHTED = {
    "deficit": "goods_balance",
    "total_balance": "goods_balance",
    "revenue": "tariff_revenue",
    "security": "security",
}
"""Weights that stand in `parties.X.weights` and the observed quantity that each one values."""


def preferences(setup: Setup, party: str, draw: Draw) -> Preferences:
    """Return a government's preferences, each number taken by `draw` from its path."""
    observables, head = setup.observables, f"parties.{party}.weights"
    weights = {name: draw(f"{head}.{name}") for name in _WEIGHTED}
    rows = len(weights["deficit"])
    columns = {"income": observables.column("income", party)}
    for name, quantity in _WEIGHTED.items():
        partner = setup.other(party) if name == "deficit" else ""
        columns[name] = observables.column(quantity, party, partner)
    for sector in getattr(setup.scenario.parties, party).weights.sectors:
        weights[f"sector.{sector}"] = draw(f"{head}.sectors.{sector}")
        columns[f"sector.{sector}"] = observables.column("value_added", party, sector=sector)
    cost, exponent, gesture = _issue_terms(setup, party, draw, rows)
    return Preferences(
        party=party,
        terms=tuple(columns),
        columns=np.array([place for place, _ in columns.values()], dtype=np.intp),
        signs=np.array([sign for _, sign in columns.values()], dtype=np.float64),
        weights=np.stack([np.ones(rows), *weights.values()], axis=1),
        cost_at_max=cost,
        cost_exponent=exponent,
        gesture=gesture,
        premium=_premium(setup, party, draw, rows),
    )


def _issue_terms(setup: Setup, party: str, draw: Draw, rows: int) -> tuple[Floats, Floats, Floats]:
    issues = setup.agenda.issues
    cost, gesture = np.zeros((rows, len(issues))), np.zeros((rows, len(issues)))
    exponent = np.ones((rows, len(issues)))
    weights = f"parties.{party}.weights"
    announcement, face = draw(f"{weights}.announcement"), draw(f"{weights}.face")
    for i, issue in enumerate(issues):
        if issue.holder == party:
            chip = f"parties.{party}.chips.{issue.kind}"
            cost[:, i] = draw(f"{chip}.domestic_cost_at_max")
            exponent[:, i] = draw(f"{chip}.cost_exponent")
            gesture[:, i] = -face
        else:
            gesture[:, i] = announcement
    return cost, exponent, gesture


def _premium(setup: Setup, party: str, draw: Draw, rows: int) -> Floats:
    """Return the factor on domestic costs while the party's (first listed) election lies ahead."""
    for place, election in enumerate(setup.talk.elections):
        if election.party == party:
            return draw(f"talks.{setup.talk_name}.elections.{place}.cost_before")
    return np.ones(rows)


def controls(setup: Setup, draw: Draw) -> AnswerRule:
    """Return China's rule of answer with its chances as drawn."""
    china, head = setup.scenario.parties.CHN, "parties.CHN"
    return AnswerRule(
        truce_rate=china.truce.us_added_rate.mean,
        rupture_rate=china.truce.us_added_rate.mean + china.truce.suspended_rate.mean,
        ease_at_most=china.controls.eases.when_us_added_rate_at_most.mean,
        tighten_above=china.controls.tightens.when_us_added_rate_above.mean,
        ease_chance=draw(f"{head}.controls.eases.chance_per_review"),
        rupture_chance=draw(f"{head}.truce.chance_of_rupture")
        * draw(f"{head}.controls.tightens.chance_per_review"),
    )


def talks_setup(setup: Setup, draws: RunDraws) -> TalksSetup:
    """Return the rules and governments of the talks in one block of runs."""
    talk = setup.talk
    first, second = (_party(setup, party, draws) for party in talk.parties)
    return TalksSetup(
        parties=(first, second),
        threatener=talk.threat.by,
        calendar=setup.calendar,
        first_round=talk.first_round,
        offers_per_round=talk.offers_per_round,
        rest_odds=setup.rest_odds,
        extension_days=round(talk.extension.length.mean) if talk.extension else 0,
        breakdown_chance=draws(f"talks.{setup.talk_name}.breakdown_per_round"),
        elections=setup.elections(),
        annuity=setup.annuity,
    )


def _party(setup: Setup, party: str, draws: RunDraws) -> PartySetup:
    is_threatener = party == setup.talk.threat.by
    odds = f"parties.{party}.{'resolve' if is_threatener else 'believes_threat'}"
    return PartySetup(
        preferences=preferences(setup, party, draws),
        threat_odds=draws(odds),
        concession_start=draws("advanced.concession_start"),
        pace_exponent=_pace_exponent(setup, party, draws),
        public_preferences=preferences(setup, party, setup.expected),
        public_threat_odds=float(setup.expected(odds)[0]),
    )


def _pace_exponent(setup: Setup, party: str, draws: RunDraws) -> Floats:
    """Return b in each run: the drawn pace says from which range of exponents b is drawn."""
    chosen = draws(f"parties.{party}.pace").astype(int)
    options = getattr(setup.scenario.parties, party).pace.options
    u = draws.dice(party, "pace exponent")
    columns = [setup.listed[f"advanced.pace.{name}"].draw(u) for name in options]
    return np.asarray(np.stack(columns, axis=1)[np.arange(len(chosen)), chosen])
