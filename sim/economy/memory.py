"""Large arrays that come and go without page faults."""

from __future__ import annotations

import numpy as np


def keep_memory() -> None:
    """Have the C library keep freed arrays for the next ones (glibc; no effect elsewhere).

    It gives large blocks back at once, and each new array of some MB then costs page faults: a
    tenth of a cold run, a fifth of a batch of policies. Freeing one block just below its largest
    threshold, 32 MiB, raises the threshold to that size; the block itself is never touched.
    """
    np.empty(31 * 2**20, dtype=np.uint8)
