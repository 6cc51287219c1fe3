"""What rates runs lived under, and would have without a deal, as weights of the named paths.

Each array holds the annuity weights (F, L) of every named path in every run, (R, P, 2): times the
path's two solutions, summed over paths, they give the worth of rates that hold one after another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Caps
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Entry, Kind, months_between
from sim.bargaining.no_deal import settled
from sim.bargaining.outlook import Moment
from sim.bargaining.regimes import IN_FORCE, Dates, Pending, Spells, futures, path_taken
from sim.bargaining.tables import ValueTables
from sim.bargaining.talks_setup import TalksSetup
from sim.ensemble.endings import Endings
from sim.ensemble.setup import Setup

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class LivedRates:
    """Rates of R runs that left the rates in force before their talks ended, or might have.

    `resolve` (R,): the threatener's own odds of full execution.
    """

    rules: TalksSetup
    tables: ValueTables
    endings: Endings
    resolve: Floats

    @cached_property
    def _tau(self) -> Floats:
        return self.tables.tau_months[self.endings.worlds]

    @property
    def _annuity(self) -> Annuity:
        return self.rules.annuity

    def _none(self) -> Floats:
        return np.zeros((len(self.endings.runs), self.tables.n_paths, 2))

    @cached_property
    def ended(self) -> Floats:
        """Months from the first round to the end of the talks, (R,)."""
        return _months(self.rules.first_round, self.endings.settled_on)

    @cached_property
    def before_the_end(self) -> Floats:
        """Weights of what held until the talks ended, (R, P, 2)."""
        weights = self._none()
        path = np.full(len(self.endings.runs), IN_FORCE)
        start = np.zeros(len(path))
        for spell in self.endings.held.spells:
            month = self.rules.month(spell.date)
            self._add(weights, spell.runs, path, start, np.full(len(path), month))
            path[spell.runs] = spell.path
            start[spell.runs] = month
        self._add(weights, np.flatnonzero(path != IN_FORCE), path, start, self.ended)
        return weights

    @cached_property
    def after_the_end(self) -> Floats:
        """Weights of the path that holds without a deal, (R, P, 2); zero with one.

        Rates that stay go on as they have since they came into force; shocks may still take them.
        """
        weights = self._none()
        for moment, rows in self._groups:
            unsigned = rows[self.endings.held.path[rows] >= IN_FORCE]
            regime = self.endings.held.regime[unsigned]
            for at in np.unique(regime).tolist():
                known = self.rules.known_regimes[at]
                for path in np.unique(self.endings.held.path[unsigned]).tolist():
                    here = unsigned[(regime == at) & (self.endings.held.path[unsigned] == path)]
                    since = moment.since if path == known.hold else None
                    fate = known.fates.index(path)
                    end = float(self.ended[here[0]]) if here.size else 0.0
                    for chance, spells in path_taken(
                        self.rules.known_regimes, at, fate, end, moment.pending
                    ):
                        self._add_spells(weights, here, spells, since, np.full(len(here), chance))
        return weights

    def _add(
        self, weights: Floats, rows: Indices, path: Indices, start: Floats, end: Floats
    ) -> None:
        """Add what holds from `start` to `end` in some runs."""
        rows = rows[path[rows] != IN_FORCE]
        first, long = self._annuity.between(start[rows], end[rows], self._tau[rows])
        weights[rows, path[rows], 0] += first
        weights[rows, path[rows], 1] += long

    @cached_property
    def no_deal(self) -> tuple[Floats, Floats]:
        """What no deal would have brought from the end of the talks on, at the true odds.

        Weights (R, P, 2), and the chance of each path to be the last one, (R, P). The threat falls
        due at the deadline of the phase in which the talks ended; it is not put off again.
        """
        weights, last = self._none(), np.zeros((len(self.endings.runs), self.tables.n_paths))
        for moment, rows in self._groups:
            odds, stay = self._odds(moment, rows)
            for future in moment.futures:
                if future.is_put_off:
                    continue
                chance = future.chance * odds[:, future.fate]
                if future.rest >= 0:
                    chance = chance * stay[:, future.rest]
                last[rows, future.spells[-1][0]] += chance
                self._add_spells(weights, rows, future.spells, moment.since, chance)
        return weights, last

    def _add_spells(
        self, weights: Floats, rows: Indices, spells: Spells, since: float | None, chance: Floats
    ) -> None:
        ends = [*(start for _, start in spells[1:]), None]
        for place, ((path, start), end) in enumerate(zip(spells, ends, strict=True)):
            if path == IN_FORCE:
                continue
            begun = since if place == 0 else None
            first, long = self._annuity.between(start, end, self._tau[rows], begun)
            weights[rows, path, 0] += chance * first
            weights[rows, path, 1] += chance * long

    def _odds(self, moment: Moment, rows: Indices) -> tuple[Floats, Floats]:
        """Return the true odds of the three fates at the deadline, and of executed rates."""
        worlds = self.endings.worlds[rows]
        stay = np.zeros((len(rows), 3))
        if self.rules.stay_odds is not None:
            stay = np.broadcast_to(self.rules.stay_odds.take(worlds).shares, (len(rows), 3))
        if moment.is_carried_out:
            return stay, stay
        rest = self.rules.rest_odds.take(worlds)
        return settled(rest.probabilities(self.resolve[rows])), stay

    def capped(self) -> Iterator[tuple[Caps, Indices]]:
        """Yield the highest rates that could still be levied, and in which runs."""
        for place, regime in enumerate(self.rules.known_regimes):
            rows = np.flatnonzero(self.endings.held.regime == place)
            if regime.caps and rows.size:
                yield regime.caps, rows

    def pending(self) -> Iterator[tuple[tuple[Pending, ...], Indices]]:
        """Yield shocks that might still have come when the talks ended, and in which runs."""
        rows_of: dict[tuple[Pending, ...], list[Indices]] = {}
        for moment, rows in self._groups:
            rows_of.setdefault(moment.pending, []).append(rows)
        for shocks, parts in rows_of.items():
            if shocks:
                yield shocks, np.concatenate(parts)

    def twins(self) -> Iterator[tuple[NDArray[np.bool_], Indices, float, float]]:
        """Yield signed deals whose rates a shock may take: which runs, twins, chance, month."""
        for shocks, rows in self.pending():
            which = np.zeros(len(self.endings.runs), dtype=bool)
            which[rows] = self.endings.signed[rows]
            for shock in shocks:
                if shock.caps and which.any():
                    places = self.tables.capped(shock.caps)[np.maximum(self.endings.package, 0)]
                    yield which, places, shock.chance, shock.month

    @cached_property
    def _groups(self) -> list[tuple[Moment, Indices]]:
        """The runs whose talks ended alike, with what that date means."""
        held, ends = self.endings.held, self.endings
        stands = np.stack(
            [ends.ended_on, ends.phase, held.regime, held.since, held.awaited], axis=1
        )
        groups, of = np.unique(stands, axis=0, return_inverse=True)
        found = []
        for place, group in enumerate(groups):
            day, phase, *stance = map(int, group)
            entry = Entry(dt.date.fromordinal(day), Kind.ROUND, phase)
            rows = np.flatnonzero(of.reshape(-1) == place)
            found.append((self.rules.moment(entry, *stance), rows))
        return found


def last_paths(setup: Setup, world: int, resolve: float) -> Floats:
    """Return how likely each named path is the last one without a deal, seen as talks open, (P,).

    At prior means, in one world; the threat falls due at the first deadline.
    """
    talk, calendar = setup.talk, setup.calendar
    phase = calendar.phases[0]
    day, due = setup.scenario.as_of, months_between(talk.first_round, phase.deadline)
    follow = setup.regimes.listed[0].after_shocks
    pending = []
    for number, shock in enumerate(setup.shocks(setup.expected)):
        known = shock.prospect(day, has_fallen=False)
        if known is not None and follow[number] >= 0:
            pending.append(Pending(number, known[0], months_between(talk.first_round, known[1])))
    after = setup.after_days * 12.0 / 365.25
    dates = Dates(months_between(talk.first_round, day), due, None, after)
    rows = np.array([world])
    odds = settled(setup.rest_odds.take(rows).probabilities(np.array([resolve])))[0]
    stay = np.ones(3) if setup.stay_odds is None else setup.stay_odds.take(rows).shares[0]
    found = np.zeros(len(setup.regimes.paths))
    for future in futures(setup.regimes.listed, 0, dates, pending):
        rest = 1.0 if future.rest < 0 else stay[future.rest]
        found[future.spells[-1][0]] += future.chance * odds[future.fate] * rest
    return found


def _months(start: dt.date, days: NDArray[np.int64]) -> Floats:
    """Return the months from a date to ordinal days, (R,); those before it count as it."""
    first = months_between(start, start + dt.timedelta(days=1))
    return np.asarray(np.maximum(days - start.toordinal(), 0) * first)
