"""Rates far from the present ones that would serve a government better, market by market."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.benchmark import Bools, Floats
from sim.economy.shadow_values import ShadowValues
from sim.economy.tariff_model import TariffModel, TariffState

# Heights of the wall that are tried, from open to closed.
_LEVELS = 24
# Smaller gains of ln G are within what the settled rates leave.
_WORTHWHILE = 1e-8


@dataclass(frozen=True, eq=False)
class DistantReply:
    """Rates (N,) of importer n on sector j, and what they promise in ln G at shadow values."""

    sector: int
    importer: int
    tariff_rate: Floats
    promised_gain: float


def distant_replies(
    model: TariffModel,
    state: TariffState,
    shadow: ShadowValues,
    *,
    free: Bools,
    lowest: float,
    highest: float,
) -> list[DistantReply]:
    """Return, best first, the markets where a wall of another height promises more.

    First-order conditions find a local optimum. A government that weighs an industry heavily can
    have two in its market: a moderate tariff that earns revenue, and a wall (wheat in Japan with
    the weights of Ossa 2014). At shadow values a market's part of the Lagrangian,
    sum_i B_i (mu_i - r) + p ln P, is exact along 1 + t_i = q (r - mu_i) cut at the bounds, for a
    scale of q.
    """
    worth = shadow.revenue[:, None] - shadow.receipt
    chosen = free & (state.share > 0.0)
    positive = np.where(chosen & (worth > 0.0), worth, np.nan)
    reachable = np.isfinite(positive).any(axis=2)
    opened = (1.0 + lowest) / np.where(reachable, np.nanmax(positive, axis=2, initial=0.0), 1.0)
    closed = (1.0 + highest) / np.where(reachable, np.nanmin(positive, axis=2, initial=np.inf), 1.0)
    here = _market_value(model, state, shadow, state.tariff_rate)
    best, best_rate = here.copy(), state.tariff_rate.copy()
    for part in np.linspace(0.0, 1.0, _LEVELS):
        level = opened ** (1.0 - part) * closed**part
        wanted = np.where(worth > 0.0, level[:, :, None] * worth - 1.0, lowest)
        rate = np.where(chosen, np.clip(wanted, lowest, highest), state.tariff_rate)
        value = _market_value(model, state, shadow, rate)
        better = reachable & (value > best)
        best = np.where(better, value, best)
        best_rate = np.where(better[:, :, None], rate, best_rate)
    gain = best - here
    found = [
        DistantReply(int(j), int(n), best_rate[j, n], float(gain[j, n]))
        for j, n in np.argwhere(gain > _WORTHWHILE)
    ]
    return sorted(found, key=lambda reply: -reply.promised_gain)


def _market_value(
    model: TariffModel, state: TariffState, shadow: ShadowValues, rate: Floats
) -> Floats:
    """Return each market's part of the Lagrangian at other rates, up to a constant, (J, N)."""
    theta = model.theta[:, None, None]
    change = np.log1p(rate) - np.log1p(state.tariff_rate)
    attraction = state.share * np.exp(-theta * change)
    total = attraction.sum(axis=2)
    border = state.spending_usd_bn[:, :, None] * attraction / total[:, :, None] / (1.0 + rate)
    abroad = (border * (shadow.receipt - shadow.revenue[:, None])).sum(axis=2)
    value: Floats = abroad - shadow.price * np.log(total) / model.theta[:, None]
    return value
