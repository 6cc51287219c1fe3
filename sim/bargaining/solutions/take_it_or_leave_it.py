"""One demand, one answer, and a rival whose alternative is private.

    max_x  P(x) x + (1 - P(x)) r,   P(x) = probability that the rival prefers the demand x to none

With an unknown threshold this is a monopolist's problem; with war as the alternative it is
Fearon's risk-return trade-off ("Rationalist Explanations for War", International Organization 49,
1995): the better the demand, the larger the chance that bargaining fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.bargaining.solutions.table import Floats

_SAMPLES = 1001
_PASSES = 3


@dataclass(frozen=True)
class Demand:
    """The best demand, the chance that it is refused, and its expected payoff."""

    keeps: float
    refusal_chance: float
    value: float


def best_demand(
    acceptance: Callable[[Floats], Floats], refusal_payoff: float, low: float, high: float
) -> Demand:
    """Return the demand in [low, high] of the largest expected payoff.

    `acceptance(x)` (K,) -> (K,): the chance that a demand x is accepted, smooth between its kinks.
    Searched on 1,001 demands and closer around the best, three times: to 2e-8 of the range.
    Against a threshold uniform on [0, 1] the proposer keeps half and gets a quarter; Fearon with
    p = 0.6, own cost 0.1, the other's cost uniform on [0, 0.3] demands 0.7 and risks war one time
    in three:

    >>> half = best_demand(lambda x: np.clip(1 - x, 0, 1), 0.0, 0.0, 1.0)
    >>> round(half.keeps, 6), round(half.value, 6)
    (0.5, 0.25)
    >>> fearon = best_demand(lambda x: np.clip((0.9 - x) / 0.3, 0, 1), 0.6 - 0.1, 0.0, 1.0)
    >>> round(fearon.keeps, 6), round(fearon.refusal_chance, 6)
    (0.7, 0.333333)
    """

    def value(demand: Floats) -> Floats:
        accepted = acceptance(demand)
        return accepted * demand + (1.0 - accepted) * refusal_payoff

    begin, end, best = low, high, low
    for _ in range(_PASSES):
        demands = np.linspace(begin, end, _SAMPLES)
        worth = value(demands)
        # A flat top in rounding: the middle of what is as good as the best.
        top = demands[worth >= worth.max() - 1e-15]
        best = float((top[0] + top[-1]) / 2.0)
        reach = 2.0 * (end - begin) / (_SAMPLES - 1)
        begin, end = max(low, best - reach), min(high, best + reach)
    at = np.array([best])
    return Demand(best, float(1.0 - acceptance(at)[0]), float(value(at)[0]))
