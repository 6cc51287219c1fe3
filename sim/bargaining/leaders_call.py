"""A call between leaders: rate against pledge, point by point.

Each side has put on the table what its own last offer gives of its own chips; that package is where
the call starts, x_0 (the threat and nothing where a side offers nothing). Only chips of the line
move: the rates, and the chips that make headlines. At its turn a side names a step y: the next
level of one of the other's chips, of one of its own, or one against the other. With V_g what
packages are worth to leader g and a_g the least that g asks for, side g names the step that brings
it most among those with

    V_g(y) > V_g(x)                                      it gains, and
    V_h(y) >= V_h(x)                                     the other does not lose, or
    V_h(y) >= a_h  and  V_g(x) < a_g                     the other can spare what g still lacks

and x moves to y; it passes if there is none. The call ends when both have passed on the same x. It
is a deal if both get what they ask for. So nobody is led below what it asks, and from where both
have that, every further step is a gain for both.

V_g = U_g + c e sum_i given_i over the other's chips on the line: leaders count what they can
announce, e USD bn a year for a chip given in full, for the share c of the horizon that is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]
Worth = Callable[[Indices, Indices], Floats]
"""What packages (K,) or (K, C) are worth to a leader in the calls (K,) or (K, 1)."""
Reach = Callable[[Indices], Indices]
"""Where each step leads from packages (K,), (K, C); NO_STEP where it cannot be made."""

NO_STEP = -1


@dataclass(frozen=True)
class Line:
    """The issues that move in a call, by their places on the agenda: those of each side."""

    first: tuple[int, ...]
    second: tuple[int, ...]

    @classmethod
    def of(cls, agenda: Agenda, parties: tuple[str, str], headline: Sequence[str]) -> Line:
        """Return the rates and the `headline` chips that each party holds.

        >>> from sim.bargaining.agenda import Issue
        >>> issues = (Issue("general_rate", "USA", (0.2, 0.1), is_rate=True),
        ...           Issue("joint_shipbuilding", "JPN", (0.0, 1.0)),
        ...           Issue("investment_pledge", "JPN", (0.0, 1.0)))
        >>> Line.of(Agenda(issues), ("USA", "JPN"), ["investment_pledge"])
        Line(first=(0,), second=(2,))
        """
        held = [
            tuple(
                place
                for place in agenda.held_by(party)
                if agenda.issues[place].is_rate or agenda.issues[place].kind in headline
            )
            for party in parties
        ]
        return cls(*held)

    def changes(self) -> tuple[tuple[int, ...], ...]:
        """Return the issues that each possible step moves by one level, one or two of them."""
        both = product((None, *self.first), (None, *self.second))
        steps = (tuple(place for place in pair if place is not None) for pair in both)
        return tuple(step for step in steps if step)

    def reach(self, agenda: Agenda, codes: Ints) -> Ints:
        """Return where each step leads from packages (P,), codes (P, C); NO_STEP past the end."""
        indices = agenda.decode(codes)
        reached = []
        for issues in self.changes():
            after = indices.copy()
            after[:, list(issues)] += 1
            inside = (after < agenda.sizes).all(axis=1)
            reached.append(np.where(inside, agenda.encode(after), NO_STEP))
        return np.stack(reached, axis=1) if reached else np.empty((len(codes), 0), dtype=np.int64)


@dataclass(frozen=True)
class Steps:
    """A catalogue with the steps between its packages.

    `codes` (M,) sorted; `to` (M, C) the place where each step leads, NO_STEP where that package is
    not in the catalogue.
    """

    agenda: Agenda
    codes: Ints
    to: Indices

    @classmethod
    def of(cls, agenda: Agenda, codes: Ints, line: Line) -> Steps:
        """Return the steps along a line."""
        targets = line.reach(agenda, codes)
        places = np.minimum(np.searchsorted(codes, targets), len(codes) - 1)
        return cls(agenda, codes, np.where(codes[places] == targets, places, NO_STEP))

    def reach(self, packages: Indices) -> Indices:
        """Return where each step leads from packages (K,), (K, C)."""
        return self.to[packages]

    def between(self, first: Indices, second: Indices, firsts_own: Sequence[int]) -> Indices:
        """Return the packages nearest to: own chips of each side as in its own offer, (K,).

        `first`, `second` (K,): offers of both sides, negative for none; `firsts_own`: the places of
        the first side's issues. Nearest: the least sum of differences of what is given.
        """
        levels = self.agenda.decode(self.codes)
        given = self.agenda.given(self.codes)
        nothing = np.zeros(levels.shape[1], dtype=np.int64)
        own, other = (
            np.where((offer >= 0)[:, None], levels[np.maximum(offer, 0)], nothing)
            for offer in (first, second)
        )
        wanted = other.copy()
        wanted[:, list(firsts_own)] = own[:, list(firsts_own)]
        targets, back = np.unique(self.agenda.encode(wanted), return_inverse=True)
        distance = np.zeros((len(targets), len(given)))
        for asked, known in zip(self.agenda.given(targets).T, given.T, strict=True):
            distance += np.abs(asked[:, None] - known)
        return np.asarray(distance.argmin(axis=1)[back])


@dataclass(frozen=True)
class Step:
    """What one side named at its turn: the package `reached` (K,) in the calls `rows` (K,)."""

    side: int
    number: int
    rows: Indices
    reached: Indices


def hold_call(
    reach: Reach,
    worth: tuple[Worth, Worth],
    asks: tuple[Floats, Floats],
    start: Indices,
    opener: Indices,
) -> tuple[Indices, list[Step]]:
    """Return where K calls end, (K,), and the steps in their order.

    `worth[g]` and `asks[g]` (K,) of both sides; `start` (K,) packages; `opener` (K,): the side, 0
    or 1, whose turn is first.

    A pledge whose steps bring the USA 2, 1 and 0 and cost Japan 1 each, against a rate whose steps
    cost the USA 1.5 and bring Japan as much: one step for one pays both, a second does not.

    >>> from sim.bargaining.agenda import Issue
    >>> agenda = Agenda((Issue("general_rate", "USA", (0.2, 0.15, 0.1), is_rate=True),
    ...                  Issue("investment_pledge", "JPN", (0.0, 0.4, 0.7, 1.0))))
    >>> codes = np.arange(12)
    >>> rate, pledge = agenda.decode(codes).T
    >>> usa = -1.5 * rate + np.array([0.0, 2.0, 3.0, 3.0])[pledge]
    >>> japan = 1.5 * rate - 1.0 * pledge
    >>> steps = Steps.of(agenda, codes, Line.of(agenda, ("USA", "JPN"), ["investment_pledge"]))
    >>> worth = tuple(lambda call, package, table=table: table[package] for table in (usa, japan))
    >>> one = np.zeros(1, dtype=int)
    >>> end, told = hold_call(steps.reach, worth, (np.zeros(1), np.zeros(1)), one, one)
    >>> [int(i) for i in agenda.decode(codes[end])[0]], len(told)
    ([1, 1], 1)
    """
    point = start.copy()
    passed = np.zeros(len(start), dtype=np.int64)
    told: list[Step] = []
    turn = 0
    while (passed < len(worth)).any():
        for side in (0, 1):
            rows = np.flatnonzero((passed < len(worth)) & ((opener + turn) % 2 == side))
            if not rows.size:
                continue
            named = _named(reach, worth, asks, (rows, point[rows]), side)
            moves = named != NO_STEP
            point[rows[moves]] = named[moves]
            passed[rows] = np.where(moves, 0, passed[rows] + 1)
            if moves.any():
                told.append(Step(side, turn, rows[moves], named[moves]))
        turn += 1
    return point, told


def _named(
    reach: Reach,
    worth: tuple[Worth, Worth],
    asks: tuple[Floats, Floats],
    at: tuple[Indices, Indices],
    side: int,
) -> Indices:
    """Return the step that a side names in calls that stand at packages (`at`, (K,) each), (K,).

    NO_STEP where it passes.
    """
    rows, point = at
    to = reach(point)
    if not to.shape[1]:
        return np.full(len(rows), NO_STEP, dtype=np.intp)
    own, others = worth[side], worth[1 - side]
    here, there = own(rows, point)[:, None], own(rows[:, None], to)
    others_here, others_there = others(rows, point)[:, None], others(rows[:, None], to)
    lacks = here < asks[side][rows][:, None]
    can_spare = others_there >= asks[1 - side][rows][:, None]
    agreed = (others_there >= others_here) | (can_spare & lacks)
    gain = np.where((to != NO_STEP) & agreed, there - here, 0.0)
    best = gain.argmax(axis=1)
    picked = np.arange(len(rows)), best
    return np.where(gain[picked] > 0.0, to[picked], NO_STEP)
