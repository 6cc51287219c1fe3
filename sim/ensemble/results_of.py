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
from sim.ensemble.blocks import Measured, measure_blocks, measured
from sim.ensemble.concessions import signed_twins
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble, Played
from sim.ensemble.measures import Measure
from sim.ensemble.outcomes import BlockOutcomes
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

    `work` can solve more for the main pair, `main` holds its values; `agendas`: the tables of all
    pairs; `moves` a block each.
    """

    @property
    def work(self) -> TableWork: ...  # noqa: D102

    @property
    def main(self) -> Ensemble: ...  # noqa: D102

    @property
    def agendas(self) -> Sequence[ValueTables]: ...  # noqa: D102

    @property
    def moves(self) -> Sequence[tuple[rounds.Row, ...]]: ...  # noqa: D102

    def followed(self) -> tuple[ValueTables, Sequence[Endings]]:
        """Return the tables of the main pair and its ends a block, to be followed by month."""

    def measured(self) -> Iterator[Measured]:
        """Yield the measures of all blocks, in order."""

    def outcomes(self, number: int) -> BlockOutcomes:
        """Return the outcomes of the main pair in a block."""

    def draws(self, number: int) -> RunDraws:
        """Return the draws of a block."""

    def other_dice(self) -> Mapping[Measure, Floats]:
        """Return the measures of the first block with other dice and everything else the same."""


@dataclass(frozen=True)
class OfOnePair:
    """The results of one pair of talks.

    `played`: every block, and the first one once more with other dice; `runs` are asked
    for.
    """

    work: TableWork
    main: Ensemble
    played: Sequence[Played]
    runs: int

    @property
    def agendas(self) -> tuple[ValueTables]:
        """The tables of the pair."""
        return (self.main.tables,)

    @property
    def moves(self) -> list[tuple[rounds.Row, ...]]:
        """The moves told of each block."""
        return [block.moves for block in self.played[:-1]]

    def followed(self) -> tuple[ValueTables, list[Endings]]:
        """Return the tables and the ends of each block."""
        return self.main.tables, [block.endings for block in self.played[:-1]]

    def measured(self) -> Iterator[Measured]:
        """Yield the measures of all blocks, in order."""
        tables, endings = self.followed()
        twins = self.work.exact(signed_twins(tables, endings), tables.states)
        return measure_blocks(self.work.workers, self.main, endings, twins, self.runs)

    def outcomes(self, number: int) -> BlockOutcomes:
        """Return the outcomes of a block."""
        return self.main.outcomes(number, self.played[number].endings)

    def draws(self, number: int) -> RunDraws:
        """Return the draws of a block."""
        return self.main.draws(number)

    def other_dice(self) -> Mapping[Measure, Floats]:
        """Return the measures of the first block with other dice and everything else the same."""
        return self.main.measures(0, self.played[-1].endings)


@dataclass(frozen=True)
class OfSeveral:
    """The results of several pairs of talks; `works` as the pairs.

    `played`: every block, and the first one once more with other dice; `runs` are asked for.
    """

    works: Sequence[TableWork]
    several: Several
    played: Sequence[PlayedTogether]
    runs: int

    @property
    def work(self) -> TableWork:
        """What solves more for the main pair, in the states of its tables."""
        return self.works[0]

    @property
    def main(self) -> Ensemble:
        """The main pair."""
        return self.several.pairs[0]

    @property
    def agendas(self) -> tuple[ValueTables, ...]:
        """The tables of all pairs."""
        return tuple(pair.tables for pair in self.several.pairs)

    @property
    def moves(self) -> list[tuple[rounds.Row, ...]]:
        """The moves told of each block."""
        return [block.moves for block in self.played[:-1]]

    def followed(self) -> tuple[ValueTables, list[Endings]]:
        """Return the tables of the main pair in the states that occur most, and its ends.

        A run in another state counts as one in the commonest.
        """
        ends, tables = [block.endings[0] for block in self.played[:-1]], self.agendas[0]
        counts = np.bincount(ends[0].state, minlength=len(tables.states))
        commonest = np.argsort(-counts, kind="stable")[:STATES_FOLLOWED]
        used = np.sort(commonest[counts[commonest] > 0])
        cut = {name: values[:, used] for name, values in tables.by_state().items()}
        states = tuple(tables.states[place] for place in used)
        seen = np.full(len(tables.states), np.searchsorted(used, commonest[0]))
        seen[used] = np.arange(len(used))
        found = [replace(block, state=seen[block.state]) for block in ends]
        return replace(tables, states=states, **cut), found

    @cached_property
    def _tables(self) -> SeveralTables:
        return SeveralTables.of(self.several, self.played[:-1], self.works)

    def measured(self) -> Iterator[Measured]:
        """Yield the measures of all blocks, in order."""
        setups = [pair.setup for pair in self.several.pairs]
        for number in range(len(self.played) - 1):
            yield measured(self._tables.table(number, self.runs), setups)

    def outcomes(self, number: int) -> BlockOutcomes:
        """Return the outcomes of the main pair in a block."""
        return self._tables.main_outcomes(number)

    def draws(self, number: int) -> RunDraws:
        """Return the draws of a block."""
        return self.main.draws(number)

    def other_dice(self) -> Mapping[Measure, Floats]:
        """Return the measures of the first block with other dice and everything else the same."""
        again = replace(self.several, pairs=tuple(redrawn(pair) for pair in self.several.pairs))
        return SeveralTables.of(again, self.played[-1:], self.works).table(0, BLOCK_RUNS).values


def redrawn(ensemble: Ensemble) -> RedrawnEnsemble:
    """Return a pair of talks with other dice and everything else the same."""
    return RedrawnEnsemble(
        ensemble.setup, ensemble.tables, ensemble.search, ensemble.seed, redrawn=CHANCE
    )
