import re

import pytest

from sim.errors import ResultsError
from sim.report.page.source import read_source
from tests.report.page.folders import page_of


def rewrite(path, pattern, text):
    old = path.read_text(encoding="utf-8")
    new = re.sub(pattern, text, old, flags=re.MULTILINE)
    assert new != old
    path.write_text(new, encoding="utf-8")


def test_moves_are_read_for_a_sample_of_runs(finished):
    moves = read_source(finished).moves
    assert {move.run for move in moves} == set(range(60))
    assert len(moves) == 60 * 3 * 2
    assert moves[0].chips == {"general_rate": 0.24}
    assert (moves[1].party, moves[1].move, moves[1].own_value) == ("USA", "refuse", 4.0)


def test_a_value_that_the_run_did_not_use_is_not_shown(folder):
    assert "discount rate" in page_of(folder)
    rewrite(folder / "scenario.resolved.yaml", r"^  discount_rate: .*\n", "")
    assert "discount rate" not in page_of(folder)


def test_a_scenario_of_another_version_is_refused(folder):
    rewrite(folder / "scenario.resolved.yaml", r"^  worlds: ", "  universes: ")
    with pytest.raises(ResultsError, match=r"(?s)another version of sim.*universes"):
        read_source(folder)


def test_seed_files_need_not_be_there(folder):
    rewrite(folder / "scenario.resolved.yaml", r"^facts: .*$", "facts: [my-own-article]")
    assert "facts of my-own-article stand behind values" in page_of(folder)


def test_a_table_alone_is_not_enough(folder, tmp_path):
    copy = tmp_path / "summary.csv"
    copy.write_bytes((folder / "summary.csv").read_bytes())
    with pytest.raises(ResultsError, match="whole results folder"):
        read_source(copy)


def test_a_broken_rounds_file_is_refused(folder):
    rewrite(folder / "rounds.csv", r"^run,world,talk", "run,world,chat")
    with pytest.raises(ResultsError, match="must have the column talk"):
        read_source(folder)
