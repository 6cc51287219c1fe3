"""Who gave what in the deals of a block: joint numbers exact, split by chip.

concession_cost of g: U_g(package with g's chips at zero) - U_g(package); concession_value to h:
U_h(package) - U_h(package with g's chips at zero). Both joint; per chip by the Shapley value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.attribution import settle, shapley_of_surrogate
from sim.bargaining.gains import gain, typed_amounts
from sim.bargaining.tables import ValueTables
from sim.ensemble.endings import Endings
from sim.ensemble.measures import Measure
from sim.ensemble.outcomes import BlockOutcomes
from sim.ensemble.search import Search, quantity_weights

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ExactPackages:
    """Exact values of some packages in one world.

    `codes` (K,) sorted; `changes` (S, K, H, Q) less the rates in force; `typed[party]` (K,).
    """

    codes: Ints
    changes: Floats
    typed: Mapping[str, Floats]


def signed_twins(tables: ValueTables, endings: Sequence[Endings]) -> list[Ints]:
    """Return, for each world, the codes of signed packages with one side's chips at zero."""
    holders = dict.fromkeys(issue.holder for issue in tables.agenda.issues)
    found: list[list[Ints]] = [[np.empty(0, dtype=np.int64)] for _ in range(tables.n_worlds)]
    for ends in endings:
        signed = np.flatnonzero(ends.signed)
        codes = tables.codes[ends.package[signed]]
        for holder in holders:
            twins = tables.agenda.with_zero(codes, tables.agenda.held_by(holder))
            for world in np.unique(ends.worlds[signed]):
                found[world].append(twins[ends.worlds[signed] == world])
    return [np.unique(np.concatenate(codes)) for codes in found]


