"""The rules of one pair of talks and what makes its two governments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Calendar, Entry, months_between
from sim.bargaining.chamber import Chamber
from sim.bargaining.credibility import SHARE_IN_PART, DatedDeed, Deeds
from sim.bargaining.focal import Focal
from sim.bargaining.industries import Industries
from sim.bargaining.learning import ExpectedPace
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.outlook import Moment
from sim.bargaining.regimes import Dates, Pending, Regime, announced, futures
from sim.bargaining.repertoire.base import Tactic
from sim.bargaining.shocks import Shock
from sim.bargaining.wishes import SeenWishes, Wishes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PartySetup:
    """What makes one government at the table.

    Private, in every run: `wishes` and `tactic`. Public: what others expect of its wishes
    (`public`) and of its pace, and the types that a learning side holds possible. `learns`: whether
    it learns about the other side itself. `leaves` (R,): the chance that it walks out after a round
    in which it sees no package for both; None for never.
    """

    wishes: Wishes
    tactic: Tactic
    public: SeenWishes
    types: SeenWishes
    expected_pace: ExpectedPace
    learns: bool = False
    leaves: Floats | None = None

    @property
    def party(self) -> str:
        """The region that this government rules."""
        return self.wishes.preferences.party


@dataclass(frozen=True)
class Leaders:
    """How leaders talk when they call each other.

    `headline`: chips that move beside the rates. (R,): `announcement`, what a chip of the line
    given in full adds in the eyes of the other leader, USD bn a year; `keep_demand`, whether a
    leader asks for what the own side would ask for in a round, or only for more than no deal;
    `chance` that a listed call takes place and `open_chance` on a day that is left to chance.
    """

    headline: tuple[str, ...]
    announcement: Floats
    keep_demand: NDArray[np.bool_]
    chance: Floats
    open_chance: Floats


@dataclass(frozen=True)
class TalksSetup:
    """The rules of one pair of talks; `rest_odds` has a row a world, `breakdown_chance` (R,).

    `regimes`: what holds and is threatened, those of the announced threats first; these alone if
    none are given. `stay_odds`: a row a world, that executed rates stay, are eased or withdrawn.
    `near_counts`: how much likelier more time is given when a deal is near. `chambers` must approve
    what is signed; `industries` of the parties that have organised ones. `address`: what stands
    before the name of each draw, so that pairs have dice of their own.
    """

    name: str
    parties: tuple[PartySetup, PartySetup]
    threatener: str
    calendar: Calendar
    first_round: dt.date
    offers_per_round: int
    rest_odds: RestOdds
    extension_days: int
    breakdown_chance: Floats
    elections: tuple[tuple[str, dt.date], ...]
    annuity: Annuity
    focal: Focal | None = None
    leaders: Leaders | None = None
    regimes: tuple[Regime, ...] = ()
    shocks: tuple[Shock, ...] = ()
    stay_odds: RestOdds | None = None
    after_days: int = 0
    deeds: tuple[DatedDeed, ...] = ()
    near_counts: float = 0.0
    chambers: tuple[Chamber, ...] = ()
    industries: tuple[Industries, ...] = ()
    address: str = ""

    @cached_property
    def known_regimes(self) -> tuple[Regime, ...]:
        """The regimes, at least those of the announced threats."""
        return self.regimes or announced(1 + max(p.threat for p in self.calendar.phases))

    def moment(
        self,
        entry: Entry,
        regime: int | None = None,
        since: int = 0,
        awaited: int = 0,
        *heard: int,
    ) -> Moment:
        """Return what values need to know about a date of the calendar.

        `regime`: its place, by default that of the threat announced last; `since`: the ordinal day
        from which its rates hold, 0 if from the start; `awaited`: which shocks have fallen and will
        take effect, as bits; `heard`: threats carried out and dropped in other talks, in halves.
        """
        phase = self.calendar.phases[entry.phase]
        place = phase.threat if regime is None else regime
        pending = self._pending(entry.date, place, awaited)
        begun = dt.date.fromordinal(since) if since else None
        extended = phase.deadline + dt.timedelta(days=self.extension_days)
        dates = Dates(
            now=self.month(entry.date),
            deadline=self.month(phase.deadline),
            extended=self.month(extended) if phase.may_postpone else None,
            after=self.after_days * 12.0 / 365.25,
        )
        return Moment(
            signing=dates.now,
            deadline=dates.deadline,
            may_postpone=phase.may_postpone,
            futures=futures(self.known_regimes, place, dates, pending),
            since=None if begun is None else self.month(begun),
            is_carried_out=self.known_regimes[place].is_carried_out,
            deeds=self.seen_deeds(entry.phase, entry.date, *heard),
            before_election=frozenset(party for party, day in self.elections if entry.date < day),
            regime=place,
            pending=pending,
        )

    def at_vote(self, moment: Moment, month: float) -> Moment:
        """Return the moment of a vote: the deal comes into force, or the threat falls due at once.

        No talks follow a rejection.
        """
        regimes = list(self.known_regimes)
        regimes[moment.regime] = replace(regimes[moment.regime], after_execution=(-1, -1))
        return replace(
            moment,
            signing=month,
            deadline=month,
            may_postpone=False,
            futures=futures(regimes, moment.regime, Dates(month, month, None), moment.pending),
        )

    def month(self, day: dt.date) -> float:
        """Return the months from the first round to a day."""
        return months_between(self.first_round, day)

    def seen_deeds(self, phase: int, day: dt.date, *heard: int) -> Deeds:
        """Return what has been seen of the threatener by a day of a phase, up to that phase.

        `heard`: what it carried out and dropped in other talks, in halves; nothing by default.
        """
        known = self.calendar.phases[phase]
        done = [deed for deed in self.deeds if deed.date <= day]
        elsewhere = [half * SHARE_IN_PART for half in heard] or [0.0, 0.0]
        return Deeds(
            sum(deed.carried_out for deed in done) + elsewhere[0],
            sum(deed.retreated for deed in done) + elsewhere[1],
            known.put_off,
            known.raised,
        )

    def _pending(self, day: dt.date, regime: int, awaited: int) -> tuple[Pending, ...]:
        """Return the shocks that governments reckon with on a day."""
        follow = self.known_regimes[regime].after_shocks
        found = []
        for number, shock in enumerate(self.shocks):
            if follow[number] < 0:
                continue
            known = shock.prospect(day, has_fallen=bool(awaited >> number & 1))
            if known is not None:
                chance, month_day = known
                caps = self.known_regimes[follow[number]].caps
                found.append(Pending(number, chance, self.month(month_day), caps))
        return tuple(found)
