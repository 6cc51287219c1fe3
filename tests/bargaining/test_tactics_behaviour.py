"""Tit-for-tat: answers in kind, within limits."""

import numpy as np
import pytest

from sim.bargaining.tactics_behaviour import (
    absolute_tit_for_tat,
    averaged_tit_for_tat,
    relative_tit_for_tat,
)
from sim.errors import InvalidInputError

ALL = [relative_tit_for_tat, absolute_tit_for_tat, averaged_tit_for_tat]


@pytest.mark.parametrize("tactic", ALL)
def test_who_stands_still_is_answered_by_standing_still(tactic) -> None:  # type: ignore[no-untyped-def]
    received = np.full((3, 4), 7.0)
    own = np.array([1.0, 2.0, 3.0])
    assert tactic(received, own, 0.0, 10.0).tolist() == own.tolist()


@pytest.mark.parametrize("tactic", ALL)
def test_limits_hold(tactic) -> None:  # type: ignore[no-untyped-def]
    falling, rising = [[30.0, 20.0, 10.0]], [[10.0, 20.0, 30.0]]
    assert tactic(falling, [10.0], 8.0, 12.0).tolist() == [12.0]
    assert tactic(rising, [10.0], 9.5, 12.0).tolist() == [9.5]


def test_lag_looks_further_back() -> None:
    received = [[20.0, 16.0, 15.0, 15.0]]
    assert relative_tit_for_tat(received, [10.0], 0, 99, lag=1).tolist() == [10.0]
    assert relative_tit_for_tat(received, [10.0], 0, 99, lag=3).tolist() == [12.5]
    assert absolute_tit_for_tat(received, [10.0], 0, 99, lag=2).tolist() == [11.0]
    assert averaged_tit_for_tat(received, [10.0], 0, 99, window=3).round(6).tolist() == [13.333333]


def test_on_payoffs_a_rising_offer_lowers_the_demand() -> None:
    """In own gains over no deal: the other gave from 2 to 3, so ask for a third less."""
    assert relative_tit_for_tat([[2.0, 3.0]], [9.0], 0.0, 10.0).round(9).tolist() == [6.0]


def test_an_offer_of_nothing_gives_no_ratio() -> None:
    assert relative_tit_for_tat([[1.0, 0.0]], [5.0], 0.0, 10.0).tolist() == [5.0]


def test_runs_do_not_mix() -> None:
    rng = np.random.default_rng(0)
    received, own = rng.uniform(1, 5, (6, 5)), rng.uniform(1, 5, 6)
    for tactic in ALL:
        together = tactic(received, own, 0.5, 6.0, 2)
        alone = [tactic(received[r : r + 1], own[r : r + 1], 0.5, 6.0, 2)[0] for r in range(6)]
        assert together.tolist() == alone


def test_too_short_a_history_is_refused() -> None:
    for tactic in ALL:
        with pytest.raises(InvalidInputError, match="needs the other's last"):
            tactic([[1.0, 2.0]], [1.0], 0.0, 2.0, 2)
