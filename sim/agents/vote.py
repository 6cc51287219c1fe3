"""Votes after the signature: governments that count on them, and the chambers that hold them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.chamber import Chamber, logistic
from sim.bargaining.no_deal import settled
from sim.bargaining.ratification import Ballot, foreseen
from sim.bargaining.talk import Status

if TYPE_CHECKING:
    from sim.agents.government import Government
    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry
    from sim.bargaining.outlook import Moment
    from sim.bargaining.talks_setup import PartySetup

_AFTER_REJECTION = (
    (Status.EXECUTED, "execute"),
    (Status.PARTLY, "execute_partly"),
    (Status.WITHDRAWN, "withdraw"),
)

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def own_worth(government: Government, ballots: list[Ballot], moment: Moment, now: Floats) -> Floats:
    """Return what packages are worth to a government that counts on the votes, (R, M).

    It knows its own chambers; of the other side's it knows what everybody sees.
    """
    outlook, party = government.outlook, government.party
    return foreseen(
        [(ballot, ballot.to_itself(party)) for ballot in ballots],
        now,
        lambda month: outlook.packages(_at_vote(moment, month)),
        lambda month: outlook.no_deal(_at_vote(moment, month)),
        np.arange(len(now)),
    )


def believed_worth(
    government: Government,
    other: PartySetup,
    ballots: list[Ballot],
    moment: Moment,
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
        lambda month: mean(seen.of_types(_at_vote(moment, month))[0]),
        lambda month: mean(seen.of_types(_at_vote(moment, month))[1]),
        runs,
    )


def _at_vote(moment: Moment, month: float) -> Moment:
    """Return the moment of a vote: the deal comes into force, or the threat falls due at once."""
    return replace(moment, signing=month, deadline=month, may_postpone=False)


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
    threats = np.array([phase.threat for phase in talks.setup.calendar.phases], dtype=np.intp)
    margin = ratification.margin(place, runs, talk.package[runs], signed, threats[talk.phase[runs]])
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
    _fall_due(talks, entry, runs[~passed], chamber)


def _fall_due(talks: Negotiation, entry: Entry, runs: Indices, chamber: Chamber) -> None:
    """Let the threat fall due after a rejection, as at a deadline that cannot be put off."""
    talk, due = talks.talk, chamber.to_threat[runs]
    talk.vote(runs[~due], Status.WITHDRAWN, entry.date)
    runs = runs[due]
    threatener = next(p for p in talks.setup.parties if p.party == talks.setup.threatener)
    chances = settled(
        talks.setup.rest_odds.take(talks.worlds[runs]).probabilities(
            threatener.wishes.threat_odds[runs], may_postpone=False
        )
    )
    dice = talks.dice(talks.setup.threatener, f"after the vote of {chamber.name}")[runs]
    places = (dice[:, None] >= np.cumsum(chances, axis=1)[:, :2]).sum(axis=1)
    for place, (status, move) in enumerate(_AFTER_REJECTION):
        talk.vote(runs[places == place], status, entry.date)
        talks.note(entry, move, runs[places == place])
