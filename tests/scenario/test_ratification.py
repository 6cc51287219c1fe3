"""What a scenario may say of chambers that vote, and how it is told what is wrong."""

from __future__ import annotations

import pytest

from sim.scenario import resolve
from sim.scenario.problems import ScenarioError

from .conftest import MAIN

INDUSTRIES = "parties.JPN.industries={}"


def vote(text: str) -> str:
    return f"talks.us_japan.ratification=[{{{text}}}]"


def test_the_defaults_do():
    talk = resolve(MAIN, (INDUSTRIES, vote("party: JPN, by: diet, after: 70 days"))).scenario.talks
    chamber = talk["us_japan"].ratification[0]
    assert chamber.needed.mean == 0.5
    assert chamber.win_set.values == ("private",)
    assert chamber.covers is None
    assert chamber.mood.assumed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("party: JPN, by: diet", "must have either `after`"),
        ("party: JPN, by: diet, after: 70 days, date: 2025-09-01", "must have either `after`"),
        ("party: JPN, by: diet, date: 2025-05-01", "must not lie before `as_of`"),
        ("party: CHN, by: congress, after: 9 days", "must belong to one of the parties"),
        ("party: USA, by: congress, after: 9 days", "has none"),
        ("party: JPN, by: diet, after: 9 days, covers: []", "must name a chip"),
        ("party: JPN, by: diet, after: 9 days, covers: [rice]", "rice"),
        ("party: JPN, by: diet, after: 9 days, needed: 100%", "0.99"),
        ("party: JPN, by: diet, after: 9 days, win_set: open", "public"),
        ("party: JPN, by: Diet, after: 9 days", "plain name"),
        ("party: JPN, by: a, after: 9 days}, {party: JPN, by: a, after: 8 days", "listed twice"),
    ],
)
def test_what_does_not_fit_is_told(text, message):
    with pytest.raises(ScenarioError, match="(?s).*" + message):
        resolve(MAIN, (INDUSTRIES, vote(text)))


def test_a_chip_off_the_table_needs_no_approval():
    sets = (
        INDUSTRIES,
        "talks.us_japan.off_table=[investment_pledge]",
        vote("party: JPN, by: diet, after: 9 days, covers: [investment_pledge]"),
    )
    with pytest.raises(ScenarioError, match=r"(?s).*it is not on the table"):
        resolve(MAIN, sets)
