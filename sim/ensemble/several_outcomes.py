"""Outcomes of one of several pairs of talks: exact joint values, given how the others ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.talk import Status
from sim.ensemble.concessions import BlockConcessions
from sim.ensemble.joint import JointValues, threats_of
from sim.ensemble.measures import Measure
from sim.ensemble.outcomes import BlockOutcomes, Columns

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class JointOutcomes(BlockOutcomes):
    """The outcomes of one pair in a block, what the other pairs came to standing as it is.

    `joint`: exact values. The tables of the pair, whose states stand for others' deals, are used
    for what is left on the table alone.
    """

    joint: JointValues = field(kw_only=True)

    @cached_property
    def changes(self) -> Floats:
        """What the outcome changes from this pair's rates in force, (R, H, Q)."""
        return self.joint.outcome - self.joint.in_force

    @cached_property
    def executed(self) -> Floats:
        """What the threat executed in full changes from the rates in force, (R, H, Q)."""
        return self.joint.executed - self.joint.in_force

    @cached_property
    def partly(self) -> Floats:
        """What the threat executed in part changes from the rates in force, (R, H, Q)."""
        return self.joint.partly - self.joint.in_force

    @cached_property
    def in_force(self) -> Floats:
        """Levels at this pair's rates in force, (R, H, Q)."""
        return self.joint.in_force

    def left_on_table(self) -> Columns:
        """Yield the largest rise of U over packages no worse for the other, in the tables' states.

        Both the packages and what the run came to are valued in the state that stands for what
        holds elsewhere, so that the difference is that between packages alone.
        """
        believed = BlockOutcomes(
            self.setup, self.tables, self.endings, self.preferences, self.resolve, self.lived
        )
        yield from believed.left_on_table()


@dataclass(frozen=True)
class SideOutcomes(JointOutcomes):
    """The outcomes of a pair beside the main one; its measures carry party and partner."""

    def measures(self) -> Columns:
        """Yield the measures of the pair, in the order of runs.csv."""
        first, second = self.preferences
        ends = self.endings
        signed = ends.signed
        start = self.setup.scenario.as_of.toordinal()
        yield Measure("agreed", first, second), signed.astype(np.float64)
        days = np.where(signed, ends.ended_on - start, np.nan)
        yield Measure("days_to_agreement", first, second), days
        yield Measure("extended", first, second), ends.extended.astype(np.float64)
        executed = (ends.status == Status.EXECUTED).astype(np.float64)
        yield Measure("threat_executed", first, second), executed
        yield from self._rate_on_china()
        for party, other in ((first, second), (second, first)):
            for baseline, won in self.gains(party).items():
                parts = (("utility", won.total), ("gain_income", won.income))
                for name, value in (*parts, ("gain_typed", won.typed)):
                    yield Measure(name, party, other, "", "", baseline), value
                for term, value in won.weighted.items():
                    sector = term.removeprefix("sector.")
                    yield Measure("gain_weighted", party, other, sector, "", baseline), value
            yield Measure("no_deal_value", party, other), ends.no_deal[party]
        for measure, values in self.left_on_table():
            other = second if measure.party == first else first
            yield Measure("left_on_table", measure.party, other), values
        yield from self._chips()

    def _rate_on_china(self) -> Columns:
        """Yield the added US rate on China at the end of each run, in talks about it."""
        if set(self.preferences) != {"USA", "CHN"}:
            return
        ends, setup = self.endings, self.setup
        held, threats = float(setup.held.china or 0.0), setup.threats
        known = threats_of(setup, ends)
        full = np.array([threat.full.china for threat in threats], dtype=np.float64)[known]
        partly = np.array([t.partly.china for t in threats], dtype=np.float64)[known]
        settings = self.tables.agenda.settings(self.tables.codes[np.maximum(ends.package, 0)])
        agreed = settings.get("china_rate", np.full(len(ends.runs), threats[0].full.china))
        by_status = [ends.signed, ends.status == Status.EXECUTED, ends.status == Status.PARTLY]
        rate = np.select(by_status, [agreed, full, partly], held)
        yield Measure("tariff_rate", "USA", "CHN", "general"), rate
        column, _ = setup.observables.column("average_tariff", "USA", "CHN")
        yield Measure("tariff_rate", "USA", "CHN", "average"), self.joint.outcome[:, 1, column]


@dataclass(frozen=True)
class JointConcessions(BlockConcessions):
    """Who gave what in the deals of one of several pairs, the other pairs' ends as they are."""

    joint: JointValues

    def _twin_values(
        self, codes: Ints, rows: NDArray[np.intp], giver: str, party: str
    ) -> tuple[Floats, Floats]:
        changes = (self.joint.twins[giver] - self.joint.in_force)[rows]
        typed = np.empty(len(codes))
        worlds = self.outcomes.endings.worlds[rows]
        for world in np.unique(worlds):
            these = np.flatnonzero(worlds == world)
            found = np.searchsorted(self.twins[world].codes, codes[these])
            typed[these] = self.twins[world].typed[party][found]
        return changes, typed
