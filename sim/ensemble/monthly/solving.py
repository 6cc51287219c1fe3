"""Exact solutions of the months of one world, at first-year and long-run elasticities.

A *course* is what is in force once the talks have ended: a package or a named path, under a state
of China's controls, from some month on. What it changes is solved against the rates in force in
the same month, under the same controls. Fixed months are solved, and the month after anything
starts, opens or ends. In between values run along straight lines (of logs where positive); what
starts at month 5.3 counts for 0.7 of month 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.chips.critical_minerals_cooperation import CriticalMineralsCooperation
from sim.chips.window import FIRST_YEAR, HORIZONS, LONG_RUN, Window
from sim.economy.equilibrium import Economy
from sim.economy.policy import PolicyBatch
from sim.economy.transition import between_knots, in_logs, turning_cells
from sim.ensemble.monthly.controls import controls_path
from sim.ensemble.monthly.quantities import MonthlyQuantities
from sim.ensemble.settings import Settings
from sim.ensemble.valuations import WorldValuer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELLS = 74
"""Months that are followed from the day of the scenario and from a signature on."""

_IN_FORCE_MONTHS = (0, 1, 3, 6, 12, 24, 48, CELLS - 1)
_COURSE_MONTHS = (0, 1, 3, 12, 24, CELLS - 1)
# Straight lines between turning points miss the path of stocks and shortages by this share of its
# range at most.
_BEND = 0.02
# Residual in world output, 2 USD m: far below what mixing months misses, for a quarter of the time.
_TOLERANCE = 1e-8
_ROW = 16


@dataclass(frozen=True)
class Course:
    """A package (`code` >= 0) or named path (-1 - its place), a state and months since the day."""

    code: int
    state: int
    delay: int


@dataclass(frozen=True)
class Followed:
    """A course at the months that were solved: `months` (K,), `values` (K, H, Q), logs mixed in.

    `steps`: points of time at which values jump.
    """

    months: Ints
    values: Floats
    steps: Floats

    def by_cell(self) -> Floats:
        """Return the values of every month, (CELLS, H, Q)."""
        weights = _weights(self.months, self.steps)
        flat = weights @ self.values.reshape(len(self.months), -1)
        return np.asarray(flat.reshape(CELLS, *self.values.shape[1:]))


class WorldMonths:
    """Solves months of one world; `states` are those that the talks may end in."""

    def __init__(self, valuer: WorldValuer, states: Sequence[str]) -> None:
        self.valuer = valuer
        self.states = tuple(states)
        self.quantities = MonthlyQuantities(valuer.observables)

    def in_force(self) -> list[Followed]:
        """Return the rates in force from the day on in each state, in levels and logs of levels."""
        states = range(len(self.states))
        months = [_united([_IN_FORCE_MONTHS, self._bends(state)]) for state in states]
        values = self._solved(
            [
                (Course(-1, s, 0), m)
                for s, ms in zip(states, months, strict=True)
                for m in ms.tolist()
            ]
        )
        bounds = np.cumsum([len(ms) for ms in months])[:-1]
        parts = zip(months, np.split(values, bounds), strict=True)
        return [Followed(ms, part, np.empty(0)) for ms, part in parts]

    def courses(self, courses: Sequence[Course]) -> list[Followed]:
        """Return what courses change against the rates in force in the same months."""
        plans = [self._plan(course) for course in courses]
        months = [months for months, _ in plans]
        asked = [(c, m) for c, ms in zip(courses, months, strict=True) for m in ms.tolist()]
        bases = [(Course(-1, c.state, c.delay), m) for c, m in asked]
        distinct = list(dict.fromkeys(bases))
        place = {item: k for k, item in enumerate(distinct)}
        solved = self._solved([*distinct, *asked])
        base = solved[[place[item] for item in bases]]
        changes = solved[len(distinct) :] - base
        bounds = np.cumsum([len(ms) for ms in months])[:-1]
        return [
            Followed(ms, values, steps)
            for (ms, steps), values in zip(plans, np.split(changes, bounds), strict=True)
        ]

    def _plan(self, course: Course) -> tuple[Ints, Floats]:
        """Return the months at which a course is solved, and when its values jump."""
        if course.code < 0:
            return _united([_COURSE_MONTHS]), np.empty(0)
        levels = self.valuer.settings(np.array([course.code])).levels
        given = [self.valuer.policies.chips[kind] for kind, level in levels.items() if level[0] > 0]
        steps, months = set[float](), [np.array(_COURSE_MONTHS)]
        for chip in given:
            turning = np.array([m for m in chip.turning_months() if m < CELLS - 1])
            steps |= set(turning.tolist())
            months.append(turning.astype(np.int64) + 1)
            if chip.grows:  # what is there before the last payment is more than after the first
                months.append(turning.astype(np.int64) - 1)
            if isinstance(chip, CriticalMineralsCooperation):
                bends = self._bends(course.state) - course.delay
                months.append(bends[bends > chip.lead_time])
        return _united(months), np.array(sorted(steps))

    def _bends(self, state: int) -> Ints:
        """Return the months about which the path of stocks and shortages bends."""
        return self._all_bends[state]

    @cached_property
    def _all_bends(self) -> list[Ints]:
        found = []
        for state in self.states:
            months = [Window(m, m + 1) for m in range(CELLS)]
            china, held = self.valuer.under(state, self._settings([-1]))
            path = np.concatenate(
                [controls_path(self.valuer.policies, china, held.levels, 1, (w, w)) for w in months]
            )
            found.append(turning_cells(path, _BEND))
        return found

    def _solved(self, items: Sequence[tuple[Course, int]]) -> Floats:
        """Return the quantities of courses in months, (items, H, Q), positive ones as logs."""
        values = np.empty((len(items), len(HORIZONS), len(self.quantities.series)))
        # All states beside each other: wide batches save more than a nearer start does.
        economies = [self.valuer.economy(self.states[0], horizon) for horizon in HORIZONS]
        for places, batch, controls in self._batches(items, economies[0].chunk_size):
            for h, economy in enumerate(economies):
                outcome = economy.solve(batch, tolerance=_TOLERANCE)
                read = self.quantities.read(outcome, batch, controls)
                values[places, h] = read[: len(places)]
        return in_logs(values, self.quantities.positive)

    def _batches(
        self, items: Sequence[tuple[Course, int]], width: int
    ) -> Iterator[tuple[list[int], PolicyBatch, Floats]]:
        """Yield the items in batches of this width: places, policies, and what controls do."""
        grouped: dict[tuple[int, int, int, bool], list[int]] = {}
        for place, (course, month) in enumerate(items):
            alike = (course.state, month, course.delay, course.code < 0)
            grouped.setdefault(alike, []).append(place)
        places: list[int] = []
        parts: list[PolicyBatch] = []
        controls: list[Floats] = []
        for (state, month, delay, _), group in sorted(grouped.items()):
            if places and len(places) + len(group) > width:
                yield places, *_whole_rows(parts, controls)
                places, parts, controls = [], [], []
            settings = self._settings([items[place][0].code for place in group])
            windows = Window(month, month + 1), Window(month + delay, month + delay + 1)
            places += group
            parts.append(self.assemble(settings, state, windows))
            controls.append(self.controls(settings, state, windows))
        if places:
            yield places, *_whole_rows(parts, controls)

    def _settings(self, codes: Sequence[int]) -> Settings:
        """Return the settings of packages, or of named paths."""
        if codes[0] < 0:
            return self.valuer.path_settings([-1 - code for code in codes])
        return self.valuer.settings(np.array(codes, dtype=np.int64))

    def solve_levels(
        self, courses: Sequence[Course], windows: tuple[Window, Window], economy: Economy
    ) -> Floats:
        """Return courses of one state in one window as another economy has them, (courses, Q)."""
        parts, controls = [], []
        for course in courses:
            settings = self._settings([course.code])
            parts.append(self.assemble(settings, course.state, windows))
            controls.append(self.controls(settings, course.state, windows))
        batch, rows = _whole_rows(parts, controls)
        return self.quantities.read(economy.solve(batch), batch, rows)[: len(courses)]

    def assemble(
        self, settings: Settings, state: int, windows: tuple[Window, Window]
    ) -> PolicyBatch:
        """Return policies for the months since signature and since the day."""
        china, settings = self.valuer.under(self.states[state], settings)
        return self.valuer.policies.assemble(
            window=windows[0],
            controls_window=windows[1],
            china_state=china,
            general_rate=settings.general,
            car_rate=settings.car,
            levels=settings.levels,
            agreed=settings.agreed,
            china_rate=settings.china,
        )

    def controls(self, settings: Settings, state: int, windows: tuple[Window, Window]) -> Floats:
        """Return what the controls do in these policies, (P, K)."""
        name, settings = self.valuer.under(self.states[state], settings)
        count = len(settings.general)
        return controls_path(self.valuer.policies, name, settings.levels, count, windows)

    def rates_on_japan(self, codes: Sequence[int]) -> Floats:
        """Return US tariffs on Japan by sector of packages and named paths, (codes, J)."""
        rows = []
        us, japan = map(self.valuer.benchmark.region_index, ("USA", "JPN"))
        for code in codes:
            batch = self.assemble(self._settings([code]), 0, (LONG_RUN, LONG_RUN))
            rows.append(batch.tariff_rate[:, us, japan, 0])
        return np.array(rows).reshape(len(codes), self.valuer.benchmark.n_sectors)

    def imports_from_japan(self) -> Floats:
        """Return US imports from Japan at the rates in force in the first year, USD bn/yr, (J,)."""
        windows = FIRST_YEAR, FIRST_YEAR
        batch = self.assemble(self._settings([-1]), 0, windows)
        outcome = self.valuer.economy(self.states[0], "first_year").solve(batch)
        us, japan = map(self.valuer.benchmark.region_index, ("USA", "JPN"))
        return np.asarray(
            outcome.border_flows_usd_bn[:, us, japan, 0] * self.valuer.benchmark.goods
        )

    def unit_deliveries(self) -> Floats:
        """Return what each issue delivers at its maximum month by month, USD bn/yr, (I, CELLS)."""
        one, rows = np.ones(1), []
        for issue in self.valuer.task.agenda.issues:
            chip = self.valuer.policies.chips.get(issue.kind)
            rows.append(
                [
                    0.0 if chip is None else float(chip.delivered_usd_bn(one, Window(m, m + 1))[0])
                    for m in range(CELLS)
                ]
            )
        return np.array(rows).reshape(-1, CELLS)


def _united(lists: Sequence[Sequence[int] | Ints]) -> Ints:
    """Return the months of all lists that are followed, each once, in order."""
    months = np.unique(np.concatenate([np.asarray(one, dtype=np.int64) for one in lists]))
    return months[(months >= 0) & (months < CELLS)]


def _weights(months: Ints, steps: Floats) -> Floats:
    """Return the weights that spread solved months over all, (CELLS, K), with jumps at the steps.

    A jump at 5.3 holds the value of the last solved month up to month 4, and gives month 5 0.7 of
    the way to month 6, which is solved.
    """
    known = {int(month): row for month, row in zip(months, np.eye(len(months)), strict=True)}
    for step in sorted(steps.tolist()):
        cell = int(step)
        before = known[max(month for month in known if month <= max(cell - 1, 0))]
        known.setdefault(cell - 1, before)
        if cell > 0:
            known[cell] = before + (cell + 1.0 - step) * (known[cell + 1] - before)
    places = sorted(month for month in known if month >= 0)
    return between_knots(places, CELLS) @ np.stack([known[place] for place in places])


def _whole_rows(parts: list[PolicyBatch], controls: list[Floats]) -> tuple[PolicyBatch, Floats]:
    """Join policies and fill the last row of sixteen, so that all sums run in the same order."""
    missing = -sum(len(rows) for rows in controls) % _ROW
    if missing:
        parts = [*parts, parts[-1].take([-1] * missing)]
        controls = [*controls, np.repeat(controls[-1][-1:], missing, axis=0)]
    return parts[0].joined(parts[1:]), np.concatenate(controls)
