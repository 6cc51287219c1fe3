"""How the results of one scenario differ from another's, with the error of each difference.

Two scenarios with the same seed share their dice: run i of one and run i of the other differ only
by what was changed, so differences are taken run by run and have little noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.changes import Change, scenario_changes
from sim.analysis.differences import (
    Difference,
    paired_difference,
    summaries_difference,
    unpaired_difference,
)
from sim.ensemble.stratified import Strata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.ensemble.loading import Results
    from sim.ensemble.measures import Measure, RunTable

Floats = NDArray[np.float64]
Method = Literal["paired", "unpaired", "summaries"]


@dataclass(frozen=True)
class Comparison:
    """One scenario against another: what was changed and what came of it.

    `runs` is the number of runs (or pairs) compared; `only_base` and `only_other` are measures
    that one of the two does not report. `changes` is None if a resolved scenario is missing.
    """

    base: Results
    other: Results
    method: Method
    runs: int
    changes: tuple[Change, ...] | None
    differences: tuple[Difference, ...]
    only_base: tuple[str, ...]
    only_other: tuple[str, ...]
    notes: tuple[str, ...]

    def more_runs(self, difference: Difference) -> int | None:
        """Return how many more runs would settle the sign, two digits, rounded up; None if never.

        Assumes that the difference stays where it is.
        """
        more = difference.share_more * self.runs
        if math.isinf(more) or more > 1e9:
            return None
        if more <= 0:
            return 0
        step: int = 10 ** max(math.floor(math.log10(more)) - 1, 0)
        return math.ceil(round(more / step, 6)) * step


def compare(base: Results, other: Results) -> Comparison:
    """Return other less base for every measure that both report, in the order of base."""
    mine, theirs = ({row.key.column: row for row in results.summary} for results in (base, other))
    shared = [column for column in mine if column in theirs]
    reason = _why_not_paired(base, other)
    method: Method = "unpaired" if reason else "paired"
    if base.table is None or other.table is None:
        method = "summaries"
        runs = max((min(mine[c].n, theirs[c].n) for c in shared), default=0)
        differences = [summaries_difference(mine[c], theirs[c]) for c in shared]
    elif reason:
        # Worlds depend on their number only, not on the seed: equal numbers are equal worlds.
        same = base.worlds is not None and base.worlds == other.worlds
        runs, differences = _unpaired(base.table, other.table, shared, same_worlds=same)
    else:
        runs, differences = _paired(base.table, other.table, shared)
    changes = None
    if base.resolved is not None and other.resolved is not None:
        changes = scenario_changes(base.resolved, other.resolved)
    return Comparison(
        base,
        other,
        method,
        runs,
        changes,
        tuple(differences),
        tuple(column for column in mine if column not in theirs),
        tuple(column for column in theirs if column not in mine),
        _notes(base, other, runs, reason),
    )


def _why_not_paired(base: Results, other: Results) -> str:
    """Return why runs cannot be compared one by one; "" if they can."""
    if base.table is None or other.table is None:
        return "a summary alone does not tell single runs"
    if base.manifest is None or other.manifest is None:
        return "a CSV without its folder does not tell its seed"
    if base.worlds != other.worlds:
        both = f"{base.worlds} and {other.worlds}"
        return f"the numbers of worlds differ ({both}); intervals leave out what that does"
    if base.manifest.seed != other.manifest.seed:
        both = f"{base.manifest.seed} and {other.manifest.seed}"
        return f"the seeds differ ({both}); with the same --seed intervals would be narrower"
    mine, theirs = _common(base.table, other.table)
    if len(mine) < 2 or (base.table.world[mine] != other.table.world[theirs]).any():
        return "the runs are not played in the same worlds"
    return ""


def _notes(base: Results, other: Results, runs: int, why_not_paired: str) -> tuple[str, ...]:
    """Return what the reader must know about a comparison."""
    notes = [f"{results.path}: {note}" for results in (base, other) for note in results.notes]
    versions = {r.manifest.versions.get("sim") for r in (base, other) if r.manifest}
    if len(versions) > 1:
        notes.append("made by different versions of sim; their dice may differ")
    if why_not_paired:
        notes.append(f"not paired: {why_not_paired}")
    elif {runs} != {r.table.n_runs for r in (base, other) if r.table}:
        notes.append(f"{runs:,} runs are in both; only these are compared")
    return tuple(notes)


def _common(base: RunTable, other: RunTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places, in either table, of the runs that both have."""
    _, mine, theirs = np.intersect1d(base.run, other.run, assume_unique=True, return_indices=True)
    return mine, theirs


def _paired(base: RunTable, other: RunTable, shared: Sequence[str]) -> tuple[int, list[Difference]]:
    mine, theirs = _common(base, other)
    strata = Strata.of(base.world[mine])
    first, second = _columns(base), _columns(other)
    found = []
    for column in shared:
        measure, values = first[column]
        after = second[column][1][theirs]
        found.append(paired_difference(measure, values[mine], after, strata))
    return len(mine), found


def _unpaired(
    base: RunTable, other: RunTable, shared: Sequence[str], *, same_worlds: bool
) -> tuple[int, list[Difference]]:
    first, second = _columns(base), _columns(other)
    mine, theirs = Strata.of(base.world), Strata.of(other.world)
    same_worlds = same_worlds and np.array_equal(mine.worlds, theirs.worlds)
    found = []
    for column in shared:
        measure, values = first[column]
        before, after = (values, mine), (second[column][1], theirs)
        found.append(unpaired_difference(measure, before, after, same_worlds=same_worlds))
    return min(base.n_runs, other.n_runs), found


def _columns(table: RunTable) -> dict[str, tuple[Measure, Floats]]:
    return {measure.column: (measure, values) for measure, values in table.values.items()}
