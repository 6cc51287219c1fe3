"""Why a chip stops where it does, in words."""

import pytest

from sim.ensemble.summary import SummaryRow
from sim.report.chip_explained import why_it_stops


def step(mean: float, half: float = 0.01) -> SummaryRow:
    names = ("x", "chip_first_step", "JPN", "USA", "joint_shipbuilding", "", "", "USD bn/yr")
    return SummaryRow(*names, mean, 0.1, mean, mean, mean, mean - half, mean + half, 100)


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((0.5, step(-0.2), 0.0, None), "the first step costs the giver more than it is worth"),
        ((0.5, step(0.001), 0.0, None), "the first step costs about what it is worth"),
        ((0.5, step(0.2), 0.0, None), "though both would gain by it"),
        ((0.0, None, 0.5, step(0.2)), "more would still be worth its cost"),
        ((0.0, None, 0.5, step(-0.2)), "given to win the deal, beyond what it is worth"),
        ((0.04, step(-0.2), 0.04, step(0.2)), "Stops in between."),
    ],
)
def test_each_end_has_its_reason(ends, told):
    assert told in why_it_stops(*ends)


def test_both_ends_are_told_where_both_are_common():
    text = why_it_stops(0.5, step(-0.2), 0.4, step(0.2))
    assert text.startswith("Nothing: ")
    assert " All: more" in text
