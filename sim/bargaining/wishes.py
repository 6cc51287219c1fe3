"""What a government wants and expects, and the outlooks that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.cabinet import CabinetOutlook, Rule
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.outlook import Outlook
from sim.bargaining.payoffs import Payoffs
from sim.bargaining.preferences import Preferences
from sim.bargaining.tables import ValueTables

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
AnyOutlook = Outlook | CabinetOutlook


@dataclass(frozen=True)
class Wishes:
    """What a government wants and expects, in R rows (runs, or types that others hold possible).

    `preferences` of the whole; `threat_odds` (R,) that the threat is executed in full; `ministries`
    with their `rule`, if it decides as several.
    """

    preferences: Preferences
    threat_odds: Floats
    ministries: tuple[Preferences, ...] = ()
    rule: Rule | None = None

    def take(self, rows: Indices) -> Wishes:
        """Return the wishes of some rows, in the order given."""
        return Wishes(
            self.preferences.take(rows),
            self.threat_odds[rows],
            tuple(member.take(rows) for member in self.ministries),
            None if self.rule is None else self.rule.take(rows),
        )

    def outlook(
        self, tables: ValueTables, annuity: Annuity, rest_odds: RestOdds, worlds: Indices
    ) -> AnyOutlook:
        """Return the outlook with a row for each of `worlds` (R,).

        `rest_odds`: of these rows. States of China's controls are still to be set.
        """

        def outlook(preferences: Preferences) -> Outlook:
            payoffs = Payoffs(tables, preferences, annuity, worlds)
            return Outlook(preferences.party, payoffs, self.threat_odds, rest_odds)

        if self.rule is None:
            return outlook(self.preferences)
        members = tuple(outlook(preferences) for preferences in self.ministries)
        return CabinetOutlook(self.preferences.party, members, self.rule)

    def outlook_of_groups(
        self, tables: ValueTables, annuity: Annuity, rest_odds: RestOdds
    ) -> AnyOutlook:
        """Return what others believe of a party that may have these wishes.

        A row for each world, state of China's controls and row of the wishes, the last one fastest;
        `rest_odds` has a row a world.
        """
        n_worlds, n_states = tables.n_worlds, len(tables.states)
        n_types = len(self.threat_odds)
        worlds = np.repeat(np.arange(n_worlds), n_states * n_types)
        rows = np.tile(np.arange(n_types), n_worlds * n_states)
        outlook = self.take(rows).outlook(tables, annuity, rest_odds.take(worlds), worlds)
        states = np.tile(np.repeat(np.arange(n_states), n_types), n_worlds)
        outlook.set_states(np.arange(len(rows)), states)
        return outlook
