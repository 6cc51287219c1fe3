"""monthly.csv from the ends of all runs: solve the months that are asked for, mix, count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.bargaining.no_deal import settled
from sim.bargaining.tables import ValueTables
from sim.economy.front_loading import FrontLoading
from sim.ensemble.csvfile import Column
from sim.ensemble.endings import Endings
from sim.ensemble.monthly.calendar import Months
from sim.ensemble.monthly.check import SAMPLE_PACKAGES, SAMPLE_WORLDS, Sample, check_world, report
from sim.ensemble.monthly.groups import (
    IN_FORCE,
    RUNS_FOLLOWED,
    Group,
    groups_of,
    threat_code,
    whole_months,
)
from sim.ensemble.monthly.paths import PATHS, TalkTimes, WorldMixer
from sim.ensemble.monthly.quantities import MonthlyQuantities
from sim.ensemble.monthly.solving import Course
from sim.ensemble.monthly.table import Rows, columns, statistics
from sim.ensemble.monthly.world import WorldPaths, follow_world
from sim.ensemble.tablework import TableWork
from sim.ensemble.wishes import threat_odds


@dataclass(frozen=True)
class MonthlyWork:
    """What is needed to follow the runs of a scenario month by month."""

    work: TableWork
    tables: ValueTables

    def table(self, blocks: Sequence[Endings], runs: int) -> dict[str, Column]:
        """Return monthly.csv as columns, of the first runs below `runs`."""
        setup = self.work.setup
        counted = groups_of(setup, self.tables, blocks, min(runs, RUNS_FOLLOWED))
        ordered = sorted(counted, key=lambda group: (group.world, group.code, group.ended))
        worlds = self._follow(ordered)
        mixers = [self._mixer(number, world) for number, world in enumerate(worlds)]
        issues = setup.agenda.issues
        places = [place for place, issue in enumerate(issues) if not issue.is_rate]
        named = [(issues[place].kind, issues[place].holder) for place in places]
        rows = Rows(MonthlyQuantities(setup.observables), named)
        found = {}
        for path in PATHS:
            merged = _alike(ordered, counted, path)
            solved, delivered = [], []
            for group in merged:
                mixer = mixers[group.world]
                solved.append(mixer.paths(group)[path])
                given = mixer.deliveries(group)[:, places]
                delivered.append(given if path == "outcome" else np.zeros_like(given))
            values = rows.extended(np.stack(solved), np.stack(delivered))
            found[path] = statistics(values, np.array(list(merged.values())))
        months = Months(setup.scenario.as_of)
        count = sum(counted.values())
        return columns(setup.scenario.name, months.names, rows.series, found, count)

    def errors(self) -> dict[str, object]:
        """Return how far paths and package values are from exact solutions, on a sample."""
        setup, tasks = self.work.setup, self.work.tasks()
        worlds = sorted({0, len(tasks) // 2})[:SAMPLE_WORLDS]
        places = np.linspace(0, len(self.tables.codes) - 1, SAMPLE_PACKAGES).round().astype(int)
        codes = tuple(sorted({int(code) for code in self.tables.codes[places]}))
        samples = [Sample(codes, float(setup.tau_months[w]), setup.annuity) for w in worlds]
        found = self.work.workers.map(
            check_world,
            [tasks[world] for world in worlds],
            samples,
            [self.tables.states] * len(worlds),
            [self.work.cache_folder] * len(worlds),
        )
        return report(list(found), worlds)

    def _follow(self, groups: Sequence[Group]) -> list[WorldPaths]:
        """Return the months of every world at the courses of the groups."""
        setup = self.work.setup
        months = Months(setup.scenario.as_of)
        times = self._times(months, 0)
        wanted: list[set[Course]] = [set() for _ in setup.worlds]
        for group in groups:
            _, deadline, threat = times.phases[times.due(group.phase)]
            codes = threat_code(threat), threat_code(threat, partly=True)
            wanted[group.world] |= {Course(c, group.state, whole_months(deadline)) for c in codes}
            if group.code != IN_FORCE:
                wanted[group.world].add(group.course)
            wanted[group.world] |= {course for course, _, _ in group.earlier}
        courses = [sorted(one, key=lambda c: (c.code, c.state, c.delay)) for one in wanted]
        tasks = self.work.tasks()
        same = (
            [self.tables.states] * len(tasks),
            [len(setup.threats)] * len(tasks),
            [self.work.cache_folder] * len(tasks),
        )
        found: list[WorldPaths] = []
        self.work.progress("following the months", 0, len(tasks))
        for paths in self.work.workers.map(follow_world, tasks, courses, *same):
            found.append(paths)
            self.work.progress("following the months", len(found), len(tasks))
        return found

    def _times(self, months: Months, world: int) -> TalkTimes:
        setup = self.work.setup
        resolve = float(setup.expected(threat_odds(setup, setup.talk.threat.by))[0])
        rest = setup.rest_odds.take(np.array([world]))
        odds = settled(rest.probabilities(np.array([resolve])))[0]
        return TalkTimes.of(months, setup.calendar.phases, odds, resolve)

    def _mixer(self, number: int, world: WorldPaths) -> WorldMixer:
        setup = self.work.setup
        months = Months(setup.scenario.as_of)
        drawn = setup.worlds[number].section("economy.front_loading")
        return WorldMixer(
            quantities=MonthlyQuantities(setup.observables),
            agenda=setup.agenda,
            months=months,
            times=self._times(months, number),
            front_loading=FrontLoading(**drawn),
            tau=float(setup.tau_months[number]),
            world=world,
        )


def _alike(groups: Sequence[Group], counted: dict[Group, int], path: str) -> dict[Group, int]:
    """Return the groups that differ on a path, each with its number of runs."""
    if path == "outcome":
        return {group: counted[group] for group in groups}
    merged: dict[tuple[object, ...], tuple[Group, int]] = {}
    for group in groups:
        phase = 0 if path == "in_force" else group.phase
        key = (group.world, group.state, group.since, phase)
        first, count = merged.get(key, (group, 0))
        merged[key] = first, count + counted[group]
    return dict(merged.values())
