"""Cost shares and final demand: 2017 shares as prior, balanced to the flows of 2024."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.balance import balance_region
from sim.data.construction.cost_prior import cost_prior, magnet_uses
from sim.data.construction.shares import OWN_SHARES, Shares, at_level, mixture
from sim.data.names import REGION_INDEX, REGIONS, SECTORS

if TYPE_CHECKING:
    from sim.data.construction.sources import SourceFolder

Floats = NDArray[np.float64]
J, N = len(SECTORS), len(REGIONS)


@dataclass(frozen=True)
class Balanced:
    """Balanced cost shares and what balancing moved.

    value_added_share (J, N), input_share (J, J, N), final_usd_bn (J, N), moved_usd_bn (N,) the sum
    of absolute changes of inputs and final demand, table_usd_bn (N,) their sum before,
    final_before_usd_bn (J, N) and value_added_before_usd_bn (N,) the prior.
    """

    value_added_share: Floats
    input_share: Floats
    final_usd_bn: Floats
    moved_usd_bn: Floats
    table_usd_bn: Floats
    final_before_usd_bn: Floats
    value_added_before_usd_bn: Floats


def balance(
    folder: SourceFolder,
    shares: dict[str, Shares],
    spending: Floats,
    output: Floats,
    *,
    value_added: dict[str, float],
    proxy: dict[str, dict[str, float]],
) -> Balanced:
    """Balance every region; `spending` at purchaser value and `output`, both (J, N) in USD bn.

    `value_added` gives the total that a proxy's shares are brought to before balancing.
    """
    uses = magnet_uses(folder)
    world = output.sum(axis=1)
    beta, gamma = np.zeros((J, N)), np.zeros((J, J, N))
    final, final_before = np.zeros((J, N)), np.zeros((J, N))
    moved, table, before = np.zeros(N), np.zeros(N), np.zeros(N)
    for region in REGIONS:
        n = REGION_INDEX[region]
        if region in OWN_SHARES:
            own = shares[region]
        else:
            own = at_level(mixture(shares, proxy[region]), output[:, n], value_added[region])
        inputs, added, wanted = cost_prior(own, spending[:, n], output[:, n], world, uses)
        new_inputs, new_added, new_final = balance_region(
            inputs, added, wanted, spending[:, n], output[:, n]
        )
        gamma[:, :, n] = new_inputs / output[:, n]
        beta[:, n] = new_added / output[:, n]
        final[:, n], final_before[:, n] = new_final, wanted
        moved[n] = np.abs(new_inputs - inputs).sum() + np.abs(new_final - wanted).sum()
        table[n] = inputs.sum() + wanted.sum()
        before[n] = added.sum()
    return Balanced(beta, gamma, final, moved, table, final_before, before)
