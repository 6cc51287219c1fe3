"""What China's controls do to magnet users month by month: stocks, shortage, lost output, prices.

The one place where monthly paths ask the rare-earth path (`sim.chips.rare_earth_market`), which the
solutions of the same months use.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.chips.critical_minerals_cooperation import CriticalMineralsCooperation
from sim.chips.package import ChinaState, WorldPolicies
from sim.chips.window import Window
from sim.ensemble.monthly.quantities import MAGNET_USERS

Floats = NDArray[np.float64]


def controls_path(
    policies: WorldPolicies,
    state: ChinaState,
    levels: Mapping[str, Floats],
    n_policies: int,
    windows: tuple[Window, Window],
) -> Floats:
    """Return what `quantities.control_series` lists, (P, K).

    `levels` of chips (P,); `windows`: the months since signature, and since the day of the
    scenario. Stocks in months of use, the missing share of use (before thrift), the loss of output
    as a rise of users' costs, USD bn a year at the output of 2024, by user; then prices of heavy
    materials and of magnets outside China, 2024 = 1.
    """
    benchmark, market = policies.benchmark, policies.rare_earths
    users = [benchmark.region_index(region) for region in MAGNET_USERS]
    level = np.asarray(levels.get(CriticalMineralsCooperation.kind, np.zeros(1)), dtype=np.float64)
    delay = windows[1].start_month - windows[0].start_month
    path = market.path(state, level, windows[1].end_month, delay)
    start, end = (
        market.signature_month + month for month in (windows[1].start_month, windows[1].end_month)
    )
    exposed = (market.exposure * benchmark.output_usd_bn).sum(axis=0)[users]
    rows = [
        path.average(path.stock_months[:, users], start, end),
        path.average(path.missing_share[:, users], start, end),
        exposed[:, None] * path.average(path.lost_share[:, users], start, end),
        path.average(path.price_outside_china, start, end)[None],
        path.average(path.magnet_price_outside_china, start, end)[None],
    ]
    return np.concatenate([np.broadcast_to(row, (len(row), n_policies)) for row in rows]).T
