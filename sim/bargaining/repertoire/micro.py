"""MiCRO: one new offer for each new offer of the other side (de Jonge, IJCAI 2022).

The rules are those of `sim.bargaining.tactics_micro`. By default it walks the packages of its
ladder, best for itself first: with some forty offers in a negotiation and 512 packages, walking all
of them would concede next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Drawn, Tactic, Words
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn
from sim.bargaining.tactics_micro import micro_rank, micro_ranking


@dataclass
class Micro(Tactic):
    """Concedes step for step; `walks` (R,): its `ladder` or `all_packages`.

    Memory: `made_ranks` (R,) how many different packages it has offered, `received` (R, M) which
    packages the other side has offered.
    """

    walks: Words
    dice: object
    made_ranks: Indices = field(init=False)
    received: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.made_ranks = np.zeros(len(self.walks), dtype=np.intp)
        self.received = np.zeros((len(self.walks), 0), dtype=bool)

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic: the word `walks`; dice pick which earlier offer is repeated."""
        return cls(drawn.words["walks"], drawn.dice)

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return what its offer at this turn is worth to it, no deal where it has none, (K,)."""
        return np.maximum(seat.worth(runs, self.propose(seat, runs, turn)), seat.no_deal[runs])

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:
        """Return the next package down, or an earlier one where the other side owes a step."""
        dice = self.dice(f"micro {turn.name}")[runs]  # type: ignore[operator]
        made, heard = self.made_ranks[runs], self._n_received(runs)
        ranking, available = self._ranked(seat, runs)
        # A new round may have fewer packages that beat no deal than were offered before.
        rank = micro_rank(np.minimum(made, available), heard, available, dice)
        package = ranking[np.arange(len(runs)), np.maximum(rank, 0)]
        return np.where(rank >= 0, package, NO_OFFER)

    def upcoming(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Indices:  # noqa: ARG002
        """Return the lowest package that it would offer next if it refused now, (K,)."""
        known = self._knows(runs, offer)
        heard = self._n_received(runs) + ((offer >= 0) & ~known)
        ranking, available = self._ranked(seat, runs)
        made = np.minimum(self.made_ranks[runs], available)
        concedes = (made <= heard) & (made < available)
        rank = np.where(concedes, made, np.maximum(made - 1, 0))
        package = ranking[np.arange(len(runs)), rank]
        return np.where(available > 0, package, NO_OFFER)

    def made(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> None:  # noqa: ARG002
        """Count the offer if it is a new step down."""
        ranking, _ = self._ranked(seat, runs)
        rank = np.argmax(ranking == offer[:, None], axis=1)
        steps = np.where(offer >= 0, rank + 1, 0)
        self.made_ranks[runs] = np.maximum(self.made_ranks[runs], steps)

    def heard(self, seat: Seat, runs: Indices, offer: Indices) -> None:
        """Count the other's offer if it is a new one."""
        if self.received.shape[1] == 0:
            self.received = np.zeros((len(self.walks), seat.own.shape[1]), dtype=bool)
        known = offer >= 0
        self.received[runs[known], offer[known]] = True

    def _n_received(self, runs: Indices) -> Indices:
        return np.asarray(self.received[runs].sum(axis=1), dtype=np.intp)

    def _knows(self, runs: Indices, offer: Indices) -> NDArray[np.bool_]:
        if self.received.shape[1] == 0:
            return np.zeros(len(runs), dtype=bool)
        return np.asarray(self.received[runs, np.maximum(offer, 0)])

    def _ranked(self, seat: Seat, runs: Indices) -> tuple[Indices, Indices]:
        """Return packages from the best down (K, M) and how many of them it would offer (K,)."""
        own = seat.own[runs]
        off_ladder = np.ones(own.shape, dtype=bool)
        on = seat.rungs.package[runs]
        rows, places = np.nonzero(on >= 0)
        off_ladder[rows, on[rows, places]] = False
        off_ladder &= (self.walks[runs] == "ladder")[:, None]
        return micro_ranking(np.where(off_ladder, -np.inf, own), seat.no_deal[runs])


TACTIC = Micro
