"""Alternating offers over a calendar of dates: Stahl's backward induction and Rubinstein's limit.

At date n one party proposes; the other accepts, refuses, or leaves for its outside option. After a
refusal talks break down with probability p_n, else the next date comes and payoffs shrink:

    c_i(n) = p_n b_i + (1 - p_n) delta_in v_i(n + 1),   v(N) = no deal

The other party opts out when its outside option beats c. The proposer offers what leaves it most
among all that the other does not refuse, or lets it refuse. v(n) is the mean over who proposes.
Stahl, Bargaining Theory (1972); Rubinstein, Econometrica 50 (1982); breakdown: Binmore, Rubinstein
and Wolinsky, RAND Journal 17 (1986); outside options: Shaked and Sutton, Econometrica 52 (1984).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.solutions.table import Floats, Indices, PayoffTableError, numbers

NO_OFFER = -1
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class OfferCalendar:
    """Who proposes when, and what a refusal costs; N dates, any leading axes (runs).

    `first_proposes` (..., N): probability that the first party proposes. `discount` (..., N, 2):
    what a payoff one date later is worth now. `breakdown` (..., N): probability that a refusal ends
    the talks, with `breakdown_payoffs` (..., 2). `outside` (..., 2): payoffs when the party that is
    asked leaves for good; None where nobody can.
    """

    first_proposes: Floats
    discount: Floats
    breakdown: Floats
    breakdown_payoffs: Floats
    outside: Floats | None = None

    @classmethod
    def regular(
        cls,
        n_dates: int,
        discount: ArrayLike = (1.0, 1.0),
        *,
        breakdown: float = 0.0,
        breakdown_payoffs: ArrayLike = (0.0, 0.0),
        outside: ArrayLike | None = None,
        last_drawn: bool = False,
    ) -> OfferCalendar:
        """Return dates of one kind on which the parties take turns, the first party opening.

        `last_drawn`: the proposer of the last date is drawn, since who has the last word would
        otherwise decide the split.
        """
        if n_dates < 1:
            raise PayoffTableError(f"talks need at least one date: got {n_dates}")
        shares = np.append(np.asarray(discount, dtype=np.float64).ravel(), breakdown)
        if not np.all((shares >= 0.0) & (shares <= 1.0)):
            raise PayoffTableError(
                "discounts and the breakdown chance must lie between 0 and 1: got "
                f"{shares[:-1].tolist()} and {breakdown}"
            )
        first = (np.arange(n_dates) % 2 == 0).astype(np.float64)
        if last_drawn:
            first[-1] = 0.5
        return cls(
            first,
            np.broadcast_to(np.asarray(discount, dtype=np.float64), (n_dates, 2)),
            np.full(n_dates, breakdown),
            np.asarray(breakdown_payoffs, dtype=np.float64),
            None if outside is None else np.asarray(outside, dtype=np.float64),
        )

    @classmethod
    def on_dates(
        cls,
        dates: Sequence[dt.date],
        deadline: dt.date,
        rates_per_year: ArrayLike,
        *,
        breakdown: float = 0.0,
        breakdown_payoffs: ArrayLike = (0.0, 0.0),
        outside: ArrayLike | None = None,
        last_drawn: bool = False,
    ) -> OfferCalendar:
        """Return the dates of a calendar on which the parties take turns, the first party opening.

        Payoffs shrink by exp(-r days / 365.25) to the next date, from the last one to the
        `deadline`; `rates_per_year` (2,) are r >= 0. Raises PayoffTableError.

        >>> day = dt.date
        >>> plan = OfferCalendar.on_dates([day(2025, 6, 2), day(2025, 6, 30)], day(2025, 7, 9), 1.0)
        >>> plan.discount[:, 0].round(4).tolist()
        [0.9262, 0.9757]
        """
        days = np.diff([date.toordinal() for date in (*dates, deadline)])
        rates = np.broadcast_to(numbers(rates_per_year, "discount rates"), (2,))
        if np.any(days <= 0) or not np.all(rates >= 0.0):
            raise PayoffTableError(
                "dates must rise to the deadline and discount rates must not be negative: got "
                f"{[str(date) for date in (*dates, deadline)]} and {rates.tolist()}"
            )
        plan = cls.regular(
            len(dates),
            breakdown=breakdown,
            breakdown_payoffs=breakdown_payoffs,
            outside=outside,
            last_drawn=last_drawn,
        )
        return replace(plan, discount=np.exp(-rates * days[:, None] / _DAYS_PER_YEAR))

    @property
    def n_dates(self) -> int:
        """Number of dates N."""
        return int(self.first_proposes.shape[-1])


@dataclass(frozen=True)
class Equilibrium:
    """The subgame-perfect path, dates (..., N).

    `values` (..., N, 2): worth of each date before the proposer is known. `demands` (..., N, 2):
    what party i keeps when it proposes. `settles_for` (..., N, 2): the least that i accepts.
    `agrees` (..., N, 2): whether i's proposal is accepted. `packages` (..., N, 2): what i
    proposes, NO_OFFER where it would be refused; None on a pie.
    """

    values: Floats
    demands: Floats
    settles_for: Floats
    agrees: NDArray[np.bool_]
    packages: Indices | None = None


def pie_equilibrium(calendar: OfferCalendar, no_deal: ArrayLike = (0.0, 0.0)) -> Equilibrium:
    """Return the equilibrium on a continuous pie of one unit; payoffs are shares in [0, 1].

    `no_deal` (..., 2), of any sign, is paid one date after the last. As N grows the opener's share
    comes within (d1 d2)^(N/2) of Rubinstein's. d = (0.9, 0.8), two, three and seven dates:

    >>> paths = [pie_equilibrium(OfferCalendar.regular(n, (0.9, 0.8))) for n in (2, 3, 7)]
    >>> [round(float(path.values[0, 0]), 6) for path in paths]
    [0.2, 0.92, 0.820928]
    """

    def propose(proposer: int, refused: Floats) -> tuple[Floats, Floats, Indices | None]:
        # Shares lie between nothing and the whole pie, however bad or good refusing is.
        given = np.maximum(refused[..., 1 - proposer], 0.0)
        left = np.where(given <= 1.0, 1.0 - given, -np.inf)
        agreed = np.empty_like(refused)
        agreed[..., proposer], agreed[..., 1 - proposer] = left, given
        return agreed, left, None

    return induce(calendar, _no_deal(no_deal), propose)


def table_equilibrium(
    calendar: OfferCalendar, payoffs: ArrayLike, no_deal: ArrayLike
) -> Equilibrium:
    """Return the equilibrium on a table of packages (..., M, 2) with `no_deal` (..., 2).

    The proposer breaks ties in favour of the other, then of the package that stands first. A pie
    in tenths: with one date the proposer leaves nothing, with two the second has the last word.

    >>> x = np.linspace(0, 1, 11)
    >>> table = np.stack([x, 1 - x], axis=1)
    >>> for n in (1, 2):
    ...     path = table_equilibrium(OfferCalendar.regular(n, (0.9, 0.9)), table, [0.0, 0.0])
    ...     print(path.values[0].round(3).tolist(), path.packages[0].tolist())
    [1.0, 0.0] [10, 0]
    [0.1, 0.9] [1, 0]
    """
    table = np.asarray(payoffs, dtype=np.float64)
    if table.ndim < 2 or table.shape[-1] != 2 or not np.all(np.isfinite(table)):
        raise PayoffTableError(
            f"payoffs must be finite and have shape (..., packages, 2): got {table.shape}"
        )

    def propose(proposer: int, refused: Floats) -> tuple[Floats, Floats, Indices | None]:
        own, others = table[..., proposer], table[..., 1 - proposer]
        own, others = np.broadcast_arrays(own, others)
        acceptable = others >= refused[..., None, 1 - proposer]
        worth = np.where(acceptable, own, -np.inf)
        most = worth.max(axis=-1)
        kindest = np.where(worth == most[..., None], others, -np.inf)
        package = np.argmax(np.where(np.isfinite(most[..., None]), kindest, -np.inf), axis=-1)
        chosen = np.broadcast_to(table, (*package.shape, *table.shape[-2:]))
        agreed = np.take_along_axis(chosen, package[..., None, None], axis=-2)[..., 0, :]
        return agreed, most, package

    return induce(calendar, _no_deal(no_deal), propose)


def _no_deal(values: ArrayLike) -> Floats:
    point = numbers(values, "no-deal payoffs")
    if point.ndim < 1 or point.shape[-1] != 2 or not np.all(np.isfinite(point)):
        raise PayoffTableError(
            f"no-deal payoffs must be finite and two, one a party: got {point.tolist()}"
        )
    return point


def rubinstein_share(
    discount: ArrayLike,
    *,
    breakdown: float = 0.0,
    breakdown_payoffs: ArrayLike = (0.0, 0.0),
    outside: ArrayLike | None = None,
) -> float:
    """Return the opener's share of a pie of one unit when talks have no last date.

    With e_i = (1 - p) d_i the stationary share is

        x = (1 - p b_2 - e_2 (1 - p b_1)) / (1 - e_1 e_2)

    and outside options bound it: min(1 - w_2, max(1 - p b_2 - e_2 (1 - w_1), x)). Raises
    PayoffTableError.

    >>> round(rubinstein_share((0.9, 0.8)), 6)
    0.714286
    >>> round(rubinstein_share((0.9, 0.9), outside=(0.0, 0.6)), 6)
    0.4
    >>> round(rubinstein_share((1, 1), breakdown=0.1, breakdown_payoffs=(0.2, 0.1)), 6)
    0.568421
    """
    lasting = (1.0 - breakdown) * np.asarray(discount, dtype=np.float64)
    if lasting.shape != (2,) or np.any(lasting < 0.0) or float(np.prod(lasting)) >= 1.0:
        raise PayoffTableError(
            "waiting must cost somebody something: discounts times (1 - breakdown) must be two "
            f"numbers in [0, 1] with a product below 1, got {lasting.tolist()}"
        )
    b1, b2 = breakdown * np.asarray(breakdown_payoffs, dtype=np.float64)
    share = (1.0 - b2 - lasting[1] * (1.0 - b1)) / (1.0 - lasting[0] * lasting[1])
    if outside is not None:
        w1, w2 = np.asarray(outside, dtype=np.float64)
        share = min(1.0 - w2, max(1.0 - b2 - lasting[1] * (1.0 - w1), share))
    return float(share)


def induce(
    calendar: OfferCalendar,
    no_deal: Floats,
    propose: Callable[[int, Floats], tuple[Floats, Floats, Indices | None]],
) -> Equilibrium:
    """Return the path by going back from the last date.

    `no_deal` (..., 2). `propose(i, refused)` tells what party i proposes when a refusal is worth
    `refused` (..., 2): payoffs (..., 2) if accepted, its own payoff (...), -inf where nothing is
    acceptable, and the package (...) or None.
    """
    values, demands, settles, agrees = [], [], [], []
    packages: list[Indices] = []
    ahead = no_deal
    for n in range(calendar.n_dates - 1, -1, -1):
        chance = calendar.breakdown[..., n, None]
        later = calendar.discount[..., n, :] * ahead
        waiting = chance * calendar.breakdown_payoffs + (1.0 - chance) * later
        outcomes, keeps, leasts, signs = [], [], [], []
        offered: list[Indices] = []
        for proposer in (0, 1):
            refused = after_refusal(calendar, waiting, 1 - proposer)
            agreed, keep, package = propose(proposer, refused)
            signed = keep >= refused[..., proposer]
            outcomes.append(np.where(signed[..., None], agreed, refused))
            keeps.append(np.where(signed, keep, refused[..., proposer]))
            leasts.append(refused[..., 1 - proposer])
            signs.append(signed)
            if package is not None:
                offered.append(np.where(signed, package, NO_OFFER))
        first = calendar.first_proposes[..., n, None]
        ahead = first * outcomes[0] + (1.0 - first) * outcomes[1]
        values.append(ahead)
        demands.append(np.stack(keeps, axis=-1))
        settles.append(np.stack(leasts[::-1], axis=-1))
        agrees.append(np.stack(signs, axis=-1))
        if offered:
            packages.append(np.stack(offered, axis=-1))
    return Equilibrium(
        np.stack(np.broadcast_arrays(*values[::-1]), axis=-2),
        np.stack(np.broadcast_arrays(*demands[::-1]), axis=-2),
        np.stack(np.broadcast_arrays(*settles[::-1]), axis=-2),
        np.stack(np.broadcast_arrays(*agrees[::-1]), axis=-2),
        np.stack(np.broadcast_arrays(*packages[::-1]), axis=-2) if packages else None,
    )


def after_refusal(calendar: OfferCalendar, waiting: Floats, asked: int) -> Floats:
    """Return payoffs (..., 2) when the `asked` party does not accept: it leaves or waits."""
    if calendar.outside is None:
        return waiting
    leaves = calendar.outside[..., asked] > waiting[..., asked]
    return np.where(leaves[..., None], calendar.outside, waiting)
