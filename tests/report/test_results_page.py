import dataclasses
from pathlib import Path

from sim.ensemble.layout import RUNS_COLUMNS, SUMMARY_TABLE, names
from sim.ensemble.measure_table import MEASURES
from sim.ensemble.measures import TEXT_COLUMNS
from sim.ensemble.summary import SUMMARY_COLUMNS
from sim.report.results_page import page

DOCUMENT = Path(__file__).parents[2] / "docs" / "results.md"


def test_the_document_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == page(), (
        "write it anew: python -m sim.report.results_page > docs/results.md"
    )


def test_the_documented_columns_are_the_written_ones():
    assert names(SUMMARY_TABLE) == SUMMARY_COLUMNS
    assert names(RUNS_COLUMNS) == ("run", "world", *TEXT_COLUMNS)


def test_every_measure_says_what_it_is():
    for info in MEASURES.values():
        filled = dataclasses.asdict(info)
        assert all(filled[name] for name in ("label", "sign", "description"))
        assert info.unit in {"share", "fraction", "days", "USD bn/yr", ""}
        assert info.indicator == (info.unit == "share")
