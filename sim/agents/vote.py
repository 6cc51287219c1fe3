"""Votes after the signature: governments that count on them, and the chambers that hold them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ratification import Ballot, foreseen, logistic
from sim.bargaining.talk import Status

if TYPE_CHECKING:
    from sim.agents.government import Government
    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry
    from sim.bargaining.outlook import Moment
    from sim.bargaining.talks_setup import PartySetup

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def own_worth(government: Government, ballots: list[Ballot], moment: Moment, now: Floats) -> Floats:
    """Return what packages are worth to a government that counts on the votes, (R, M).

    It knows its own chambers; of the other side's it knows what everybody sees.
    """
    outlook, party = government.outlook, government.party
    return foreseen(
        [(b, b.known if b.party == party else b.seen) for b in ballots],
        now,
        lambda month: outlook.packages(replace(moment, signing=month)),
        lambda month: outlook.under_path(month, moment.threatened),
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
        [(ballot, ballot.seen) for ballot in ballots],
        now,
        lambda month: mean(seen.packages_at(replace(moment, signing=month))),
        lambda month: mean(seen.under_path(month, moment.threatened)),
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
    regimes = talks.setup.known_regimes
    executed = np.array([regime.executed for regime in regimes])[talk.regime[runs]]
    margin = ratification.margin(place, runs, talk.package[runs], signed, executed)
    dice = talks.dice(chamber.party, f"vote {chamber.name}")[runs]
    margin += chamber.surprise[runs] * np.log(dice / (1.0 - dice))
    yes = logistic(margin / chamber.spread[runs])
    talk.yes_shares.setdefault(chamber.name, np.full(talk.n_runs, np.nan))[runs] = yes
    passed = margin >= chamber.bar[runs]
    later = ratification.vote_after(place, talk.package[runs], signed)
    talk.vote(runs[passed & later], Status.SIGNED, entry.date)
    talk.vote(runs[passed & ~later], Status.RATIFIED, entry.date)
    talks.note(entry, "ratify", runs[passed], chamber.party)
    to_threat = chamber.to_threat[runs]
    hold = np.array([regime.hold for regime in regimes])[talk.regime[runs]]
    talk.path[runs[~passed]] = np.where(to_threat, executed, hold)[~passed]
    talk.vote(runs[~passed & to_threat], Status.EXECUTED, entry.date)
    talk.vote(runs[~passed & ~to_threat], Status.WITHDRAWN, entry.date)
    talks.note(entry, "reject", runs[~passed], chamber.party)
