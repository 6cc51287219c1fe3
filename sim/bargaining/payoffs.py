"""A government's payoff table over the catalogue, for a block of runs at a date.

    U_g(package signed at month s) = F(s) first + L(s) long + C(s) (typed + gestures - premium cost)

with the annuity weights F, L, C of `annuity` and `first`, `long` the weighted model quantities of
the two exact solutions. Values are changes from the rates in force, USD bn a year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.preferences import Preferences
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
        # Threats by (executed, partly, withdrawn); withdrawal leaves the rates in force: zero.
        paths = (len(worlds), tables.executed.shape[2], 3)
        self._path_first, self._path_long = np.zeros(paths), np.zeros(paths)
        # What signing over the heads of own industries costs; the last axis: first year, long run.
        self._resistance = None if preferences.lobby is None else np.zeros((*shape, 2))

    def set_states(self, runs: Indices, states: Indices) -> None:
        """Take the model quantities of these runs from their world and state of controls."""
        tables, preferences = self._tables, self._preferences
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
            for place, path in enumerate((tables.executed, tables.partly)):
                paths = preferences.term_values(path[world, state])
                self._path_first[rows, :, place] = preferences.model_value(rows, paths[:, 0])
                self._path_long[rows, :, place] = preferences.model_value(rows, paths[:, 1])

    def at(self, month: float | Floats, *, before_election: bool | NDArray[np.bool_]) -> Floats:
        """Return U of every package signed at `month` from the first round, shape (R, M).

        `month` and `before_election`: one for all runs, or one a run.
        """
        first, long = self._weights(month)
        premium = np.where(before_election, self._preferences.premium, 1.0)[:, None]
        extras = self._extras - premium * self._costs
        worth = first * self._first + long * self._long + (first + long) * extras
        if self._resistance is not None:
            first, long = premium * first, premium * long
            worth -= first * self._resistance[..., 0] + long * self._resistance[..., 1]
        return np.asarray(worth)

    def paths(self, month: float, threat: int) -> Floats:
        """Return U of (executed, partly, withdrawn) from `month` on, shape (R, 3)."""
        first, long = self._weights(month)
        return np.asarray(first * self._path_first[:, threat] + long * self._path_long[:, threat])

    def _weights(self, month: float | Floats) -> tuple[Floats, Floats]:
        first, long = self._annuity.weights(month, self._tables.tau_months[self._worlds])
        return first[:, None], long[:, None]
