"""Which packages are worth solving exactly: the search, on the approximation.

For a sample of preferences of the two sides and a range of weights between them, the package that
maximises (1 - l) U_a + l U_b is found by climbing one issue at a time on the surrogate. Such
packages are the corners of the contract curve; those met most often, over all worlds and
preferences, make the catalogue. Everything that governments then do uses exact values of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sim.bargaining.agenda import Agenda
from sim.bargaining.surrogate import Surrogate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SWEEPS = 6
"""Climbs over all issues; the objective is nearly separable, so two or three settle it."""


def contract_curve(
    surrogate: Surrogate, weights: Floats, costs: tuple[Floats, ...], start: Ints
) -> Ints:
    """Return package codes that maximise weighted gains, one for each of S objectives.

    `weights` (S, Q): weight of each approximated quantity; `costs[i]` (S, levels of i): further
    separable value of each level, for example domestic costs (negative); `start` (S, I) indices.
    """
    n_issues = len(surrogate.agenda.issues)
    coupling = np.einsum("ijq,sq->sij", surrogate.interaction, weights)
    coupling = coupling + np.swapaxes(coupling, 1, 2)
    own = tuple(weights @ surrogate.main[i].T + costs[i] for i in range(n_issues))
    indices = start.copy()
    z = np.stack([surrogate.offsets[i][indices[:, i]] for i in range(n_issues)], axis=1)
    for _ in range(_SWEEPS):
        before = indices.copy()
        for i in range(n_issues):
            slope = np.einsum("sj,sj->s", coupling[:, i, :], z)
            scores = own[i] + slope[:, None] * surrogate.offsets[i][None, :]
            indices[:, i] = scores.argmax(axis=1)
            z[:, i] = surrogate.offsets[i][indices[:, i]]
        if (indices == before).all():
            break
    return surrogate.agenda.encode(indices)


def most_frequent(agenda: Agenda, found: Iterable[Ints], size: int) -> Ints:
    """Return at most `size` codes met most often, ties by code, sorted by code.

    The package that gives nothing is always in.
    """
    codes, counts = np.unique(np.concatenate(list(found)), return_counts=True)
    chosen = codes[np.lexsort((codes, -counts))][: size - 1]
    nothing = agenda.encode(np.zeros(len(agenda.issues), dtype=np.int64))
    return np.unique(np.append(chosen, nothing))


def well_spread(agenda: Agenda, curves: Iterable[Ints], size: int) -> Ints:
    """Return at most `size` codes that serve all contract curves alike, sorted by code.

    `curves`: the codes of each curve, of one set of preferences in one world. Codes are picked one
    after another, the next one being that with the largest sum over the curves it lies on of
    1 / (1 + codes picked on the curve); ties by code. The package that gives nothing is always in.
    With the codes met most often the middle of a range of preferences would be served best.

    >>> from sim.bargaining.agenda import Issue
    >>> one = Agenda((Issue("chip", "JPN", (0.0, 0.25, 0.5, 0.75, 1.0)),))
    >>> curves = [np.array([1, 2]), np.array([1, 2]), np.array([3, 4])]
    >>> well_spread(one, curves, 3).tolist()
    [0, 1, 2]
    """
    listed = [np.unique(curve) for curve in curves]
    codes, columns = np.unique(np.concatenate(listed), return_inverse=True)
    rows = np.repeat(np.arange(len(listed)), [len(curve) for curve in listed])
    lies_on = csr_array((np.ones(len(rows)), (columns, rows)), (len(codes), len(listed)))
    nothing = agenda.encode(np.zeros(len(agenda.issues), dtype=np.int64))
    picked, counts = np.zeros(len(codes), dtype=bool), np.zeros(len(listed))
    for _ in range(min(size - 1, len(codes))):
        worth = np.asarray(lies_on @ (1.0 / (1.0 + counts)))
        worth[picked] = -1.0
        best = int(np.argmax(worth))
        picked[best] = True
        counts += lies_on[[best]].toarray()[0]
    return np.unique(np.append(codes[picked], nothing))
