"""Side-by-side bargains: laws, cycles and the case without transfers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.solutions.nash import nash_packages
from sim.bargaining.solutions.nash_in_nash import nash_in_nash
from sim.bargaining.solutions.table import PayoffTableError
from sim.errors import NotConvergedError


def test_one_pair_without_transfers_is_the_nash_package() -> None:
    table = np.random.default_rng(0).normal(size=(30, 2))
    table[0] = -1.0
    found = nash_in_nash(table, [(0, 1)], transfers=False)
    assert found.packages[0] in nash_packages(table, table[0])
    assert found.transfers.tolist() == [0.0]


def test_pairs_that_do_not_touch_bargain_as_if_alone() -> None:
    rng = np.random.default_rng(1)
    left, right = rng.normal(size=(7, 2)), rng.normal(size=(9, 2))
    together = np.concatenate(np.broadcast_arrays(left[:, None, :], right[None, :, :]), axis=-1)
    found = nash_in_nash(together, [(0, 1), (2, 3)])
    for place, (table, k) in enumerate(((left, 0), (right, 1))):
        alone = nash_in_nash(table, [(0, 1)])
        assert found.packages[k] == alone.packages[0]
        np.testing.assert_allclose(found.payoffs[2 * place : 2 * place + 2], alone.payoffs)


def test_each_side_of_a_pair_gains_the_same_over_its_no_deal() -> None:
    rng = np.random.default_rng(2)
    table = rng.normal(size=(6, 6, 3)) * [0.1, 1.0, 1.0]
    pairs = [(0, 1), (0, 2)]
    found = nash_in_nash(table, pairs)
    x, y = found.packages
    alternatives = table[0, y], table[x, 0]
    for pair, other, without in zip(pairs, pairs[::-1], alternatives, strict=True):
        moved = found.transfers[pairs.index(other)]
        kept = without.copy()
        kept[list(other)] += [moved, -moved]  # the other pair's deal and payment stand
        gain = found.payoffs[list(pair)] - kept[list(pair)]
        assert gain[0] == pytest.approx(gain[1])
        assert gain[0] >= -1e-12
    assert found.payoffs.sum() == pytest.approx(table[x, y].sum())


def test_pairs_that_chase_each_other_are_reported() -> None:
    """The first pair wants to match the second, which wants to differ."""
    match = np.eye(2)[:, :, None] * [1.0, 0.0, 0.0, 0.0]
    differ = (1 - np.eye(2))[:, :, None] * [0.0, 0.0, 1.0, 0.0]
    with pytest.raises(NotConvergedError, match="come to rest"):
        nash_in_nash(match + differ, [(0, 1), (2, 3)])


def test_no_gain_means_no_deal_and_wrong_shapes_are_refused() -> None:
    nothing = nash_in_nash([[0.0, 0.0], [1.0, -2.0]], [(0, 1)], transfers=False)
    assert nothing.packages == (0,)
    other = nash_in_nash([[1.0, -2.0], [0.0, 0.0]], [(0, 1)], no_deal=[1], transfers=False)
    assert other.packages == (1,)
    with pytest.raises(PayoffTableError, match="an axis for each"):
        nash_in_nash(np.zeros((2, 2)), [(0, 1), (1, 0)])
