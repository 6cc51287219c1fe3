"""What China's controls do to rare earths month by month: stocks, shortage, exports, prices.

The one place where monthly paths ask the rare-earth market; the solutions of the same months use
the same path (`sim.chips.rare_earth_market`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

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
    """Return the series of `quantities.controls_series`, (P, K).

    `levels` of chips (P,); `windows`: the months since signature, and since the day of the
    scenario. Lost output is the rise of users' costs at the output of 2024.
    """
    market, benchmark = policies.rare_earths, policies.benchmark
    given = {kind: np.asarray(values, dtype=np.float64) for kind, values in levels.items()}
    level = market.levels_of(given)
    since_signature, since_day = windows
    delay = since_day.start_month - since_signature.start_month
    path = market.path(state, level, since_day.end_month, delay)
    begin = market.signature_month
    users = [benchmark.region_index(region) for region in MAGNET_USERS]
    exposed = (market.exposure * benchmark.output_usd_bn).sum(axis=0)[users]

    def mean(values: Floats) -> Floats:
        return path.average(values, begin + since_day.start_month, begin + since_day.end_month)

    rows = [
        mean(path.stock_months)[users],
        mean(path.missing_share)[users],
        exposed[:, None] * mean(path.lost_share)[users],
        mean(path.exports_share)[users],
        mean(path.price_outside_china)[None],
        mean(path.magnet_price_outside_china)[None],
    ]
    return np.concatenate([np.broadcast_to(row, (len(row), n_policies)) for row in rows]).T
