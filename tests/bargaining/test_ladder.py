"""Offers from ladders equal a full search."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.ladder import NO_OFFER, Ladder


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_offer_is_the_package_the_other_likes_best_among_those_worth_the_demand(
    seed: int, size: int
) -> None:
    rng = np.random.default_rng(seed)
    own, believed = rng.normal(size=(2, 5, size)).round(1)
    demand = rng.normal(size=5)
    offers = Ladder.build(own, believed).offer(np.arange(5), demand)
    for run, offer in enumerate(offers):
        good = np.flatnonzero(own[run] >= demand[run])
        if not good.size:
            assert offer == NO_OFFER
            continue
        best = believed[run, good].max()
        assert own[run, offer] >= demand[run]
        assert believed[run, offer] == best
        # Ties go to the package that stands first.
        assert offer == good[np.flatnonzero(believed[run, good] == best)[0]]
