"""From the ends of several pairs of talks to the measures of their runs.

Each pair is measured with the other pairs' ends as they are; `before_talks` compares with the rates
in force in every pair, China's own state as in the run. A party's gain over all talks is counted in
the order in which they ended,

    U = sum_k F(s_k) (first_k - first_k-1) + L(s_k) (long_k - long_k-1) + typed amounts of its talks

with the joint outcomes of the first k pairs to end, their other pairs at the rates in force, and
s_k the time at which the k-th ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import STATES
from sim.bargaining.gains import Scale, model_terms
from sim.bargaining.preferences import Preferences
from sim.chips.package import CHINA_STATES
from sim.chips.window import HORIZONS
from sim.ensemble.concessions import ExactPackages, signed_twins
from sim.ensemble.delivery import BlockDelivery
from sim.ensemble.joint import (
    IN_FORCE,
    JointTable,
    JointValues,
    JointWork,
    outcome_numbers,
    path_of,
    threats_of,
    with_pair,
)
from sim.ensemble.measures import Measure, RunTable, with_corners
from sim.ensemble.outcomes import BALANCES, REPORTED_PARTIES
from sim.ensemble.several import PlayedTogether, Several
from sim.ensemble.several_outcomes import JointConcessions, JointOutcomes, SideOutcomes
from sim.ensemble.tablework import TableWork, prepared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BEFORE_TALKS = "before_talks"
assert tuple(STATES) == tuple(CHINA_STATES)


@dataclass(frozen=True)
class JointRuns:
    """The joint outcomes of one block: `asked` (R, 1 + P) as in `sim.ensemble.joint`."""

    several: Several
    played: PlayedTogether
    asked: Ints

    @classmethod
    def of(cls, several: Several, played: PlayedTogether) -> JointRuns:
        """Return the joint outcomes of a played block."""
        numbers = [
            outcome_numbers(pair.tables.codes, ends)
            for pair, ends in zip(several.pairs, played.endings, strict=True)
        ]
        return cls(several, played, np.stack([played.china.astype(np.int64), *numbers], axis=1))

    @property
    def worlds(self) -> NDArray[np.intp]:
        """The world of each run, (R,)."""
        return self.played.endings[0].worlds

    def variants(self, pair: int) -> dict[str, Ints]:
        """Return the joint outcomes that the measures of a pair need, by name."""
        ready, ends = self.several.pairs[pair], self.played.endings[pair]
        threat = threats_of(ready.setup, ends)
        found = {
            "outcome": self.asked,
            "in_force": with_pair(self.asked, pair, IN_FORCE),
            "executed": with_pair(self.asked, pair, path_of(threat)),
            "partly": with_pair(self.asked, pair, path_of(threat, partly=True)),
        }
        agenda, codes = ready.tables.agenda, self.asked[:, 1 + pair]
        for holder in ready.setup.parties:
            zeroed = agenda.with_zero(np.maximum(codes, 0), agenda.held_by(holder))
            twins = np.where(ends.signed, zeroed, codes)
            found[f"twin {holder}"] = with_pair(self.asked, pair, twins)
        return found

    def steps(self) -> list[Ints]:
        """Return the joint outcomes once the first k pairs have ended, k = 0..P."""
        order = self.ended_in_order()
        rows = np.arange(len(order))
        stands = self.asked.copy()
        stands[:, 1:] = IN_FORCE
        found = [stands]
        for step in range(order.shape[1]):
            stands = stands.copy()
            pair = order[:, step]
            stands[rows, 1 + pair] = self.asked[rows, 1 + pair]
            found.append(stands)
        return found

    def ended_in_order(self) -> NDArray[np.intp]:
        """Return the pairs in the order in which their talks ended, (R, P)."""
        ended = np.stack([ends.ended_on for ends in self.played.endings], axis=1)
        return np.asarray(np.argsort(ended, axis=1, kind="stable"))

    def everything(self) -> Ints:
        """Return every joint outcome that is needed, (K, 2 + P): world first, each once."""
        parts = [v for p in range(len(self.several.pairs)) for v in self.variants(p).values()]
        worlds = self.worlds[:, None].astype(np.int64)
        rows = [np.concatenate([worlds, part], axis=1) for part in (*parts, *self.steps())]
        return np.unique(np.concatenate(rows), axis=0)


@dataclass(frozen=True)
class SeveralTables:
    """The measures of all blocks: `solved` joint outcomes and, by pair and world, typed twins."""

    several: Several
    blocks: tuple[JointRuns, ...]
    solved: JointTable
    twins: tuple[Sequence[ExactPackages], ...]

    @classmethod
    def of(
        cls, several: Several, played: Sequence[PlayedTogether], works: Sequence[TableWork]
    ) -> SeveralTables:
        """Solve what the played blocks need."""
        blocks = tuple(JointRuns.of(several, block) for block in played)
        asked = np.unique(np.concatenate([block.everything() for block in blocks]), axis=0)
        main = works[0]
        joint = JointWork(
            tuple(pair.setup for pair in several.pairs),
            tuple(replace(main, elsewhere=()).tasks()),
            main.workers,
            main.cache_folder,
        )
        main.progress("solving joint outcomes", 0, 1)
        solved = joint.table(asked)
        main.progress("solving joint outcomes", 1, 1)
        twins = tuple(
            _typed_twins(work, signed_twins(pair.tables, [b.endings[place] for b in played]))
            for place, (work, pair) in enumerate(zip(works, several.pairs, strict=True))
        )
        return cls(several, blocks, solved, twins)

    def table(self, number: int, runs: int) -> RunTable:
        """Return the measures of a block, of runs numbered below `runs`."""
        block = self.blocks[number]
        parts = [self._pair(number, place) for place in range(len(self.several.pairs))]
        main, given = parts[0]
        draws = self.several.pairs[0].draws(number)
        delivered = BlockDelivery(main, given, draws).measures()
        table = main.table([*given.items(), *delivered])
        values = dict(table.values)
        for side, worth in parts[1:]:
            values |= {**dict(side.measures()), **worth}
        values |= dict(self._together(block, [outcomes for outcomes, _ in parts]))
        whole = RunTable(table.run, table.world, values, table.texts)
        return with_corners(whole).below(runs)

    def main_outcomes(self, number: int) -> JointOutcomes:
        """Return the outcomes of the main pair in a block."""
        return self._pair(number, 0)[0]

    def _pair(self, number: int, place: int) -> tuple[JointOutcomes, dict[Measure, Floats]]:
        """Return the outcomes of a pair in a block, and its concessions."""
        pair, block = self.several.pairs[place], self.blocks[number]
        values = {
            name: self.solved.of(block.worlds, asked)
            for name, asked in block.variants(place).items()
        }
        twins = {holder: values.pop(f"twin {holder}") for holder in pair.setup.parties}
        joint = JointValues(**values, twins=twins)
        plain = pair.outcomes(number, block.played.endings[place])
        kind = JointOutcomes if pair.setup.is_main else SideOutcomes
        outcomes = kind(
            plain.setup,
            plain.tables,
            plain.endings,
            plain.preferences,
            plain.resolve,
            plain.lived,
            industries=plain.industries,
            joint=joint,
        )
        given = JointConcessions(outcomes, pair.search, self.twins[place], joint).measures()
        return outcomes, dict(given)

    def _together(
        self, block: JointRuns, outcomes: Sequence[JointOutcomes]
    ) -> Iterator[tuple[Measure, Floats]]:
        """Yield what all talks together change against the rates in force in all of them."""
        steps = [self.solved.of(block.worlds, asked) for asked in block.steps()]
        changes = steps[-1] - steps[0]
        observables = outcomes[0].setup.observables
        for party in REPORTED_PARTIES:
            column, sign = observables.column("income", party)
            for h, horizon in enumerate(HORIZONS):
                measure = Measure("welfare_change", party, "", "", horizon, BEFORE_TALKS)
                yield measure, sign * changes[:, h, column]
        for party, partner in (*BALANCES, ("JPN", "CHN"), ("CHN", "")):
            column, sign = observables.column("goods_balance", party, partner)
            for h, horizon in enumerate(HORIZONS):
                measure = Measure("goods_balance_change", party, partner, "", horizon, BEFORE_TALKS)
                yield measure, sign * changes[:, h, column]
        order = block.ended_in_order()
        for party in REPORTED_PARTIES:
            own = [one for one in outcomes if party in one.preferences]
            if own:
                total = _gain_in_order(party, own, outcomes, steps, order)
                yield Measure("utility", party, baseline=BEFORE_TALKS), total


def _gain_in_order(
    party: str,
    own: Sequence[JointOutcomes],
    outcomes: Sequence[JointOutcomes],
    steps: Sequence[Floats],
    order: NDArray[np.intp],
) -> Floats:
    """Return a party's gain over all talks; `own`: the pairs in which it sits."""
    wanted = _towards_all([one.preferences[party] for one in own])
    total = np.zeros(len(order))
    months = np.stack([one.ended_month for one in outcomes], axis=1)
    tau = outcomes[0].tables.tau_months[outcomes[0].endings.worlds]
    rows = np.arange(len(order))
    for step in range(order.shape[1]):
        at = months[rows, order[:, step]]
        scale = Scale.at(outcomes[0].setup.annuity, at, tau, np.ones(len(at)))
        parts = model_terms(wanted, steps[step + 1] - steps[step], scale)
        total += sum(parts.values())
    for one in own:
        total += one.gains(party)["in_force"].typed
    return total


def _towards_all(wanted: Sequence[Preferences]) -> Preferences:
    """Return a government's wishes with its deficits with the other party of each of its talks."""
    first = wanted[0]
    further = [one for one in wanted[1:] if "deficit" in one.terms]
    places = [one.terms.index("deficit") for one in further]
    return replace(
        first,
        terms=(*first.terms, *(f"deficit {k}" for k in range(len(further)))),
        columns=np.append(
            first.columns, [one.columns[k] for one, k in zip(further, places, strict=True)]
        ).astype(np.intp),
        signs=np.append(
            first.signs, [one.signs[k] for one, k in zip(further, places, strict=True)]
        ),
        weights=np.concatenate(
            [
                first.weights,
                *(one.weights[:, k, None] for one, k in zip(further, places, strict=True)),
            ],
            axis=1,
        ),
    )


def _typed_twins(work: TableWork, codes: Sequence[Ints]) -> list[ExactPackages]:
    """Return the typed amounts of packages in each world; their changes are joint values."""
    none = np.empty((0, 0, 0, 0))
    tasks = work.tasks()
    return [
        ExactPackages(found, none, prepared(task).typed(found) if found.size else {})
        for found, task in zip(codes, tasks, strict=True)
    ]
