"""Nash-in-Nash: several pairs bargain at once, each taking the other pairs' deals as given.

Pair k of the parties a, b picks its package x_k. With transfers

    x_k = argmax u_a + u_b,   t = ([u_b(x) - u_b(0_k)] - [u_a(x) - u_a(0_k)]) / 2  paid by b to a

and without transfers x_k is the Nash package of the pair; 0_k is no deal in pair k, all else equal.
Horn and Wolinsky, RAND Journal 19 (1988); in tariff talks Bagwell, Staiger and Yurukoglu (2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.nash import nash_packages
from sim.bargaining.solutions.table import Floats, PayoffTableError
from sim.errors import NotConvergedError


@dataclass(frozen=True)
class Bargains:
    """`packages` (K,) of the pairs and `transfers` (K,) from the second of each pair to the first.

    `payoffs` (n,) of all parties, transfers included.
    """

    packages: tuple[int, ...]
    transfers: Floats
    payoffs: Floats


def nash_in_nash(
    payoffs: ArrayLike,
    pairs: Sequence[tuple[int, int]],
    *,
    no_deal: Sequence[int] | None = None,
    transfers: bool = True,
    max_sweeps: int = 200,
) -> Bargains:
    """Return packages from which no pair wants to move, by going round the pairs.

    `payoffs` (M_1, ..., M_K, n): what every combination of the K pairs' packages is worth to each
    of n parties. `no_deal` (K,): the package that stands for no deal in each pair, 0 by default.
    Raises PayoffTableError, and NotConvergedError when the pairs chase each other in a circle.
    Two parties and one issue worth (3, -1) split the surplus of 2:

    >>> deal = nash_in_nash([[0.0, 0.0], [3.0, -1.0]], [(0, 1)])
    >>> deal.packages, deal.transfers.tolist(), deal.payoffs.tolist()
    ((1,), [-2.0], [1.0, 1.0])
    """
    table = np.asarray(payoffs, dtype=np.float64)
    if table.ndim != len(pairs) + 1 or not np.all(np.isfinite(table)):
        raise PayoffTableError(
            "payoffs must be finite with an axis for each of the pairs and one for the parties: "
            f"got shape {table.shape} for {len(pairs)} pairs"
        )
    without = list(no_deal) if no_deal is not None else [0] * len(pairs)
    chosen = list(without)
    for _ in range(max_sweeps):
        before = list(chosen)
        for k, pair in enumerate(pairs):
            own = _given_others(table, chosen, k)[:, list(pair)]
            chosen[k] = _pick(own, without[k], chosen[k], transfers=transfers)
        if chosen == before:
            return _settled(table, chosen, without, pairs, transfers=transfers)
    raise NotConvergedError(
        f"the pairs' bargains must come to rest: after {max_sweeps} sweeps they still moved, last "
        f"to packages {chosen}; there may be no Nash-in-Nash point among these packages"
    )


def _given_others(table: Floats, chosen: list[int], k: int) -> Floats:
    """Return the payoffs (M_k, n) of pair k's packages, the other pairs' deals standing."""
    place = tuple(slice(None) if j == k else index for j, index in enumerate(chosen))
    return np.asarray(table[place])


def _pick(own: Floats, without: int, current: int, *, transfers: bool) -> int:
    """Return the pair's bargain over payoffs (M, 2); ties keep what stands."""
    if transfers:
        joint = own.sum(axis=1)
        best = np.flatnonzero(joint == joint.max())
    else:
        best = nash_packages(own, own[without])
    if not best.size or current in best:
        return current if best.size else without
    return int(best[0])


def _settled(
    table: Floats,
    chosen: list[int],
    without: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    *,
    transfers: bool,
) -> Bargains:
    total = table[tuple(chosen)].copy()
    paid = np.zeros(len(pairs))
    if transfers:
        for k, (a, b) in enumerate(pairs):
            options = _given_others(table, chosen, k)
            gain = options[chosen[k]] - options[without[k]]
            paid[k] = (gain[b] - gain[a]) / 2.0
        for (a, b), amount in zip(pairs, paid, strict=True):
            total[a] += amount
            total[b] -= amount
    return Bargains(tuple(chosen), paid, total)
