"""Which packages leaders may reach in a call, to be solved exactly beside the contract curve.

Calls are played on the approximation, by their own rule: each side offers a package of the contract
curve from its half of the weights between the sides, and asks for what its own offer is worth to
it, what the other's is, or what about an even chance of the threat would leave it. The packages met
most often, over all worlds and preferences, are solved. On them alone governments bargain
afterwards, with exact values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.leaders_call import Line, Worth, hold_call
from sim.bargaining.surrogate import Surrogate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OFFERS_A_SIDE = 4
"""Offers tried of each side, spread over its half of the contract curve."""

_NO_DEAL = 2
"""Place among the three demands tried: half of what the threat executed is worth, code 0."""


@dataclass(frozen=True)
class Approximate:
    """What one side thinks of packages, for S preferences, against the rates in force.

    `base` (S,), `own[i]` (S, levels of i), `coupling` (S, I, I) upper triangular, `offsets[i]`
    (levels of i,):

        U_s(x) ~ base_s + sum_i own_i[s, x_i] + sum_{i<j} coupling_sij z_i z_j
    """

    agenda: Agenda
    base: Floats
    own: tuple[Floats, ...]
    coupling: Floats
    offsets: tuple[Floats, ...]

    @classmethod
    def of(cls, surrogate: Surrogate, weights: Floats, typed: Sequence[Floats]) -> Approximate:
        """Return the payoff with `weights` (S, Q) and further value of levels, (S, levels) each."""
        own = tuple(weights @ m.T + more for m, more in zip(surrogate.main, typed, strict=True))
        coupling = np.einsum("ijq,sq->sij", surrogate.interaction, weights)
        base = weights @ surrogate.anchor_value
        return cls(surrogate.agenda, base, own, coupling, surrogate.offsets)

    def worth(self, sample: NDArray[np.intp], codes: Ints) -> Floats:
        """Return U of packages (K,) or (K, C) to the preferences (K,) or (K, 1)."""
        indices = self.agenda.decode(codes)
        total = np.broadcast_to(self.base[sample], codes.shape).copy()
        z = [offsets[indices[..., i]] for i, offsets in enumerate(self.offsets)]
        for i, table in enumerate(self.own):
            total += table[sample, indices[..., i]]
            for j in range(i + 1, len(z)):
                total += self.coupling[sample, i, j] * z[i] * z[j]
        return total


def points_met(
    agenda: Agenda,
    line: Line,
    curve: Ints,
    sides: tuple[Approximate, Approximate],
    firsts_own: Sequence[int],
) -> Ints:
    """Return the codes of all packages at which calls on the approximation stand, with repeats.

    `curve` (S, B): codes by preference and by weight between the sides, from the best of the first
    side to the best of the second; `firsts_own`: places of the first side's issues.
    """
    n_samples, n_weights = curve.shape
    places = np.linspace(0, n_weights - 1, 2 * OFFERS_A_SIDE).round().astype(np.intp)
    axes = (np.arange(n_samples), places[:OFFERS_A_SIDE], places[OFFERS_A_SIDE:], (0, 1), range(3))
    picked = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    sample, first_at, second_at, opener, asked = picked
    first, second = curve[sample, first_at], curve[sample, second_at]
    levels = agenda.decode(second)
    levels[:, list(firsts_own)] = agenda.decode(first)[:, list(firsts_own)]
    start = agenda.encode(levels)

    def seen_by(side: Approximate) -> Worth:
        return lambda call, package: side.worth(sample[call], package)

    def least(side: Approximate, own: Ints, other: Ints) -> Floats:
        worth = side.worth(sample, np.choose(asked, (own, other, np.zeros_like(own))))
        return np.where(asked == _NO_DEAL, worth / 2.0, worth)

    _, told = hold_call(
        lambda package: line.reach(agenda, package),
        (seen_by(sides[0]), seen_by(sides[1])),
        (least(sides[0], first, second), least(sides[1], second, first)),
        start,
        opener,
    )
    begun = start[(opener == 0) & (asked == 0)]
    return np.concatenate([begun, *(step.reached for step in told)])


def most_met(found: Sequence[Ints], known: Ints, size: int) -> Ints:
    """Return the `size` codes outside `known` that are met most often, sorted; ties by code.

    >>> most_met([np.array([5, 7, 7, 1]), np.array([5, 9])], np.array([7]), 2).tolist()
    [1, 5]
    """
    codes, counts = np.unique(np.concatenate(found), return_counts=True)
    new = ~np.isin(codes, known)
    codes, counts = codes[new], counts[new]
    return np.sort(codes[np.lexsort((codes, -counts))[:size]])
