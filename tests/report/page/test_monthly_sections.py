"""The parts of the page that read monthly.csv, and the frontier beside the cloud of deals."""

import numpy as np
import pytest

from sim.report.page.page import PARTS, page_of, sections
from sim.report.page.sections import gains, industries, months
from sim.report.page.source import read_source


@pytest.fixture
def source(folder):
    return read_source(folder)


def test_the_balance_goes_from_the_first_month_to_the_last(source):
    found = months.section(source)
    assert "goes from −60.0 in 2025-06 to −37.0 USD bn a year in 2027-05" in found.lead
    (chart,) = found.charts
    assert "no deal −34.0" in chart.alt
    assert "between −42.0 and −32.0" in chart.alt
    (table,) = found.tables
    assert table.rows[0] == ("2025-06", "−60.0", "−57.0", "−54.0", "−65.0 to −55.0")
    assert [row[0] for row in table.rows][-1] == "2027-05"


def test_industries_are_compared_with_no_deal(source):
    found = industries.section(source)
    assert "in the US machinery gains most (+1.00) and agriculture loses most (−1.00)" in found.lead
    (table,) = found.tables
    assert table.rows == [
        ("agriculture", "−1.00", "+2.00"),
        ("cars", "0.00", "+3.00"),
        ("machinery", "+1.00", "+4.00"),
    ]


def test_a_run_of_an_older_version_has_a_page_without_months(folder):
    (folder / "monthly.csv").unlink()
    names = {section.name for section in sections(read_source(folder))}
    assert len(names) == len(PARTS) - 2
    assert not {"months", "industries"} & names


def test_the_frontier_is_drawn_if_the_folder_holds_it(folder, source):
    assert gains.frontier(source) is None
    assert any("sim frontier RUN" in chart.note for chart in page_of(source).charts)
    (folder / "frontier").mkdir()
    text = "value_USA,value_JPN,other\n3,-1,x\n1,2,y\n"
    (folder / "frontier" / "frontier.csv").write_text(text, encoding="utf-8")
    one, other = gains.frontier(source)
    np.testing.assert_array_equal(one, [1, 3])
    np.testing.assert_array_equal(other, [2, -1])
    (cloud,) = [chart for chart in page_of(source).charts if chart.name == "gain-cloud"]
    assert "2 efficient packages" in cloud.alt
    assert cloud.draw().axes
