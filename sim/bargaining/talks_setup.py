"""The rules of one pair of talks and what makes its two governments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Calendar, Entry, months_between
from sim.bargaining.chamber import Chamber
from sim.bargaining.focal import Focal
from sim.bargaining.industries import Industries
from sim.bargaining.learning import ExpectedPace
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.outlook import Moment
from sim.bargaining.repertoire.base import Tactic
from sim.bargaining.wishes import SeenWishes, Wishes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PartySetup:
    """What makes one government at the table.

    Private, in every run: `wishes` and `tactic`. Public: what others expect of its wishes
    (`public`) and of its pace, and the types that a learning side holds possible. `learns`: whether
    it learns about the other side itself.
    """

    wishes: Wishes
    tactic: Tactic
    public: SeenWishes
    types: SeenWishes
    expected_pace: ExpectedPace
    learns: bool = False

    @property
    def party(self) -> str:
        """The region that this government rules."""
        return self.wishes.preferences.party


@dataclass(frozen=True)
class TalksSetup:
    """The rules of one pair of talks; `rest_odds` has a row a world, `breakdown_chance` (R,).

    `chambers` must approve what is signed; `industries` of the parties that have organised ones.
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
    chambers: tuple[Chamber, ...] = ()
    industries: tuple[Industries, ...] = ()

    def moment(self, entry: Entry) -> Moment:
        """Return what values need to know about a date of the calendar."""
        phase = self.calendar.phases[entry.phase]
        extended = phase.deadline + dt.timedelta(days=self.extension_days)
        return Moment(
            months_between(self.first_round, entry.date),
            months_between(self.first_round, phase.deadline),
            months_between(self.first_round, extended),
            phase.may_postpone,
            phase.threat,
            frozenset(party for party, day in self.elections if entry.date < day),
        )
