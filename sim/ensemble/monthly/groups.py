"""Runs that live through the same months, counted together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.calendar import months_between
from sim.bargaining.tables import ValueTables
from sim.ensemble.endings import Endings
from sim.ensemble.monthly.solving import CELLS, Course
from sim.ensemble.setup import Setup

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RUNS_FOLLOWED = 250
"""Runs whose months stand in monthly.csv: the first ones, so that more runs change nothing."""

IN_FORCE = -1


def path_code(place: int) -> int:
    """Return the code of a named path by its place among them.

    >>> path_code(0) == IN_FORCE, path_code(3)
    (True, -4)
    """
    return IN_FORCE - place


def threat_code(threat: int, *, partly: bool = False) -> int:
    """Return the code of the path on which a threat is executed, in full or in part.

    >>> threat_code(0), threat_code(0, partly=True), threat_code(1)
    (-2, -3, -4)
    """
    return IN_FORCE - 1 - 2 * threat - int(partly)


@dataclass(frozen=True)
class Group:
    """Runs of one world that end alike: how, under which controls, and when.

    Times are months from the day of the scenario: `since`, when the controls came into `state` (0
    if they were so from the start), and `ended`, the end of the talks. `code` is the package signed
    or the named path, `phase` that of the calendar. `before`: named paths that held before the end
    of the talks, each from a month on.
    """

    world: int
    state: int
    since: float
    code: int
    ended: float
    phase: int
    before: tuple[tuple[int, float], ...] = ()

    @property
    def course(self) -> Course:
        """What is in force from the end of the talks on."""
        return Course(self.code, self.state, whole_months(self.begins))

    @property
    def begins(self) -> float:
        """When the last course began: rates that stay did so before the talks ended."""
        if self.before and self.before[-1][0] == self.code:
            return self.before[-1][1]
        return self.ended

    @property
    def earlier(self) -> tuple[tuple[Course, float, float], ...]:
        """The courses that held before the last one, each with its first and last month."""
        if not self.before:
            return ()
        ends = [*(month for _, month in self.before[1:]), self.ended]
        spells = [
            (Course(code, self.state, whole_months(start)), start, end)
            for (code, start), end in zip(self.before, ends, strict=True)
        ]
        if self.before[-1][0] == self.code:
            spells = spells[:-1]
        return tuple(spell for spell in spells if spell[0].code != IN_FORCE)


def whole_months(months: float) -> int:
    """Return the nearest whole number of months that is followed, from 0 up."""
    return min(max(round(months), 0), CELLS - 1)


def groups_of(
    setup: Setup, tables: ValueTables, blocks: Sequence[Endings], runs: int
) -> dict[Group, int]:
    """Return the groups of the runs numbered below `runs`, each with its number of runs."""
    counted: dict[Group, int] = {}
    for ends in blocks:
        for place in np.flatnonzero(ends.runs < runs).tolist():
            group = _group(setup, tables, ends, place)
            counted[group] = counted.get(group, 0) + 1
    return counted


def _group(setup: Setup, tables: ValueTables, ends: Endings, run: int) -> Group:
    path = int(ends.held.path[run])
    code = int(tables.codes[ends.package[run]]) if path < 0 else path_code(path)
    before = tuple(
        (path_code(int(spell.path[spell.runs == run][0])), _months(setup, spell.date.toordinal()))
        for spell in ends.held.spells
        if (spell.runs == run).any()
    )
    since = int(ends.state_since[run])
    return Group(
        world=int(ends.worlds[run]),
        state=int(ends.state[run]),
        since=_months(setup, since) if since else 0.0,
        code=code,
        ended=_months(setup, int(ends.settled_on[run])),
        phase=int(ends.phase[run]),
        before=before,
    )


def _months(setup: Setup, day: int) -> float:
    """Return the months from the day of the scenario to an ordinal day."""
    return max(months_between(setup.scenario.as_of, dt.date.fromordinal(day)), 0.0)
