"""Exact values of the packages of a catalogue, in every world and state of China's controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda, Caps
from sim.bargaining.observables import Observables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ValueTables:
    """Observed quantities of exact solutions; axes W worlds, S states, M packages, H horizons, Q.

    `states`: China's own, or with other talks what these have brought too. `codes` (M,) sorted
    package codes; `changes` (W, S, M, H, Q) package less rates in force; `executed` and `partly`
    (W, S, T, H, Q) each of T threats carried out, less rates in force; `in_force` (W, S, H, Q)
    levels; `year_2024` (Q,) levels of the benchmark year; `typed[party]` (W, M) amounts of chips
    outside the model, USD bn a year; `tau_months` (W,) speed of adjustment.
    `further` (W, S, K, H, Q): K paths of rates that events may bring, less rates in force.

    Named paths are numbered: the rates in force 0, threat t executed 1 + 2 t and in part 2 + 2 t,
    the further ones after those.
    """

    agenda: Agenda
    observables: Observables
    states: tuple[str, ...]
    codes: Ints
    changes: Floats
    executed: Floats
    partly: Floats
    in_force: Floats
    year_2024: Floats
    typed: Mapping[str, Floats]
    tau_months: Floats
    further: Floats | None = None

    def by_state(self) -> dict[str, Any]:
        """Return the arrays with a state axis, (W, S, ...) each, by the names of their fields."""
        fields = ("changes", "executed", "partly", "in_force", "further")
        found = {name: getattr(self, name) for name in fields}
        return {name: values for name, values in found.items() if values is not None}

    @property
    def n_paths(self) -> int:
        """Number of named paths, the rates in force included."""
        more = 0 if self.further is None else self.further.shape[2]
        return int(1 + 2 * self.executed.shape[2] + more)

    @property
    def path_groups(self) -> tuple[tuple[NDArray[np.intp], Floats], ...]:
        """What named paths change (W, S, places, H, Q), each group with its places."""
        threats = np.arange(self.executed.shape[2])
        groups = [(1 + 2 * threats, self.executed), (2 + 2 * threats, self.partly)]
        if self.further is not None:
            groups.append((np.arange(1 + 2 * len(threats), self.n_paths), self.further))
        return tuple(groups)

    @cached_property
    def paths(self) -> Floats:
        """What every named path changes from the rates in force, (W, S, paths, H, Q)."""
        shape = (*self.executed.shape[:2], self.n_paths, *self.executed.shape[3:])
        found = np.zeros(shape)
        for places, values in self.path_groups:
            found[:, :, places] = values
        return found

    @cached_property
    def given(self) -> Floats:
        """How much of each issue the packages give, (M, I)."""
        return self.agenda.given(self.codes)

    @property
    def n_worlds(self) -> int:
        """Number of fixed worlds W."""
        return int(self.changes.shape[0])

    def capped(self, caps: Caps) -> NDArray[np.intp]:
        """Return the place of each package's twin whose rates keep to caps, (M,).

        A package without such a twin in the catalogue is its own.
        """
        if caps not in self._twins:
            wanted = self.agenda.capped(self.codes, caps)
            places = np.minimum(np.searchsorted(self.codes, wanted), len(self.codes) - 1)
            own = np.arange(len(self.codes))
            self._twins[caps] = np.where(self.codes[places] == wanted, places, own)
        return self._twins[caps]

    @cached_property
    def _twins(self) -> dict[Caps, NDArray[np.intp]]:
        return {}

    def place(self, codes: Ints) -> NDArray[np.intp]:
        """Return the positions of package codes in the catalogue; KeyError if one is absent."""
        places = np.searchsorted(self.codes, codes)
        found = self.codes[np.minimum(places, len(self.codes) - 1)] == codes
        if not np.all(found):
            raise KeyError(f"package {np.asarray(codes)[~found][0]} is not in the catalogue")
        return places
