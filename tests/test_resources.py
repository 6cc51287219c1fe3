"""Shipped scenarios are found by name anywhere, by path where they are not, with a note."""

from pathlib import Path

import pytest

from sim.resources import library_folder, locate, shipped_file, shipped_names

MAIN = "us-japan-2025-05-30"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_shipped_files_are_listed_by_name():
    assert MAIN in shipped_names("scenarios")
    assert shipped_names("seeds") == ["yomiuri-2025-05-30"]
    assert shipped_file("scenarios", f"{MAIN}.yaml") == library_folder("scenarios") / f"{MAIN}.yaml"
    assert shipped_file("scenarios", "nope") is None


def test_a_name_works_anywhere_without_a_note():
    located = locate("scenarios", MAIN)
    assert located.path.is_file()
    assert located.note == ""


def test_a_path_that_is_not_here_falls_back_with_a_note():
    located = locate("scenarios", f"scenarios/{MAIN}.yaml")
    assert located.path == library_folder("scenarios") / f"{MAIN}.yaml"
    assert "using the shipped file" in located.note


def test_a_file_that_is_here_wins(tmp_path):
    (tmp_path / f"{MAIN}.yaml").write_text("title: mine\n", encoding="utf-8")
    assert locate("scenarios", f"{MAIN}.yaml").path == Path(f"{MAIN}.yaml")


def test_a_folder_of_that_name_does_not_hide_the_shipped_scenario(tmp_path):
    (tmp_path / MAIN).mkdir()
    assert locate("scenarios", MAIN).path.is_file()


def test_what_cannot_be_found_comes_back_as_typed():
    for typed in ("nope.yaml", "a/b/c.yaml", "x" * 5000, "a\0b"):
        assert locate("scenarios", typed).path == Path(typed)
