"""A government's payoff table over the catalogue, for a block of runs at a date.

    U_g(package signed at month s) = F(s) first + L(s) long + C(s) (typed + gestures - premium cost)

with the annuity weights F, L, C of `annuity` and `first`, `long` the weighted model quantities of
the two exact solutions. Values are changes from the rates in force, USD bn a year.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Caps
from sim.bargaining.annuity import Annuity
from sim.bargaining.preferences import Preferences
from sim.bargaining.regimes import IN_FORCE, Pending
from sim.bargaining.tables import ValueTables

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class Payoffs:
    """What every package is worth to one government in each of R runs.

    `worlds` (R,): the world of each run. Which state of China's controls a run is in may change:
    `set_states` refreshes the runs concerned.
    """

    def __init__(
        self, tables: ValueTables, preferences: Preferences, annuity: Annuity, worlds: Indices
    ) -> None:
        self._tables = tables
        self._preferences = preferences
        self._annuity = annuity
        self._worlds = worlds
        shape = (len(worlds), len(tables.codes))
        self._first = np.zeros(shape)
        self._long = np.zeros(shape)
        self._costs = preferences.costs(tables.given)
        typed = tables.typed[preferences.party][worlds]
        self._extras = typed + preferences.gestures(tables.given)
        # By place among the named paths; the rates in force are worth zero.
        paths = (len(worlds), tables.n_paths)
        self._path_first, self._path_long = np.zeros(paths), np.zeros(paths)
        # What signing over the heads of own industries costs; the last axis: first year, long run.
        self._resistance = None if preferences.lobby is None else np.zeros((*shape, 2))
        # Kept, as futures share many spells, and rounds what shocks may take.
        self._spells: dict[tuple[float, float | None, float], tuple[Floats, Floats]] = {}
        self._losses: dict[Caps, tuple[Floats, Floats]] = {}

    def set_states(self, runs: Indices, states: Indices) -> None:
        """Take the model quantities of these runs from their world and state of controls."""
        tables, preferences = self._tables, self._preferences
        self._losses.clear()
        groups = self._worlds[runs] * len(tables.states) + states
        for group in np.unique(groups):
            rows = runs[groups == group]
            world, state = divmod(int(group), len(tables.states))
            terms = preferences.term_values(tables.changes[world, state])
            self._first[rows] = preferences.model_value(rows, terms[:, 0])
            self._long[rows] = preferences.model_value(rows, terms[:, 1])
            lobby = preferences.lobby
            if self._resistance is not None and lobby is not None:
                felt = lobby.felt(tables.changes[world, state])
                for horizon in (0, 1):
                    self._resistance[rows, :, horizon] = lobby.resistance(rows, felt[:, horizon])
            for places, path in tables.path_groups:
                paths = preferences.term_values(path[world, state])
                at = np.ix_(rows, places)
                self._path_first[at] = preferences.model_value(rows, paths[:, 0])
                self._path_long[at] = preferences.model_value(rows, paths[:, 1])

    def at(
        self,
        month: float | Floats,
        *,
        before_election: bool | NDArray[np.bool_],
        pending: Sequence[Pending] = (),
    ) -> Floats:
        """Return U of every package signed at `month` from the first round, shape (R, M).

        `month` and `before_election`: one for all runs, or one a run. `pending`: shocks that may
        take away rates that are signed; each adds its chance times what changes from its month on.
        """
        first, long = self._weights(month)
        premium = np.where(before_election, self._preferences.premium, 1.0)[:, None]
        extras = self._extras - premium * self._costs
        worth = first * self._first + long * self._long + (first + long) * extras
        if self._resistance is not None:
            resisted = first * self._resistance[..., 0] + long * self._resistance[..., 1]
            worth -= premium * resisted
        for shock in pending:
            if shock.caps:
                first, long = self._weights(shock.month)
                taken_first, taken_long = self._taken(shock.caps)
                worth += shock.chance * first * taken_first
                worth += shock.chance * long * taken_long
        return np.asarray(worth)

    def _taken(self, caps: Caps) -> tuple[Floats, Floats]:
        """Return what packages lose with their rates above caps, (R, M) at each horizon."""
        if caps not in self._losses:
            twin = self._tables.capped(caps)
            self._losses[caps] = (
                self._first[:, twin] - self._first,
                self._long[:, twin] - self._long,
            )
        return self._losses[caps]

    def along(self, spells: Sequence[tuple[int, float]], since: float | None = None) -> Floats:
        """Return U of rates that hold one after another, (R,).

        `spells`: (named path, month from which it holds), each until the next, the last for good.
        `since`: the month in which the first came into force, by default when its spell begins.
        """
        total = np.zeros(len(self._worlds))
        ends = [*(start for _, start in spells[1:]), None]
        for place, ((path, start), end) in enumerate(zip(spells, ends, strict=True)):
            if path == IN_FORCE:
                continue
            begun = start if since is None or place else since
            first, long = self._spell(start, end, begun)
            total += first * self._path_first[:, path] + long * self._path_long[:, path]
        return total

    def _spell(self, start: float, end: float | None, since: float) -> tuple[Floats, Floats]:
        """Return the annuity weights of what holds from `start` to `end`, (R,) each."""
        key = start, end, since
        if key not in self._spells:
            tau = self._tables.tau_months[self._worlds]
            self._spells[key] = self._annuity.between(start, end, tau, since)
        return self._spells[key]

    def _weights(self, month: float | Floats) -> tuple[Floats, Floats]:
        first, long = self._annuity.weights(month, self._tables.tau_months[self._worlds])
        return first[:, None], long[:, None]
