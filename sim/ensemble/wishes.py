"""What a government wants and expects, as drawn: in runs, as others expect it, and as types.

`draw` turns the path of a parameter into its values in some rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.cabinet import Rule
from sim.bargaining.credibility import Credibility
from sim.bargaining.preferences import Preferences
from sim.bargaining.wishes import Wishes
from sim.ensemble.preferences import preferences
from sim.ensemble.setup import Setup
from sim.ensemble.streams import stratified
from sim.scenario.ministries import RULES, Cabinet
from sim.scenario.values import Choice

Floats = NDArray[np.float64]
Draw = Callable[[str], Floats]

_FARM = ("agriculture", "food")
_FARM_CHIPS = ("agricultural_imports",)


def wishes(setup: Setup, party: str, draw: Draw) -> Wishes:
    """Return a party's wishes, each number taken by `draw` from its path."""
    odds = threat_odds(setup, party)
    whole = preferences(setup, party, draw)
    moved = None if party == setup.talk.threat.by else _credibility(setup, draw)
    cabinet = getattr(getattr(setup.scenario.parties, party), "ministries", None)
    if cabinet is None:
        return Wishes(whole, draw(odds), credibility=moved)
    members, rule = _ministries(setup, party, cabinet, whole, draw)
    return Wishes(whole, draw(odds), members, rule, moved)


def _credibility(setup: Setup, draw: Draw) -> Credibility | None:
    """Return how deeds move the belief in the threat; None if they do not."""
    if setup.talk.credibility is None:
        return None
    head = f"talks.{setup.talk_name}.credibility"
    return Credibility(
        *(draw(f"{head}.{name}") for name in ("strength", "put_off_counts", "raised_counts"))
    )


def threat_odds(setup: Setup, party: str) -> str:
    """Return the path of a party's odds that the threat of its talks is executed in full."""
    threat, head = setup.talk.threat, f"talks.{setup.talk_name}.threat"
    if party == threat.by:
        return f"parties.{party}.resolve" if threat.resolve is None else f"{head}.resolve"
    return f"parties.{party}.believes_threat" if threat.believed is None else f"{head}.believed"


def expected_wishes(setup: Setup, party: str) -> Wishes:
    """Return what others expect of a party, one row: prior means."""
    return wishes(setup, party, setup.expected)


def possible_wishes(setup: Setup, party: str) -> Wishes:
    """Return the types of a party that a learning side holds possible, all equally likely.

    The first stands at the prior means; the others are a centred Latin hypercube of the ranges.
    """
    n_drawn = setup.scenario.advanced.learning.types - 1

    def draw(path: str) -> Floats:
        drawn = setup.listed[path].draw(stratified(f"type {path}", n_drawn))
        return np.concatenate([setup.expected(path), drawn])

    return wishes(setup, party, draw)


def _ministries(
    setup: Setup, party: str, cabinet: Cabinet, whole: Preferences, draw: Draw
) -> tuple[tuple[Preferences, ...], Rule]:
    """Return the preferences of each ministry and how they decide."""
    head = f"parties.{party}.ministries"
    names = [name for name in type(cabinet).model_fields if name not in {"decide_by", "chair"}]
    voices = np.stack([draw(f"{head}.{name}.voice") for name in names], axis=1)
    voices /= voices.sum(axis=1, keepdims=True)
    emphasis = {
        office: np.stack([draw(f"{head}.{name}.{office}") for name in names], axis=1)
        for office in (
            "income",
            "balance",
            "revenue",
            "security",
            "agriculture",
            "industry",
            "costs",
        )
    }
    # Relative to the average by voice, so that the ministries together want what the whole wants.
    for office, values in emphasis.items():
        average = (voices * values).sum(axis=1, keepdims=True)
        emphasis[office] = np.where(
            average > 0.0, values / np.where(average > 0.0, average, 1.0), 1.0
        )
    members = tuple(
        _member(setup, whole, {office: values[:, m] for office, values in emphasis.items()})
        for m in range(len(names))
    )
    rule = draw(f"{head}.decide_by").astype(np.intp)
    able = setup.listed[f"{head}.chair"].value
    assert isinstance(able, Choice)
    seats = np.array([names.index(name) for name in able.options])
    chair = seats[draw(f"{head}.chair").astype(np.intp)]
    chaired = rule == RULES.index("chair")
    return members, Rule(voices, rule == RULES.index("unanimity"), np.where(chaired, chair, -1))


def _member(setup: Setup, whole: Preferences, emphasis: dict[str, Floats]) -> Preferences:
    """Return one ministry's preferences: the whole's, times its emphasis on each term."""
    by_term = np.stack([emphasis[_office(term)] for term in whole.terms], axis=1)
    costs, gestures = [], []
    for issue in setup.agenda.issues:
        farm = emphasis["agriculture"] if issue.kind in _FARM_CHIPS else emphasis["costs"]
        costs.append(farm)
        # What others give is announced; what is given oneself costs face.
        gestures.append(farm if issue.holder == whole.party else emphasis["balance"])
    lobby = None if whole.lobby is None else whole.lobby.louder(emphasis["costs"])
    return replace(
        whole,
        lobby=lobby,
        weights=whole.weights * by_term,
        cost_at_max=whole.cost_at_max * np.stack(costs, axis=1),
        gesture=whole.gesture * np.stack(gestures, axis=1),
    )


def _office(term: str) -> str:
    """Return which emphasis a term of preferences falls under."""
    if term.startswith("sector."):
        return "agriculture" if term.removeprefix("sector.") in _FARM else "industry"
    return "balance" if term in {"deficit", "total_balance"} else term
