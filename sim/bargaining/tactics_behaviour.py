"""Behaviour tactics: answer the other side's concessions in kind (Faratin, Sierra, Jennings 1998).

Offers are numbers on one scale, (R, T) with the latest last: an issue's level, or what the other's
offers are worth to oneself above one's no-deal value (ratios need a zero that means something).
`own` (R,) is the own last offer; `low` and `high` (R,) bound the next one. With y the offers of the
other side and n how far one looks back:

    relative  own y[-1-n] / y[-n]
    absolute  own + y[-1-n] - y[-n]
    averaged  own y[-1-n] / y[-1]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


def relative_tit_for_tat(
    received: ArrayLike, own: ArrayLike, low: ArrayLike, high: ArrayLike, lag: int = 1
) -> Floats:
    """Return the next offer (R,) that changes by the same share as the other's did `lag` steps ago.

    The other side came down from 18 to 15; one goes up from 10 as much, in proportion:

    >>> relative_tit_for_tat([[20.0, 18.0, 15.0]], [10.0], 8.0, 16.0).round(9).tolist()
    [12.0]
    """
    y = _offers(received, lag)
    return _within(_ratio(y[..., -1 - lag], y[..., -lag]) * np.asarray(own), low, high)


def absolute_tit_for_tat(
    received: ArrayLike, own: ArrayLike, low: ArrayLike, high: ArrayLike, lag: int = 1
) -> Floats:
    """Return the next offer (R,) that moves by the same amount as the other's did `lag` steps ago.

    >>> absolute_tit_for_tat([[20.0, 18.0, 15.0]], [10.0], 8.0, 16.0).tolist()
    [13.0]
    """
    y = _offers(received, lag)
    return _within(np.asarray(own) + (y[..., -1 - lag] - y[..., -lag]), low, high)


def averaged_tit_for_tat(
    received: ArrayLike, own: ArrayLike, low: ArrayLike, high: ArrayLike, window: int = 2
) -> Floats:
    """Return the next offer (R,) that changes by the other's share of change over `window` steps.

    >>> averaged_tit_for_tat([[20.0, 18.0, 15.0]], [10.0], 8.0, 16.0, window=2).round(6).tolist()
    [13.333333]
    """
    y = _offers(received, window)
    return _within(_ratio(y[..., -1 - window], y[..., -1]) * np.asarray(own), low, high)


def _offers(received: ArrayLike, lag: int) -> Floats:
    y = np.asarray(received, dtype=np.float64)
    if lag < 1 or y.ndim < 1 or y.shape[-1] < lag + 1:
        raise InvalidInputError(
            f"answering in kind at a lag of {lag} needs the other's last {max(lag, 1) + 1} offers: "
            f"got shape {y.shape}; hold the own offer until then"
        )
    return y


def _ratio(before: Floats, after: Floats) -> Floats:
    """Return before / after; no change where the later offer is worth nothing to compare with."""
    comparable = after != 0.0
    return np.where(comparable, before / np.where(comparable, after, 1.0), 1.0)


def _within(offer: Floats, low: ArrayLike, high: ArrayLike) -> Floats:
    return np.asarray(np.minimum(np.maximum(offer, low), high))
