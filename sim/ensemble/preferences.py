"""What a government wants, each weight and cost as drawn.

`draw` turns the path of a parameter into its values in some rows: the draws of a block, the prior
means (what outsiders expect), or a sample for the search.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.preferences import Preferences
from sim.ensemble.industries import lobby
from sim.ensemble.setup import Setup

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
    if setup.other(party) in getattr(setup.scenario.parties, party).weights.deficit_with:
        weights["deficit"] = draw(f"{head}.deficit_with.{setup.other(party)}")
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
        lobby=lobby(setup, party, draw),
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
