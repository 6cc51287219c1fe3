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
from sim.ensemble.workers import Workers, can_share


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
    jobs: int, asked: Sequence[tuple[Plays[Block_co], int]], told: Told
) -> Iterator[Block_co]:
    """Yield blocks of talks as they were played, in the order asked."""
    with Workers(_jobs(jobs, len(asked)), asked, told) as workers:
        yield from workers.map(_play, range(len(asked)))


def measure_blocks(
    jobs: int,
    ensemble: Ensemble,
    endings: Sequence[Endings],
    twins: Sequence[ExactPackages],
    runs: int,
) -> Iterator[Measured]:
    """Yield the measures of all blocks of an ensemble, of runs numbered below `runs`, in order.

    `twins`: exact values of what `concessions.signed_twins` names.
    """
    with Workers(_jobs(jobs, len(endings)), ensemble, twins, runs) as workers:
        yield from workers.map(_measure, range(len(endings)), endings)


def _jobs(jobs: int, pieces: int) -> int:
    """Return the number of processes: an ensemble is not sent to where it cannot be shared."""
    return min(jobs, pieces) if can_share() else 1


def _play(asked: Sequence[tuple[Plays[Block_co], int]], told: Told, place: int) -> Block_co:
    talks, block = asked[place]
    return talks.play(block, told.sample, told.traced)


def _measure(
    ensemble: Ensemble, twins: Sequence[ExactPackages], runs: int, block: int, endings: Endings
) -> Measured:
    table = ensemble.table(block, endings, twins, runs)
    return measured(table, [ensemble.setup])


def measured(table: RunTable, setups: Sequence[Setup]) -> Measured:
    """Return a block as numbers and as rows, with the concessions of each pair of talks."""
    concessions = tuple(Lines.of(concession_columns(setup, table)) for setup in setups)
    return Measured(table, run_lines(table), concessions)
