import pytest

from sim.analysis.changes import Change, scenario_changes
from sim.errors import ResultsError

BASE = """
title: Main
question: What?
parties:
  JPN:
    pace: {one_of: [holds_out, steady]}
    weights: {deficit: 0}
    chips:
      investment_pledge: {max: {between: [100, 300], assumed: a range}, levels: 5}
talks:
  us_japan:
    rounds: [2025-05-30, 2025-06-06]
"""


def test_the_same_text_has_no_changes():
    assert scenario_changes(BASE, BASE) == ()


def test_titles_and_questions_are_no_parameters():
    assert scenario_changes(BASE, BASE.replace("Main", "Other").replace("What?", "Why?")) == ()


def test_a_changed_value_carries_both_values_and_the_new_source():
    other = BASE.replace("{between: [100, 300], assumed: a range}", "{value: 250, source: a table}")
    path = "parties.JPN.chips.investment_pledge.max"
    assert scenario_changes(BASE, other) == (Change(path, "100 to 300", "250", "a table"),)


def test_a_source_alone_is_no_change_of_value():
    assert scenario_changes(BASE, BASE.replace("a range", "another range")) == ()


def test_a_removed_section_is_one_change():
    lines = BASE.splitlines()
    other = "\n".join(
        line for line in lines if "investment_pledge" not in line and line != "    chips:"
    )
    (change,) = scenario_changes(BASE, other)
    assert (change.path, change.before, change.after) == (
        "parties.JPN.chips",
        "a section of 1",
        None,
    )
    (change,) = scenario_changes(other, BASE)
    assert (change.before, change.after) == (None, "a section of 1")


def test_dates_lists_and_choices_are_told_in_words():
    other = BASE.replace("2025-06-06", "2025-06-13").replace(
        "[holds_out, steady]", "[eager, steady]"
    )
    changes = scenario_changes(BASE, other)
    assert [(c.path, c.before, c.after) for c in changes] == [
        ("parties.JPN.pace", "holds_out or steady", "eager or steady"),
        ("talks.us_japan.rounds", "2025-05-30, 2025-06-06", "2025-05-30, 2025-06-13"),
    ]


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [1", ""])
def test_a_text_that_is_no_scenario_is_an_error(text):
    with pytest.raises(ResultsError, match=r"scenario\.resolved\.yaml"):
        scenario_changes(BASE, text)
