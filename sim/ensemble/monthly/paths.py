"""The paths of one world's runs: rates in force, threat, no deal, and what came out.

A level is that of the rates in force in the month, times or plus what the course of the run
changes from the end of its talks on. Trade adjusts to the rates in force from the day of the
scenario on, to a course from the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.calendar import Phase, months_between
from sim.economy.front_loading import FrontLoading
from sim.economy.transition import in_levels, overlaps, share_covered
from sim.ensemble.monthly.calendar import MONTHS, Months
from sim.ensemble.monthly.groups import IN_FORCE, Group, threat_code, whole_months
from sim.ensemble.monthly.quantities import KEY_SECTORS, MonthlyQuantities
from sim.ensemble.monthly.solving import CELLS, Course, Followed
from sim.ensemble.monthly.world import WorldPaths

Floats = NDArray[np.float64]

PATHS = {
    "in_force": "the rates in force on the scenario's `as_of` date stay",
    "threat": "the threat is executed in full at the deadline, every chip at its zero level",
    "no_deal": "what happens at the deadline without a deal: the threat executed, executed in part "
    "or withdrawn, at the odds that are public",
    "outcome": "what the runs come to: rates in force until their talks end, then their deal or no "
    "deal",
}


@dataclass(frozen=True)
class TalkTimes:
    """What paths need to know of the talks: phases in months from the day, odds, threats' odds.

    `phases`: (start, deadline, threat) of each; `odds` of (executed, partly) without a deal, and
    `credibility`, the public odds that the threat is executed in full; `parents`: of phases under
    executed rates, the phase that they follow, -1 of others.
    """

    phases: tuple[tuple[float, float, int], ...]
    odds: tuple[float, float]
    credibility: float
    parents: tuple[int, ...] = ()

    @classmethod
    def of(
        cls, months: Months, phases: tuple[Phase, ...], odds: Floats, credibility: float
    ) -> TalkTimes:
        """Read the phases of a calendar."""
        day = months.as_of
        listed = [
            (months_between(day, p.start), months_between(day, p.deadline), p.threat)
            for p in phases
        ]
        parents = tuple(p.parent for p in phases)
        return cls(tuple(listed), (float(odds[0]), float(odds[1])), credibility, parents)

    def due(self, phase: int) -> int:
        """Return the phase at whose deadline the threat of a phase fell due."""
        if self.parents and self.parents[phase] >= 0:
            return self.parents[phase]
        return phase


@dataclass(frozen=True)
class WorldMixer:
    """Puts the months of one world together.

    `tau` months to 63 % of the way to the long run.
    """

    quantities: MonthlyQuantities
    agenda: Agenda
    months: Months
    times: TalkTimes
    front_loading: FrontLoading
    tau: float
    world: WorldPaths
    _levels: dict[tuple[int, float], Floats] = field(default_factory=dict)
    _changes: dict[Course, Floats] = field(default_factory=dict)

    def level(self, state: int, since: float) -> Floats:
        """Return the rates in force, controls in `state` from month `since` on, (MONTHS, Q)."""
        if (state, since) not in self._levels:
            share = self.months.share_from(since)[:, None]
            first, last = self._in_force[0], self._in_force[state]
            self._levels[state, since] = first + share * (last - first)
        return self._levels[state, since]

    @cached_property
    def _in_force(self) -> list[Floats]:
        onto_months = overlaps(self.months.starts, self.months.ends, CELLS)
        positive = self.quantities.positive
        return [
            onto_months @ in_levels(self._mixed(followed), positive)
            for followed in self.world.in_force
        ]

    @cached_property
    def _share(self) -> Floats:
        cells = np.arange(CELLS)
        return share_covered(cells, cells + 1, self.tau)

    def _mixed(self, followed: Followed) -> Floats:
        """Return the cells of a course at the elasticities of their months, (CELLS, Q)."""
        return self.quantities.mixed(followed.by_cell(), self._share)

    def change(self, course: Course) -> Floats:
        """Return what a course changes by month since it began, (CELLS, Q).

        Of positive quantities it is the share added, of others the amount.
        """
        if course.code == IN_FORCE:
            return np.zeros((CELLS, len(self.quantities.series)))
        if course not in self._changes:
            change = self._mixed(self.world.changes[course])
            positive = self.quantities.positive
            change[:, positive] = np.expm1(change[:, positive])
            self._changes[course] = change
        return self._changes[course]

    def with_course(
        self,
        level: Floats,
        course: Course,
        begins: float,
        earlier: Sequence[tuple[Course, float, float]] = (),
    ) -> Floats:
        """Return the path on which a course begins at a point of time, (MONTHS, Q).

        `earlier`: courses that held before it, each from one month to another.
        """
        onto_months = overlaps(self.months.starts - begins, self.months.ends - begins, CELLS)
        change = onto_months @ self.change(course)
        for other, start, end in earlier:
            lasting = overlaps(self.months.starts - start, self.months.ends - start, CELLS)
            over = overlaps(self.months.starts - end, self.months.ends - end, 1)
            # Of the month in which it ends, the part before; of later months nothing.
            held = np.clip(lasting.sum(axis=1, keepdims=True) - over, 0.0, None)
            whole = lasting.sum(axis=1, keepdims=True)
            share = np.where(whole > 0.0, held / np.where(whole > 0.0, whole, 1.0), 0.0)
            change = change + share * (lasting @ self.change(other))
        return np.where(self.quantities.positive, level * (1.0 + change), level + change)

    def paths(self, group: Group) -> Mapping[str, Floats]:
        """Return the four paths of a group, (MONTHS, Q) each."""
        level = self.level(group.state, group.since)
        _, deadline, threat = self.times.phases[self.times.due(group.phase)]
        found = {"in_force": level}
        at_deadline = []
        for code in (threat_code(threat), threat_code(threat, partly=True)):
            course = Course(code, group.state, whole_months(deadline))
            path = self.with_course(level, course, deadline)
            ahead = self._front_loading(group, deadline, self.world.rates[course])
            at_deadline.append(path + ahead)
        found["threat"] = at_deadline[0]
        without = level + self._front_loading(group, deadline, self.world.rates_in_force)
        full, partly = self.times.odds
        found["no_deal"] = (
            without + full * (at_deadline[0] - without) + partly * (at_deadline[1] - without)
        )
        outcome = self.with_course(level, group.course, group.begins, group.earlier)
        known = [course for course, _, _ in group.earlier[:1]] or [group.course]
        rates = self.world.rates.get(known[0], self.world.rates_in_force)
        # Buying ahead of a date is over once other rates have come.
        settled = group.before[0][1] if group.before else group.ended
        found["outcome"] = outcome + self._front_loading(group, settled, rates)
        return found

    def deliveries(self, group: Group) -> Floats:
        """Return what each issue delivers on the outcome path, USD bn/yr, (MONTHS, I)."""
        if group.code < 0:
            return np.zeros((MONTHS, len(self.agenda.issues)))
        given = self.agenda.given(np.array([group.code]))[0]
        begins = group.ended
        onto_months = overlaps(self.months.starts - begins, self.months.ends - begins, CELLS)
        return np.asarray(onto_months @ (self.world.unit_deliveries * given[:, None]).T)

    def _front_loading(self, group: Group, settled: float, rates_after: Floats) -> Floats:
        """Return what buying ahead of each deadline up to the end changes, (MONTHS, Q)."""
        total = np.zeros((MONTHS, len(self.quantities.series)))
        length = (self.months.ends - self.months.starts)[:, None]
        phase = self.times.due(group.phase)
        for number in range(phase + 1):
            start, deadline, threat = self.times.phases[number]
            is_last = number == phase
            until = settled if is_last else min(deadline, self.times.phases[number + 1][0])
            # What came in before the first month of the file is not seen, so it is not counted.
            known_from = max(start, self.months.starts[0], deadline - self.front_loading.ahead)
            windows = self.months.starts, self.months.ends
            early, late = self.front_loading.shift(*windows, known_from, until)
            volume = self._brought_forward[threat] / length
            before, after = early[:, None] * volume, late[:, None] * volume
            rates = rates_after if is_last else self.world.rates_in_force
            duty = before @ self.world.rates_in_force - after @ rates
            self._add_imports(total, before - after, duty)
        return total

    @cached_property
    def _brought_forward(self) -> Floats:
        """Imports from Japan brought forward by each threat, by sector, (T, J), USD bn."""
        now = np.log1p(self.world.rates_in_force)
        step = np.maximum(np.log1p(self.world.threats) - now, 0.0) * self.times.credibility
        return self.front_loading.months_brought_forward(step) * self.world.imports_from_japan

    def _add_imports(self, total: Floats, imports: Floats, duty: Floats) -> None:
        """Add imports from Japan (MONTHS, J) and duty (MONTHS,) to the flows they are part of."""
        column, sectors = self.quantities.column, self.quantities.observables.benchmark.sectors
        in_all = imports.sum(axis=1)
        total[:, column("goods_exports", "JPN", "USA")] += in_all
        total[:, column("goods_exports", "JPN")] += in_all
        total[:, column("goods_imports", "USA")] += in_all
        total[:, column("tariff_revenue", "USA")] += duty
        for sector in KEY_SECTORS:
            place = column("goods_exports", "JPN", "USA", sector)
            total[:, place] += imports[:, sectors.index(sector)]
