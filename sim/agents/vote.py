"""Votes after the signature: governments that count on them, and the chambers that hold them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.chamber import logistic
from sim.bargaining.credibility import SHARE_IN_PART
from sim.bargaining.ratification import Ballot, foreseen
from sim.bargaining.talk import Status

if TYPE_CHECKING:
    from sim.agents.government import Government
    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry
    from sim.bargaining.outlook import Moment
    from sim.bargaining.talks_setup import PartySetup

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


AtVote = Callable[[float], "Moment"]


def own_worth(
    government: Government, ballots: list[Ballot], at_vote: AtVote, now: Floats
) -> Floats:
    """Return what packages are worth to a government that counts on the votes, (R, M).

    It knows its own chambers; of the other side's it knows what everybody sees. `at_vote(month)`:
    the moment of a vote.
    """
    outlook, party = government.outlook, government.party
    return foreseen(
        [(ballot, ballot.to_itself(party)) for ballot in ballots],
        now,
        lambda month: outlook.packages(at_vote(month)),
        lambda month: outlook.no_deal(at_vote(month)),
        np.arange(len(now)),
    )


def believed_worth(
    government: Government,
    other: PartySetup,
    ballots: list[Ballot],
    at_vote: AtVote,
    now: Floats,
    *,
    rows: tuple[Indices, Indices],
) -> Floats:
    """Return what a government thinks packages are worth to the other side, (K, M).

    `now` (K, M): the same without votes; `rows`: the K runs and their groups of world and controls.
    """
    runs, groups = rows
    learner = government.learner
    seen = other.public if learner is None else other.types

    def mean(values: Floats) -> Floats:
        """Return the mean over the types that the other may be, (G, H, ...) -> (K, ...)."""
        if learner is None:
            return np.asarray(values[groups, 0])
        belief = learner.belief[runs]
        total = np.zeros((len(runs), *values.shape[2:]))
        for h in range(belief.shape[1]):
            total += belief[:, h].reshape(-1, *(1,) * (values.ndim - 2)) * values[groups, h]
        return total

    return foreseen(
        [(ballot, ballot.to_others(other.party)) for ballot in ballots],
        now,
        lambda month: mean(seen.of_types(at_vote(month))[0]),
        lambda month: mean(seen.of_types(at_vote(month))[1]),
        runs,
    )


def hold_votes(talks: Negotiation, entry: Entry) -> None:
    """Let every chamber vote on the deals that fall due today."""
    ratification, talk = talks.ratification, talks.talk
    if ratification is None:
        return
    for place, chamber in enumerate(ratification.chambers):
        signed = np.flatnonzero(talk.status == Status.SIGNED)
        signed = signed[ratification.needed[place][talk.package[signed]]]
        for day in np.unique(talk.ended_on[signed]):
            on = dt.date.fromordinal(int(day))
            if chamber.vote_day(on) == entry.date:
                _vote(talks, entry, place, signed[talk.ended_on[signed] == day], on)


def _vote(talks: Negotiation, entry: Entry, place: int, runs: Indices, signed: dt.date) -> None:
    """Let one chamber vote on deals that were signed on one day."""
    ratification, talk = talks.ratification, talks.talk
    assert ratification is not None  # only its chambers vote
    chamber = ratification.chambers[place]
    margin = ratification.margin(place, runs, talk.package[runs], signed, talk.regime[runs])
    dice = talks.dice(chamber.party, f"vote {chamber.name}")[runs]
    margin += chamber.surprise[runs] * np.log(dice / (1.0 - dice))
    yes = logistic(margin / chamber.spread[runs])
    talk.yes_shares.setdefault(chamber.name, np.full(talk.n_runs, np.nan))[runs] = yes
    passed = margin >= chamber.bar[runs]
    later = ratification.vote_after(place, talk.package[runs], signed)
    talk.vote(runs[passed & later], Status.SIGNED, entry.date)
    talk.vote(runs[passed & ~later], Status.RATIFIED, entry.date)
    talks.note(entry, "ratify", runs[passed], chamber.party)
    talk.rejected_by[runs[~passed]] = place
    talks.note(entry, "reject", runs[~passed], chamber.party)
    for regime in np.unique(talk.regime[runs[~passed]]).tolist():
        _fall_due(talks, entry, runs[~passed & (talk.regime[runs] == regime)], place, regime)


def _fall_due(talks: Negotiation, entry: Entry, runs: Indices, place: int, regime: int) -> None:
    """Let the threat fall due after a rejection, as at a deadline that cannot be put off.

    Where a rejection leaves what holds, it goes on; rates carried out before stay, are eased or go.
    """
    ratification, talk, known = talks.ratification, talks.talk, talks.setup.known_regimes[regime]
    assert ratification is not None  # only its chambers vote
    chamber = ratification.chambers[place]
    odds = ratification.fate_odds(place, regime)[runs]
    dice = talks.dice(talks.setup.threatener, f"after the vote of {chamber.name}")[runs]
    falls_due = chamber.to_threat[runs]
    path = (dice[:, None] >= np.cumsum(odds, axis=1)[:, :-1]).sum(axis=1)
    talk.path[runs] = path
    if known.is_carried_out:
        statuses = (Status.EXECUTED, Status.EASED, Status.LIFTED)
        moves = ("keep_rates", "ease_rates", "lift_rates")
    else:
        statuses = (Status.EXECUTED, Status.PARTLY, Status.WITHDRAWN)
        moves = ("execute", "execute_partly", "withdraw")
    left = np.ones(len(runs), dtype=bool)
    for fate, status, move in zip(known.fates, statuses, moves, strict=True):
        here = left & falls_due & (path == fate)
        left &= ~here
        talk.vote(runs[here], status, entry.date)
        talks.note(entry, move, runs[here])
        if not known.is_carried_out and status in (Status.EXECUTED, Status.PARTLY):
            talk.executed_on[runs[here]] = entry.date.toordinal()
            talk.executed_share[runs[here]] = 1.0 if status == Status.EXECUTED else SHARE_IN_PART
    talk.vote(runs[left], Status.WITHDRAWN, entry.date)
