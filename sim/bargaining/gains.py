"""What an outcome is worth to a government and what that worth is made of.

    U = income + sum over weighted quantities + typed amounts

each part an annuity in USD bn a year, changes from the rates in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.bargaining.preferences import Preferences

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gain:
    """The worth of one outcome in each of R runs, by part (R,)."""

    terms: Mapping[str, Floats]
    typed: Floats

    @property
    def income(self) -> Floats:
        """Real income, weight 1."""
        return self.terms["income"]

    @property
    def weighted(self) -> dict[str, Floats]:
        """Model quantities times typed weights, by term."""
        return {term: value for term, value in self.terms.items() if term != "income"}

    @property
    def total(self) -> Floats:
        """U, the sum of all parts."""
        return np.asarray(sum(self.terms.values()) + self.typed)

    def __add__(self, other: Gain) -> Gain:
        return Gain(self._joined(other, 1.0), self.typed + other.typed)

    def plus(self, term: str, value: Floats) -> Gain:
        """Return the gain with one more term, (R,)."""
        return Gain({**self.terms, term: value}, self.typed)

    def __sub__(self, other: Gain) -> Gain:
        return Gain(self._joined(other, -1.0), self.typed - other.typed)

    def _joined(self, other: Gain, sign: float) -> dict[str, Floats]:
        """Return the terms of both, summed; a term that only one has is zero in the other."""
        names = dict.fromkeys([*self.terms, *other.terms])
        nothing = np.zeros_like(self.typed)
        return {t: self.terms.get(t, nothing) + sign * other.terms.get(t, nothing) for t in names}


@dataclass(frozen=True)
class Scale:
    """How R outcomes weigh in a party's eyes: annuity weights and cost premium, each (R,)."""

    first: Floats
    long: Floats
    share: Floats
    premium: Floats

    @classmethod
    def at(cls, annuity: Annuity, months: Floats, tau_months: Floats, premium: Floats) -> Scale:
        """Return the scale of outcomes that begin at `months` (R,) from the first round."""
        first, long = annuity.weights(months, tau_months)
        return cls(first, long, first + long, premium)

    def take(self, rows: NDArray[np.intp]) -> Scale:
        """Return the scale of some of the outcomes."""
        return Scale(self.first[rows], self.long[rows], self.share[rows], self.premium[rows])


def model_terms(preferences: Preferences, changes: Floats, scale: Scale) -> dict[str, Floats]:
    """Return weight_t (F first_t + L long_t) by term, changes (R, H, Q) -> (R,) each."""
    values = preferences.term_values(changes)
    blended = scale.first[:, None] * values[:, 0] + scale.long[:, None] * values[:, 1]
    weighted = preferences.weights * blended
    return {term: weighted[:, t] for t, term in enumerate(preferences.terms)}


def typed_amounts(
    preferences: Preferences, world_typed: Floats, given: Floats, scale: Scale
) -> Floats:
    """Return C (typed + gestures - premium cost) of one package a run, given (R, I) -> (R,)."""
    costs = (preferences.cost_at_max * given**preferences.cost_exponent).sum(axis=1)
    gestures = (preferences.gesture * given).sum(axis=1)
    return np.asarray(scale.share * (world_typed + gestures - scale.premium * costs))


def resistance(preferences: Preferences, changes: Floats, scale: Scale) -> Floats:
    """Return what own industries make one package a run cost, premium included, (R,)."""
    if preferences.lobby is None:
        return np.zeros(len(changes))
    pressure = preferences.lobby.pressure_each
    felt = preferences.lobby.felt(changes)
    first, long = (pressure(felt[:, horizon]).sum(axis=1) for horizon in (0, 1))
    return np.asarray(scale.premium * (scale.first * first + scale.long * long))


def gain(
    preferences: Preferences,
    changes: Floats,
    world_typed: Floats,
    given: Floats,
    scale: Scale,
    *,
    signed: bool | NDArray[np.bool_] = True,
) -> Gain:
    """Return the gain from one outcome a run: changes (R, H, Q), world_typed (R,), given (R, I).

    `signed`: whether the outcome is a package; own industries blame the government for no other.
    """
    terms = model_terms(preferences, changes, scale)
    if preferences.lobby is not None:
        cost = np.where(signed, resistance(preferences, changes, scale), 0.0)
        terms["lobbying"] = -cost
    return Gain(terms, typed_amounts(preferences, world_typed, given, scale))
