"""Nash-in-Nash: several pairs bargain at once, each taking the other pairs' deals as given.

Pair k of the parties a, b picks its package x_k. With transfers

    x_k = argmax u_a + u_b,   t = ([u_b(x) - u_b(0_k)] - [u_a(x) - u_a(0_k)]) / 2  paid by b to a

and without transfers x_k is the Nash package of the pair; 0_k is no deal in pair k, all else equal.
Horn and Wolinsky, RAND Journal 19 (1988); in tariff talks Bagwell, Staiger and Yurukoglu (2020).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.nash import nash_packages
from sim.bargaining.solutions.table import Floats, PayoffTableError, numbers, payoff_table
from sim.errors import NotConvergedError

Options = Callable[[int, tuple[int, ...]], ArrayLike]
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Bargains:
    """`packages` (K,) of the pairs and `transfers` (K,) from the second of each pair to the first.

    `payoffs` (n,) of all parties, transfers included.
    """

    packages: tuple[int, ...]
    transfers: Floats
    payoffs: Floats


class CycleError(NotConvergedError):
    """The pairs' bargains go round in a circle; `cycle` holds the packages (K,) of each stop."""

    def __init__(self, cycle: Sequence[tuple[int, ...]]) -> None:
        self.cycle = tuple(cycle)
        round_trip = " -> ".join(str(list(stop)) for stop in (*self.cycle, self.cycle[0]))
        super().__init__(
            f"the pairs' bargains must come to rest: they go round in a circle, {round_trip}; try "
            "another `start`; among these packages there may be no Nash-in-Nash point"
        )


def nash_in_nash(
    payoffs: ArrayLike | Options,
    pairs: Pairs,
    *,
    no_deal: Sequence[int] | None = None,
    start: Sequence[int] | None = None,
    transfers: bool = True,
) -> Bargains:
    """Return packages from which no pair wants to move, by going round the K pairs.

    `payoffs` (M_1, ..., M_K, n): what every combination of the pairs' packages is worth to each of
    n parties; or, where that is too large, a function of a pair k and everybody's packages (K,)
    that returns what k's packages are worth while the others stand, (M_k, n). `no_deal` (K,): the
    package that stands for no deal in each pair, 0 by default; `start` (K,): where the pairs begin,
    there by default. With several points of rest the start decides which is found. Raises
    PayoffTableError, and CycleError when the pairs chase each other in a circle. Two parties and
    one issue worth (3, -1) split the surplus of 2:

    >>> deal = nash_in_nash([[0.0, 0.0], [3.0, -1.0]], [(0, 1)])
    >>> deal.packages, deal.transfers.tolist(), deal.payoffs.tolist()
    ((1,), [-2.0], [1.0, 1.0])
    """
    game = _Game(payoffs if callable(payoffs) else _slices(payoffs, pairs), tuple(pairs))
    without = _places(no_deal if no_deal is not None else [0] * len(pairs), pairs)
    chosen = list(without if start is None else _places(start, pairs))
    seen: dict[tuple[int, ...], int] = {}
    while tuple(chosen) not in seen:
        seen[tuple(chosen)] = len(seen)
        for k in range(len(pairs)):
            own = game.own(k, chosen)
            chosen[k] = _pick(own, without[k], chosen[k], transfers=transfers)
    stops = list(seen)[seen[tuple(chosen)] :]
    if len(stops) > 1:
        raise CycleError(stops)
    return _settled(game, chosen, without, transfers=transfers)


@dataclass(frozen=True)
class _Game:
    """What the packages of one pair are worth while the other pairs' deals stand."""

    options: Options
    pairs: tuple[tuple[int, int], ...]

    def of_all(self, k: int, chosen: Sequence[int]) -> Floats:
        """Return the payoffs (M_k, n) of pair k's packages."""
        table = payoff_table(self.options(k, tuple(chosen)))
        a, b = self.pairs[k]
        if a == b or min(a, b) < 0 or max(a, b) >= table.shape[1]:
            raise PayoffTableError(
                f"a pair must be two of the parties 0 to {table.shape[1] - 1}: got ({a}, {b})"
            )
        if not 0 <= chosen[k] < len(table):
            raise PayoffTableError(
                f"pair {k} has packages 0 to {len(table) - 1}: got {chosen[k]} as no deal or start"
            )
        return table

    def own(self, k: int, chosen: Sequence[int]) -> Floats:
        """Return the payoffs (M_k, 2) to the pair itself."""
        return self.of_all(k, chosen)[:, list(self.pairs[k])]


def _slices(payoffs: ArrayLike, pairs: Pairs) -> Options:
    """Return the full table (M_1, ..., M_K, n) as a function of pair and packages."""
    table = numbers(payoffs, "payoffs")
    if table.ndim != len(pairs) + 1 or not pairs:
        raise PayoffTableError(
            "payoffs must have an axis for each of the pairs, at least one, and one for the "
            f"parties: got shape {table.shape} for {len(pairs)} pairs"
        )

    def options(k: int, chosen: tuple[int, ...]) -> Floats:
        place = tuple(slice(None) if j == k else index for j, index in enumerate(chosen))
        try:
            return np.asarray(table[place])
        except IndexError as error:
            raise PayoffTableError(
                f"no deal and start must be packages of the pairs: got {list(chosen)} for a table "
                f"of {table.shape[:-1]}"
            ) from error

    return options


def _places(packages: Sequence[int], pairs: Pairs) -> tuple[int, ...]:
    if len(packages) != len(pairs):
        raise PayoffTableError(
            f"no deal and start must name a package for each of the {len(pairs)} pairs: got "
            f"{list(packages)}"
        )
    return tuple(int(package) for package in packages)


def _pick(own: Floats, without: int, current: int, *, transfers: bool) -> int:
    """Return the pair's bargain over payoffs (M, 2); ties keep what stands."""
    if transfers:
        joint = own.sum(axis=1)
        # Exactly the largest: near a flat top a tolerance would let pairs rest beside the answer.
        best = np.flatnonzero(joint == joint.max())
    else:
        best = nash_packages(own, own[without])
    if not best.size or current in best:
        return current if best.size else without
    return int(best[0])


def _settled(
    game: _Game, chosen: Sequence[int], without: Sequence[int], *, transfers: bool
) -> Bargains:
    total = game.of_all(0, chosen)[chosen[0]].copy()
    paid = np.zeros(len(game.pairs))
    if transfers:
        for k in range(len(game.pairs)):
            options = game.own(k, chosen)
            gain = options[chosen[k]] - options[without[k]]
            paid[k] = (gain[1] - gain[0]) / 2.0
        for (a, b), amount in zip(game.pairs, paid, strict=True):
            total[a] += amount
            total[b] -= amount
    return Bargains(tuple(chosen), paid, total)
