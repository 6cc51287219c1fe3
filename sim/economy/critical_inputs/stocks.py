"""Users' stocks: run down before a shortage bites, rebuilt when supply is back.

Users differ: their stocks are spread exponentially around the mean of S months of use. While a
share x of use is missing, every user with stock draws it down by x a month, so the stock that is
left is the share s of its normal level with

    ds/dt = -x s / S,    s_m+1 = s_m exp(-x / S)

and users who have run out, a share 1 - s, miss x. Over a month the missing share that is not
covered by stocks is x (1 - s_mean), s_mean = s_m (1 - exp(-z)) / z, z = x / S. Surplus supply (a
backlog delivered) refills stocks at once, and users order what is left over `rebuild_months` as far
as licences are approved. Worked number: 2.5 months of stock, 60 % missing for two months:
s = exp(-1.2 / 2.5) = 0.62, so 38 % of the users have run out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]

_LEAST_MONTHS = 1e-9


@dataclass(frozen=True)
class StockPath:
    """Stocks month by month, (M, N, P).

    `left`: the share of the normal stock at the end of a month; `uncovered`: the missing share of
    use that stocks did not cover; `rebuilt`: what was ordered on top to refill, months of use.
    """

    left: Floats
    uncovered: Floats
    rebuilt: Floats


def run_down(
    missing: Floats, approved: Floats, stock_months: Floats, rebuild_months: float
) -> StockPath:
    """Return stocks under a missing share of use (negative: surplus), (M, N, P).

    `approved` (M, N, 1 or P): the share of extra orders that is licensed; `stock_months` (N,).
    Raises InvalidInputError for a negative stock or a rebuilding time that is not positive.
    """
    if (np.asarray(stock_months) < 0.0).any() or not rebuild_months > 0.0:
        raise InvalidInputError(
            "Stocks must not be negative and rebuilding must take time;"
            f" got {stock_months} and {rebuild_months} months."
        )
    months = np.maximum(np.asarray(stock_months, dtype=np.float64), _LEAST_MONTHS)[:, None]
    short = np.maximum(missing, 0.0)
    speed = short / months
    kept = np.exp(-speed)
    mean = np.where(speed > 0.0, -np.expm1(-speed) / np.where(speed > 0.0, speed, 1.0), 1.0)
    surplus = np.maximum(-missing, 0.0) / months
    ordering = np.broadcast_to(approved / rebuild_months, missing.shape)
    left, start, rebuilt = (np.empty_like(short) for _ in range(3))
    share = np.ones(short.shape[1:])
    for month in range(len(short)):
        start[month] = share
        rebuilt[month] = ordering[month] * (1.0 - share)
        share = np.minimum(share * kept[month] + surplus[month] + rebuilt[month], 1.0)
        left[month] = share
    return StockPath(left, short * (1.0 - start * mean), rebuilt * months)
