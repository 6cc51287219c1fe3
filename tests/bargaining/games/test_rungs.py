"""Rungs offer what the full ladder offers, ties included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.games.rungs import Rungs
from sim.bargaining.ladder import NO_OFFER, Ladder


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 50), st.booleans())
def test_same_offers_as_the_ladder(seed: int, groups: int, packages: int, with_ties: bool) -> None:
    rng = np.random.default_rng(seed)
    own, believed = rng.normal(size=(2, groups, packages))
    if with_ties:
        own, believed = np.round(own), np.round(believed * 2)
    ladder, rungs = Ladder.build(own, believed), Rungs.build(own, believed)
    runs = np.repeat(np.arange(groups), 30)
    # Demands on, between and beyond the payoffs.
    demand = np.concatenate([rng.uniform(-4, 4, 15 * groups), rng.choice(own.ravel(), 15 * groups)])
    offer, worth = rungs.offer(runs, demand)
    assert offer.tolist() == ladder.offer(runs, demand).tolist()
    made = offer != NO_OFFER
    assert worth[made].tolist() == own[runs[made], offer[made]].tolist()
    assert np.all(np.isposinf(worth[~made]))


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_ceiling_is_the_best_that_the_other_is_believed_to_welcome(seed: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    own, believed = np.round(rng.normal(size=(2, groups, 20)), 1)
    no_deal = rng.normal(size=groups) * 2
    found = Rungs.build(own, believed).ceiling(np.arange(groups), no_deal)
    for mine, theirs, level, top in zip(own, believed, no_deal, found, strict=True):
        welcome = mine[theirs > level]
        assert top == (welcome.max() if len(welcome) else mine.max())


def test_many_ladders_are_built_in_chunks() -> None:
    rng = np.random.default_rng(0)
    own, believed = rng.normal(size=(2, 130, 3125))  # more than fit into one chunk
    rungs = Rungs.build(own, believed)
    runs, demand = np.arange(130), rng.normal(1.0, 0.5, 130)
    assert (
        rungs.offer(runs, demand)[0].tolist()
        == Ladder.build(own, believed).offer(runs, demand).tolist()
    )
    assert rungs.own.shape[1] < 60


@pytest.mark.filterwarnings("error")
def test_who_is_indifferent_still_offers() -> None:
    """All packages are believed equal: the best one stands first, and none is divided by zero."""
    own, believed = np.array([[100.0, 300.0, 200.0]]), np.full((1, 3), 1e300)
    rungs = Rungs.build(own, believed)
    assert rungs.package.tolist() == [[0, 1]]
    assert Rungs.build(believed, own).package.tolist() == [[1]]
