"""Chambers that must approve a signed deal: what they weigh, and the odds that governments see.

Members compare a package x with what a rejection would bring, by the yearly changes from the rates
in force while these last,

    lean(x) = income_weight income(x) + sum_s support_s(x)           (`sim.bargaining.industries`)
    margin(x) = lean(x) - lean(after rejection) + mood + swing

where the swing counts once an election lies between today and the vote. After a rejection the
threatener decides on its threat as at a deadline without a deal (`sim.bargaining.no_deal`), or the
rates in force stay, to which members lean by zero. Member i votes yes where
margin(x) + shock + spread e_i >= 0, e logistic over members, so the share of yes votes is
logistic((margin + shock) / spread), and a share q of them is there where

    margin(x) + shock >= spread log(q / (1 - q))                    zero for half of the votes

The shock is what nobody foresees, logistic with scale `surprise`, so in the eyes of who knows the
margin the deal passes with the odds logistic((margin - spread log(q / (1 - q))) / surprise): the
win-set is where these are high. Who knows less takes the mean over what it holds possible.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.industries import Industries
from sim.bargaining.tables import ValueTables

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)).

    >>> logistic(np.array([0.0, np.log(3.0), -1e9])).round(9).tolist()
    [0.5, 0.75, 0.0]
    """
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


@dataclass(frozen=True)
class Members:
    """What the members of a chamber weigh in R runs: income (R,) by its column, and industries."""

    income_column: int
    income: Floats
    industries: Industries

    def lean(self, rows: Indices, changes: Floats) -> Floats:
        """Return lean of packages or paths, changes (M, Q) -> (rows, M)."""
        own = self.income[rows, None] * changes[:, self.income_column]
        return np.asarray(own + self.industries.support(rows, self.industries.felt(changes)))

    def repeated(self, count: int) -> Members:
        """Return the members of the first run, `count` times over."""
        rows = np.zeros(count, dtype=np.intp)
        return replace(self, income=self.income[rows], industries=self.industries.take(rows))


@dataclass(frozen=True)
class Prior:
    """What outsiders hold possible of a chamber: expected members and numbers, K moods and swings.

    `moods` and `swings` (K,) are equally likely pairs.
    """

    members: Members
    defeat: float
    threat_odds: float
    bar: float
    surprise: float
    moods: Floats
    swings: Floats


@dataclass(frozen=True)
class Chamber:
    """A chamber that votes, in R runs.

    It votes `after_days` after the signature, or `on` a day. `covers` (I,): issues that need its
    approval where they are given; `covers_all`: it votes on every deal. (R,): `mood`; `swing`, what
    its party's election adds; `needed` share of votes; `spread`; `surprise`; `is_public`;
    `to_threat`, whether the threat falls due after a rejection; `threat_odds` that it is then
    executed in full, as members think; `defeat`, what a lost vote costs the government, USD bn a
    year. `elections`: polling days of its party.
    """

    party: str
    name: str
    after_days: int | None
    on: dt.date | None
    covers: Flags
    covers_all: bool
    members: Members
    mood: Floats
    swing: Floats
    needed: Floats
    spread: Floats
    surprise: Floats
    is_public: Flags
    to_threat: Flags
    defeat: Floats
    threat_odds: Floats
    elections: tuple[dt.date, ...]
    prior: Prior

    def vote_day(self, signed: dt.date) -> dt.date:
        """Return the day of the vote on a deal signed on a day."""
        if self.on is not None:
            return max(self.on, signed)
        assert self.after_days is not None
        return signed + dt.timedelta(days=self.after_days)

    @property
    def bar(self) -> Floats:
        """The margin that it takes, spread log(q / (1 - q)), (R,)."""
        return np.asarray(self.spread * np.log(self.needed / (1.0 - self.needed)))

    def election_before(self, day: dt.date) -> dt.date | None:
        """Return the last election up to a day, None if there is none."""
        return max((polls for polls in self.elections if polls <= day), default=None)

    def odds(self, lean: Floats, today: dt.date, vote: dt.date) -> Floats:
        """Return the odds of approval as its own government sees them, lean (R, M) -> (R, M)."""
        margin = lean + (self.mood - self.bar)[:, None]
        swings = self._swings(today, vote)
        return _mean_odds(margin, swings, self.surprise[:, None])

    def odds_by_prior(self, lean: Floats, today: dt.date, vote: dt.date) -> Floats:
        """Return the odds as outsiders see them, lean of expected members (R, M) -> (R, M).

        An election's result is known to all once the polls are closed.
        """
        prior = self.prior
        swings = self._swings(today, vote)
        if len(swings) == 1:
            swings = np.repeat(swings, len(prior.moods), axis=0)
        shifts = swings + prior.moods[:, None]
        return _mean_odds(lean - prior.bar, shifts, prior.surprise)

    def _swings(self, today: dt.date, vote: dt.date) -> Floats:
        """Return the swings that count at a vote and are held possible today, (K or 1, R)."""
        election = self.election_before(vote)
        if election is None:
            return np.zeros((1, len(self.mood)))
        if election <= today:
            return self.swing[None]
        return np.repeat(self.prior.swings[:, None], len(self.mood), axis=1)


def _mean_odds(margin: Floats, shifts: Floats, surprise: Floats | float) -> Floats:
    """Return the mean of logistic((margin + shift) / surprise), shifts (K, R), margin (R, M)."""
    total = np.zeros_like(margin)
    for shift in shifts:
        total += logistic((margin + shift[:, None]) / surprise)
    return total / len(shifts)


class Leanings:
    """How far members of one chamber lean to each package of the catalogue, in R runs."""

    def __init__(
        self, tables: ValueTables, members: Members, annuity: Annuity, worlds: Indices
    ) -> None:
        self._tables, self._members, self._annuity, self._worlds = tables, members, annuity, worlds
        runs = len(worlds)
        # The last axis: first year and long run.
        self._packages = np.zeros((runs, len(tables.codes), 2))
        self._paths = np.zeros((runs, tables.n_paths, 2))

    def set_states(self, runs: Indices, states: Indices) -> None:
        """Take the model quantities of these runs from their world and state of controls."""
        tables, members = self._tables, self._members
        groups = self._worlds[runs] * len(tables.states) + states
        for group in np.unique(groups):
            rows = runs[groups == group]
            at = divmod(int(group), len(tables.states))
            for held, values in ((self._packages, tables.changes), (self._paths, tables.paths)):
                for horizon in (0, 1):
                    held[rows, :, horizon] = members.lean(rows, values[at][:, horizon])

    def over_rejection(self, month: float, odds: Floats) -> Floats:
        """Return lean(x) - lean(after rejection) in force from `month` on, (R, M).

        `odds` (R, paths): that each named path is taken then.
        """
        first, long = self._annuity.weights(month, self._tables.tau_months[self._worlds])
        left = first + long
        share = np.where(left > 0.0, first / np.where(left > 0.0, left, 1.0), 0.0)[:, None]
        packages, paths = (
            share * held[..., 0] + (1.0 - share) * held[..., 1]
            for held in (self._packages, self._paths)
        )
        return np.asarray(packages - (odds * paths).sum(axis=1, keepdims=True))
