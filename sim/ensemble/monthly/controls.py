"""What China's controls do to magnet users month by month: stocks, shortage, lost output.

The one place where monthly paths ask the rare-earth rule; it follows `sim.chips.rare_earths`, which
the solutions of the same months use.
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
    """Return (stock in months of use, missing share, lost output) by user, (P, 3 users).

    `levels` of chips (P,); `windows`: the months since signature, and since the day of the
    scenario. Lost output is the rise of users' costs, USD bn a year at the output of 2024.
    """
    benchmark, rule = policies.benchmark, policies.rare_earths
    users = [benchmark.region_index(region) for region in MAGNET_USERS]
    shortage = policies.shortage(state, levels, windows)[users]
    exposure = (rule.exposure(benchmark) * benchmark.output_usd_bn).sum(axis=0)[users]
    lacking = rule.dependence(benchmark) * (1.0 - rule.share(state)) - rule.spare_share
    middle = 0.5 * (windows[1].start_month + windows[1].end_month)
    stock = np.maximum(rule.stock - np.maximum(lacking[users], 0.0) * middle, 0.0)
    rows = [stock[:, None], shortage, exposure[:, None] * shortage]
    return np.concatenate([np.broadcast_to(row, (len(users), n_policies)) for row in rows]).T
