"""The frontier behind the cloud of outcomes, as the folder of the run holds it."""

import numpy as np
import pytest

from sim.report.page.page import page_of
from sim.report.page.sections import frontier
from sim.report.page.source import read_source


@pytest.fixture
def source(folder):
    return read_source(folder)


def test_the_lead_counts_what_both_prefer_to_no_deal(source):
    lead = frontier.section(source).lead
    assert "3 packages are efficient" in lead
    assert "One of these is no worse than no deal for both: the US +3.00 to +3.00" in lead


def test_the_line_joins_the_efficient_packages_and_marks_no_deal(source):
    (chart,) = frontier.section(source).charts
    assert "3 efficient packages" in chart.alt
    (ax,) = chart.draw().axes
    drawn = [np.column_stack(line.get_data()).tolist() for line in ax.lines]
    assert [[1.0, 2.0], [3.0, -1.0], [6.0, -3.0]] in drawn
    assert [[2.0, -2.0]] in drawn


def test_no_deal_and_the_cloud_lie_within_the_figure(source):
    (chart,) = frontier.section(source).charts
    (ax,) = chart.draw().axes
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    for one, other in zip(source.values("utility", "USA", "in_force"),
                          source.values("utility", "JPN", "in_force"), strict=True):  # fmt: skip
        assert left < one < right
        assert low < other < high
    assert left < 2.0 < right
    assert low < -2.0 < high


def test_concepts_with_the_same_package_share_a_row(source):
    (table,) = frontier.section(source).tables
    nothing, nash, most, deals = table.rows
    assert nothing == ("no deal, as each side expects it", "+2.00", "−2.00", "none")
    assert nash[0].startswith("Nash: ")
    assert "egalitarian" in nash[0]
    assert nash[3] == "general 24 %, cars 15 %, farm 75 %, minerals 100 %"
    assert most[3] == "general 24 %, cars 25 %, minerals 100 %"
    signed = source.values("utility", "USA", "in_force")[source.signed]
    assert float(deals[1]) == pytest.approx(signed.mean(), abs=0.005)


def test_a_folder_of_an_older_version_says_what_is_missing(folder):
    (folder / "frontier.csv").unlink()
    source = read_source(folder)
    found = frontier.section(source)
    assert "run the scenario again" in found.lead
    assert found.tables == ()
    assert found.charts[0].draw().axes
    assert any(chart.name == "gain-cloud" for chart in page_of(source).charts)
