"""What every tactic does: ask, propose, answer, remember; and a mix of tactics across runs.

A tactic plays for one party in every run of a block. It reads payoffs off a `Seat`, which is new at
every round; what it remembers beside that is arrays over runs, changed only by `made` and `heard`.
So the same tactic can be asked what it would have done on other payoffs.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.seat import Indices, Seat, Turn
from sim.errors import InvalidInputError

Floats = NDArray[np.float64]
Words = NDArray[np.str_]
Orders = tuple[tuple[dt.date, NDArray[np.int64]], ...]


@dataclass(frozen=True)
class Drawn:
    """What a tactic is made of, in R runs.

    `start`, `exponent` (R,): k and b of the party's pace. `numbers` and `words`: the tactic's own
    parameters by name, (R,) each. `dice(what)`: a uniform a run for a named chance. `orders`: dated
    package codes (R,) that a scripted party is told to offer.
    """

    start: Floats
    exponent: Floats
    dice: Callable[[str], Floats]
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    orders: Orders = ()

    @property
    def n_runs(self) -> int:
        """Number of runs R."""
        return len(self.start)


class Tactic(ABC):
    """How a party bargains; `runs` (K,) index arrays say in which runs it is asked.

    The default walks down the ladder to what it demands and takes what is worth its own next offer.
    """

    @classmethod
    def of(cls, drawn: Drawn) -> Self:  # noqa: ARG003
        """Return the tactic with its parameters as drawn; without parameters, as it is."""
        return cls()

    @abstractmethod
    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return the least that it asks for in its own offer at this turn, (K,)."""

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:
        """Return the package offered in each run, NO_OFFER where nothing beats no deal, (K,)."""
        offer = seat.ladder.offer(runs, self.demand(seat, runs, turn))
        return np.where(seat.worth(runs, offer) > seat.no_deal[runs], offer, NO_OFFER)

    def upcoming(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Indices:  # noqa: ARG002
        """Return the package that it would offer next if it refused `offer` now, (K,)."""
        return self.propose(seat, runs, turn.following())

    def settles_for(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Floats:
        """Return the least payoff accepted now, (K,): the own next offer's, or no deal at the end.

        With nothing of its own to offer, whatever beats no deal will do.
        """
        least = seat.no_deal[runs]
        if turn.is_last:
            return least
        worth = seat.worth(runs, self.upcoming(seat, runs, offer, turn))
        return np.maximum(worth, least)

    def accepts(
        self, seat: Seat, runs: Indices, offer: Indices, least: Floats
    ) -> NDArray[np.bool_]:
        """Return in which runs `offer` is taken: it meets `least` and beats no deal, (K,)."""
        worth = seat.worth(runs, offer)
        return (worth >= least) & (worth > seat.no_deal[runs])

    def bargains_in_calls(self, runs: Indices) -> NDArray[np.bool_]:
        """Return in which runs its leader goes beyond its offer in a call, step by step, (K,)."""
        return np.ones(len(runs), dtype=bool)

    # Most tactics remember nothing, so that these two do nothing unless a tactic says otherwise.
    def made(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> None:  # noqa: B027
        """Remember what it has offered."""

    def heard(self, seat: Seat, runs: Indices, offer: Indices) -> None:  # noqa: B027
        """Remember what the other side has offered and it has refused."""


class Mix(Tactic):
    """Several tactics, each in its own runs: `plays` (R,) is the place of a run's tactic."""

    def __init__(self, tactics: Sequence[Tactic], plays: Indices) -> None:
        if not len(tactics) or np.any((plays < 0) | (plays >= len(tactics))):
            raise InvalidInputError(
                f"every run must play one of the {len(tactics)} tactics of a mix: got places "
                f"{np.unique(plays).tolist()}"
            )
        self.tactics = tuple(tactics)
        self.plays = plays

    def _groups(self, runs: Indices) -> Iterator[tuple[Tactic, Indices]]:
        """Yield each tactic and the places in `runs` where it plays."""
        plays = self.plays[runs]
        for number, tactic in enumerate(self.tactics):
            places = np.flatnonzero(plays == number)
            if places.size:
                yield tactic, places

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return what each run's tactic asks for, (K,)."""
        asked = np.empty(len(runs))
        for tactic, at in self._groups(runs):
            asked[at] = tactic.demand(seat, runs[at], turn)
        return asked

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:
        """Return what each run's tactic offers, (K,)."""
        offer = np.empty(len(runs), dtype=np.intp)
        for tactic, at in self._groups(runs):
            offer[at] = tactic.propose(seat, runs[at], turn)
        return offer

    def settles_for(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Floats:
        """Return the least that each run's tactic accepts, (K,)."""
        least = np.empty(len(runs))
        for tactic, at in self._groups(runs):
            least[at] = tactic.settles_for(seat, runs[at], offer[at], turn)
        return least

    def accepts(
        self, seat: Seat, runs: Indices, offer: Indices, least: Floats
    ) -> NDArray[np.bool_]:
        """Return what each run's tactic answers, (K,)."""
        taken = np.empty(len(runs), dtype=bool)
        for tactic, at in self._groups(runs):
            taken[at] = tactic.accepts(seat, runs[at], offer[at], least[at])
        return taken

    def bargains_in_calls(self, runs: Indices) -> NDArray[np.bool_]:
        """Return where each run's tactic lets its leader bargain, (K,)."""
        bargains = np.empty(len(runs), dtype=bool)
        for tactic, at in self._groups(runs):
            bargains[at] = tactic.bargains_in_calls(runs[at])
        return bargains

    def made(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> None:
        """Let each run's tactic remember its offer."""
        for tactic, at in self._groups(runs):
            tactic.made(seat, runs[at], offer[at], turn)

    def heard(self, seat: Seat, runs: Indices, offer: Indices) -> None:
        """Let each run's tactic remember what it refused."""
        for tactic, at in self._groups(runs):
            tactic.heard(seat, runs[at], offer[at])
