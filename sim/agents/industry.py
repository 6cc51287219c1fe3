"""The organised industries of one region, as arrays over sectors and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.bargaining.industries import Industries
    from sim.bargaining.tables import ValueTables
    from sim.model import TradeTalks

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class Industry(mesa.Agent):  # type: ignore[misc]
    """The industries of a region in every run of a block.

    They feel what lies on the table: `felt` (S, R) is the change of each sector's value added under
    the last package offered or signed, in the long run, USD bn a year from the rates in force;
    `voice` (S, R) the support or, below zero, the opposition that this makes.
    """

    def __init__(
        self, model: TradeTalks, industries: Industries, tables: ValueTables, worlds: Indices
    ) -> None:
        super().__init__(model)
        self.party = industries.party
        self.industries = industries
        self._tables, self._worlds = tables, worlds
        shape = (len(industries.sectors), len(worlds))
        self.felt, self.voice = np.zeros(shape), np.zeros(shape)

    def hear(self, runs: Indices, package: Indices, state: Indices) -> None:
        """Feel packages (K,) that are on the table, controls in `state` (K,); none below zero."""
        known = package >= 0
        runs, package, state = runs[known], package[known], state[known]
        changes = self._tables.changes[self._worlds[runs], state, package, 1]
        felt = self.industries.felt(changes)
        self.felt[:, runs] = felt.T
        self.voice[:, runs] = self.industries.take(runs).support_each(felt).T

    def against(self, runs: Indices) -> Indices:
        """Return the runs in which the voices against what is on the table are the louder."""
        return np.asarray(runs[self.voice[:, runs].sum(axis=0) < 0.0])
