"""Packages as codes: encoding, zero levels, what is given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.bargaining.agenda import Agenda, Issue
from sim.errors import InvalidInputError


def agenda(sizes: list[int]) -> Agenda:
    return Agenda(
        tuple(
            Issue(f"chip{i}", "JPN", tuple(np.linspace(0, 1, n).tolist()))
            for i, n in enumerate(sizes)
        )
    )


@given(st.lists(st.integers(2, 7), min_size=1, max_size=8), st.data())
def test_codes_and_indices_are_inverse(sizes: list[int], data: st.DataObject) -> None:
    table = agenda(sizes)
    code = data.draw(st.integers(0, table.n_packages - 1))
    indices = table.decode(np.array([code]))
    assert table.encode(indices).tolist() == [code]
    assert (indices < np.array(sizes)).all()


def test_code_order_is_mixed_radix_first_issue_slowest() -> None:
    table = agenda([2, 3])
    assert table.decode(np.arange(6)).tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]


def test_zeroing_a_side_leaves_the_other() -> None:
    table = Agenda(
        (Issue("general_rate", "USA", (0.24, 0.1), is_rate=True), Issue("farm", "JPN", (0.0, 1.0)))
    )
    assert table.with_zero(np.array([3]), table.held_by("JPN")).tolist() == [2]
    assert table.with_zero(np.array([3]), table.held_by("USA")).tolist() == [1]


def test_a_rate_gives_more_the_lower_it_is() -> None:
    rate = Issue("general_rate", "USA", (0.24, 0.15, 0.0), is_rate=True)
    assert rate.given(np.array([0, 1, 2])).tolist() == pytest.approx([0.0, 0.375, 1.0])


@pytest.mark.parametrize(
    "levels", [(), (0.5, 1.0), (0.0, 1.2), (0.0, 0.5, 0.5), (1.0, 0.0)], ids=str
)
def test_levels_of_a_chip_rise_from_zero_to_at_most_one(levels: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInputError, match="farm"):
        Issue("farm", "JPN", levels)


def test_rates_must_fall() -> None:
    with pytest.raises(InvalidInputError, match="fall from the threatened rate"):
        Issue("general_rate", "USA", (0.1, 0.24), is_rate=True)
