"""Newton's method on the tariff model, from any start near enough."""

from __future__ import annotations

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.tariff_linearisation import Linearisation
from sim.economy.tariff_model import TariffModel, TariffState
from sim.errors import NotConvergedError

_MAX_STEPS = 60
# A step is halved until the defect falls by this share of what Newton's step promises.
_SUFFICIENT = 1e-4
_SMALLEST_STEP = 2.0**-12


def tariff_equilibrium(
    model: TariffModel,
    tariff_rate: Floats,
    *,
    start: Floats | None = None,
    tolerance: float = 1e-11,
) -> TariffState:
    """Return the equilibrium at tariffs (J, N, N), by Newton steps with halving.

    `start` (2 J N + N,): unknowns of a nearby equilibrium; the benchmark without. `tolerance`
    bounds the largest defect: log prices, values relative to world output.
    Raises NotConvergedError with the defect that is left.
    """
    unknowns = model.benchmark_unknowns() if start is None else start
    state = model.evaluate(tariff_rate, unknowns)
    worst = _size(state)
    for _ in range(_MAX_STEPS):
        if worst <= tolerance:
            return state
        step = Linearisation.of(model, state).step(state.defect)
        length = 1.0
        trial = model.evaluate(tariff_rate, unknowns + step)
        while not _size(trial) <= (1.0 - _SUFFICIENT * length) * worst:
            length /= 2.0
            if length < _SMALLEST_STEP:
                raise _not_converged(worst, tolerance)
            trial = model.evaluate(tariff_rate, unknowns + length * step)
        unknowns, state, worst = unknowns + length * step, trial, _size(trial)
    raise _not_converged(worst, tolerance)


def without_deficits(model: TariffModel) -> TariffModel:
    """Return the model rebased where every deficit is zero, tariffs unchanged.

    Removing deficits is a large shock in itself: do it first, then compare (Ossa 2014, section IV).
    Raises NotConvergedError.
    """
    base = model.benchmark
    balanced = TariffModel(base, model.theta, profit_share=model.profit_share, deficit_usd_bn=0.0)
    state = tariff_equilibrium(balanced, base.tariff_rate)
    rebased = base.rebased(state.flows_usd_bn, base.tariff_rate, base.export_tax_rate)
    return TariffModel(rebased, model.theta, profit_share=model.profit_share)


def _size(state: TariffState) -> float:
    return float(np.abs(state.defect).max())


def _not_converged(worst: float, tolerance: float) -> NotConvergedError:
    return NotConvergedError(
        f"An equilibrium under tariffs must leave a defect below {tolerance:.1e}; Newton's method"
        f" stopped at {worst:.3g}. Start from an equilibrium with nearer tariffs."
    )
