"""The tariffs that a government prefers in each market, at given shadow values: a closed form."""

from __future__ import annotations

import numpy as np

from sim.economy.benchmark import Bools, Floats
from sim.economy.shadow_values import ShadowValues, kept_value
from sim.economy.tariff_model import TariffModel, TariffState

# A rate this near to its bound, relative to 1 + t, stands at it.
_AT_BOUND = 1e-9


def preferred_tariffs(
    model: TariffModel,
    state: TariffState,
    shadow: ShadowValues,
    *,
    free: Bools,
    lowest: float,
    highest: float,
) -> Floats:
    """Return the best rates in each market, the rest of the world held at its shadow values.

    Choosing delivered prices at given spending X is choosing quantities, and the market's part of
    the Lagrangian, sum_i B_i (mu_i - r) + p ln P with B border values, is concave in them. Setting
    its derivatives to zero gives, for all free suppliers i,

    1 + t_i = q (r - mu_i),   q = X (1 + theta Pi_K) / (-p + theta sum_K B_k (r - mu_k))

    K are the suppliers whose rate does not move: home, those outside `free` (J, N, N), and those
    that stand at a bound and want to leave the permitted range; Pi_K is their share. Rates outside
    `free` are returned as they are, others within [lowest, highest]. (J, N, N).
    """
    worth = shadow.revenue[:, None] - shadow.receipt
    rate = state.tariff_rate
    chosen = free & (state.share > 0.0)
    room = _AT_BOUND * (1.0 + rate)
    at_lowest = chosen & (rate <= lowest + room)
    at_highest = chosen & (rate >= highest - room)
    level = _level(model, state, shadow, ~chosen, (at_lowest, at_highest))
    with np.errstate(invalid="ignore"):
        wanted = np.where(worth > 0.0, level[:, :, None] * worth - 1.0, -1.0)
    return np.where(chosen, np.clip(wanted, lowest, highest), rate)


def _level(
    model: TariffModel,
    state: TariffState,
    shadow: ShadowValues,
    held: Bools,
    at_bounds: tuple[Bools, Bools],
) -> Floats:
    """Return q of every market, (J, N); inf where a rise of the price is welcome.

    A supplier k at a bound has its condition met at q_k = (1 + t_k) / (r - mu_k). At the lower
    bound it wants to leave when q < q_k, at the upper when q > q_k. With those joined to
    the held, q is the root of the decreasing, piecewise linear

    X (1 + theta Pi_held) - q (-p + theta sum_held kept_k) + theta sum_joined kept_k (q_k - q).
    """
    theta = model.theta[:, None]
    kept = kept_value(model, state, shadow)
    paid = state.share * state.spending_usd_bn[:, :, None]
    at_lowest, at_highest = at_bounds
    # A dollar that is better sent abroad: at its lowest rate whatever q is.
    always = held | (at_lowest & (kept <= 0.0))
    at_lowest, at_highest = at_lowest & ~always, at_highest & (kept > 0.0)
    own = np.where(kept > 0.0, paid / np.where(kept > 0.0, kept, 1.0), np.inf)
    top = state.spending_usd_bn + theta * np.where(always, paid, 0.0).sum(axis=2)
    bottom = -shadow.price + theta * np.where(always, kept, 0.0).sum(axis=2)

    points = np.where(at_lowest | at_highest, own, -np.inf)  # where K changes
    gap = np.where(np.isfinite(points), points, 0.0)[:, :, :, None] - own[:, :, None, :]
    pull = np.where(at_lowest[:, :, None, :], np.maximum(-gap, 0.0), 0.0)
    pull -= np.where(at_highest[:, :, None, :], np.maximum(gap, 0.0), 0.0)
    with np.errstate(invalid="ignore"):
        value = (
            top[:, :, None]
            - points * bottom[:, :, None]
            + theta[:, :, None] * (pull * kept[:, :, None, :]).sum(axis=3)
        )
    below = np.where(value > 0.0, points, -np.inf).max(axis=2)[:, :, None]
    joined = (at_lowest & (own > below)) | (at_highest & (own <= below))
    top = top + theta * np.where(joined, paid, 0.0).sum(axis=2)
    bottom = bottom + theta * np.where(joined, kept, 0.0).sum(axis=2)
    return np.where(bottom > 0.0, top / np.where(bottom > 0.0, bottom, 1.0), np.inf)
