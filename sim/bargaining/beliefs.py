"""What a government believes of another and how offers, refusals and deeds change it.

Beliefs are arrays with runs first: probabilities over hypotheses (R, H), or the two counts of a
Beta distribution (R, 2). Updates return new arrays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


def posterior(prior: ArrayLike, log_likelihood: ArrayLike) -> Floats:
    """Return p(h | seen) proportional to p(h) exp(log_likelihood_h), over the last axis.

    `prior` (..., H) need not sum to one; `log_likelihood` (..., H) may hold -inf. Raises
    InvalidInputError where every hypothesis is excluded.

    >>> posterior([0.5, 0.5], [0.0, np.log(3.0)]).round(9).tolist()
    [0.25, 0.75]
    """
    with np.errstate(divide="ignore"):
        log_weight = np.log(np.asarray(prior, dtype=np.float64)) + np.asarray(log_likelihood)
    top = log_weight.max(axis=-1, keepdims=True)
    if not np.all(np.isfinite(top)):
        raise InvalidInputError(
            "some hypothesis must remain possible: the evidence excludes all of them in "
            f"{int(np.sum(~np.isfinite(top)))} cases; give every hypothesis some prior and noise"
        )
    weight = np.exp(log_weight - top)
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def demand_log_likelihood(expected: ArrayLike, observed: ArrayLike, spread: ArrayLike) -> Floats:
    """Return log L = -(observed - expected)^2 / (2 spread^2) of a demand, arrays that broadcast.

    >>> demand_log_likelihood([0.6, 0.8], 0.75, 0.1).round(9).tolist()
    [-1.125, -0.125]
    """
    gap = np.asarray(observed, dtype=np.float64) - np.asarray(expected, dtype=np.float64)
    return np.asarray(-(gap**2) / (2.0 * np.asarray(spread, dtype=np.float64) ** 2))


def after_demand(
    prior: ArrayLike, expected: ArrayLike, observed: ArrayLike, spread: ArrayLike
) -> Floats:
    """Return beliefs (R, H) after a demand, normal around what each hypothesis expects.

    log L_h = -(observed - expected_h)^2 / (2 spread^2). Learning a reservation value r: `expected`
    (R, H) is the tactic's demand under each r and `observed` (R,) what was asked; learning issue
    weights: `expected` is the demand that the clock suggests and `observed` (R, H) what the offered
    package is worth to the other under each set of weights (Hindriks and Tykhonov 2008). `spread`
    (R,) or a number, in the payoffs' unit. A linear conceder at half time, r = 0.2 or 0.6:

    >>> expected = 1.0 - 0.5 * (1.0 - np.array([[0.2, 0.6]]))
    >>> after_demand([[0.5, 0.5]], expected, [0.75], 0.1).round(6).tolist()
    [[0.268941, 0.731059]]
    """
    e, seen = np.asarray(expected, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    seen = seen if seen.ndim == np.ndim(prior) else seen[..., None]
    width = np.asarray(spread, dtype=np.float64)
    width = width[..., None] if width.ndim else width
    return posterior(prior, demand_log_likelihood(e, seen, width))


def after_refusals(prior: ArrayLike, refusal_chance: ArrayLike, times: ArrayLike = 1) -> Floats:
    """Return beliefs (R, H) after `times` (R,) refusals of probability `refusal_chance` (R, H).

    Reputation (Kreps and Wilson 1982): a tough type always refuses, a soft one half of the time;
    prior of the tough type 0.2, three refusals:

    >>> after_refusals([0.2, 0.8], [1.0, 0.5], 3).round(6).tolist()
    [0.666667, 0.333333]
    """
    count = np.asarray(times, dtype=np.float64)
    count = count[..., None] if count.ndim else count
    chance = np.asarray(refusal_chance, dtype=np.float64)
    # 0 refusals leave even an impossible refusal possible: 0 x (-inf) must be 0.
    safe = np.log(np.where(chance > 0.0, chance, 1.0))
    impossible = (chance <= 0.0) & (count > 0.0)
    return posterior(prior, np.where(impossible, -np.inf, count * safe))


def believed_value(belief: ArrayLike, values: ArrayLike) -> Floats:
    """Return the mean of `values` (..., H) under beliefs (..., H).

    >>> float(believed_value([0.25, 0.75], [0.0, 4.0]))
    3.0
    """
    return np.asarray((np.asarray(belief) * np.asarray(values)).sum(axis=-1))


def beta_from_mean(mean: ArrayLike, strength: ArrayLike) -> Floats:
    """Return Beta counts (..., 2) with this mean; `strength` is the number of cases it is worth.

    >>> beta_from_mean(0.25, 8.0).tolist()
    [2.0, 6.0]
    """
    m, n = np.broadcast_arrays(
        np.asarray(mean, dtype=np.float64), np.asarray(strength, dtype=np.float64)
    )
    if np.any((m <= 0.0) | (m >= 1.0) | (n <= 0.0)):
        raise InvalidInputError(
            "a credibility needs a mean strictly between 0 and 1 and a positive strength: got "
            f"mean {np.asarray(mean).tolist()}, strength {np.asarray(strength).tolist()}"
        )
    return np.stack([m * n, (1.0 - m) * n], axis=-1)


def beta_mean(counts: Floats) -> Floats:
    """Return the mean a / (a + b) of Beta counts (..., 2): the credibility of a threat.

    >>> float(beta_mean(np.array([2.0, 6.0])))
    0.25
    """
    return np.asarray(counts[..., 0] / counts.sum(axis=-1))


def after_deeds(counts: Floats, carried_out: ArrayLike, retreated: ArrayLike) -> Floats:
    """Return Beta counts (R, 2) after threats were `carried_out` and `retreated` from (R,).

    A threat carried out in part adds its share to one count and the rest to the other.

    >>> float(beta_mean(after_deeds(np.array([2.0, 6.0]), 1.0, 0.0)).round(6))
    0.333333
    """
    seen = np.stack(np.broadcast_arrays(np.asarray(carried_out), np.asarray(retreated)), axis=-1)
    if np.any(seen < 0.0):
        raise InvalidInputError(f"numbers of deeds must not be negative: got {seen.tolist()}")
    return np.asarray(counts + seen)
