"""Efficient tariffs: what talks among all governments could reach, the gains shared equally."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root

from sim.economy.benchmark import Floats
from sim.economy.optimal_tariffs import TariffGame, TariffSolution, settled
from sim.economy.tariff_model import TariffState
from sim.errors import NotConvergedError

# Gains count as equal when they differ by less than this share of welfare.
_EQUAL = 1e-5
_PERCENT = 0.01
_STEP = 0.03


@dataclass(frozen=True, eq=False)
class EfficientTariffs:
    """Efficient tariffs, everybody's log gain over the start (N,), the welfare weights behind."""

    solution: TariffSolution
    log_gain: Floats
    welfare_weight: Floats


def efficient_tariffs(
    game: TariffGame, reference: TariffState, *, tolerance: float = 1e-6
) -> EfficientTariffs:
    """Return tariffs that no government can better without another's loss, all gaining alike.

    max g subject to ln G_n(t) - ln G_n(reference) = g for all n. With welfare weights omega, sum 1,
    the tariffs that maximise sum_n omega_n ln G_n have a value V(omega) whose gradient is the vector
    of gains; the omega that minimises V equalises the gains (the dual of the max-min problem).
    `reference` is an equilibrium of the same model. Source of the rule: Ossa (2014), section VI.

    Raises NotConvergedError when gains still differ by more than 0.001 %.
    """
    before = game.log_welfare(reference)
    regions = before.size
    warm = reference.tariff_rate

    def solve(log_weight: Floats) -> tuple[TariffSolution, Floats, Floats]:
        nonlocal warm
        weight = np.exp(np.append(log_weight, 0.0))
        weight /= weight.sum()
        objectives = np.repeat(weight[:, None], regions, axis=1)
        solution = settled(game, objectives, tariff_rate=warm, tolerance=tolerance)
        warm = solution.tariff_rate
        return solution, game.log_welfare(solution.state) - before, weight

    def inequality(log_weight: Floats) -> Floats:
        gain = solve(log_weight)[1]
        return (gain[:-1] - gain[-1]) / _PERCENT

    # With incomes as weights a dollar counts the same everywhere: near the answer.
    start = np.log(reference.income_usd_bn[:-1] / reference.income_usd_bn[-1])
    found = root(inequality, start, method="hybr", options={"eps": _STEP, "factor": _STEP})
    solution, gain, weight = solve(found.x)
    spread = float(np.ptp(gain))
    if spread > _EQUAL:
        raise NotConvergedError(
            f"Gains must be equal to {_EQUAL:.1e} of welfare; they still differ by {spread:.3g}."
        )
    return EfficientTariffs(solution, gain, weight)
