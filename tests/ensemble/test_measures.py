import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble.measure_table import BASELINES, HORIZONS, MEASURES
from sim.ensemble.measures import Measure, RunTable, with_corners
from sim.errors import ResultsError

parties = st.sampled_from(["USA", "JPN", "CHN", "EU27"])
measures = st.builds(
    Measure,
    st.sampled_from(sorted(MEASURES)),
    parties,
    st.just("") | parties,
    st.sampled_from(["", "general", "motor_vehicles", "defense_purchases"]),
    st.sampled_from(["", *HORIZONS]),
    st.sampled_from(["", *BASELINES]),
)


@given(measures)
def test_a_column_name_leads_back_to_its_measure(measure):
    assert Measure.parse(measure.column, measure.unit) == measure


@given(measures, measures)
def test_different_measures_have_different_columns(one, other):
    assert (one.column == other.column) == (one == other)


def test_the_column_joins_the_parts_that_apply():
    measure = Measure("goods_balance_change", "USA", "JPN", "", "long_run", "no_deal")
    assert measure.column == "goods_balance_change.USA.JPN.long_run.no_deal"
    assert measure.unit == "USD bn/yr"


def test_a_unit_may_be_given_where_the_table_leaves_it_open():
    measure = Measure("chip_amount", "JPN", "USA", "joint_shipbuilding", unit="ships/yr")
    assert measure.unit == "ships/yr"
    assert Measure.parse(measure.column, "ships/yr") == measure


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("agred", "Did you mean agreed"),
        ("agreed.USA.JPN.CHN", "cannot be read at 'CHN'"),
        ("goods_balance.long_run.first_year", "cannot be read at 'first_year'"),
        ("goods_balance.long_run.USA", "must be written 'goods_balance.USA.long_run'"),
        ("tariff_rate.USA.14 %", "cannot be read at '14 %'"),
    ],
)
def test_an_unreadable_column_says_what_is_wrong(column, said):
    with pytest.raises(ResultsError, match=said):
        Measure.parse(column)


@pytest.mark.parametrize(
    "parts",
    [
        {"party": "usa"},
        {"sector": "USA"},
        {"sector": "no_deal"},
        {"horizon": "short_run"},
        {"baseline": "long_run"},
        {"partner": "JPN"},
    ],
)
def test_a_part_that_could_be_mistaken_is_refused(parts):
    with pytest.raises(ResultsError):
        Measure("goods_balance", **parts)


def small_table(runs, value=1.0):
    n = len(runs)
    return RunTable(
        np.array(runs),
        np.array(runs) % 2,
        {Measure("agreed", "USA", "JPN"): np.full(n, value)},
        {"outcome": ["deal"] * n},
    )


def test_blocks_of_runs_join_in_order():
    joined = RunTable.concatenate([small_table([0, 1], 1.0), small_table([2], 0.0)])
    assert joined.run.tolist() == [0, 1, 2]
    assert joined[Measure("agreed", "USA", "JPN")].tolist() == [1.0, 1.0, 0.0]
    assert list(joined.texts["outcome"]) == ["deal"] * 3


def test_blocks_with_other_columns_are_refused():
    other = RunTable(np.array([2]), np.array([0]), {Measure("extended"): np.zeros(1)})
    with pytest.raises(ResultsError, match=r"differ: agreed.USA.JPN, extended"):
        RunTable.concatenate([small_table([0]), other])


def test_a_column_of_the_wrong_length_is_refused():
    with pytest.raises(ResultsError, match="must have 2 rows"):
        RunTable(np.arange(2), np.zeros(2), {Measure("extended"): np.zeros(3)})


def test_an_unknown_text_column_is_refused():
    with pytest.raises(ResultsError, match="mood"):
        RunTable(np.arange(1), np.zeros(1), {}, {"mood": ["good"]})


def test_corners_split_signed_runs_and_skip_the_others():
    level = np.array([0.0, 0.05, 0.5, 0.95, 1.0, np.nan])
    chip = ("JPN", "USA", "defense_purchases")
    table = RunTable(np.arange(6), np.zeros(6), {Measure("chip_level", *chip): level})
    table = with_corners(table)
    ends = [table[Measure(f"chip_{end}", *chip)] for end in ("at_zero", "inside", "at_maximum")]
    assert np.array(ends).T[:5].tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]
    assert np.isnan(np.array(ends)[:, 5]).all()
