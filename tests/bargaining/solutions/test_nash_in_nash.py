"""Side-by-side bargains: laws, cycles and the case without transfers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.bargaining.solutions.nash import nash_packages
from sim.bargaining.solutions.nash_in_nash import CycleError, nash_in_nash
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


CHASE = np.eye(2)[:, :, None] * [1.0, 0.0, 0.0, 0.0] + (1 - np.eye(2))[:, :, None] * [
    0.0,
    0.0,
    1.0,
    0.0,
]


def test_pairs_that_chase_each_other_are_reported() -> None:
    """The first pair wants to match the second, which wants to differ."""
    with pytest.raises(CycleError, match="come to rest") as caught:
        nash_in_nash(CHASE, [(0, 1), (2, 3)])
    assert set(caught.value.cycle) == {(0, 1), (1, 0)}
    assert isinstance(caught.value, NotConvergedError)


def test_a_longer_chase_is_found_whole() -> None:
    """Three pairs in a ring, each a step ahead of the one before it, modulo five: no rest."""
    pairs = [(0, 1), (2, 3), (4, 5)]

    def options(k: int, chosen: tuple[int, ...]) -> np.ndarray:
        wanted = (chosen[k - 1] + 1) % 5
        table = np.zeros((5, 6))
        table[wanted, 2 * k] = 1.0
        return table

    with pytest.raises(CycleError) as caught:
        nash_in_nash(options, pairs)
    cycle = caught.value.cycle
    assert len(cycle) == len(set(cycle)) == 5
    assert all((b[0] - a[0]) % 5 == 3 for a, b in pairwise(cycle))


def test_the_start_decides_between_two_points_of_rest() -> None:
    """Both pairs want to match: doing nothing is one point, opening up together another."""
    both = np.eye(2)[:, :, None] * [1.0, 0.0, 1.0, 0.0]
    pairs = [(0, 1), (2, 3)]
    assert nash_in_nash(both, pairs).packages == (0, 0)
    assert nash_in_nash(both, pairs, start=(1, 1)).packages == (1, 1)


def test_a_function_of_the_others_packages_is_the_same_game() -> None:
    """Four pairs of three parties; a table of 5^4 rows, or slices made when asked."""
    rng = np.random.default_rng(5)
    pairs = [(0, 1), (0, 2), (1, 2), (0, 1)]
    # Each pair's own package counts most, so that the pairs come to rest.
    own = [rng.normal(size=5)[(...,) + (None,) * (3 - k)] for k in range(4)]
    table = 3.0 * sum(own)[..., None] + rng.normal(size=(5, 5, 5, 5, 3))

    def options(k: int, chosen: tuple[int, ...]) -> np.ndarray:
        return np.array([table[(*chosen[:k], m, *chosen[k + 1 :])] for m in range(5)])

    for transfers in (True, False):
        whole = nash_in_nash(table, pairs, transfers=transfers)
        asked = nash_in_nash(options, pairs, transfers=transfers)
        assert asked.packages == whole.packages
        np.testing.assert_allclose(asked.payoffs, whole.payoffs)
        assert any(whole.packages)


@pytest.mark.parametrize("seed", range(8))
def test_at_rest_no_pair_can_do_better(seed: int) -> None:
    """Three pairs whose deals hurt or help the others; against a search pair by pair."""
    rng = np.random.default_rng(seed)
    pairs = [(0, 1), (0, 2), (1, 2)]
    table = rng.normal(size=(4, 6, 5, 3))
    # The first pair's deals count less for the others than their own, so that they come to rest.
    table[..., 1:] += 3.0 * rng.normal(size=(1, 6, 5, 1))
    found = nash_in_nash(table, pairs)
    x = found.packages
    for k, (a, b) in enumerate(pairs):
        others = table[tuple(slice(None) if j == k else x[j] for j in range(3))]
        joint = others[:, a] + others[:, b]
        assert joint[x[k]] == pytest.approx(joint.max())
    assert found.payoffs.sum() == pytest.approx(table[x].sum())


def test_no_gain_means_no_deal() -> None:
    nothing = nash_in_nash([[0.0, 0.0], [1.0, -2.0]], [(0, 1)], transfers=False)
    assert nothing.packages == (0,)
    other = nash_in_nash([[1.0, -2.0], [0.0, 0.0]], [(0, 1)], no_deal=[1], transfers=False)
    assert other.packages == (1,)


@pytest.mark.parametrize(
    ("payoffs", "pairs", "more", "message"),
    [
        (np.zeros((2, 2)), [(0, 1), (1, 0)], {}, "an axis for each"),
        (np.zeros(2), [], {}, "at least one"),
        (np.zeros((2, 2)), [(0, 0)], {}, "two of the parties"),
        (np.zeros((2, 2)), [(0, 2)], {}, "two of the parties"),
        (np.full((2, 2), np.nan), [(0, 1)], {}, "finite"),
        (np.zeros((2, 2)), [(0, 1)], {"no_deal": [2]}, "packages 0 to 1"),
        (np.zeros((2, 3, 4)), [(0, 1), (2, 3)], {"start": [0, 7]}, "packages of the pairs"),
        (np.zeros((2, 2)), [(0, 1)], {"start": [0, 0]}, "each of the 1 pairs"),
    ],
)
def test_what_is_no_game_is_refused(payoffs, pairs, more, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(PayoffTableError, match=message):
        nash_in_nash(payoffs, pairs, **more)
