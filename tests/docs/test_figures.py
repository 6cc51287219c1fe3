"""docs/figures.md shows one figure of every kind that the pages draw, and each file is there."""

import re
from pathlib import Path

from sim.report.page.page import page_of
from sim.report.page.source import read_source
from tests.report.page.folders import write

DOCS = Path(__file__).parents[2] / "docs"


def test_every_kind_of_figure_is_shown(tmp_path):
    shown = re.findall(r"!\[[^\]]+\]\((figures/[^)]+)\)", (DOCS / "figures.md").read_text("utf-8"))
    assert [path for path in shown if not (DOCS / path).is_file()] == []
    kinds = {Path(path).stem[3:] for path in shown}
    drawn = {chart.name for chart in page_of(read_source(write(tmp_path / "run"))).charts}
    assert drawn <= kinds
    assert {"rates-differ", "money-differs"} <= kinds


def test_no_figure_is_larger_than_it_need_be():
    sizes = [path.stat().st_size for path in (DOCS / "figures").rglob("*.svg")]
    assert max(sizes) < 150_000
