"""Numbers as the tables hold them: eight significant digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def number(value: float) -> str:
    """Return the text of a number in the tables; below 1e-12 it is rounding noise, so zero.

    >>> number(1 / 3), number(148.2086), number(-1.4e-17)
    ('0.33333333', '148.2086', '0')
    """
    return "0" if abs(value) < 1e-12 else f"{value:.8g}"


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values as a reader of the tables gets them, so that balancing works on those."""
    text = [number(float(value)) for value in values.ravel()]
    return np.array(text, dtype=float).reshape(values.shape)
