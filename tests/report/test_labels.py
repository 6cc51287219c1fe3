import math

import pytest

from sim.ensemble.measure_table import HORIZONS
from sim.ensemble.measures import Measure
from sim.report.labels import figure, measure_label, short_label

RATE = Measure("tariff_rate", "USA", "JPN", "general")
GAIN = Measure("utility", "JPN")
DAYS = Measure("days_to_agreement")

MAIN = [
    Measure("agreed"),
    Measure("agreed", "USA", "JPN"),
    Measure("days_to_agreement", "USA", "JPN"),
    *(Measure("tariff_rate", "USA", "JPN", k) for k in ("general", "motor_vehicles", "average")),
    *(Measure("goods_balance", "USA", "JPN", horizon=h) for h in HORIZONS),
    *(Measure("welfare_change", "JPN", horizon=h, baseline="in_force") for h in HORIZONS),
    Measure("utility", "JPN", baseline="in_force"),
    Measure("concession_cost", "JPN", "USA"),
    Measure("concession_value", "USA", "JPN"),
    Measure("left_on_table", "JPN"),
]


@pytest.mark.parametrize("measure", MAIN, ids=lambda m: m.column)
def test_main_measures_fit_the_narrow_table(measure):
    assert len(short_label(measure)) <= 26


def test_main_measures_are_told_apart():
    assert len({short_label(measure) for measure in MAIN}) == len(MAIN)


def test_a_full_label_names_every_part():
    measure = Measure("chip_amount", "JPN", "USA", "joint_shipbuilding", unit="ships/yr")
    assert measure_label(measure) == "Japan-US chip, amount, joint shipbuilding"


@pytest.mark.parametrize(
    ("value", "measure", "signed", "text"),
    [
        (0.15, RATE, False, "15.0"),
        (-0.0121, RATE, True, "-1.2"),
        (1.234, GAIN, True, "+1.23"),
        (-0.001, GAIN, True, "0.00"),
        (-295.44, GAIN, False, "-295.4"),
        (38.04, DAYS, False, "38.0"),
        (math.nan, GAIN, False, "-"),
    ],
)
def test_figures_have_as_many_digits_as_they_bear(value, measure, signed, text):
    assert figure(value, measure, signed=signed) == text
