"""Efficient tariffs: what talks among all governments could reach, the gains shared equally."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root

from sim.economy.benchmark import Floats
from sim.economy.optimal_tariffs import TariffGame, TariffSolution, after_jumps, at_first_order
from sim.economy.tariff_model import TariffState
from sim.errors import NotConvergedError

# Gains count as equal when they differ by less than this share of welfare.
_EQUAL = 1e-5
_PERCENT = 0.01
# Steps of log weights: of differences and at first, and of the search that leaves corners.
_STEP = 0.03
_TILT = 0.2
_NEAR = 0.1
_MAX_TILTS = 60
_MAX_JUMPS = 10


@dataclass(frozen=True, eq=False)
class EfficientTariffs:
    """Efficient tariffs, everybody's log gain over the start (N,), the welfare weights behind."""

    solution: TariffSolution
    log_gain: Floats
    welfare_weight: Floats


def efficient_tariffs(
    game: TariffGame, reference: TariffState, *, walls: bool = True, tolerance: float = 1e-6
) -> EfficientTariffs:
    """Return tariffs that no government can better without another's loss, all gaining alike.

    max g subject to ln G_n(t) - ln G_n(reference) = g for all n. Tariffs that maximise
    sum_n omega_n ln G_n, with welfare weights omega of sum 1, are efficient; the weights are sought
    at which all gains are equal (N - 1 equations; there are such weights where the frontier of
    welfares is concave). `reference` is an equilibrium of the same model. With `walls`, markets are
    opened or closed where that raises the common gain; without, the local optimum nearest to the
    reference is returned. Source of the rule: Ossa (2014), section VI.

    Raises NotConvergedError when gains still differ by more than 0.001 %.
    """
    search = _EqualGains(game, reference, tolerance)
    # With incomes as weights a dollar counts the same everywhere: near the answer.
    weights = np.log(reference.income_usd_bn[:-1] / reference.income_usd_bn[-1])
    best = search.from_weights(weights)
    for _ in range(_MAX_JUMPS if walls else 0):
        objectives = np.repeat(best.welfare_weight[:, None], best.log_gain.size, axis=1)
        improved = after_jumps(game, objectives, best.solution.state)
        if improved is None:
            break
        search.rate = improved
        other = search.from_weights(np.log(best.welfare_weight[:-1] / best.welfare_weight[-1]))
        if other.log_gain.min() <= best.log_gain.min():
            break
        best = other
    return best


class _EqualGains:
    """The search for weights; each evaluation starts from the last rates."""

    def __init__(self, game: TariffGame, reference: TariffState, tolerance: float) -> None:
        self.game = game
        self.before = game.log_welfare(reference)
        self.rate = reference.tariff_rate
        self.tolerance = tolerance

    def from_weights(self, log_weight: Floats) -> EfficientTariffs:
        """Equalise the gains from log weights relative to the last region's, (N - 1,)."""
        found = self._equalised(log_weight)
        if np.ptp(found.log_gain) > _EQUAL:
            # Where all rates stand at a bound, gains do not answer to small changes of weights:
            # leave the corner by weighing those more who gain less, then try again.
            found = self._equalised(self._tilted(log_weight))
        spread = float(np.ptp(found.log_gain))
        if spread > _EQUAL:
            raise NotConvergedError(
                f"Gains must be equal to {_EQUAL:.1e} of welfare; they still differ by"
                f" {spread:.3g}. Where the frontier of welfares is not concave, no weights lead to"
                " equal gains."
            )
        return found

    def _equalised(self, log_weight: Floats) -> EfficientTariffs:
        def inequality(log_weight: Floats) -> Floats:
            gain = self._at(log_weight).log_gain
            uneven: Floats = (gain[:-1] - gain[-1]) / _PERCENT
            return uneven

        found = root(inequality, log_weight, method="hybr", options={"eps": _STEP, "factor": _STEP})
        return self._at(found.x)

    def _tilted(self, log_weight: Floats) -> Floats:
        for _ in range(_MAX_TILTS):
            gain = self._at(log_weight).log_gain
            if np.ptp(gain) <= _NEAR * np.abs(gain).max():
                break
            tilt = -_TILT * gain / np.abs(gain).max()
            log_weight = log_weight + tilt[:-1] - tilt[-1]
        return log_weight

    def _at(self, log_weight: Floats) -> EfficientTariffs:
        weight = np.exp(np.append(log_weight, 0.0))
        weight /= weight.sum()
        objectives = np.repeat(weight[:, None], weight.size, axis=1)
        solution = at_first_order(self.game, objectives, self.rate, self.tolerance)
        self.rate = solution.tariff_rate
        return EfficientTariffs(
            solution, self.game.log_welfare(solution.state) - self.before, weight
        )
