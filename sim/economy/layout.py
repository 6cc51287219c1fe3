"""Solver constants of one economy, and the layout of the unknowns of its equilibrium.

Inside the solver arrays are region-first with the policy axis last, [importer n, exporter i,
sector j, policy p], so that sector and policy merge into one long contiguous axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.nest import Nest

# State and sweep accept complex numbers too: the Jacobian is taken by complex steps.
Array = NDArray[Any]
Imbalance = Literal["fixed", "share_of_output", "zero"]

# A market without benchmark spending is scaled by this fraction of its region's largest market.
_SCALE_FLOOR = 1e-6


@dataclass(frozen=True, eq=False)
class Structure:
    """Constants of the equilibrium map, region-first.

    `share` pi (N, N, J), without home goods where home is a tier of its own (`nest`, None where no
    sector has two tiers); `theta` (J, 1); `beta` and `alpha` (N, J, 1); `cost_inputs` (N, J, J) as
    [n, j, k], its transpose `input_use` [n, k, j]; `spending_scale` (N, J, 1) in USD bn and
    `start_spending` the benchmark's spending on it; `wage_bill` and `deficit` (N, 1) in USD bn;
    `lending_response` kappa is what a country lends more abroad for each log point that its wage
    rises against the world's, fraction of value added; `error_weight` (unknowns, 1) makes a defect
    relative: prices count as they are (logs), spending and wage bills in world output.
    """

    share: Floats
    theta: Floats
    beta: Floats
    cost_inputs: Floats
    input_use: Floats
    alpha: Floats
    spending_scale: Floats
    start_spending: Floats
    wage_bill: Floats
    deficit: Floats
    world_output: float
    imbalance: Imbalance
    lending_response: float
    error_weight: Floats
    nest: Nest | None = None

    @classmethod
    def of(
        cls,
        benchmark: Benchmark,
        theta: Floats,
        imbalance: Imbalance,
        home_theta: Floats | None = None,
        lending_response: float = 0.0,
    ) -> Structure:
        """Rearrange a benchmark for the solver; without `home_theta` every sector has one tier."""
        nest = None if home_theta is None else Nest.of(benchmark, theta, home_theta)
        share = np.ascontiguousarray(benchmark.expenditure_share.transpose(1, 2, 0))
        spending = benchmark.spending_usd_bn.T
        floor = _SCALE_FLOOR * spending.max(axis=1, keepdims=True)
        scale = np.maximum(spending, floor)
        gamma = benchmark.input_share
        world = benchmark.world_output_usd_bn
        weight = [
            np.ones(spending.size),
            scale.ravel() / world,
            benchmark.value_added_usd_bn / world,
        ]
        return cls(
            share=share if nest is None else nest.rivals_of_home(share),
            theta=theta[:, None].copy(),
            beta=np.ascontiguousarray(benchmark.value_added_share.T)[:, :, None],
            cost_inputs=np.ascontiguousarray(gamma.transpose(2, 1, 0)),
            input_use=np.ascontiguousarray(gamma.transpose(2, 0, 1)),
            alpha=np.ascontiguousarray(benchmark.final_share.T)[:, :, None],
            spending_scale=scale[:, :, None],
            start_spending=(spending / scale)[:, :, None],
            wage_bill=benchmark.value_added_usd_bn[:, None],
            deficit=benchmark.deficit_usd_bn[:, None],
            world_output=world,
            imbalance=imbalance,
            lending_response=lending_response,
            error_weight=np.concatenate(weight)[:, None],
            nest=nest,
        )

    @cached_property
    def uses(self) -> Floats:
        """Inputs and labour that output calls for: `input_use` with beta as its last row.

        (N, J + 1, J) as [n, k, j].
        """
        return np.concatenate([self.input_use, self.beta.transpose(0, 2, 1)], axis=1)

    @property
    def n_regions(self) -> int:
        """Number of regions N."""
        return int(self.share.shape[0])

    @property
    def n_sectors(self) -> int:
        """Number of sectors J."""
        return int(self.share.shape[2])

    @property
    def n_unknowns(self) -> int:
        """Length of a state: log prices N J, scaled spending N J, log wages N."""
        return 2 * self.n_regions * self.n_sectors + self.n_regions

    def split(self, state: Array) -> tuple[Array, Array, Array]:
        """Return views (log price (N, J, P), spending / scale (N, J, P), log wage (N, P))."""
        n, j = self.n_regions, self.n_sectors
        size = n * j
        width = state.shape[-1]
        return (
            state[:size].reshape(n, j, width),
            state[size : 2 * size].reshape(n, j, width),
            state[2 * size :],
        )

    def start(self, width: int) -> Floats:
        """Return the benchmark as a state, (unknowns, width)."""
        state = np.zeros((self.n_unknowns, width))
        self.split(state)[1][:] = self.start_spending
        return state
