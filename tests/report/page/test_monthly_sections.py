"""The parts of the page that read monthly.csv, and what they say of small changes."""

from dataclasses import replace

import pytest

from sim.report.page.page import PARTS, sections
from sim.report.page.sections import industries, months
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
    assert len(names) == len(PARTS) - 3
    assert not {"months", "industries"} & names


def test_industries_that_hardly_move_are_not_ranked(source):
    calm = dict(source.monthly)
    for key, series in source.monthly.items():
        if key[:2] == ("outcome", "value_added"):
            calm[key] = replace(series, mean=calm[("no_deal", *key[1:])].mean + 0.004)
    source.__dict__["monthly"] = calm
    found = industries.section(source)
    assert "in Japan no industry moves by as much as 0.05" in found.lead
    (ax,) = found.charts[0].draw().axes
    assert ax.get_xlim() == pytest.approx((-0.05, 0.05))
