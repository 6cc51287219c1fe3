"""What is known of policies before they are solved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Floats


@dataclass(frozen=True, eq=False)
class Known:
    """Of P policies, None where nothing is known.

    `flow_target` (J, N, N, P): least flows that commitments ask for, USD bn at producer value.
    `begin` (unknowns, P): states at which the iteration begins.
    """

    flow_target: Floats | None = None
    begin: Floats | None = None

    def view(self, chosen: slice) -> Known:
        """Return what is known of consecutive policies, without a copy."""
        target, begin = self.flow_target, self.begin
        return Known(
            None if target is None else target[..., chosen],
            None if begin is None else begin[:, chosen],
        )

    def take(self, positions: NDArray[np.intp]) -> Known:
        """Return what is known of the policies at these positions."""
        target, begin = self.flow_target, self.begin
        return Known(
            None if target is None else np.take(target, positions, axis=-1),
            None if begin is None else np.take(begin, positions, axis=1),
        )
