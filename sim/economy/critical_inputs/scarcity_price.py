"""The price outside the exporting country: capped supply against demand of low elasticity.

Other suppliers cannot make more, so the price clears what is there:

    supply = price^-elasticity,    price = supply^(-1/elasticity)

relative to the benchmark, never above `choke_price`, the worth of the output that the input keeps
going. Worked number: 43 % of heavy rare earths left outside China and an elasticity of 0.77: the
price is three times as high (Europe, 1 April to 6 May 2025: 3.0 for dysprosium, 3.1 for terbium).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


def clearing_price(supply_share: Floats, elasticity: float, choke_price: float) -> Floats:
    """Return the price relative to the benchmark at a supply relative to it.

    Raises InvalidInputError unless the elasticity is positive and the choke price above 1.

    >>> float(clearing_price(np.array(0.43), 0.77, 100.0).round(2))
    2.99
    """
    if not elasticity > 0.0 or not choke_price > 1.0:
        raise InvalidInputError(
            "The demand elasticity must be positive and the choke price above 1;"
            f" got {elasticity} and {choke_price}."
        )
    least = choke_price**-elasticity
    return np.asarray(np.clip(supply_share, least, 1.0) ** (-1.0 / elasticity))


def uncapped_price(share_of_exporter: Floats, theta: float) -> Floats:
    """Return the price after a ban if other suppliers could expand without limit.

    (1 - share)^(-1/theta): why capacity limits and a shortage rule are needed at all.

    >>> float(uncapped_price(np.array(0.94), 4.0).round(2))
    2.02
    """
    return np.asarray((1.0 - share_of_exporter) ** (-1.0 / theta))
