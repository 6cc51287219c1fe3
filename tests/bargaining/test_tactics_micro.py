"""MiCRO's rule; whole talks are in games/test_concessions.py."""

import numpy as np

from sim.bargaining.tactics_micro import NO_OFFER, micro_accepts, micro_rank, micro_ranking


def _ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.intp)


def test_ranking_counts_only_what_beats_no_deal() -> None:
    own = np.array([[0.2, 0.9, 0.9, 0.5], [1.0, 2.0, 3.0, 4.0]])
    ranking, available = micro_ranking(own, np.array([0.5, 9.0]))
    assert ranking.tolist() == [[1, 2, 3, 0], [3, 2, 1, 0]]
    assert available.tolist() == [2, 0]


def test_concedes_in_step() -> None:
    """As many different offers received as made: a new one; more made: an old one again."""
    made, received = _ints(0, 1, 1, 4), _ints(0, 0, 1, 2)
    ranks = micro_rank(made, received, _ints(9, 9, 9, 9), np.array([0.99, 0.99, 0.99, 0.6]))
    assert ranks.tolist() == [0, 0, 1, 2]


def test_never_offers_less_than_no_deal() -> None:
    dice = np.linspace(0.0, 0.999, 50)
    made, received = np.full(50, 3), np.full(50, 8)
    ranks = micro_rank(made, received, np.full(50, 3), dice)
    assert set(ranks.tolist()) == {0, 1, 2}
    assert micro_rank(_ints(0), _ints(4), _ints(0), np.zeros(1)).tolist() == [NO_OFFER]


def test_accepts_what_it_would_offer_itself() -> None:
    worth, least, floor = np.array([3.0, 2.9, 3.0]), np.full(3, 3.0), np.array([0.0, 0.0, 3.0])
    assert micro_accepts(worth, least, floor).tolist() == [True, False, False]
