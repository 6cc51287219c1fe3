"""Random streams that are addressed, not queued: same dice, different scenario.

A draw belongs to (seed, block of runs, who, what for). Adding a decision, a party, a process or a
scenario never shifts another draw, so two scenarios meet the same luck and their paired difference
has little noise.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

BLOCK_RUNS = 250
"""Runs played side by side. A constant of the program: draws are made for whole blocks, so that
`--runs 300` extends `--runs 250` and results do not depend on how work is shared out."""


def stream(seed: int, block: int, who: str, what: str) -> np.random.Generator:
    """Return the generator of one variable of one block of runs.

    >>> a, b = (float(stream(0, 3, "USA", "pace").random()) for _ in range(2))
    >>> a == b
    True
    """
    address = [seed, block, zlib.crc32(who.encode()), zlib.crc32(what.encode())]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(address)))


def uniforms(seed: int, block: int, who: str, what: str) -> NDArray[np.float64]:
    """Return one uniform inside (0, 1) for every run of a block, shape (BLOCK_RUNS,)."""
    draws = stream(seed, block, who, what).random(BLOCK_RUNS)
    return np.clip(draws, 1e-12, 1.0 - 1e-12)


def stratified(path: str, count: int) -> NDArray[np.float64]:
    """Return `count` midpoints of equal strata of (0, 1) in an order that depends on `path` only.

    One such column a parameter is a centred Latin hypercube: every parameter covers its range
    evenly whatever the others do, and adding a parameter leaves the other columns alone.

    >>> sorted(float(x) for x in stratified("economy.x", 4))
    [0.125, 0.375, 0.625, 0.875]
    """
    order = stream(0, 0, "worlds", path).permutation(count)
    return (order + 0.5) / count
