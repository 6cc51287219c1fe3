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

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.beliefs import posterior
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.tactics import polynomial_concession

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_LEAST_CHANCE = 1e-6
"""No single refusal or offer makes a type impossible."""


@dataclass(frozen=True)
class ExpectedPace:
    """How a side is expected to concede: a few equally likely k and b, (K,), and offer noise."""

    start: Floats
    exponent: Floats
    noise: float

    def demand(self, time: float) -> tuple[float, float]:
        """Return the mean of 1 - a(t) and the spread of what is shown around it.

        >>> pace = ExpectedPace(np.zeros(2), np.ones(2), 0.2)
        >>> [round(x, 6) for x in pace.demand(0.25)]
        [0.75, 0.2]
        """
        conceded = polynomial_concession(time, self.start, self.exponent)
        return float(1.0 - conceded.mean()), float(np.hypot(self.noise, conceded.std()))


@dataclass(frozen=True)
class TypeValues:
    """What packages are worth to each type at a round, for each group of runs.

    `packages` (G, H, M), `no_deal` (G, H); `welcome` (G, M): packages that the learner itself is
    publicly thought to prefer to no deal. `group` (R,): the group of each run.
    """

    packages: Floats
    no_deal: Floats
    welcome: NDArray[np.bool_]
    group: Indices

    def spans(self) -> tuple[Floats, Floats]:
        """Return floor and top of each type's demands, (G, H) each."""
        floor = np.maximum(self.no_deal, self.packages.min(axis=2))
        reachable = np.where(self.welcome[:, None, :], self.packages, -np.inf).max(axis=2)
        best = np.where(np.isfinite(reachable), reachable, self.packages.max(axis=2))
        return floor, np.maximum(best, floor)


@dataclass
class Learner:
    """Beliefs of one government over the H types of the other, in R runs: `belief` (R, H)."""

    belief: Floats
    pace: ExpectedPace
    values: TypeValues | None = None
    _floor: Floats = field(default_factory=lambda: np.empty((0, 0)), repr=False)
    _span: Floats = field(default_factory=lambda: np.empty((0, 0)), repr=False)
    _last: Indices = field(default_factory=lambda: np.empty(0, dtype=np.intp), repr=False)

    @classmethod
    def start(cls, n_runs: int, n_types: int, pace: ExpectedPace) -> Learner:
        """Return a learner that thinks every type equally likely."""
        last = np.full(n_runs, NO_OFFER, dtype=np.intp)
        return cls(np.full((n_runs, n_types), 1.0 / n_types), pace, _last=last)

    def take_stock(self, values: TypeValues) -> tuple[Floats, Floats]:
        """Return what packages (R, M) and no deal (R,) are thought to be worth to the other side.

        Means over types at the present beliefs.
        """
        self.values = values
        floor, top = values.spans()
        self._floor, self._span = floor, top - floor
        packages = np.zeros((len(self.belief), values.packages.shape[2]))
        no_deal = np.zeros(len(self.belief))
        for h in range(self.belief.shape[1]):
            weight = self.belief[:, h]
            packages += weight[:, None] * values.packages[values.group, h]
            no_deal += weight * values.no_deal[values.group, h]
        return packages, no_deal

    def hear_offer(self, runs: Indices, offer: Indices, time: float) -> None:
        """Learn from packages (K,) that the other side proposed; a repeated offer says nothing."""
        new = (offer >= 0) & (offer != self._last[runs])
        runs, offer = runs[new], offer[new]
        self._last[runs] = offer
        if not runs.size:
            return
        share, seen = self._share(runs, offer)
        expected, spread = self.pace.demand(time)
        log_likelihood = -((share - expected) ** 2) / (2.0 * spread**2)
        self._update(runs, np.where(seen, log_likelihood, 0.0))

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
        group = self.values.group[runs]
        worth = self.values.packages[group, :, offer] - self._floor[group]
        span = self._span[group]
        has_stake = span > 0.0
        return np.where(has_stake, worth / np.where(has_stake, span, 1.0), 0.0), has_stake

    def _update(self, runs: Indices, log_likelihood: Floats) -> None:
        bounded = np.maximum(log_likelihood, np.log(_LEAST_CHANCE))
        self.belief[runs] = posterior(np.maximum(self.belief[runs], 1e-300), bounded)
