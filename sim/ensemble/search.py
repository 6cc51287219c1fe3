"""The search for packages worth solving exactly, and how good its approximation is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.call_catalogue import Approximate, most_met, points_met
from sim.bargaining.catalogue import contract_curve, well_spread
from sim.bargaining.leaders_call import Line
from sim.bargaining.preferences import Preferences
from sim.bargaining.surrogate import Surrogate, design
from sim.ensemble.preferences import preferences
from sim.ensemble.regimes import with_twins
from sim.ensemble.setup import Setup
from sim.ensemble.streams import stratified, stream
from sim.ensemble.tactics import scripted_codes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PREFERENCE_SAMPLES = 48
WEIGHTS_BETWEEN_SIDES = np.linspace(0.04, 0.96, 24)
HELD_BACK = 1000
"""Packages, over all worlds, on which the approximation is checked."""


CATALOGUE_SIZE = 512
"""Packages solved exactly in every world; see docs/decisions.md for what more would change."""


def search_size(agenda: Agenda) -> int:
    """Return how many packages the catalogue of an agenda may hold."""
    return min(CATALOGUE_SIZE, agenda.n_packages)


@dataclass(frozen=True)
class Search:
    """The approximation of every world, and what it is used for.

    Approximated quantities: the observed ones less the rates in force at the first year (Q), the
    same in the long run (Q), then the typed amounts of both parties (2).
    """

    setup: Setup
    surrogates: tuple[Surrogate, ...]

    @classmethod
    def fit(cls, setup: Setup, rows: Sequence[Floats]) -> Search:
        """Fit to the exact stacked quantities (D, 2 Q + 2) of the design in each world."""
        return cls(setup, tuple(Surrogate.fit(setup.agenda, exact) for exact in rows))

    def weights(self, preferences: Preferences, world: int) -> Floats:
        """Return what one unit of each approximated quantity is worth, (R, 2 Q + 2).

        Signed at the first round; horizons weigh as that world adjusts.
        """
        tau = self.setup.tau_months[world]
        first, long = (float(w) for w in self.setup.annuity.weights(0.0, tau))
        return quantity_weights(self.setup, preferences, first, long)

    @cached_property
    def _sample(self) -> dict[str, Preferences]:
        def draw(path: str) -> Floats:
            return self.setup.listed[path].draw(stratified(f"catalogue {path}", PREFERENCE_SAMPLES))

        return {p: preferences(self.setup, p, draw) for p in self.setup.parties}

    def catalogue(self, size: int) -> Ints:
        """Return the codes of the packages that both sides' interests single out.

        Packages that scripted parties are told to offer come on top, half as many again that
        leaders may reach if they call each other, and what a shock may make of each.
        """
        setup, curves = self.setup, self.contract_curves()
        by_preference = [row for curve in curves for row in curve.reshape(PREFERENCE_SAMPLES, -1)]
        found = np.union1d(well_spread(setup.agenda, by_preference, size), scripted_codes(setup))
        codes = np.union1d(found, self._in_calls(curves, found, size // 2))
        return with_twins(setup.agenda, codes, setup.in_force, setup.talk.shocks)

    def _in_calls(self, curves: Sequence[Ints], known: Ints, size: int) -> Ints:
        calls, agenda, parties = self.setup.talk.calls, self.setup.agenda, self.setup.parties
        stances = [getattr(self.setup.scenario.parties, party).tactic for party in parties]
        # A script is carried out to the letter, so nobody goes step by step beside it.
        if calls is None or any(stance.values == ("scripted",) for stance in stances):
            return np.empty(0, dtype=np.int64)
        line = Line.of(agenda, parties, calls.headline)
        found = []
        for world, curve in enumerate(curves):
            sides = (
                self._leaders(world, parties[0], line.second),
                self._leaders(world, parties[1], line.first),
            )
            by_weight = curve.reshape(PREFERENCE_SAMPLES, -1)
            found.append(points_met(agenda, line, by_weight, sides, agenda.held_by(parties[0])))
        return most_met(found, known, size)

    def _leaders(self, world: int, party: str, others_line: Sequence[int]) -> Approximate:
        """Return what packages are worth to a leader in a world, for the sample of preferences."""
        path = f"talks.{self.setup.talk_name}.calls.announcement"
        headlines = self.setup.listed[path].draw(
            stratified(f"catalogue {path}", PREFERENCE_SAMPLES)
        )
        wanted = self._sample[party]
        typed = self._typed(wanted)
        for place in others_line:
            issue = self.setup.agenda.issues[place]
            typed[place] += headlines[:, None] * issue.given(np.arange(len(issue.levels)))
        return Approximate.of(self.surrogates[world], self.weights(wanted, world), typed)

    def _typed(self, wanted: Preferences) -> list[Floats]:
        """Return gestures less domestic costs of each issue's levels, (S, levels) each."""
        typed = []
        for place, issue in enumerate(self.setup.agenda.issues):
            given = issue.given(np.arange(len(issue.levels)))
            typed.append(
                wanted.gesture[:, place, None] * given
                - wanted.cost_at_max[:, place, None] * given ** wanted.cost_exponent[:, place, None]
            )
        return typed

    def contract_curves(self) -> list[Ints]:
        """Return the codes found in each world, one a preference and weight between sides."""
        return [self._contract_curve(world) for world in range(len(self.surrogates))]

    def _contract_curve(self, world: int) -> Ints:
        surrogate, between = self.surrogates[world], WEIGHTS_BETWEEN_SIDES
        shares = (1.0 - between, between)
        weights: Floats | float = 0.0
        costs = [
            np.zeros((PREFERENCE_SAMPLES * len(between), len(i.levels)))
            for i in self.setup.agenda.issues
        ]
        for share, wanted in zip(shares, self._sample.values(), strict=True):
            own = self.weights(wanted, world)
            weights = (
                weights
                + np.repeat(own, len(between), axis=0) * np.tile(share, PREFERENCE_SAMPLES)[:, None]
            )
            for place, worth in enumerate(self._typed(wanted)):
                costs[place] += (
                    np.repeat(worth, len(between), axis=0)
                    * np.tile(share, PREFERENCE_SAMPLES)[:, None]
                )
        anchor, _ = design(self.setup.agenda)
        start = np.repeat(anchor[None], PREFERENCE_SAMPLES * len(between), axis=0)
        return contract_curve(surrogate, np.asarray(weights), tuple(costs), start)

    @staticmethod
    def held_back(setup: Setup) -> list[Ints]:
        """Return the packages of each world on which the approximation is checked."""
        count = len(setup.worlds)
        per_world = -(-HELD_BACK // count)
        size = setup.agenda.n_packages
        draws = (
            stream(0, w, "search", "held back").integers(0, size, per_world) for w in range(count)
        )
        return [np.unique(codes) for codes in draws]

    def error(self, codes: Sequence[Ints], exact: Sequence[Floats]) -> dict[str, float]:
        """Return the rms error of each party's payoff over its range, at expected preferences.

        `exact`: stacked exact quantities (P, 2 Q + 2) of `codes` in each world.
        """
        errors = {}
        for party in self.setup.parties:
            expected = preferences(self.setup, party, self.setup.expected)
            misses, values = [], []
            for world, surrogate in enumerate(self.surrogates):
                weights = self.weights(expected, world)[0]
                misses.append((surrogate(codes[world]) - exact[world]) @ weights)
                values.append(exact[world] @ weights)
            span = np.ptp(np.concatenate(values))
            rms = float(np.sqrt(np.mean(np.concatenate(misses) ** 2)))
            errors[party] = rms / span if span > 0 else 0.0
        return errors


def stacked(setup: Setup, changes: Floats, typed: Mapping[str, Floats]) -> Floats:
    """Return (P, 2 Q + 2): first-year changes, long-run changes, typed amounts of both parties."""
    amounts = [typed[party][:, None] for party in setup.parties]
    return np.concatenate([changes[:, 0], changes[:, 1], *amounts], axis=1)


def quantity_weights(
    setup: Setup,
    preferences: Preferences,
    first: float | Floats,
    long: float | Floats,
) -> Floats:
    """Return the worth of each stacked quantity to a party, (R, 2 Q + 2).

    `first` and `long`: annuity weights of the two horizons, one for all runs or (R,).
    """
    rows, width = len(preferences.weights), len(setup.observables.quantities)
    weights = np.zeros((rows, 2 * width + len(setup.parties)))
    worth = preferences.weights * preferences.signs
    for offset, share in ((0, first), (width, long)):
        scaled = worth * np.broadcast_to(share, rows)[:, None]
        for term, column in enumerate(preferences.columns):
            weights[:, offset + column] += scaled[:, term]
    weights[:, 2 * width + setup.parties.index(preferences.party)] = np.asarray(first) + long
    return weights
