"""Blocks of runs as pieces of work for processes: played, then measured and written as text.

Blocks are independent, and what they come to is put together in their order, so that the number of
processes changes nothing but the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sim.ensemble.concessions import ExactPackages
from sim.ensemble.concessions_table import concession_columns
from sim.ensemble.csvfile import Lines
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.measures import RunTable
from sim.ensemble.setup import Setup
from sim.ensemble.store import run_lines
from sim.ensemble.workers import Workers


@dataclass(frozen=True)
class Told:
    """Runs whose every move is kept: those numbered below `sample`, and run `traced`."""

    sample: int
    traced: int = -1


@dataclass(frozen=True)
class Measured:
    """A block of runs as numbers, and as rows of runs.csv and, pair by pair, concessions.csv."""

    table: RunTable
    runs: Lines
    concessions: tuple[Lines, ...]


Block_co = TypeVar("Block_co", covariant=True)


class Plays(Protocol[Block_co]):
    """What plays a block: one pair of talks, or several."""

    def play(self, block: int, sample: int, traced: int = -1) -> Block_co:
        """Play one block; keep the moves of runs numbered below `sample`, and of run `traced`."""


def play_blocks(
    workers: Workers, asked: Sequence[tuple[Plays[Block_co], int]], told: Told
) -> Iterator[Block_co]:
    """Yield blocks of talks as they were played, in the order asked."""
    return workers.each(_play, [(talks, block, told) for talks, block in asked])


def measure_blocks(
    workers: Workers,
    ensemble: Ensemble,
    endings: Sequence[Endings],
    twins: Sequence[ExactPackages],
    runs: int,
) -> Iterator[Measured]:
    """Yield the measures of all blocks of an ensemble, of runs numbered below `runs`, in order.

    `twins`: exact values of what `concessions.signed_twins` names.
    """
    blocks = enumerate(endings)
    return workers.each(_measure, [(ensemble, twins, runs, *block) for block in blocks])


def _play(asked: tuple[Plays[Block_co], int, Told]) -> Block_co:
    talks, block, told = asked
    return talks.play(block, told.sample, told.traced)


def _measure(
    asked: tuple[Ensemble, Sequence[ExactPackages], int, int, Endings],
) -> Measured:
    ensemble, twins, runs, block, endings = asked
    table = ensemble.table(block, endings, twins, runs)
    return measured(table, [ensemble.setup])


def measured(table: RunTable, setups: Sequence[Setup]) -> Measured:
    """Return a block as numbers and as rows, with the concessions of each pair of talks."""
    concessions = tuple(Lines.of(concession_columns(setup, table)) for setup in setups)
    return Measured(table, run_lines(table), concessions)
