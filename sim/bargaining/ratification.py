"""How votes that follow a signature enter the talks: what governments think of a package then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Calendar, Entry, Kind, months_between
from sim.bargaining.chamber import Chamber, Leanings
from sim.bargaining.no_deal import RestOdds, settled
from sim.bargaining.regimes import Regime
from sim.bargaining.tables import ValueTables

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]

_CHINAS_OWN = (Kind.REVIEW, Kind.TRUCE_ENDS)


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
