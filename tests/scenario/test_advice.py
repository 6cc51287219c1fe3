"""What a beginner reads who edits the starter file: each message names the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.new import starter
from sim.scenario import ScenarioError, resolve

from .conftest import MAIN

TOP = f"extends: {MAIN}\ntitle: t\nquestion: q?\n"


@pytest.mark.parametrize(
    ("text", "said", "advice", "line"),
    [
        ("parties:\n", "`parties` is empty", "`parties: null` removes it", 4),
        ("parties:\n  USA:\n", "`USA` is empty", "take the line out", 5),
        ("parties: {JPN: {chips: {joint_shipbuilding: }}}\n", "is empty", "write a value", 4),
        ("# a heading\n  general_rate: 1%\n", "deeper than the keys above", "heading", 5),
        ("parties:\n  deficit: 1\n", "not a key", "a key of `parties.USA.weights`", 5),
        ("parties: {usa: {resolve: 1%}}\n", "`usa` is not a key", "did you mean `USA`?", 4),
        ("parties: {CAN: {resolve: 1%}}\n", "`CAN`", "write one of USA, JPN, CHN", 4),
        ("parties: {USA: {pace: steady}\n", "a `{` is not closed", "{key: value", 4),
        ("facts: [a, b\n", "a `[` is not closed", "[one, two]", 4),
        ("facts: 'open\n", "a quote is not closed", "close it", 4),
        ("parties:\n  USA: {pace: steady}\n  JPN\n", "a line without `: `", "key: value", 6),
        ("- a list\n", "a list entry (`-`) stands among keys", "take the `-` away", 4),
        ("facts: @here\n", "cannot start with `@`", "in quotes", 4),
        ("parties:\n\tUSA: {pace: steady}\n", "a tab stands where", "indent with spaces", 5),
        ("as_of: 2025-02-30\n", "such as 2025-07-09", "no calendar has this day", 4),
        ('as_of: "2025-05-30"\n', "such as 2025-07-09", "take the quotes away", 4),
        ("parties: {USA: {weights: {deficit: 20%}}}\n", "a plain number", "`1.5`", 4),
    ],
)
def test_a_mistake_is_told_at_its_line_with_a_way_out(problems, text, said, advice, line):
    (problem,) = problems(TOP + text)
    assert said in problem.message
    assert advice in problem.help
    assert problem.place.line == line


def test_a_conflict_with_a_base_is_shown_where_the_user_wrote(problems):
    (problem,) = problems(TOP + "talks: {us_japan: {deadline: 2025-05-01}}\n")
    assert str(problem.place) == "x.yaml:4:30"
    assert "us-japan-2025-05-30.yaml:" in problem.help
    found = problems(TOP, sets=("as_of=2026-01-01",))
    assert {problem.place.source.name for problem in found} == {"--set"}
    assert any("got 2025-05-30 and 6 more" in problem.message for problem in found)


def test_a_file_without_base_is_told_of_extends(problems):
    (problem,) = problems("title: t\nquestion: q?\n")
    assert problem.help.startswith(f"`extends: {MAIN}`")


def test_each_line_of_the_starter_works_with_its_headings_and_speaks_without(write):
    text = starter(resolve(MAIN), MAIN, Path("x.yaml"))
    lines = text.splitlines()
    first = lines.index("# in_force:")
    tried = 0
    for i in range(first, len(lines)):
        depth = len(lines[i]) - len(lines[i][1:].lstrip())
        kept = [i]
        for above in range(i - 1, first - 1, -1):
            other = len(lines[above]) - len(lines[above][1:].lstrip())
            if other < depth:
                kept.append(above)
                depth = other
        is_heading = lines[i].endswith(":")
        chosen = [line[2:] if n in kept else line for n, line in enumerate(lines)]
        path = write("x.yaml", "\n".join(chosen) + "\n")
        if is_heading:
            with pytest.raises(ScenarioError, match="is empty: nothing stands"):
                resolve(path)
        elif i % 5 == 0:  # a valid file takes a tenth of a second
            resolve(path)
        tried += 1
    assert tried > 40
