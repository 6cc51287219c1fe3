"""The table of docs/chips.md is what the model says today."""

import re
from pathlib import Path

import pytest

from sim.chips.table import BEGIN, END, markdown, row_names

DOC = Path(__file__).parents[2] / "docs" / "chips.md"


def cells(text):
    rows = [line.strip("|").split("|") for line in text.strip().splitlines()[2:]]
    return {
        row[0].strip(): [float(x) for x in re.findall(r"-?\d+\.\d+", "|".join(row[1:]))]
        for row in rows
    }


def test_the_printed_table_is_up_to_date():
    printed = DOC.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    old, new = cells(printed), cells(markdown())
    assert list(new) == row_names() == list(old)
    for name, values in new.items():
        assert len(values) == 10
        # Rebuild it with `python -m sim.chips.table --write` after a change of data or defaults.
        assert old[name] == pytest.approx(values, abs=0.02), name
