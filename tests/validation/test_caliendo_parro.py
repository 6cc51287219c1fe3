from __future__ import annotations

from pathlib import Path

from sim.validation import caliendo_parro


def test_every_printed_number(cases: Path) -> None:
    """Tables 2 (both ways), 3 and 7, and exact real income beside an independent solver."""
    tables = caliendo_parro.tables(caliendo_parro.load(cases))
    assert [table.printed.size for table in tables] == [12, 12, 12, 3, 31]
    for table in tables:
        assert table.to_the_digit.all(), table.markdown()
