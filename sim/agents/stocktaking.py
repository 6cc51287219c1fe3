"""What packages and no deal are worth to both sides at a round, and what they think of each other.

Runs in which other rates hold or other threats are known are valued apart: `moments` names each
such group with what the date means to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.vote import believed_worth, own_worth
from sim.bargaining.cabinet import CabinetOutlook
from sim.bargaining.credibility import Deeds
from sim.bargaining.learning import TypeValues
from sim.bargaining.outlook import Moment
from sim.bargaining.talk import Status

if TYPE_CHECKING:
    from sim.agents.government import Government
    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry
    from sim.bargaining.talks_setup import PartySetup

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Moments = Sequence[tuple[Moment, Indices]]


def own_values(
    talks: Negotiation, government: Government, moments: Moments
) -> tuple[Floats, Floats]:
    """Return what packages (R, M) and no deal (R,) are worth to a government itself."""
    first, outlook = moments[0][0], government.outlook
    worth, no_deal = outlook.packages(first), np.zeros(len(talks.worlds))
    # What a ministry would veto hangs on its no deal, so on what is threatened.
    is_divided = isinstance(outlook, CabinetOutlook)
    for moment, where in moments:
        no_deal[where] = outlook.no_deal(moment)[where]
        if moment is not first and (is_divided or moment.pending != first.pending):
            worth[where] = outlook.packages(moment)[where]
    return worth, no_deal


def believed_values(
    talks: Negotiation, party: PartySetup, other: PartySetup, moments: Moments, runs: Indices
) -> tuple[Floats, Floats]:
    """Return what a party thinks packages (K, M) and no deal (K,) are worth to the other side."""
    group = talks.worlds * len(talks.tables.states) + talks.state
    n_groups = talks.tables.n_worlds * len(talks.tables.states)
    for place, (_, where) in enumerate(moments):
        group[where] += place * n_groups
    learner = talks.governments[party.party].learner
    if learner is None:
        seen = zip(*(other.public.at(moment) for moment, _ in moments), strict=True)
        packages, no_deal = (np.concatenate(values) for values in seen)
        return packages[group[runs]], no_deal[group[runs]]
    parts = [other.types.types_at(moment, party.public) for moment, _ in moments]
    return learner.take_stock(TypeValues.joined(parts), group, runs)


def after_votes(
    talks: Negotiation,
    entry: Entry,
    government: Government,
    other: PartySetup,
    moments: Moments,
    *,
    values: tuple[Floats, Floats, Indices],
) -> tuple[Floats, Floats]:
    """Return what packages are worth with votes in mind: to oneself (R, M), believed (K, M).

    `values`: the same without votes, and the runs of the rows of the second.
    """
    assert talks.ratification is not None  # somebody votes
    own, packages, runs = values
    own, packages = own.copy(), packages.copy()
    group = talks.worlds * len(talks.tables.states) + talks.state
    for moment, where in moments:
        ballots = talks.ratification.ballots(entry.date, moment.regime)
        at_vote = partial(talks.setup.at_vote, moment)
        own[where] = own_worth(government, ballots, at_vote, own)[where]
        rows = np.searchsorted(runs, where)
        packages[rows] = believed_worth(
            government, other, ballots, at_vote, packages[rows], rows=(where, group[where])
        )
    return own, packages


def bar(
    talks: Negotiation, runs: Indices, own: tuple[Floats, Floats], other: tuple[Floats, Floats]
) -> None:
    """Let packages whose rates can no longer be levied be worth less than no deal to both.

    `own`: packages (R, M) and no deal (R,) to the side itself; `other`: (K, M) and (K,) as it sees
    the other side, in `runs` (K,). Packages are changed in place.
    """
    for place, regime in enumerate(talks.setup.known_regimes):
        at = np.flatnonzero(talks.talk.regime[runs] == place)
        if regime.caps and at.size:
            twins = talks.tables.capped(regime.caps)
            barred = np.flatnonzero(twins != np.arange(len(twins)))
            own[0][np.ix_(runs[at], barred)] = own[1][runs[at], None] - 1.0
            other[0][np.ix_(at, barred)] = other[1][at, None] - 1.0


def credibility(talks: Negotiation) -> Floats | None:
    """Return the other side's odds of the threat at the start and the end, (R, 2).

    None if deeds do not move them. What became of the threat itself is counted.
    """
    talk, setup = talks.talk, talks.setup
    believer = talks.governments[talk.other(setup.threatener)].outlook
    if not believer.counts_deeds:
        return None
    first = setup.calendar.entries[0]
    odds = np.stack([believer.odds(setup.seen_deeds(first.phase, first.date))] * 2, axis=1)
    is_dropped = (talk.status == Status.WITHDRAWN).astype(np.float64)
    known = (talk.phase, talk.ended_on, is_dropped, talk.executed_share, *talks.heard_deeds.T)
    stands = np.stack(known, axis=1)
    for row in np.unique(stands, axis=0).tolist():
        here = (stands == row).all(axis=1)
        phase, day, dropped, share, *heard = row
        own = Deeds(share, 1.0 - share) if share else Deeds(retreated=dropped)
        seen = setup.seen_deeds(int(phase), dt.date.fromordinal(int(day)), *map(int, heard))
        deeds = seen.joined(own)
        odds[here, 1] = believer.odds(deeds)[here]
    return odds
