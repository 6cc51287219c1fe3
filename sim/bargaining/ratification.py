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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Calendar, Entry, Kind, months_between
from sim.bargaining.industries import Industries
from sim.bargaining.no_deal import RestOdds, settled
from sim.bargaining.regimes import Regime
from sim.bargaining.tables import ValueTables

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]

_CHINAS_OWN = (Kind.REVIEW, Kind.TRUCE_ENDS)


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


@dataclass(frozen=True)
class Ballot:
    """One chamber's coming vote on deals signed today.

    `month` of the vote from the first round; `needed` (M,) packages that it votes on; odds of
    approval (R, M) as its own government (`known`) and as the other side (`seen`) sees them;
    `defeat` and `seen_defeat` (R,): what a rejection costs its government, in the same two views.
    """

    party: str
    month: float
    needed: Flags
    to_threat: Flags
    known: Floats
    seen: Floats
    defeat: Floats
    seen_defeat: Floats

    def to_itself(self, party: str) -> tuple[Floats, Floats]:
        """Return odds and cost of defeat of a vote as a government counts on it itself."""
        if self.party == party:
            return self.known, self.defeat
        return self.seen, np.zeros_like(self.defeat)

    def to_others(self, party: str) -> tuple[Floats, Floats]:
        """Return odds and cost of defeat as the other side thinks that a government counts on."""
        own = self.party == party
        return self.seen, self.seen_defeat if own else np.zeros_like(self.defeat)


class Ratification:
    """All chambers of one pair of talks, in the order in which the scenario lists them.

    `rest_odds`: of what becomes of the threat when it is not executed in full, a row a run;
    `stay_odds`: that executed rates stay, are eased or are withdrawn, the same. `regimes`: what may
    hold and be threatened.
    """

    def __init__(
        self,
        chambers: Sequence[Chamber],
        tables: ValueTables,
        annuity: Annuity,
        worlds: Indices,
        *,
        regimes: Sequence[Regime],
        rest_odds: RestOdds,
        stay_odds: RestOdds | None,
        first_round: dt.date,
    ) -> None:
        self.chambers = tuple(chambers)
        self._annuity = annuity
        self.first_round = first_round
        self.needed = [
            np.ones(len(tables.codes), dtype=bool)
            if chamber.covers_all
            else np.any(tables.given[:, chamber.covers] > 0.0, axis=1)
            for chamber in chambers
        ]
        self._actual = [Leanings(tables, c.members, annuity, worlds) for c in chambers]
        self._expected = [
            Leanings(tables, c.prior.members.repeated(len(worlds)), annuity, worlds)
            for c in chambers
        ]

        self._regimes, self._n_paths = tuple(regimes), tables.n_paths
        self._rest_odds, self._stay_odds = rest_odds, stay_odds

    def fate_odds(self, place: int, regime: int, *, seen: bool = False) -> Floats:
        """Return the odds of each named path after a rejection by a chamber, (R, paths).

        The threat falls due as at a deadline that cannot be put off, or what holds goes on; once it
        has been carried out its rates stay, are eased or go. `seen`: in the eyes of outsiders.
        """
        chamber, known = self.chambers[place], self._regimes[regime]
        runs = len(chamber.to_threat)
        if known.is_carried_out and self._stay_odds is not None:
            fates = np.broadcast_to(self._stay_odds.shares, (runs, 3))
        else:
            prior = np.full(runs, chamber.prior.threat_odds)
            threat_odds = prior if seen else chamber.threat_odds
            fates = settled(self._rest_odds.probabilities(threat_odds, may_postpone=False))
        odds = np.zeros((runs, self._n_paths))
        for fate, path in enumerate(known.fates):
            odds[:, path] += np.where(chamber.to_threat, fates[:, fate], 0.0)
        odds[:, known.hold] += np.where(chamber.to_threat, 0.0, 1.0)
        return odds

    def set_states(self, runs: Indices, states: Indices) -> None:
        """Take the model quantities of these runs from their world and state of controls."""
        for leanings in (*self._actual, *self._expected):
            leanings.set_states(runs, states)

    def month(self, chamber: Chamber, signed: dt.date) -> float:
        """Return the month of a chamber's vote from the first round."""
        return months_between(self.first_round, chamber.vote_day(signed))

    def vote_after(self, place: int, package: Indices, signed: dt.date) -> Flags:
        """Return whether another chamber votes after one on packages signed on a day, (K,)."""
        turn = (self.chambers[place].vote_day(signed), place)
        later = np.zeros(len(package), dtype=bool)
        for other, chamber in enumerate(self.chambers):
            if (chamber.vote_day(signed), other) > turn:
                later |= self.needed[other][package]
        return later

    def ballots(self, today: dt.date, regime: int) -> list[Ballot]:
        """Return the votes that follow a signature today in a regime, in order of time."""
        found = []
        for place, chamber in enumerate(self.chambers):
            vote = chamber.vote_day(today)
            month = self.month(chamber, today)
            lean, usual = (
                held[place].over_rejection(month, self.fate_odds(place, regime, seen=seen))
                for held, seen in ((self._actual, False), (self._expected, True))
            )
            known = chamber.odds(lean, today, vote)
            prior = chamber.odds_by_prior(usual, today, vote)
            seen = np.where(chamber.is_public[:, None], known, prior)
            left = self._annuity.share_left(month)
            found.append(
                Ballot(
                    chamber.party,
                    month,
                    self.needed[place],
                    chamber.to_threat,
                    known,
                    seen,
                    chamber.defeat * left,
                    np.full(len(chamber.defeat), chamber.prior.defeat * left),
                )
            )
        return sorted(found, key=lambda ballot: ballot.month)

    def margin(
        self, place: int, runs: Indices, package: Indices, signed: dt.date, regime: Indices
    ) -> Floats:
        """Return the margin of deals signed on a day at their vote in one chamber, (K,).

        `package` (K,): places in the tables; `regime` (K,) that each run is in.
        """
        chamber = self.chambers[place]
        month = self.month(chamber, signed)
        lean = np.empty(len(runs))
        for known in np.unique(regime):
            at = regime == known
            odds = self.fate_odds(place, int(known))
            over = self._actual[place].over_rejection(month, odds)
            lean[at] = over[runs[at], package[at]]
        polled = chamber.election_before(chamber.vote_day(signed)) is not None
        return np.asarray(lean + chamber.mood[runs] + (chamber.swing[runs] if polled else 0.0))