@dataclass(frozen=True)
class BlockConcessions:
    """The concessions of one block; `twins` holds what `signed_twins` named, by world."""

    outcomes: BlockOutcomes
    search: Search
    twins: Sequence[ExactPackages]

    def measures(self) -> Iterator[tuple[Measure, Floats]]:
        """Yield cost and value of each side's concessions, jointly and by chip."""
        first, second = self.outcomes.preferences
        for giver, receiver in ((first, second), (second, first)):
            for name, party, partner, sign in (
                ("concession_cost", giver, receiver, -1.0),
                ("concession_value", receiver, giver, 1.0),
            ):
                joint, parts = self._worth(giver, party)
                yield Measure(name, party, partner), self._spread(sign * joint)
                for k, place in enumerate(self._agenda.held_by(giver)):
                    kind = self._agenda.issues[place].kind
                    yield Measure(name, party, partner, kind), self._spread(sign * parts[:, k])
            yield from self._corners(giver, receiver)

    def _corners(self, giver: str, receiver: str) -> Iterator[tuple[Measure, Floats]]:
        """Yield why a chip stopped at an end: the joint surplus of its first or of its last step.

        At zero: what the first step would bring both sides together; at the maximum: what the last
        step brings. Approximate (on the search surrogate); empty inside the range.
        """
        rows, outcomes = self._signed, self.outcomes
        codes = outcomes.tables.codes[outcomes.endings.package[rows]]
        indices, places = self._agenda.decode(codes), self._agenda.held_by(giver)
        corners, neighbours = [], []
        for place in places:
            at_zero = indices[:, place] == 0
            at_max = indices[:, place] == len(self._agenda.issues[place].levels) - 1
            low, high = indices.copy(), indices.copy()
            low[:, place] = np.where(at_zero, 0, indices[:, place] - 1)
            high[:, place] = np.where(at_zero, 1, indices[:, place])
            corners.append((at_zero, at_max))
            neighbours += [self._agenda.encode(high), self._agenda.encode(low)]
        worth = self._joint_worth(neighbours, rows)
        for k, place in enumerate(places):
            surplus = worth[2 * k] - worth[2 * k + 1]
            for name, corner in zip(("chip_first_step", "chip_last_step"), corners[k], strict=True):
                column = np.full(len(outcomes.endings.runs), np.nan)
                column[rows] = np.where(corner, surplus, np.nan)
                yield Measure(name, giver, receiver, self._agenda.issues[place].kind), column

    def _joint_worth(self, asked: Sequence[Ints], rows: NDArray[np.intp]) -> Floats:
        """Return the approximate sum of both sides' U of K packages a run, (K, rows)."""
        outcomes, worlds = self.outcomes, self.outcomes.endings.worlds[rows]
        total = np.zeros((len(asked), len(rows)))
        if not len(asked):
            return total
        both: Floats | float = 0.0
        for party, everyone in outcomes.preferences.items():
            preferences = everyone.take(rows)
            scale = outcomes.scale(party, outcomes.ended_month).take(rows)
            both = both + quantity_weights(outcomes.setup, preferences, scale.first, scale.long)
            for place, codes in enumerate(asked):
                given = self._agenda.given(codes)
                total[place] += typed_amounts(preferences, np.zeros(len(rows)), given, scale)
        weights, packages = np.asarray(both), np.stack(asked)
        for world in np.unique(worlds):
            these = np.flatnonzero(worlds == world)
            values = self.search.surrogates[world](packages[:, these].ravel())
            by_package = values.reshape(len(asked), len(these), -1)
            total[:, these] += (by_package * weights[these]).sum(axis=2)
        return total

    @property
    def _agenda(self) -> Agenda:
        return self.outcomes.tables.agenda

    @property
    def _signed(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.outcomes.endings.signed)

    def _spread(self, values: Floats) -> Floats:
        """Return values of signed runs as a column over all runs; nothing was given in others."""
        column = np.zeros(len(self.outcomes.endings.runs))
        column[self._signed] = values
        return column

    def _worth(self, giver: str, party: str) -> tuple[Floats, Floats]:
        """Return U_party(package) - U_party(package with giver's chips at zero), and by chip.

        From the signature on and as if no shock came: what held before it, and what a court may
        take later, is no part of what the chips bring.
        """
        outcomes, rows = self.outcomes, self._signed
        ends, tables = outcomes.endings, outcomes.tables
        places = self._agenda.held_by(giver)
        if not places:
            return np.zeros(len(rows)), np.zeros((len(rows), 0))
        codes = tables.codes[ends.package[rows]]
        preferences = outcomes.preferences[party].take(rows)
        scale = outcomes.scale(party, outcomes.ended_month).take(rows)
        with_all = outcomes.from_signature(party).total[rows]
        zeroed = self._agenda.with_zero(codes, places)
        changes, typed = self._twin_values(zeroed, rows, giver, party)
        without = gain(preferences, changes, typed, self._agenda.given(zeroed), scale).total
        joint = with_all - without
        weights = quantity_weights(outcomes.setup, preferences, scale.first, scale.long)
        parts = np.zeros((len(rows), len(places)))
        for world in np.unique(ends.worlds[rows]):
            these = np.flatnonzero(ends.worlds[rows] == world)
            parts[these] = shapley_of_surrogate(
                self.search.surrogates[world], codes[these], places, weights[these]
            )
        given = outcomes.given[rows][:, places]
        costs = scale.premium[:, None] * (
            preferences.cost_at_max[:, places] * given ** preferences.cost_exponent[:, places]
        )
        parts += scale.share[:, None] * (preferences.gesture[:, places] * given - costs)
        return joint, settle(parts, joint, given)

    def _twin_values(
        self,
        codes: Ints,
        rows: NDArray[np.intp],
        giver: str,  # noqa: ARG002  # where other talks matter, twins are kept by giver
        party: str,
    ) -> tuple[Floats, Floats]:
        """Return changes (rows, H, Q) and typed amounts of the giver's twins of signed packages."""
        ends = self.outcomes.endings
        worlds, states = ends.worlds[rows], ends.state[rows]
        changes = np.empty((len(codes), *self.outcomes.tables.changes.shape[3:]))
        typed = np.empty(len(codes))
        for world in np.unique(worlds):
            these = np.flatnonzero(worlds == world)
            exact = self.twins[world]
            found = np.searchsorted(exact.codes, codes[these])
            changes[these] = exact.changes[states[these], found]
            typed[these] = exact.typed[party][found]
        return changes, typed
