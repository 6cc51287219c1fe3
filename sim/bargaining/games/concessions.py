"""Whole talks of parties that look at each other's concessions: Zeuthen and MiCRO, on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.tactics_micro import micro_accepts, micro_rank, micro_ranking
from sim.bargaining.tactics_zeuthen import concedes, risk_limit, smallest_concession

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Conceded:
    """How R negotiations ended: `package` (R,) or NO_OFFER, after `steps` (R,) of the protocol."""

    package: Indices
    steps: Indices


def play_zeuthen(first: Floats, second: Floats, no_deal: Floats, coin: Floats) -> Conceded:
    """Return how R negotiations end: both propose at once, Zeuthen's rule says who moves.

    `first` and `second` (R, M): payoffs of packages; `no_deal` (R, 2); `coin` (R,) uniform on
    [0, 1) picks between offers that please both sides more than their own. Each begins with its
    best package (of equals the kindest). The talks fail when whoever must concede has nothing left
    to give. On a pie the offers meet at the Nash product's maximum:

    >>> x = np.linspace(0.0, 1.0, 101)[None]
    >>> ended = play_zeuthen(np.sqrt(x), 1 - x, np.zeros((1, 2)), np.zeros(1))
    >>> float(x[0, ended.package[0]].round(9))
    0.33
    """
    n_runs, n_packages = first.shape
    offers = np.stack([_kindest_best(first, second), _kindest_best(second, first)], axis=1)
    package = np.full(n_runs, NO_OFFER, dtype=np.intp)
    steps = np.zeros(n_runs, dtype=np.intp)
    runs = np.arange(n_runs)
    # Every step moves somebody down a list of M packages.
    for _ in range(2 * n_packages):
        a, b, d = first[runs], second[runs], no_deal[runs]
        place = np.arange(len(runs))
        x, y = offers[runs, 0], offers[runs, 1]
        likes_y = (a[place, y] >= a[place, x]) & (a[place, y] >= d[:, 0])
        likes_x = (b[place, x] >= b[place, y]) & (b[place, x] >= d[:, 1])
        picks_x = likes_x & (~likes_y | (coin[runs] < 0.5))
        met = likes_x | likes_y
        package[runs[met]] = np.where(picks_x, x, y)[met]
        risks = (
            risk_limit(a[place, x], a[place, y], d[:, 0]),
            risk_limit(b[place, y], b[place, x], d[:, 1]),
        )
        next_x = np.where(concedes(*risks), smallest_concession(a, b, x, y, d), x)
        next_y = np.where(concedes(*risks[::-1]), smallest_concession(b, a, y, x, d[:, ::-1]), y)
        goes_on = ~met & ((next_x != x) | (next_y != y))
        offers[runs, 0], offers[runs, 1] = next_x, next_y
        runs = runs[goes_on]
        steps[runs] += 1
        if not runs.size:
            break
    return Conceded(package, steps)


def _kindest_best(own: Floats, other: Floats) -> Indices:
    """Return the own best package (R,), of equals the one that the other side likes best."""
    is_best = own == own.max(axis=1, keepdims=True)
    return np.asarray(np.argmax(np.where(is_best, other, -np.inf), axis=1))


def play_micro(
    first: Floats, second: Floats, no_deal: Floats, opener: Indices, dice: Floats
) -> Conceded:
    """Return how R negotiations between two MiCRO parties end.

    `first` and `second` (R, M): payoffs of packages; `no_deal` (R, 2); `opener` (R,): 0 or 1;
    `dice` (R, T) uniform on [0, 1) pick repeated offers, T the number of offers. On a pie in tenths
    they concede in turn and meet in the middle:

    >>> x = np.linspace(0.0, 1.0, 11)[None]
    >>> ended = play_micro(x, 1 - x, np.zeros((1, 2)), np.array([0]), np.zeros((1, 40)))
    >>> ended.package.tolist(), ended.steps.tolist()
    ([5], [10])
    """
    n_runs, n_offers = dice.shape
    worth = np.stack([first, second])
    ranked = [micro_ranking(u, no_deal[:, side]) for side, u in enumerate((first, second))]
    ranking = np.stack([r[0] for r in ranked])
    available = np.stack([r[1] for r in ranked])
    made = np.zeros((2, n_runs), dtype=np.intp)
    package = np.full(n_runs, NO_OFFER, dtype=np.intp)
    steps = np.full(n_runs, n_offers, dtype=np.intp)
    runs = np.arange(n_runs)
    for number in range(n_offers):
        side = (opener[runs] + number) % 2
        other = 1 - side
        rank = micro_rank(
            made[side, runs], made[other, runs], available[side, runs], dice[runs, number]
        )
        offers = rank >= 0
        offer = ranking[side, runs, np.maximum(rank, 0)]
        made[side, runs] = np.maximum(made[side, runs], rank + 1)
        # The answering side's own next offer is the least that it is ready to live with.
        conceding = (made[other, runs] <= made[side, runs]) & (
            made[other, runs] < available[other, runs]
        )
        lowest = np.maximum(made[other, runs] - 1, 0)
        next_rank = np.where(conceding, made[other, runs], lowest)
        least = worth[other, runs, ranking[other, runs, next_rank]]
        least = np.where(available[other, runs] > 0, least, -np.inf)
        floor = no_deal[runs, other]
        accepted = offers & micro_accepts(worth[other, runs, offer], least, floor)
        package[runs[accepted]], steps[runs[accepted]] = offer[accepted], number
        runs = runs[~accepted]
        if not runs.size:
            break
    return Conceded(package, steps)
