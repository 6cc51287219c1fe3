"""Shared weights are the same weights: every sum equals that of the dense ones."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy.trade_weights import DenseWeights, SharedWeights

N, J, W = 5, 3, 32
PAIRS = ((0, 1), (3, 3), (4, 0))


@pytest.fixture(scope="module")
def both() -> tuple[SharedWeights, DenseWeights]:
    rng = np.random.default_rng(5)
    shared = SharedWeights(rng.random((J, N, N)), PAIRS, rng.random((len(PAIRS), J, W)))
    whole = np.repeat(shared.common[..., None], W, axis=-1)
    for (n, i), change in zip(PAIRS, shared.change, strict=True):
        whole[:, n, i] += change
    return shared, DenseWeights(np.ascontiguousarray(whole.transpose(1, 2, 0, 3)))


@pytest.mark.parametrize("take", [slice(None), np.array([3, 3, 17])])
def test_sums_and_products(both: tuple[SharedWeights, DenseWeights], take: slice) -> None:
    rng = np.random.default_rng(6)
    chosen = np.arange(W)[take]
    buyer, seller = rng.random((N, J, chosen.size)), rng.random((N, J, chosen.size))
    shared, dense = (weights.take(chosen) for weights in both)
    np.testing.assert_allclose(shared.to_buyers(seller), dense.to_buyers(seller), rtol=1e-13)
    np.testing.assert_allclose(shared.to_sellers(buyer), dense.to_sellers(buyer), rtol=1e-13)
    np.testing.assert_allclose(
        shared.products(buyer, seller), dense.products(buyer, seller), rtol=1e-13
    )


def test_a_pair_that_does_not_change_changes_no_bit() -> None:
    rng = np.random.default_rng(7)
    common, by_seller = rng.random((J, N, N)), rng.random((N, J, W))
    without = SharedWeights(common, (), np.zeros((0, J, W)))
    idle = SharedWeights(common, PAIRS, np.zeros((len(PAIRS), J, W)))
    assert idle.to_buyers(by_seller).tobytes() == without.to_buyers(by_seller).tobytes()
    assert idle.to_sellers(by_seller).tobytes() == without.to_sellers(by_seller).tobytes()
