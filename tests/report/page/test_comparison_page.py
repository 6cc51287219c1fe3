"""The page of a comparison: changes with their lines, differences, both sides on common bins."""

import re
import xml.etree.ElementTree as ET

import pytest

from sim.analysis.compare import compare
from sim.ensemble.loading import load_results
from sim.errors import ResultsError
from sim.report.page import comparison
from sim.report.page.rendering import html, write_figures
from tests.report.page.browser import WIDTHS, measure, needs_chromium
from tests.report.page.folders import write
from tests.report.page.test_page import Outline


@pytest.fixture(scope="module")
def compared(finished, tmp_path_factory):
    folder = tmp_path_factory.mktemp("other") / "resolve80"
    sets = ("usa.resolve=80%", "question=Is <b>bold</b> & sure?")
    return compare(load_results(finished), load_results(write(folder, *sets, deals=False)))


@pytest.fixture(scope="module")
def text(compared):
    return html(comparison.page_of([compared]))


def test_it_is_one_file_whose_links_lead_somewhere(text):
    outline = Outline(text)
    assert all(link.startswith("#") for link in outline.links)
    assert {link[1:] for link in outline.links} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))
    assert "<script" not in text
    assert len(text.encode()) < 3_000_000


def test_changed_parameters_come_first_with_what_set_them(text):
    row = re.search(r"parties\.USA\.resolve</th>(.*?)</tr>", text, re.DOTALL)[1]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    assert cells == ["20% to 45%", "80%", "–", "--set"]
    assert text.index("parties.USA.resolve") < text.index(">What came of it</h2>")


def test_the_table_has_the_numbers_of_the_comparison(compared, text):
    deals = next(d for d in compared.differences if d.measure.measure == "agreed")
    assert deals.difference == pytest.approx(-0.6)
    row = re.search(r">deal signed</th>(.*?)</tr>", text, re.DOTALL)[1]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
    assert cells[:4] == ["%", "60.0", "0.0", "−60.0"]
    assert cells[5] == "settled"


def test_what_no_pair_of_runs_has_is_called_unknown(text):
    row = re.search(r">days to signature</th>(.*?)</tr>", text, re.DOTALL)[1]
    assert "unknown" in row
    assert "nan" not in text


def test_rates_gains_and_balances_are_drawn_side_by_side(text):
    alts = [given["aria-label"] for tag, given in Outline(text).tags if tag == "svg"]
    assert len(alts) == 5
    assert any("average: median" in alt for alt in alts)
    assert all("A" in alt and len(alt) > 40 for alt in alts)


def test_several_comparisons_stand_on_one_page(compared, finished, tmp_path):
    third = compare(load_results(finished), load_results(write(tmp_path / "third", runs=60)))
    text = html(comparison.page_of([compared, third]))
    outline = Outline(text)
    assert len(outline.ids) == len(set(outline.ids))
    assert "No parameter differs." in text
    assert "60 runs are in both" in text


def test_summaries_alone_make_a_page_without_distributions(finished, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_bytes((finished / "summary.csv").read_bytes())
    both = [load_results(tmp_path / f"{name}.csv") for name in ("a", "b")]
    text = html(comparison.page_of([compare(*both)]))
    assert "what was changed is unknown" in text
    assert "Side by side" not in text


def test_the_page_and_its_figures_are_written_and_foreign_files_kept(compared, tmp_path):
    path = comparison.write_comparison([compared], tmp_path / "c.html")
    first = path.read_bytes()
    assert comparison.write_comparison([compared], path).read_bytes() == first
    figures = write_figures(comparison.page_of([compared]), "svg", tmp_path / "figures")
    assert [ET.parse(figure).getroot().tag[-3:] for figure in figures] == ["svg"] * 5
    (tmp_path / "mine.html").write_text("mine")
    with pytest.raises(ResultsError, match="not a page of sim"):
        comparison.write_comparison([compared], tmp_path / "mine.html")


@needs_chromium
def test_nothing_overflows_in_a_browser(text):
    measured, console = measure(text)
    assert console == []
    for width in WIDTHS:
        found = measured[width]
        assert found["scroll"] <= width
        assert found["outside"] == []
        assert found["cut"] == []
        assert all(w > 300 and h > 60 for w, h in found["figures"])
