import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from sim.errors import ResultsError
from sim.report.page.page import PARTS, write_figures, write_report
from tests.report.page.folders import page_of

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Outline(HTMLParser):
    """Collects ids, links, headings with their section, and checks that tags are balanced."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.sections, self.open, self.tags = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        self.links += [v for k, v in attributes if k in ("href", "xlink:href", "src")]
        if tag == "section":
            self.sections.append([])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.sections and data.strip() and "section" in self.open:
            self.sections[-1].append(data.strip())


def test_the_page_is_one_file_that_loads_nothing(page):
    outline = Outline(page)
    assert all(link.startswith("#") for link in outline.links)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in outline.tags}
    assert not re.search(r"@import|url\((?!#)", page)
    assert len(page.encode()) < 3_000_000


def test_ids_are_unique_and_links_lead_somewhere(page):
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    used = {link[1:] for link in outline.links} | set(re.findall(r"url\(#([^)]+)\)", page))
    assert used <= set(outline.ids)


def test_every_figure_says_what_it_shows(page):
    figures = [given for tag, given in Outline(page).tags if tag == "svg"]
    assert len(figures) == 15
    assert all(given["role"] == "img" and len(given["aria-label"]) > 40 for given in figures)


def test_all_parts_are_there_and_none_is_empty(page):
    outline = Outline(page)
    named = [given["id"] for tag, given in outline.tags if tag == "section" and "id" in given]
    assert len(named) == len(PARTS) - 1  # nobody else talks
    assert all(len(texts) > 2 for texts in outline.sections)


def test_the_page_opens_with_the_answer_and_five_figures(page):
    top = page[: page.index('<section id="signing"')]
    assert "sign a deal in 60\u00a0% of runs" in top
    assert top.count('class="value"') == 5
    assert "60\u00a0%" in top[top.index('class="value"') :]


def test_tables_that_scroll_can_be_reached_by_keyboard(page):
    scrolling = [given for _, given in Outline(page).tags if given.get("class") == "scroll"]
    assert scrolling
    assert all(given["tabindex"] == "0" and given["aria-label"] for given in scrolling)


def test_colours_are_variables_that_both_settings_define(page):
    used = set(re.findall(r"var\(--([a-z]+)\)", page))
    for block in re.findall(r":root \{ ([^}]*) \}", page):
        assert used <= set(re.findall(r"--([a-z]+):", block))
    body = page[page.index("<body>") :]
    assert not re.search(r"(fill|stroke): #", body)


def test_same_results_same_bytes_whatever_the_reader_set(page, finished, tmp_path, monkeypatch):
    import matplotlib

    monkeypatch.chdir(tmp_path)
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9}):
        assert page_of(finished) == page


def test_texts_of_the_scenario_are_escaped(build):
    text = page_of(build('question="<script>alert(1)</script> & more"'))
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in text


def test_without_a_deal_no_heading_stands_empty(build):
    text = page_of(build(deals=False))
    outline = Outline(text)
    assert not {"concessions", "chips"} & set(outline.ids)
    assert "Who gave what" not in text
    assert all(len(texts) > 2 for texts in outline.sections)
    assert "0.0\u00a0% of 120 runs end with a signature." in text


def test_without_a_deal_the_tiles_compare_with_the_rates_in_force(build):
    """Against no deal only the luck of how the threat ends would be left."""
    top = page_of(build(deals=False)).partition('<section id="signing"')[0]
    assert "Japan gains against rates in force" in top
    assert "against no deal" not in top


def test_a_single_run_has_a_page_too(build):
    text = page_of(build(runs=1))
    assert "Note: 1 run only. Play 100 or more" in text
    assert "The one run ends without a signature" in text
    assert "1 runs" not in text
    assert "How sure this is" not in text
    assert "How it was made" in text


def test_write_report_puts_the_page_into_the_folder_and_may_replace_it(folder, page):
    path = write_report(folder)
    assert path == folder / "report.html"
    assert path.read_text(encoding="utf-8") == page
    assert write_report(folder) == path
    assert write_report(folder, folder.parent / "a" / "b.html").is_file()
    assert sorted(p.name for p in folder.parent.iterdir()) == ["a", "run"]


def test_files_of_others_are_left_alone(folder):
    with pytest.raises(ResultsError, match=r"not a page of sim"):
        write_report(folder, folder / "summary.csv")
    with pytest.raises(ResultsError, match="it is a folder"):
        write_report(folder, folder)


def test_an_unfinished_folder_has_no_page(folder):
    (folder / "manifest.json").unlink()
    with pytest.raises(ResultsError, match="not a finished run"):
        write_report(folder)
    assert not (folder / "report.html").exists()


def test_a_changed_table_is_said_at_the_top(folder):
    path = folder / "rounds.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("refuse", "accept"), encoding="utf-8")
    text = page_of(folder)
    assert "rounds.csv was changed after the run" in text[: text.index('<section id="signing"')]


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_figures_as_files_the_same_each_time(finished, tmp_path, kind):
    paths = write_figures(finished, kind, tmp_path / "one")
    again = write_figures(finished, kind, tmp_path / "two")
    assert [path.name for path in paths][:2] == [f"01-signing-days.{kind}", f"02-rates.{kind}"]
    assert len(paths) == 15
    assert [p.read_bytes() for p in paths] == [p.read_bytes() for p in again]
    for path in paths:
        if kind == "svg":
            assert ET.parse(path).getroot().tag.endswith("svg")
        else:
            assert path.read_bytes().startswith(b"\x89PNG")
