"""The chambers that must approve a deal as drawn, and the measures of their votes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.chamber import Chamber, Members, Prior
from sim.ensemble.endings import Endings
from sim.ensemble.industries import industries
from sim.ensemble.measures import Measure
from sim.ensemble.setup import Setup
from sim.scenario.ratification import REJECTED, WIN_SETS, Ratification

Floats = NDArray[np.float64]
Draw = Callable[[str], Floats]

_POINTS = 16
"""Equally likely pairs of mood and swing that stand for what outsiders hold possible."""
_STRIDE = 7
"""Pairs each mood with a swing far from it in rank, so that neither tells of the other."""


def chambers(setup: Setup, draw: Draw) -> tuple[Chamber, ...]:
    """Return the chambers of the scenario's talks, each number taken by `draw` from its path."""
    return tuple(
        _chamber(setup, place, vote, draw) for place, vote in enumerate(setup.talk.ratification)
    )


def _chamber(setup: Setup, place: int, vote: Ratification, draw: Draw) -> Chamber:
    head = f"talks.{setup.talk_name}.ratification.{place}"
    issues = setup.agenda.issues
    covers = [vote.covers is None or issue.kind in vote.covers for issue in issues]
    win_set, rejected = (draw(f"{head}.{name}") for name in ("win_set", "if_rejected"))
    return Chamber(
        party=vote.party,
        name=vote.by,
        after_days=None if vote.after is None else round(vote.after.mean),
        on=vote.date,
        covers=np.array(covers),
        covers_all=vote.covers is None,
        members=_members(setup, head, vote.party, draw),
        mood=draw(f"{head}.mood"),
        swing=draw(f"{head}.election_swing"),
        needed=draw(f"{head}.needed"),
        spread=draw(f"{head}.spread"),
        surprise=draw(f"{head}.surprise"),
        is_public=win_set == WIN_SETS.index("public"),
        to_threat=rejected == REJECTED.index("threat"),
        defeat=draw(f"{head}.defeat"),
        threat_odds=draw(_threat_odds(setup, vote.party)),
        elections=tuple(day for party, day in setup.elections() if party == vote.party),
        prior=_prior(setup, head, vote),
    )


def _threat_odds(setup: Setup, party: str) -> str:
    """Return the path of what a party thinks of the threat."""
    own = party == setup.talk.threat.by
    return f"parties.{party}.{'resolve' if own else 'believes_threat'}"


def _members(setup: Setup, head: str, party: str, draw: Draw) -> Members:
    organised = industries(setup, party, draw)
    assert organised is not None  # the scenario was checked
    column, _ = setup.observables.column("income", party)
    return Members(column, draw(f"{head}.income"), organised)


def _prior(setup: Setup, head: str, vote: Ratification) -> Prior:
    """Return what everybody knows of a chamber: expected numbers, and its ranges of mood."""
    needed, spread = (float(setup.expected(f"{head}.{name}")[0]) for name in ("needed", "spread"))
    ranks = np.arange(_POINTS)
    moods, swings = (
        setup.listed[f"{head}.{name}"].draw((order + 0.5) / _POINTS)
        for name, order in (("mood", ranks), ("election_swing", ranks * _STRIDE % _POINTS))
    )
    return Prior(
        members=_members(setup, head, vote.party, setup.expected),
        defeat=float(setup.expected(f"{head}.defeat")[0]),
        threat_odds=float(setup.expected(_threat_odds(setup, vote.party))[0]),
        bar=spread * float(np.log(needed / (1.0 - needed))),
        surprise=float(setup.expected(f"{head}.surprise")[0]),
        moods=moods,
        swings=swings,
    )


def defeats(setup: Setup, ends: Endings, draw: Draw) -> dict[str, Floats]:
    """Return what lost votes cost the governments whose chambers vote, USD bn a year, (R,) each."""
    found: dict[str, Floats] = {}
    for place, vote in enumerate(setup.talk.ratification):
        cost = draw(f"talks.{setup.talk_name}.ratification.{place}.defeat")
        lost = np.zeros(len(cost)) if ends.rejected_by is None else ends.rejected_by == place
        found[vote.party] = found.get(vote.party, np.zeros(len(cost))) + cost * lost
    return found


def vote_measures(setup: Setup, ends: Endings) -> Iterator[tuple[Measure, Floats]]:
    """Yield when deals were approved and by how many votes, if any chamber has to approve."""
    votes = setup.talk.ratification
    if not votes:
        return
    voted = ends.settled_on - ends.ended_on
    was_held = np.zeros(len(voted), dtype=bool) if ends.voted_on is None else ends.voted_on >= 0
    yield Measure("ratified_after_days"), np.where(ends.signed & was_held, voted, np.nan)
    for vote in votes:
        nobody = np.full(len(voted), np.nan)
        yield Measure("yes_share", vote.party, sector=vote.by), ends.yes_shares.get(vote.by, nobody)
