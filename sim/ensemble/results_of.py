"""What a run writes about its talks: of one pair, or of several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.tables import ValueTables
from sim.ensemble import rounds
from sim.ensemble.concessions import ExactPackages, signed_twins
from sim.ensemble.concessions_table import concession_rows
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble, Played
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.parameters import RunDraws
from sim.ensemble.several import PlayedTogether, Several
from sim.ensemble.several_tables import SeveralTables
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tablework import TableWork
from sim.ensemble.variants import CHANCE, RedrawnEnsemble

Floats = NDArray[np.float64]

STATES_FOLLOWED = 3
"""States elsewhere that are followed month by month."""


class Results(Protocol):
    """The talks of a scenario after play, block by block; the main pair first.

    `work` can solve more for the main pair; `agendas`: the tables of all pairs; `moves` a block
    each.
    """

    @property
    def work(self) -> TableWork: ...  # noqa: D102

    @property
    def agendas(self) -> Sequence[ValueTables]: ...  # noqa: D102

    @property
    def moves(self) -> Sequence[tuple[rounds.Row, ...]]: ...  # noqa: D102

    def followed(self) -> tuple[ValueTables, Sequence[Endings]]:
        """Return the tables of the main pair and its ends a block, to be followed by month."""

    def table(self, number: int, runs: int) -> RunTable:
        """Return the measures of a block, of runs numbered below `runs`."""

    def draws(self, number: int) -> RunDraws:
        """Return the draws of a block."""

    def concessions(self, table: RunTable) -> Iterator[tuple[object, ...]]:
        """Yield the rows of concessions.csv."""

    def other_dice(self) -> Mapping[Measure, Floats]:
        """Return the measures of the first block with other dice and everything else the same."""


@dataclass(frozen=True)
class OfOnePair:
    """The results of one pair of talks."""

    work: TableWork
    ensemble: Ensemble
    played: Sequence[Played]

    @property
    def agendas(self) -> tuple[ValueTables]:
        """The tables of the pair."""
        return (self.ensemble.tables,)

    @property
    def moves(self) -> list[tuple[rounds.Row, ...]]:
        """The moves told of each block."""
        return [block.moves for block in self.played]

    def followed(self) -> tuple[ValueTables, list[Endings]]:
        """Return the tables and the ends of each block."""
        return self.ensemble.tables, [block.endings for block in self.played]

    @cached_property
    def _twins(self) -> list[ExactPackages]:
        codes = signed_twins(*self.followed())
        return self.work.exact(codes, self.ensemble.tables.states)

    def table(self, number: int, runs: int) -> RunTable:
        """Return the measures of a block, of runs numbered below `runs`."""
        return self.ensemble.table(number, self.played[number].endings, self._twins, runs)

    def draws(self, number: int) -> RunDraws:
        """Return the draws of a block."""
        return self.ensemble.draws(number)

    def concessions(self, table: RunTable) -> Iterator[tuple[object, ...]]:
        """Yield the rows of concessions.csv."""
        return concession_rows(self.ensemble.setup, table)

    def other_dice(self) -> Mapping[Measure, Floats]:
        """Return the measures of the first block with other dice and everything else the same."""
        again = _redrawn(self.ensemble)
        return again.measures(0, again.play(0, sample=0).endings)


@dataclass(frozen=True)
class OfSeveral:
    """The results of several pairs of talks; `works` as the pairs."""

    works: Sequence[TableWork]
    several: Several
    played: Sequence[PlayedTogether]

    @property
    def work(self) -> TableWork:
        """What solves more for the main pair, in the states of its tables."""
        return self.works[0]

    @property
    def agendas(self) -> tuple[ValueTables, ...]:
        """The tables of all pairs."""
        return tuple(pair.tables for pair in self.several.pairs)

    @property
    def moves(self) -> list[tuple[rounds.Row, ...]]:
        """The moves told of each block."""
        return [block.moves for block in self.played]

    def followed(self) -> tuple[ValueTables, list[Endings]]:
        """Return the tables of the main pair in the states that occur most, and its ends.

        A run in another state counts as one in the commonest.
        """
        ends, tables = [block.endings[0] for block in self.played], self.agendas[0]
        counts = np.bincount(ends[0].state, minlength=len(tables.states))
        commonest = np.argsort(-counts, kind="stable")[:STATES_FOLLOWED]
        used = np.sort(commonest[counts[commonest] > 0])
        cut = {
            name: getattr(tables, name)[:, used]
            for name in ("changes", "executed", "partly", "in_force")
        }
        states = tuple(tables.states[place] for place in used)
        seen = np.full(len(tables.states), np.searchsorted(used, commonest[0]))
        seen[used] = np.arange(len(used))
        found = [replace(block, state=seen[block.state]) for block in ends]
        return replace(tables, states=states, **cut), found

    @cached_property
    def _tables(self) -> SeveralTables:
        return SeveralTables.of(self.several, self.played, self.works)

    def table(self, number: int, runs: int) -> RunTable:
        """Return the measures of a block, of runs numbered below `runs`."""
        return self._tables.table(number, runs)

    def draws(self, number: int) -> RunDraws:
        """Return the draws of a block."""
        return self.several.pairs[0].draws(number)

    def concessions(self, table: RunTable) -> Iterator[tuple[object, ...]]:
        """Yield the rows of concessions.csv, pair by pair."""
        return self._tables.concessions(table)

    def other_dice(self) -> Mapping[Measure, Floats]:
        """Return the measures of the first block with other dice and everything else the same."""
        pairs = tuple(_redrawn(pair) for pair in self.several.pairs)
        again = replace(self.several, pairs=pairs)
        played = [again.play(0, sample=0)]
        return SeveralTables.of(again, played, self.works).table(0, BLOCK_RUNS).values


def _redrawn(ensemble: Ensemble) -> RedrawnEnsemble:
    return RedrawnEnsemble(
        ensemble.setup, ensemble.tables, ensemble.search, ensemble.seed, redrawn=CHANCE
    )
