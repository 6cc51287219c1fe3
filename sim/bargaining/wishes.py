"""What a government wants and expects, and the outlooks that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.cabinet import CabinetOutlook, Rule
from sim.bargaining.credibility import Credibility
from sim.bargaining.learning import TypeValues
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.outlook import Moment, Outlook
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
    with their `rule`, if it decides as several; `credibility`: how deeds move the odds, None if
    they do not.
    """

    preferences: Preferences
    threat_odds: Floats
    ministries: tuple[Preferences, ...] = ()
    rule: Rule | None = None
    credibility: Credibility | None = None

    def take(self, rows: Indices) -> Wishes:
        """Return the wishes of some rows, in the order given."""
        return Wishes(
            self.preferences.take(rows),
            self.threat_odds[rows],
            tuple(member.take(rows) for member in self.ministries),
            None if self.rule is None else self.rule.take(rows),
            None if self.credibility is None else self.credibility.take(rows),
        )

    def outlook(
        self,
        tables: ValueTables,
        annuity: Annuity,
        rest_odds: RestOdds,
        worlds: Indices,
        stay_odds: RestOdds | None = None,
    ) -> AnyOutlook:
        """Return the outlook with a row for each of `worlds` (R,).

        `rest_odds`, `stay_odds`: of these rows. States of China's controls are still to be set.
        """

        def outlook(preferences: Preferences) -> Outlook:
            payoffs = Payoffs(tables, preferences, annuity, worlds)
            return Outlook(
                preferences.party,
                payoffs,
                self.threat_odds,
                rest_odds,
                self.credibility,
                stay_odds,
            )

        if self.rule is None:
            return outlook(self.preferences)
        members = tuple(outlook(preferences) for preferences in self.ministries)
        return CabinetOutlook(self.preferences.party, members, self.rule)

    def seen(
        self,
        tables: ValueTables,
        annuity: Annuity,
        rest_odds: RestOdds,
        stay_odds: RestOdds | None = None,
    ) -> SeenWishes:
        """Return what others believe of a party that may have these wishes; odds a row a world."""
        n_worlds, n_states = tables.n_worlds, len(tables.states)
        n_types = len(self.threat_odds)
        worlds = np.repeat(np.arange(n_worlds), n_states * n_types)
        rows = np.tile(np.arange(n_types), n_worlds * n_states)
        stay = None if stay_odds is None else stay_odds.take(worlds)
        outlook = self.take(rows).outlook(tables, annuity, rest_odds.take(worlds), worlds, stay)
        states = np.tile(np.repeat(np.arange(n_states), n_types), n_worlds)
        outlook.set_states(np.arange(len(rows)), states)
        return SeenWishes(outlook, n_types)


@dataclass(frozen=True)
class SeenWishes:
    """What packages and no deal are worth to a party in the eyes of others.

    In G groups of runs, one for each world and state of China's controls, and H rows of wishes. No
    run changes it, so what was found for a date is kept for other blocks.
    """

    outlook: AnyOutlook
    n_types: int
    known: dict[Moment, tuple[Floats, Floats]] = field(default_factory=dict, repr=False)
    types: dict[Moment, TypeValues] = field(default_factory=dict, repr=False)
    packages: dict[tuple[object, ...], Floats] = field(default_factory=dict, repr=False)

    def at(self, moment: Moment) -> tuple[Floats, Floats]:
        """Return the values of packages (G, M) and of no deal (G,) to the first row of wishes."""
        packages, no_deal = self._of_all(moment)
        return packages[:, 0], no_deal[:, 0]

    def of_types(self, moment: Moment) -> tuple[Floats, Floats]:
        """Return the values of packages (G, H, M) and of no deal (G, H) to all rows of wishes."""
        return self._of_all(moment)

    def types_at(self, moment: Moment, learner: SeenWishes) -> TypeValues:
        """Return the values to every row of wishes; `learner`: the other side as seen by all."""
        if moment not in self.types:
            packages, no_deal = learner.at(moment)
            self.types[moment] = TypeValues.of(*self._of_all(moment), packages > no_deal[:, None])
        return self.types[moment]

    def _of_all(self, moment: Moment) -> tuple[Floats, Floats]:
        if moment not in self.known:
            packages, no_deal = self._packages(moment), self.outlook.no_deal(moment)
            self.known[moment] = packages, no_deal.reshape(-1, self.n_types)
        return self.known[moment]

    def _packages(self, moment: Moment) -> Floats:
        """Return the values of packages; those of an undivided government hang on the date alone.

        So they are kept once for all that may hold or be threatened on that date.
        """
        is_before = self.outlook.party in moment.before_election
        key = moment.signing, is_before, moment.pending
        is_divided = isinstance(self.outlook, CabinetOutlook)
        if is_divided or key not in self.packages:
            packages = self.outlook.packages(moment)
            packages = packages.reshape(-1, self.n_types, packages.shape[1])
            if is_divided:
                return packages
            self.packages[key] = packages
        return self.packages[key]
