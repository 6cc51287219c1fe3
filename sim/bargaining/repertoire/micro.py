"""MiCRO: one new offer for each new offer of the other side (de Jonge, IJCAI 2022).

The rules are those of `sim.bargaining.tactics_micro`. By default it walks the packages of its
ladder, best for itself first: with some forty offers in a negotiation and 512 packages, walking all
of them would concede next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
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
    dice: Callable[[str], Floats]
    made_ranks: Indices = field(init=False)
    received: NDArray[np.bool_] = field(init=False)
    rankings: list[tuple[Seat, Indices, Indices]] = field(default_factory=list, repr=False)

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
        dice = self.dice(f"micro {turn.name}")[runs]
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
        found = next((known for known in self.rankings if known[0] is seat), None)
        if found is None:
            found = (seat, *micro_ranking(self._walked(seat), seat.no_deal))
            # The seats of this round and of the one before may be asked.
            self.rankings = [*self.rankings[-1:], found]
        return found[1][runs], found[2][runs]

    def _walked(self, seat: Seat) -> Floats:
        """Return own payoffs (R, M), -inf for packages that it does not walk."""
        on = seat.rungs.package
        on_ladder = np.zeros(seat.own.shape, dtype=bool)
        rows, places = np.nonzero(on >= 0)
        on_ladder[rows, on[rows, places]] = True
        # Like every other demand its own begins at the best that the other may prefer to no deal.
        on_ladder &= seat.own <= seat.top[:, None]
        return np.where(on_ladder | (self.walks != "ladder")[:, None], seat.own, -np.inf)


TACTIC = Micro
