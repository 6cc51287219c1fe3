"""MiCRO: concede one package only when the other side has conceded as often.

A party offers its packages from its best down. It moves to a new one when it has made no more
different offers than it received, and otherwise repeats an earlier one. It knows nothing of the
other's wishes and has no clock. de Jonge, "An Analysis of the Linear Bilateral ANAC Domains Using
the MiCRO Benchmark Strategy", IJCAI 2022.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

NO_OFFER = -1


def micro_ranking(own: Floats, no_deal: Floats) -> tuple[Indices, Indices]:
    """Return packages from the best down (R, M) and how many beat no deal (R,).

    `own` (R, M), `no_deal` (R,); ties go to the package that stands first.

    >>> ranking, count = micro_ranking(np.array([[1.0, 3.0, 2.0]]), np.array([1.5]))
    >>> ranking.tolist(), count.tolist()
    ([[1, 2, 0]], [2])
    """
    return np.argsort(-own, axis=1, kind="stable"), (own > no_deal[:, None]).sum(axis=1)


def micro_rank(made: Indices, received: Indices, available: Indices, dice: Floats) -> Indices:
    """Return the rank of the next offer (R,), 0 the best, NO_OFFER where nothing beats no deal.

    `made` and `received` (R,): numbers of different offers so far; `available` (R,): packages that
    beat no deal; `dice` (R,) uniform on [0, 1) pick which earlier offer is repeated.

    >>> micro_rank(*(np.array(a) for a in ([2, 2, 0, 3], [2, 1, 0, 5], [9, 9, 0, 3])),
    ...            np.array([0.9, 0.9, 0.0, 0.0])).tolist()
    [2, 1, -1, 0]
    """
    concedes = (made <= received) & (made < available)
    repeated = np.floor(dice * np.maximum(made, 1)).astype(np.intp)
    return np.where(available < 1, NO_OFFER, np.where(concedes, made, repeated))


def micro_accepts(offered: Floats, next_worth: Floats, no_deal: Floats) -> NDArray[np.bool_]:
    """Return whether an offer is accepted (R,): worth the least that one is ready to offer now.

    `offered`: the offer's worth to oneself; `next_worth`: that of the lowest package that one would
    offer next; `no_deal` (R,).

    >>> micro_accepts(np.array([2.0, 2.0]), np.array([2.0, 3.0]), np.array([0.0, 0.0])).tolist()
    [True, False]
    """
    return np.asarray((offered >= next_worth) & (offered > no_deal))
