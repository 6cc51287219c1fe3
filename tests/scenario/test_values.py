import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.quantity import Amount
from sim.scenario.values import Choice, Quantity

GRID = (np.arange(20_000) + 0.5) / 20_000


def quantities():
    """Quantities of every kind inside 0..1."""
    number = st.floats(0, 1)
    pair = st.tuples(number, number).map(lambda p: [min(p), max(p)])
    triple = st.tuples(number, number, number).map(sorted)
    written = st.one_of(
        number,
        st.fixed_dictionaries({"between": pair}),
        st.fixed_dictionaries({"one_of": st.lists(number, min_size=1, max_size=5)}),
        st.fixed_dictionaries({"triangular": triple}),
        st.fixed_dictionaries({"normal": st.tuples(number, st.floats(0.01, 1)).map(list)}),
    )
    return written.map(Amount("fraction", low=0, high=1).read)


@given(quantities())
def test_draws_lie_within_bounds_rise_and_have_the_stated_mean(quantity):
    drawn = quantity.quantile(GRID)
    assert drawn.shape == GRID.shape
    assert ((drawn >= 0) & (drawn <= 1)).all()
    if quantity.kind != "one_of":
        assert (np.diff(drawn) >= -1e-12).all()
        assert drawn[0] >= quantity.low - (1e-9 if quantity.kind != "normal" else 1)
    assert drawn.mean() == pytest.approx(quantity.mean, abs=2e-3)


@given(quantities())
def test_what_is_written_reads_as_the_same_quantity(quantity):
    assert Amount("fraction", low=0, high=1).read(quantity.written()) == quantity


def test_a_normal_is_cut_at_the_bounds_of_its_field():
    wide = Amount("fraction", low=0, high=1).read({"normal": [0.1, 0.2]})
    assert wide.low == 0.0
    assert wide.quantile(np.array([1e-9]))[0] == pytest.approx(0.0, abs=1e-6)
    free = Amount("dimensionless").read({"normal": [1.0, 2.0]})
    assert free.quantile(np.array([0.975]))[0] == pytest.approx(1 + 2 * 1.959964, rel=1e-6)
    assert free.mean == pytest.approx(1.0)


def test_even_draw_among_words_gives_places_in_the_list_of_options():
    pace = Choice(("eager", "holds_out"), ("holds_out", "steady", "eager"))
    assert np.bincount(pace.quantile(GRID), minlength=3).tolist() == [10_000, 0, 10_000]


def test_certain_and_uncertain():
    assert not Quantity("between", (2.0, 2.0), "months").is_uncertain
    assert Quantity("one_of", (1.0, 2.0), "months").is_uncertain
    assert not Choice(("steady", "steady"), ("steady",)).is_uncertain
