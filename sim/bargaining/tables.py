"""Exact values of the packages of a catalogue, in every world and state of China's controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
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

    @cached_property
    def given(self) -> Floats:
        """How much of each issue the packages give, (M, I)."""
        return self.agenda.given(self.codes)

    @property
    def n_worlds(self) -> int:
        """Number of fixed worlds W."""
        return int(self.changes.shape[0])

    def place(self, codes: Ints) -> NDArray[np.intp]:
        """Return the positions of package codes in the catalogue; KeyError if one is absent."""
        places = np.searchsorted(self.codes, codes)
        found = self.codes[np.minimum(places, len(self.codes) - 1)] == codes
        if not np.all(found):
            raise KeyError(f"package {np.asarray(codes)[~found][0]} is not in the catalogue")
        return places
