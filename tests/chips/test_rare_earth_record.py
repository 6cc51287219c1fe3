"""The record of 2025: months that are not used to set anything check the rules."""

from pathlib import Path

import pytest

from sim.chips.rare_earth_record import BEGIN, END, Record, main, record_rows, record_table

DOC = Path(__file__).parents[2] / "docs" / "critical-inputs.md"


@pytest.fixture(scope="module", name="found")
def _found():
    return {row.what: row for row in record_rows()}


@pytest.mark.parametrize(
    ("month", "tolerance"),
    [("2025-05", 0.05), ("2025-06", 0.05)],
)
def test_exports_that_pin_approvals_come_out_but_for_refills(found, month, tolerance):
    record = Record.read()
    for region, name in (("WORLD", "all buyers"), ("USA", "the United States")):
        ours = found[f"magnets to {name}, {month}, t"].ours
        assert ours == pytest.approx(record.tonnes(region, month), rel=tolerance)


@pytest.mark.parametrize(
    ("month", "tolerance"),
    [("2025-07", 0.05), ("2025-08", 0.08), ("2025-09", 0.08), ("2025-10", 0.05)],
)
def test_later_exports_to_the_world_check_the_queue(found, month, tolerance):
    ours = found[f"magnets to all buyers, {month}, t"].ours
    assert ours == pytest.approx(Record.read().tonnes("WORLD", month), rel=tolerance)


def test_july_exports_to_the_us_check_the_queue(found):
    row = found["magnets to the United States, 2025-07, t"]
    assert row.ours == pytest.approx(619, rel=0.10)


def test_heavy_prices_rise_threefold_in_a_month_and_fall_back_as_seen(found):
    may = found["heavy price outside China, 2025-05-06"]
    assert may.low <= 3.04
    assert may.high >= 3.11
    assert may.ours == pytest.approx(3.0, abs=0.15)
    june = found["heavy price outside China, 2025-06-05"]
    assert june.ours == pytest.approx((2.68 + 2.95) / 2, rel=0.10)
    assert june.ours < may.ours
    peak = found["heavy price outside China, peak"]
    assert 3.5 < peak.ours < 6.5


@pytest.mark.parametrize("country", ["Japan", "the US"])
def test_first_plants_stop_in_may_few_and_none_from_july(found, country):
    lost = {
        month: found[f"vehicles lost in {country}, {month}, %"]
        for month in ("2025-04", "2025-05", "2025-06", "2025-07")
    }
    assert lost["2025-04"].high < 0.01
    assert lost["2025-05"].low > 0.0
    assert 0.02 < lost["2025-05"].ours < 0.3
    assert lost["2025-05"].high < 1.0
    assert lost["2025-06"].high < 0.5
    assert lost["2025-07"].high == 0.0


def test_a_year_without_chinese_rare_earths_costs_japan_what_is_published(found):
    gdp = found["Japan in a year without Chinese rare earths, real GDP, %"]
    assert -1.3 <= gdp.low < gdp.ours < gdp.high <= -0.4
    income = found["Japan in a year without Chinese rare earths, real income, %"]
    assert gdp.ours < income.ours < 0.5 * gdp.ours  # prices move in Japan's favour


def test_the_table_in_the_docs_is_up_to_date():
    text = DOC.read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0].strip() == record_table()


def test_the_command_prints_the_table(capsys):
    before = DOC.read_text(encoding="utf-8")
    main([])
    assert "heavy price outside China, peak" in capsys.readouterr().out
    assert DOC.read_text(encoding="utf-8") == before
