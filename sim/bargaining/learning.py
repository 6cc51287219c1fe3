"""What a government learns about the other side from its offers and refusals.

The other side is one of a few types, each with preferences and odds of its own, drawn from what the
scenario says of it; type 0 stands at the expected values. Of a type, what an offer at clock t shows
is expected on its time-dependent demand: with the share of what it can get that the offer leaves it

    s_h(x) = (U_h(x) - floor_h) / (top_h - floor_h)

an offer is normal around 1 - a(t), and a refusal has the chance Phi((1 - a(t) - s_h(x)) / spread)
(Hindriks and Tykhonov 2008 for offers). a(t) is the concession that everybody expects of it; the
spread holds noise and what is unknown of its pace. Updates are those of `sim.bargaining.beliefs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.beliefs import demand_log_likelihood, posterior
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.tactics import polynomial_concession

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_LEAST_CHANCE = 1e-6
"""No single refusal or offer makes a type impossible."""


@dataclass(frozen=True)
class ExpectedPace:
    """How a side is expected to concede: a few equally likely k and b, (K,), and offer noise.

    `by_clock`: how likely it is that it concedes by the clock at all; if not, any share from
    nothing to all may be conceded at any time.
    """

    start: Floats
    exponent: Floats
    noise: float
    by_clock: float = 1.0

    def demand(self, time: float) -> tuple[float, float]:
        """Return the mean of 1 - a(t) and the spread of what is shown around it.

        >>> pace = ExpectedPace(np.zeros(2), np.ones(2), 0.2)
        >>> [round(x, 6) for x in pace.demand(0.25)]
        [0.75, 0.2]
        >>> [round(x, 6) for x in ExpectedPace(np.zeros(2), np.ones(2), 0.2, 0.0).demand(0.25)]
        [0.5, 0.351188]
        """
        conceded = polynomial_concession(time, self.start, self.exponent)
        mean = self.by_clock * conceded.mean() + (1.0 - self.by_clock) * 0.5
        square = self.by_clock * (conceded**2).mean() + (1.0 - self.by_clock) / 3.0
        return float(1.0 - mean), float(np.sqrt(self.noise**2 + max(square - mean**2, 0.0)))


@dataclass(frozen=True)
class TypeValues:
    """What packages are worth to each type at a round, in G groups of runs.

    `packages` (G, H, M), `no_deal` (G, H); `floor` and `span` (G, H): where a type's demands end
    and how far above that they begin.
    """

    packages: Floats
    no_deal: Floats
    floor: Floats
    span: Floats

    @classmethod
    def of(cls, packages: Floats, no_deal: Floats, welcome: NDArray[np.bool_]) -> TypeValues:
        """Return the values with floors and spans.

        `welcome` (G, M): packages that the learner is publicly thought to prefer to no deal.
        """
        floor = np.maximum(no_deal, packages.min(axis=2))
        reachable = np.where(welcome[:, None, :], packages, -np.inf).max(axis=2)
        best = np.where(np.isfinite(reachable), reachable, packages.max(axis=2))
        return cls(packages, no_deal, floor, np.maximum(best - floor, 0.0))

    @classmethod
    def joined(cls, parts: Sequence[TypeValues]) -> TypeValues:
        """Return the values of several times G groups, one part after the other."""
        if len(parts) == 1:
            return parts[0]
        fields = zip(*((p.packages, p.no_deal, p.floor, p.span) for p in parts), strict=True)
        return cls(*(np.concatenate(arrays) for arrays in fields))


@dataclass
class Learner:
    """Beliefs of one government over the H types of the other, in R runs.

    `belief` (R, H); `values` and `group` (R,) of the round; `last` (R,) the other's last offer.
    """

    belief: Floats
    pace: ExpectedPace
    last: Indices
    values: TypeValues | None = None
    group: Indices = field(default_factory=lambda: np.empty(0, dtype=np.intp))

    @classmethod
    def start(cls, n_runs: int, n_types: int, pace: ExpectedPace) -> Learner:
        """Return a learner that thinks every type equally likely."""
        last = np.full(n_runs, NO_OFFER, dtype=np.intp)
        return cls(np.full((n_runs, n_types), 1.0 / n_types), pace, last)

    def take_stock(
        self, values: TypeValues, group: Indices, runs: Indices
    ) -> tuple[Floats, Floats]:
        """Return what packages (K, M) and no deal (K,) are thought to be worth to the other side.

        Means over types at the present beliefs, in `runs` (K,). `group` (R,) of every run.
        """
        self.values, self.group = values, group
        packages = np.zeros((len(runs), values.packages.shape[2]))
        no_deal = np.zeros(len(runs))
        for h in range(self.belief.shape[1]):
            weight = self.belief[runs, h]
            packages += weight[:, None] * values.packages[group[runs], h]
            no_deal += weight * values.no_deal[group[runs], h]
        return packages, no_deal

    def hear_offer(self, runs: Indices, offer: Indices, time: float) -> None:
        """Learn from packages (K,) that the other side proposed; a repeated offer says nothing."""
        new = (offer >= 0) & (offer != self.last[runs])
        runs, offer = runs[new], offer[new]
        self.last[runs] = offer
        if not runs.size:
            return
        share, seen = self._share(runs, offer)
        expected, spread = self.pace.demand(time)
        evidence = demand_log_likelihood(expected, share, spread)
        self._update(runs, np.where(seen, evidence, 0.0))

    def hear_refusal(self, runs: Indices, offer: Indices, time: float) -> None:
        """Learn from own packages (K,) that the other side refused; `time` of its next offer."""
        from scipy.special import ndtr  # noqa: PLC0415  # a tenth of a second at import

        runs, offer = runs[offer >= 0], offer[offer >= 0]
        if not runs.size:
            return
        share, seen = self._share(runs, offer)
        expected, spread = self.pace.demand(time)
        chance = ndtr((expected - share) / spread)
        self._update(runs, np.where(seen, np.log(np.maximum(chance, _LEAST_CHANCE)), 0.0))

    def _share(self, runs: Indices, offer: Indices) -> tuple[Floats, NDArray[np.bool_]]:
        """Return s_h(x) (K, H) and where a type has anything to win at all."""
        assert self.values is not None  # a round begins with taking stock
        group = self.group[runs]
        worth = self.values.packages[group, :, offer] - self.values.floor[group]
        span = self.values.span[group]
        has_stake = span > 0.0
        return np.where(has_stake, worth / np.where(has_stake, span, 1.0), 0.0), has_stake

    def _update(self, runs: Indices, log_likelihood: Floats) -> None:
        bounded = np.maximum(log_likelihood, np.log(_LEAST_CHANCE))
        self.belief[runs] = posterior(np.maximum(self.belief[runs], 1e-300), bounded)
