"""Nash's variable threats on packages, many negotiations at once.

Each side commits to a threat; the bargain that follows is the Nash package with the payoffs of
those threats as the disagreement point, or the threats themselves if no package beats them for
both. A pair of threats that neither side wants to change is the solution. Nash, "Two-Person
Cooperative Games", Econometrica 21 (1953), on packages instead of a continuous frontier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.bargaining.solutions.by_run import NO_PACKAGE, nash_by_run
from sim.bargaining.solutions.table import TOLERANCE, Floats, Indices, PayoffTableError


@dataclass(frozen=True)
class ThreatBargains:
    """`packages` (R,), NO_PACKAGE where the threats stand; `values` (R, 2) of the parties.

    `threats` (R, 2): the threat of each side, -1 where none is best against the other's (the sides
    would have to randomise); the values are NaN there.
    """

    packages: Indices
    values: Floats
    threats: Indices


def variable_threats_by_run(
    payoffs: ArrayLike, first: ArrayLike, second: ArrayLike
) -> ThreatBargains:
    """Return the solution for packages (R, M, 2) and threat payoffs `first`, `second` (R, m, k).

    The first party chooses among m threats, the second among k. Of several solutions the first in
    the table counts. Raises PayoffTableError. The first party can harm the second or let it be:

    >>> pie = [[[0.0, 4.0], [1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]]
    >>> found = variable_threats_by_run(pie, [[[0.0], [0.0]]], [[[2.0], [0.0]]])
    >>> found.threats.tolist(), found.values.tolist()
    ([[1, 0]], [[2.0, 2.0]])
    """
    table = np.asarray(payoffs, dtype=np.float64)
    mine, theirs = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if mine.shape != theirs.shape or mine.ndim != 3 or 0 in mine.shape:
        raise PayoffTableError(
            "threat payoffs of both sides must have one shape (runs, first's threats, second's "
            f"threats): got {mine.shape} and {theirs.shape}"
        )
    rows, *shape = mine.shape
    packages = np.empty(mine.shape, dtype=np.intp)
    bargains = np.stack([mine, theirs], axis=-1)
    for place in np.ndindex(*shape):
        here = (slice(None), *place)
        found = nash_by_run(table, bargains[here])
        packages[here] = found
        signed = np.flatnonzero(found != NO_PACKAGE)
        bargains[(signed, *place)] = table[signed, found[signed]]
    best_first = bargains[..., 0] >= bargains[..., 0].max(axis=1, keepdims=True) - TOLERANCE
    best_second = bargains[..., 1] >= bargains[..., 1].max(axis=2, keepdims=True) - TOLERANCE
    saddles = (best_first & best_second).reshape(rows, -1)
    at, runs = saddles.argmax(axis=1), np.arange(rows)
    exists = saddles.any(axis=1)
    values = bargains.reshape(rows, -1, 2)[runs, at]
    threats = np.stack(np.unravel_index(at, tuple(shape)), axis=1)
    return ThreatBargains(
        np.where(exists, packages.reshape(rows, -1)[runs, at], NO_PACKAGE),
        np.where(exists[:, None], values, np.nan),
        np.where(exists[:, None], threats, -1),
    )
