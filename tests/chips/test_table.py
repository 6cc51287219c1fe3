"""The table of docs/chips.md is what the model says today."""

import re
from pathlib import Path

import pytest

from sim.chips.table import (
    EFFECTS,
    PARAMETERS,
    effects_table,
    main,
    markers,
    parameter_list,
    row_names,
)

DOC = Path(__file__).parents[2] / "docs" / "chips.md"


def cells(text):
    rows = [line.strip("|").split("|") for line in text.strip().splitlines()[2:]]
    return {
        row[0].strip(): [float(x) for x in re.findall(r"-?\d+\.\d+", "|".join(row[1:]))]
        for row in rows
    }


def printed(part):
    begin, end = markers(part)
    return DOC.read_text(encoding="utf-8").split(begin)[1].split(end)[0].strip()


# Renew docs/chips.md by `python -m sim.chips.table --write` after a change of data or defaults.


def test_the_table_of_effects_is_up_to_date():
    old, new = cells(printed(EFFECTS)), cells(effects_table())
    assert list(new) == row_names() == list(old)
    for name, values in new.items():
        assert len(values) == 10
        assert old[name] == pytest.approx(values, abs=0.02), name


def test_the_list_of_parameters_is_up_to_date():
    assert printed(PARAMETERS) == parameter_list()


def test_every_number_of_the_main_scenario_has_a_note():
    assert "None" not in parameter_list()


def test_the_command_prints_the_table_and_touches_nothing(capsys):
    before = DOC.read_text(encoding="utf-8")
    main([])
    assert capsys.readouterr().out.startswith("| at its maximum |")
    assert DOC.read_text(encoding="utf-8") == before
