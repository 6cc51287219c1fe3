"""Answer in kind: concede what the other side concedes (Faratin, Sierra and Jennings 1998).

Offers are compared by what they are worth to oneself above one's worst package, so that ratios have
a zero that means something: with y_n the worth of the other's n-th offer and d the own last demand
on that scale, `sim.bargaining.tactics_behaviour` gives the next demand. Until the other side has
made enough offers to compare, it concedes with its pace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Drawn, Tactic, Words
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn
from sim.bargaining.repertoire.time_dependent import Pace
from sim.bargaining.tactics_behaviour import (
    absolute_tit_for_tat,
    averaged_tit_for_tat,
    relative_tit_for_tat,
)

MOST_STEPS = 10
"""The longest that a party looks back."""


@dataclass(frozen=True)
class TitForTat(Tactic):
    """Answers the other's concession of `steps` (R,) offers ago, or over that many offers.

    `answers` (R,): relative, absolute or averaged. Memory: `seen` (R, MOST_STEPS + 1) packages that
    the other side offered, latest last, NO_OFFER for none yet; `asked` (R,) the own last demand.
    """

    pace: Pace
    answers: Words
    steps: Indices
    seen: Indices = field(init=False)
    asked: Floats = field(init=False)

    def __post_init__(self) -> None:
        n_runs = len(self.steps)
        seen = np.full((n_runs, MOST_STEPS + 1), NO_OFFER, dtype=np.intp)
        object.__setattr__(self, "seen", seen)
        object.__setattr__(self, "asked", np.full(n_runs, np.nan))

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic: the word `answers`, the number `steps` (rounded, 1 to 10)."""
        steps = np.clip(np.rint(drawn.numbers["steps"]), 1, MOST_STEPS).astype(np.intp)
        return cls(Pace.of(drawn), drawn.words["answers"], steps)

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return the demand that answers what was heard so far, (K,)."""
        return self._answer(seat, runs, self.seen[runs], turn)

    def upcoming(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Indices:
        """Return the offer that would answer `offer` too, (K,)."""
        seen = _with(self.seen[runs], offer)
        asked = self._answer(seat, runs, seen, turn.following())
        package = seat.ladder.offer(runs, asked)
        return np.where(seat.worth(runs, package) > seat.no_deal[runs], package, NO_OFFER)

    def _answer(self, seat: Seat, runs: Indices, seen: Indices, turn: Turn) -> Floats:
        low, high, zero = seat.floor[runs], seat.top[runs], seat.own[runs].min(axis=1)
        asked = self.pace.demand(seat, runs, turn.time)
        steps = self.steps[runs]
        # One more offer than steps is needed, and an own demand that can be changed.
        heard = (seen >= 0).sum(axis=1)
        ready = (heard > steps) & ~np.isnan(self.asked[runs])
        for rule, word in _RULES:
            for n in np.unique(steps[ready]):
                at = np.flatnonzero(ready & (steps == n) & (self.answers[runs] == word))
                if not at.size:
                    continue
                worth = seat.own[runs[at][:, None], np.maximum(seen[at], 0)] - zero[at][:, None]
                bounds = low[at] - zero[at], high[at] - zero[at]
                last = self.asked[runs[at]] - zero[at]
                asked[at] = zero[at] + rule(worth, last, *bounds, int(n))
        return asked

    def made(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> None:  # noqa: ARG002
        """Remember the demand behind the offer."""
        self.asked[runs] = self.demand(seat, runs, turn)

    def heard(self, seat: Seat, runs: Indices, offer: Indices) -> None:  # noqa: ARG002
        """Remember the other's offer."""
        self.seen[runs] = _with(self.seen[runs], offer)


_RULES = (
    (relative_tit_for_tat, "relative"),
    (absolute_tit_for_tat, "absolute"),
    (averaged_tit_for_tat, "averaged"),
)


def _with(seen: Indices, offer: Indices) -> Indices:
    """Return memories (K, n) with an offer (K,) added at the end; a pass adds nothing."""
    later = np.concatenate([seen[:, 1:], offer[:, None]], axis=1)
    return np.where(offer[:, None] >= 0, later, seen)


TACTIC = TitForTat
