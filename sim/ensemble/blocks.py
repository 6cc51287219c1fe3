"""Blocks of runs as pieces of work for processes: played, then measured and written as text.

Blocks are independent, and what they come to is put together in their order, so that the number of
processes changes nothing but the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.ensemble.concessions import ExactPackages
from sim.ensemble.concessions_table import concession_columns
from sim.ensemble.csvfile import Lines
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble, Played
from sim.ensemble.measures import RunTable
from sim.ensemble.store import run_lines
from sim.ensemble.workers import Workers


@dataclass(frozen=True)
class Told:
    """Runs whose every move is kept: those numbered below `sample`, and run `traced`."""

    sample: int
    traced: int = -1


@dataclass(frozen=True)
class Measured:
    """A block of runs as numbers, and as rows of runs.csv and concessions.csv."""

    table: RunTable
    runs: Lines
    concessions: Lines


def play_blocks(
    workers: Workers, asked: Sequence[tuple[Ensemble, int]], told: Told
) -> Iterator[Played]:
    """Yield blocks of ensembles as they were played, in the order asked."""
    return workers.each(_play, [(ensemble, block, told) for ensemble, block in asked])


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


def _play(asked: tuple[Ensemble, int, Told]) -> Played:
    ensemble, block, told = asked
    return ensemble.play(block, told.sample, told.traced)


def _measure(
    asked: tuple[Ensemble, Sequence[ExactPackages], int, int, Endings],
) -> Measured:
    ensemble, twins, runs, block, endings = asked
    table = ensemble.table(block, endings, twins, runs)
    concessions = Lines.of(concession_columns(ensemble.setup, table))
    return Measured(table, run_lines(table), concessions)
