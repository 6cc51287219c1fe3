import pytest

from sim.report.explain_words import cause_words, part_words


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        ("parties.JPN.chips.joint_shipbuilding.max", "Japan joint shipbuilding max"),
        ("talks.us_japan.elections.0.cost_before", "elections 0 cost before"),
        ("advanced.pace.USA", "US pace exponent"),
        ("advanced.concession_start", "concession start"),
        ("economy.rare_earths.stock", "rare earths stock"),
        ("together", "joint effects"),
    ],
)
def test_causes_in_words(cause, text):
    assert cause_words(cause) == text


def test_parts_in_words():
    assert [part_words(p) for p in ("JPN", "rare_earth_licences", "metals")] == [
        "Japan", "China's licences", "metals",
    ]  # fmt: skip
