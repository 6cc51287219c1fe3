"""The table of scenarios in docs/findings.md."""

from pathlib import Path

import pytest

from sim.ensemble.loading import Results
from sim.ensemble.measures import Measure
from sim.ensemble.summary import SummaryRow
from sim.errors import ResultsError
from sim.report.scenario_table import BEGIN, END, HEADER, table, write


def row(measure: Measure, mean: float) -> SummaryRow:
    names = (measure.measure, *measure.parts, measure.unit)
    return SummaryRow("demo", *names, mean, 0.0, mean, mean, mean, mean, mean, 10)


def test_a_row_a_scenario_with_what_was_not_measured_left_out():
    rows = (row(Measure("agreed"), 0.905), row(Measure("utility", "JPN", baseline="no_deal"), 0.96))
    lines = table([Results(Path("x"), "demo", rows)]).splitlines()
    assert len(lines) == 3
    cells = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert dict(zip(HEADER, cells, strict=True)) == {
        **dict.fromkeys(HEADER, "-"),
        "scenario": "demo",
        "deals %": "90",
        "Japan gain": "0.96",
    }


def test_only_the_lines_between_the_markers_change(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write(page, "new\n")
    assert page.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_page_without_markers_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("nothing here\n")
    with pytest.raises(ResultsError, match="must hold the lines"):
        write(page, "new\n")
