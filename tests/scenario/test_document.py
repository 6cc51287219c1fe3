"""Files that are not scenarios at all: one clear error, never a traceback."""

from datetime import date

import pytest

from sim.scenario import ScenarioError, resolve
from sim.scenario.document import read_text


def tree(text):
    found = []
    node = read_text(text, "x.yaml", found)
    assert not found
    return node


def test_yaml_1_2_rules():
    data = tree("{a: no, b: 1e-3, c: 12:30, d: 2025-07-09, e: JPN, f: 010, g: ~, h: 0x10}").plain()
    assert data == {
        "a": "no",
        "b": 0.001,
        "c": "12:30",
        "d": date(2025, 7, 9),
        "e": "JPN",
        "f": 10,
        "g": None,
        "h": 16,
    }


def test_every_key_and_value_knows_its_place():
    node = tree("a:\n  bc: [1, 22]\n")
    key, value = node.find(("a", "bc")).key_place, node.find(("a", "bc", 1)).place
    assert (key.line, key.column, key.width) == (2, 3, 2)
    assert (value.line, value.column, value.width) == (2, 11, 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"title: caf\xe9\n", "UTF-8"),
        ("- a\n- b\n", "got a list"),
        ("just text\n", "got a single value"),
        ("a:\n\tb: 1\n", "this is not YAML"),
        ("a: [1, 2\n", "this is not YAML"),
        ("title: a: b\n", "a second `: ` in one line"),
        ("a: 1\n---\nb: 2\n", "second document"),
        ("a: *nowhere\n", "aliases"),
        ("a: &x 1\nb: *x\n", "anchors"),
        ("a: &x [*x]\n", "anchors"),
        ("<<: {a: 1}\n", "merge keys"),
        ("a: !!python/object:os.system x\n", "tags"),
        ("? [a, b]\n: 1\n", "a key must be a word"),
        ("%YAML 1.1\n---\na: no\n", "directives"),
        ("a: " + "[" * 5000, "nested too deeply"),
        ("a: 1\na: 2\n", "`a` is given twice"),
        ("a: " + "9" * 6000, "not a key here"),
        ('a: "\\ud800"\n', "surrogate"),
        ("# " + "x" * 1_000_001, "at most 1,000,000 bytes"),
    ],
)
def test_says_what_is_wrong_with_the_file(problems, content, said):
    messages = [problem.message for problem in problems(content)]
    assert any(said in message for message in messages), messages


def test_a_tab_is_named(problems):
    (problem,) = problems("a:\n\tb: 1\n")
    assert (problem.label, problem.help) == ("a tab", "indent with spaces")


def test_a_directory_a_missing_file_and_a_strange_name(write, tmp_path):
    write("here.yaml", "")
    (tmp_path / "folder.yaml").mkdir()
    for name, said in [
        ("folder.yaml", "this is a directory"),
        ("missing.yaml", "no such file"),
        ("a\0b", "not the name of a file"),
        ("n" * 5000, "cannot read"),
    ]:
        with pytest.raises(ScenarioError, match=said):
            resolve(name)
