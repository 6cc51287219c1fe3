import numpy as np
import pytest

from sim.analysis.explain_runs import by_end, signed_most
from sim.ensemble.measures import Measure, RunTable

GAIN = Measure("utility", "JPN", baseline="no_deal")
RATE = Measure("chip_amount", "USA", "JPN", "car_rate", unit="fraction")
SHIPS = Measure("chip_level", "JPN", "USA", "joint_shipbuilding")


def table() -> RunTable:
    none = np.nan
    return RunTable(
        run=np.arange(5),
        world=np.zeros(5, dtype=np.int64),
        values={
            GAIN: np.array([1.0, 2.0, 3.0, -4.0, 0.5]),
            RATE: np.array([0.15, 0.125, 0.15, none, 0.15]),
            SHIPS: np.array([0.5, 0.0, 0.5, none, 0.0]),
        },
        texts={
            "outcome": ["deal", "deal", "deal", "threat executed", "deal"],
            "agreement_date": ["2025-06-06", "2025-06-13", "2025-06-06", "", "2025-06-13"],
        },
    )


def test_the_package_signed_most_often():
    found = signed_most(table())
    assert found is not None
    assert found.package == {"car_rate": 0.15, "joint_shipbuilding": 0.5}
    assert (found.runs, found.signed) == (2, 4)


def test_without_a_deal_there_is_none():
    whole = table()
    empty = {m: np.full(5, np.nan) if m != GAIN else v for m, v in whole.values.items()}
    assert signed_most(RunTable(whole.run, whole.world, empty, whole.texts)) is None
    only = RunTable(whole.run, whole.world, {GAIN: whole[GAIN]}, whole.texts)
    assert signed_most(only) is None


def test_parts_of_the_ends_sum_to_the_mean():
    ends = by_end(table(), GAIN)
    assert [end.name for end in ends] == [
        "signed 2025-06-06",
        "signed 2025-06-13",
        "threat executed",
    ]
    assert [end.share for end in ends] == pytest.approx([0.4, 0.4, 0.2])
    assert [end.mean for end in ends] == pytest.approx([2.0, 1.25, -4.0])
    assert sum(end.part for end in ends) == pytest.approx(table()[GAIN].mean())


def test_runs_without_the_measure_are_left_out():
    ends = by_end(table(), RATE)
    assert [end.name for end in ends] == ["signed 2025-06-06", "signed 2025-06-13"]
    assert sum(end.share for end in ends) == pytest.approx(1.0)
