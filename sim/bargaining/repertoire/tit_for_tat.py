"""Answer in kind: concede what the other side concedes (Faratin, Sierra and Jennings 1998).

Offers are compared by what they are worth to oneself. With z_n how far the other's n-th offer lies
below one's best hope (the top), and d the own last demand,

    relative   d' - floor = (d - floor) z_now / z_before       as large a share of the way
    averaged   the same over several offers
    absolute   d' = d - (worth now - worth before)             as many USD

by the rules of `sim.bargaining.tactics_behaviour`. A share of the worth itself would make the first
offers, worth next to nothing, look like giant steps. Until the other side has made enough offers to
compare, it concedes with its pace.
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

_NEAR = 1e-9
"""Offers as good as the top are this share of the room away from it."""

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
        low, high = seat.floor[runs], seat.top[runs]
        asked = self.pace.demand(seat, runs, turn.time)
        steps = self.steps[runs]
        # One more offer than steps is needed, and an own demand that can be changed.
        ready = ((seen >= 0).sum(axis=1) > steps) & ~np.isnan(self.asked[runs])
        for rule, word in _RULES:
            for n in np.unique(steps[ready]):
                at = np.flatnonzero(ready & (steps == n) & (self.answers[runs] == word))
                if not at.size:
                    continue
                worth = seat.own[runs[at][:, None], np.maximum(seen[at], 0)]
                last = self.asked[runs[at]]
                if word == "absolute":
                    asked[at] = rule(worth, last, low[at], high[at], int(n))
                else:
                    gap = np.maximum(high[at][:, None] - worth, _NEAR * (high - low)[at][:, None])
                    near = 1.0 / np.where(gap > 0.0, gap, 1.0)
                    room = high[at] - low[at]
                    asked[at] = low[at] + rule(near, last - low[at], 0.0, room, int(n))
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
