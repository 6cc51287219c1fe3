"""Packages under one state of China's controls at one horizon: made into policies and solved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.observables import Observables
from sim.chips.package import ChinaState, WorldPolicies
from sim.chips.terms import Terms
from sim.chips.window import WINDOWS, Horizon
from sim.economy.equilibrium import Economy
from sim.economy.policy import PolicyBatch
from sim.ensemble.settings import Settings

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_NO_TERMS = Terms()


@dataclass(frozen=True)
class Twins:
    """Solved packages without purchase commitments.

    `private_usd_bn` (J, N, N, T): flows less public purchases, at producer value, to which
    commitments add; `state` (unknowns, T), where the packages that commit begin.
    """

    private_usd_bn: Floats
    state: Floats

    def base(self, of: Places) -> Floats:
        """Return the flows that packages add to, by the place of their twins, (J, N, N, P)."""
        return np.take(self.private_usd_bn, of, axis=-1)

    def begin(self, economy: Economy, of: Places) -> Floats:
        """Return where packages begin, (unknowns, P): at their twins, if they have any."""
        state = economy.start(len(of))
        has = np.flatnonzero(of >= 0)
        state[:, has] = np.take(self.state, of[has], axis=1)
        return state


@dataclass(frozen=True)
class Condition:
    """Packages and paths of one world under one state of China's controls at one horizon.

    `terms`: what other talks have brought.
    """

    policies: WorldPolicies
    observables: Observables
    economy: Economy
    state: ChinaState
    horizon: Horizon
    terms: Terms = _NO_TERMS

    def standing(self, asked: Settings) -> Floats:
        """Return observed quantities, (P, Q), purchases on top of the same without them."""
        if not asked.under(self.terms).buys:
            return self.values(asked)
        return self.values(asked, self.twins(asked), np.arange(len(asked.general)))

    def values(
        self, asked: Settings, twins: Twins | None = None, twin_of: Places | None = None
    ) -> Floats:
        """Return observed quantities, (P, Q).

        `twins`: packages without their purchase commitments, solved; `twin_of` (P,): which of them
        belongs to a package, -1 where it commits to nothing.
        """
        rows = []
        for here, piece in asked.cut(self.economy.chunk_size):
            base = begin = None
            if twins is not None and twin_of is not None:
                base = twins.base(twin_of[here])
                begin = twins.begin(self.economy, twin_of[here])
            batch = self.batch(piece)
            outcome = self.economy.solve(batch, purchase_base_usd_bn=base, begin=begin)
            rows.append(self.observables.read(outcome, batch))
        return np.concatenate(rows)

    def twins(self, asked: Settings) -> Twins:
        """Return the solutions of packages without purchase commitments."""
        flows, states = [], []
        bought_nothing = asked.under(self.terms).without_commitments()
        for _, piece in bought_nothing.cut(self.economy.chunk_size):
            batch = self._policies(piece)
            outcome = self.economy.solve(batch)
            public = batch.given("public_purchase_usd_bn")
            everything = outcome.flows_usd_bn
            flows.append(everything if public is None else everything - public)
            states.append(self.economy.states(outcome))
        return Twins(np.concatenate(flows, axis=-1), np.concatenate(states, axis=1))

    def batch(self, asked: Settings) -> PolicyBatch:
        """Return the policies of these settings under what other talks have brought."""
        return self._policies(asked.under(self.terms))

    def _policies(self, asked: Settings) -> PolicyBatch:
        return self.policies.assemble(
            window=WINDOWS[self.horizon],
            china_state=self.state,
            general_rate=asked.general,
            car_rate=asked.car,
            levels=asked.levels,
            agreed=asked.agreed,
            china_rate=asked.china,
        )
