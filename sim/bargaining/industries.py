"""Organised industries of one country: what a package does to them, and how loudly they say so.

An industry s feels the change of its value added from the rates in force, a gain or a loss. With
organisation o_s (what a USD of it weighs in politics, beyond its part of national income) and loss
aversion a, its voice is

    support_s = o_s (gain_s - a loss_s)            gain, loss >= 0, one of them zero

so a loss is heard a times as loudly as a gain of the same size. A government that signs over its
head pays, with pressure l (USD of domestic cost for each USD of organised loss),

    resistance = l a sum_s o_s loss_s

What a government itself holds dear in a sector (`weights.sectors`) is another number: that is its
own wish, this is what overriding others costs it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Industries:
    """The industries of one country in R runs, S sectors.

    `columns` (S,): their value added among the observed quantities; `organisation` (R, S);
    `loss_aversion` and `lobbying` (R,).
    """

    party: str
    sectors: tuple[str, ...]
    columns: Indices
    organisation: Floats
    loss_aversion: Floats
    lobbying: Floats

    def take(self, rows: Indices) -> Industries:
        """Return the industries of some runs, in the order given."""
        return replace(
            self,
            organisation=self.organisation[rows],
            loss_aversion=self.loss_aversion[rows],
            lobbying=self.lobbying[rows],
        )

    def louder(self, factor: Floats) -> Industries:
        """Return the same industries with pressure times a factor (R,)."""
        return replace(self, lobbying=self.lobbying * factor)

    def felt(self, changes: Floats) -> Floats:
        """Return the change of value added by sector, changes (..., Q) -> (..., S)."""
        return np.asarray(changes[..., self.columns])

    def support(self, rows: Indices, felt: Floats) -> Floats:
        """Return the sum of voices for packages, felt (M, S) -> (rows, M).

        Farms (weight 2) lose 1 and car makers (weight 1) gain 3; losses count double:

        >>> both = np.array([[2.0, 1.0]])
        >>> one = Industries("JPN", ("agriculture", "motor_vehicles"), np.array([0, 1]), both,
        ...                  np.array([2.0]), np.array([0.5]))
        >>> one.support(np.array([0]), np.array([[-1.0, 3.0]])).tolist()
        [[-1.0]]
        >>> one.resistance(np.array([0]), np.array([[-1.0, 3.0]])).tolist()
        [[2.0]]
        """
        gains, losses = np.maximum(felt, 0.0), np.maximum(-felt, 0.0)
        weight = self.organisation[rows]
        return np.asarray(weight @ gains.T - self.loss_aversion[rows, None] * (weight @ losses.T))

    def resistance(self, rows: Indices, felt: Floats) -> Floats:
        """Return what signing packages over their heads costs, felt (M, S) -> (rows, M)."""
        losses = self.organisation[rows] @ np.maximum(-felt, 0.0).T
        return np.asarray((self.lobbying * self.loss_aversion)[rows, None] * losses)

    def support_each(self, felt: Floats) -> Floats:
        """Return the voices of one package a run by sector, felt (R, S) -> (R, S)."""
        losses = np.maximum(-felt, 0.0)
        heard = np.maximum(felt, 0.0) - self.loss_aversion[:, None] * losses
        return np.asarray(self.organisation * heard)

    def pressure_each(self, felt: Floats) -> Floats:
        """Return the resistance to one package a run by sector, felt (R, S) -> (R, S)."""
        losses = self.organisation * np.maximum(-felt, 0.0)
        return np.asarray((self.lobbying * self.loss_aversion)[:, None] * losses)
