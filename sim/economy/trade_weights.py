"""Weights of trade between every two regions by sector, and the two sums a sweep takes over them.

    bought_njp = sum_i weight_nijp seller_ijp          sold_ijp = sum_n weight_nijp buyer_njp

`DenseWeights` hold every weight of every policy. `SharedWeights` hold what policies have in common
once, and what they change pair by pair: where policies differ in a few pairs of regions, the sums
become small matrix products. A policy that changes nothing in a pair adds an exact zero there, so
that its sums do not depend on its company.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Floats
from sim.economy.layout import Array

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class DenseWeights:
    """`values` (N, N, J, W) as [importer, exporter, sector, policy]."""

    values: Floats

    def to_buyers(self, by_seller: Array) -> Array:
        """Sum over exporters, (N, J, W)."""
        n, j, width = by_seller.shape
        flat = self.values.reshape(n, n, j * width)
        summed: Array = np.einsum("nis,is->ns", flat, by_seller.reshape(n, j * width))
        return summed.reshape(n, j, width)

    def to_sellers(self, by_buyer: Array) -> Array:
        """Sum over importers, (N, J, W)."""
        n, j, width = by_buyer.shape
        flat = self.values.reshape(n, n, j * width)
        summed: Array = np.einsum("nis,ns->is", flat, by_buyer.reshape(n, j * width))
        return summed.reshape(n, j, width)

    def products(self, by_buyer: Floats, by_seller: Floats) -> Floats:
        """Return weight x buyer x seller, (J, N, N, W) as [sector, importer, exporter, policy]."""
        cells = self.values * by_buyer[:, None]
        cells *= by_seller[None]
        return np.ascontiguousarray(cells.transpose(2, 0, 1, 3))

    def take(self, positions: Positions) -> DenseWeights:
        """Return the weights of the policies at these positions."""
        return DenseWeights(np.take(self.values, positions, axis=-1))


@dataclass(frozen=True, eq=False)
class SharedWeights:
    """`common` (J, N, N) as [sector, importer, exporter]; `change` (K, J, W) of K pairs.

    `pairs` names the (importer, exporter) of each change.
    """

    common: Floats
    pairs: tuple[tuple[int, int], ...]
    change: Floats

    def to_buyers(self, by_seller: Array) -> Array:
        """Sum over exporters, (N, J, W)."""
        summed = np.empty_like(by_seller)
        np.matmul(self.common, by_seller.transpose(1, 0, 2), out=summed.transpose(1, 0, 2))
        for (n, i), change in zip(self.pairs, self.change, strict=True):
            summed[n] += change * by_seller[i]
        return summed

    def to_sellers(self, by_buyer: Array) -> Array:
        """Sum over importers, (N, J, W)."""
        summed = np.empty_like(by_buyer)
        to_seller = self.common.transpose(0, 2, 1)
        np.matmul(to_seller, by_buyer.transpose(1, 0, 2), out=summed.transpose(1, 0, 2))
        for (n, i), change in zip(self.pairs, self.change, strict=True):
            summed[i] += change * by_buyer[n]
        return summed

    def products(self, by_buyer: Floats, by_seller: Floats) -> Floats:
        """Return weight x buyer x seller, (J, N, N, W) as [sector, importer, exporter, policy]."""
        cells = self.common[..., None] * by_buyer.transpose(1, 0, 2)[:, :, None]
        for (n, i), change in zip(self.pairs, self.change, strict=True):
            cells[:, n, i] += change * by_buyer[n]
        cells *= by_seller.transpose(1, 0, 2)[:, None]
        return cells

    def take(self, positions: Positions) -> SharedWeights:
        """Return the weights of the policies at these positions."""
        return SharedWeights(self.common, self.pairs, np.take(self.change, positions, axis=-1))


Weights = DenseWeights | SharedWeights
