"""How no deal may go on: futures of regimes, against hand-made ones and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.bargaining.regimes import Dates, Pending, announced, futures, path_taken
from tests.bargaining.synthetic import REGIMES

CHANCES = st.floats(0.01, 0.99)


def total(found, is_put_off, fate, rest=-1):
    """Return the chances of the shocks summed over the futures with a fate."""
    return sum(
        f.chance for f in found if (f.is_put_off, f.fate, f.rest) == (is_put_off, fate, rest)
    )


def test_without_moves_a_threat_has_three_fates_now_and_three_later():
    found = futures(announced(1), 0, Dates(0.0, 2.0, 5.0))
    assert [(f.is_put_off, f.fate) for f in found] == [
        (p, k) for p in (False, True) for k in (0, 1, 2)
    ]
    assert all(f.chance == 1.0 and f.rest == -1 for f in found)
    # Withdrawn: the rates in force go on as they are.
    assert found[2].spells == ((0, 0.0),)


def test_executed_rates_stay_are_eased_or_go_when_talks_on_them_end():
    found = futures(REGIMES, 0, Dates(0.0, 2.0, None, after=1.5))
    executed = {f.rest: f.spells for f in found if f.fate == 0}
    assert executed[0] == ((0, 0.0), (1, 2.0))
    assert executed[1] == ((0, 0.0), (1, 2.0), (2, 3.5))
    assert executed[2] == ((0, 0.0), (1, 2.0), (0, 3.5))


def test_a_shock_before_the_deadline_voids_the_threat_and_one_after_it_the_rates():
    for month, expected in ((1.0, ((0, 0.0),)), (2.5, ((0, 0.0), (1, 2.0), (0, 2.5)))):
        pending = [Pending(0, 0.25, month)]
        found = futures(REGIMES, 0, Dates(0.0, 2.0, None, after=1.5), pending)
        hit = [f for f in found if f.fate == 0 and f.chance == pytest.approx(0.25)]
        spells = {f.spells for f in hit}
        assert expected in spells
    # In the talks that go on the shock voids what holds: nothing is left to stay.
    assert spells == {expected}


@given(CHANCES, CHANCES, st.floats(0.1, 9.0), st.floats(0.1, 9.0))
def test_chances_of_every_fate_sum_to_one(one, two, early, late):
    """Each of two shocks leaves the same regime to the other: the threat void."""
    listed = list(REGIMES)
    both = [r.__class__(**{**vars(r), "after_shocks": (1, 1)}) for r in listed]
    pending = [Pending(0, one, early), Pending(1, two, late)]
    found = futures(both, 0, Dates(0.0, 2.0, 5.0, after=1.5), pending)
    for is_put_off in (False, True):
        assert total(found, is_put_off, 2) == pytest.approx(1.0)
        for fate in (0, 1):
            rests = [total(found, is_put_off, fate, rest) for rest in (0, 1, 2)]
            ended = total(found, is_put_off, fate)  # where a shock had voided the threat
            assert rests == [pytest.approx(1.0 - ended)] * 3
    for future in found:
        months = [month for _, month in future.spells]
        assert months == sorted(months)


def test_a_path_that_was_taken_goes_on_until_a_shock_takes_it():
    found = dict(path_taken(REGIMES, 2, 0, 4.0, [Pending(0, 0.25, 6.0)]))
    assert found == {0.75: ((1, 4.0),), 0.25: ((1, 4.0), (0, 6.0))}