def foreseen(
    ballots: Iterable[tuple[Ballot, tuple[Floats, Floats]]],
    now: Floats,
    at: Callable[[float], Floats],
    without: Callable[[float], Floats],
    rows: Indices,
) -> Floats:
    """Return what packages signed today are worth with the votes in mind, (K, M).

    A package worth U once in force, N after the rejection, with the odds p of passing, is worth
    p U + (1 - p) (N - d), d what a defeat in its own chamber costs the government; with several
    chambers N is that of the first that rejects. `ballots`: in order of time, each with the odds
    (R, M) and d (R,) to use; `now` (K, M): worth without any vote; `at(month)` (K, M): worth if in
    force from a month on; `without(month)` (K,): worth of no deal if the threat falls due in a
    month. Until the last vote the rates in force stay, worth zero. `rows` (K,): the runs.
    """
    alive, lost, worth = np.ones_like(now), np.zeros_like(now), now.copy()
    begins = np.full(now.shape[1], -1.0)
    for ballot, (odds, defeat) in ballots:
        voted = ballot.needed
        fails = alive[:, voted] * (1.0 - odds[rows][:, voted])
        fallen = np.where(ballot.to_threat[rows], without(ballot.month), 0.0)
        lost[:, voted] += fails * (fallen - defeat[rows])[:, None]
        alive[:, voted] -= fails
        begins[voted] = ballot.month
    for month in np.unique(begins[begins >= 0.0]):
        voted = begins == month
        worth[:, voted] = at(float(month))[:, voted]
    return np.asarray(alive * worth + lost)


def with_votes(calendar: Calendar, votes: Sequence[tuple[int | None, dt.date | None]]) -> Calendar:
    """Return the calendar with the days on which chambers may vote.

    `votes`: days after the signature, or a day, of each chamber. Whatever the date of a deal, its
    votes fall on one of these days.

    >>> from sim.bargaining.calendar import build_calendar
    >>> day = dt.date
    >>> plan = build_calendar(day(2025, 5, 30), day(2025, 7, 9), [day(2025, 6, 13)])
    >>> [(e.kind.name, e.date.isoformat()) for e in with_votes(plan, [(60, None)]).entries][-2:]
    [('VOTE', '2025-08-12'), ('VOTE', '2025-09-07')]
    """
    signing = {entry.date for entry in calendar.entries if entry.kind not in _CHINAS_OWN}
    days = set()
    for after_days, on in votes:
        for signed in signing:
            later = signed if after_days is None else signed + dt.timedelta(days=after_days)
            days.add(later if on is None else max(on, signed))
    entries = [*calendar.entries, *(Entry(day, Kind.VOTE) for day in days)]
    return Calendar(calendar.phases, tuple(sorted(entries)))
