"""A scenario ready to be played: its exact values, and the play of one block of runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.agents.stocktaking import credibility
from sim.bargaining.tables import ValueTables
from sim.bargaining.talks_setup import TalksSetup
from sim.ensemble import rounds
from sim.ensemble.concessions import BlockConcessions, ExactPackages
from sim.ensemble.delivery import BlockDelivery
from sim.ensemble.endings import Endings, Held
from sim.ensemble.governments import Reputation, controls, talks_setup
from sim.ensemble.lived import LivedRates
from sim.ensemble.measures import Measure, RunTable, with_corners
from sim.ensemble.outcomes import BlockOutcomes
from sim.ensemble.parameters import RunDraws, block_runs
from sim.ensemble.preferences import preferences
from sim.ensemble.search import Search
from sim.ensemble.setup import Setup
from sim.model import TradeTalks


@dataclass(frozen=True)
class Played:
    """One block after its talks: how they ended and, for the sample, every move."""

    endings: Endings
    moves: tuple[rounds.Row, ...]


@dataclass(frozen=True)
class Ensemble:
    """A scenario with its exact values and the seed of its dice.

    Blocks are always played and measured whole and cut afterwards: a matrix product over fewer runs
    rounds differently, and the last digit of a run must not depend on how many runs were asked for.
    """

    setup: Setup
    tables: ValueTables
    search: Search
    seed: int

    def play(self, block: int, sample: int, traced: int = -1) -> Played:
        """Play one block; keep the moves of runs numbered below `sample`, and of run `traced`."""
        numbers = block_runs(block)
        worlds = self._worlds(block)
        draws = self.draws(block)
        setup = self.setup
        model = TradeTalks(
            [(self.rules(block), self.tables)],
            worlds,
            controls(setup, draws),
            draws.dice,
        )
        model.play()
        (held,) = model.negotiations
        talk = held.talk
        endings = Endings(
            runs=numbers,
            worlds=worlds,
            status=talk.status,
            package=talk.package,
            ended_on=talk.ended_on,
            phase=talk.phase,
            extended=talk.extended,
            state=held.end_state,
            closed_by=talk.closed_by,
            state_since=held.state_since,
            no_deal=held.expected_no_deal,
            held=Held(
                regime=talk.regime,
                since=talk.since,
                awaited=talk.awaited,
                path=talk.path,
                executed_on=talk.executed_on,
                executed_share=talk.executed_share,
                backing_down=talk.backing_down,
                spells=tuple(talk.spells),
                credibility=credibility(held),
                walked_out=talk.walked_out,
            ),
        )
        told = (numbers < sample) | (numbers == traced)
        moves = tuple(rounds.rows(setup.talk_name, talk, self.tables, endings, told))
        model.release()
        return Played(endings, moves)

    def table(
        self, block: int, endings: Endings, twins: Sequence[ExactPackages], runs: int
    ) -> RunTable:
        """Return the measures of a played block, of runs numbered below `runs`.

        `twins`: exact values of what `concessions.signed_twins` names.
        """
        outcomes = self.outcomes(block, endings)
        given = dict(BlockConcessions(outcomes, self.search, twins).measures())
        delivered = BlockDelivery(outcomes, given, self.draws(block)).measures()
        return with_corners(outcomes.table([*given.items(), *delivered])).below(runs)

    def measures(self, block: int, endings: Endings) -> dict[Measure, NDArray[np.float64]]:
        """Return the measures of a played block, (BLOCK_RUNS,) each, without concessions."""
        return dict(self.outcomes(block, endings).measures())

    def rules(self, block: int) -> TalksSetup:
        """Return the rules and governments of the talks in a block, as drawn."""
        return talks_setup(self.setup, self.draws(block), self._worlds(block), self._reputations)

    @cached_property
    def _reputations(self) -> dict[str, Reputation]:
        """What all believe of each party; no block changes it."""
        return {p: Reputation.of(self.setup, self.tables, p) for p in self.setup.parties}

    def outcomes(self, block: int, endings: Endings) -> BlockOutcomes:
        """Return the outcomes of a played block, all BLOCK_RUNS of them."""
        draws = self.draws(block)
        wanted = {p: preferences(self.setup, p, draws) for p in self.setup.parties}
        resolve = draws(f"parties.{self.setup.talk.threat.by}.resolve")
        lived = None
        if self.setup.regimes.go_beyond_threats:
            lived = LivedRates(self.rules(block), self.tables, endings, resolve)
        return BlockOutcomes(self.setup, self.tables, endings, wanted, resolve, lived)

    def _worlds(self, block: int) -> NDArray[np.intp]:
        """Return the world of each run of a block: runs are dealt out in turn."""
        return np.asarray(block_runs(block) % self.tables.n_worlds, dtype=np.intp)

    def draws(self, block: int) -> RunDraws:
        """Return the draws of a block: preferences, behaviour and dice."""
        return RunDraws(self.setup.listed, self.seed, block)
