"""Numbers as the tables hold them: eight significant digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def number(value: float) -> str:
    """Text of a number in the tables.

    >>> number(1 / 3), number(148.2086), number(0.0)
    ('0.33333333', '148.2086', '0')
    """
    return f"{value:.8g}"


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values as a reader of the tables gets them, so that balancing works on those."""
    text = [number(float(value)) for value in values.ravel()]
    return np.array(text, dtype=float).reshape(values.shape)
