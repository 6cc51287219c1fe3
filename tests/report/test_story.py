"""The story of a run out of rounds.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.ensemble.layout import ROUNDS_COLUMNS, names
from sim.errors import ResultsError
from sim.report.story import Move, Story, package_in_words, read_story, tell

NAN = float("nan")
HEADER = [*names(ROUNDS_COLUMNS), "chip.car_rate", "chip.joint_shipbuilding"]


def move(what: str, party: str = "USA", day: str = "2025-06-06", number: str = "1", **numbers):
    values = {"own": NAN, "other": NAN, "asks": NAN, "no_deal": NAN, "package": {}} | numbers
    return Move(day, number, party, what, **values)


def offer(party: str, asks: float, own: float, car: float = 0.15, ships: float = 0.0, **other):
    package = {"car_rate": car, "joint_shipbuilding": ships}
    return move(
        "offer", party, own=own, other=-own, asks=asks, no_deal=0.5, package=package, **other
    )


def answer(what: str, party: str, own: float, asks: float, no_deal: float = -1.0):
    return move(what, party, own=own, other=-own, asks=asks, no_deal=no_deal)


def test_offers_answers_and_reasons():
    text = tell(
        Story(
            4,
            1,
            (
                offer("USA", 3.0, 3.1),
                answer("refuse", "JPN", -3.1, 0.2),
                offer("USA", 2.9, 3.1),
                answer("refuse", "JPN", -3.1, 0.1, no_deal=-4.0),
                offer("USA", 1.0, 1.2, car=0.125, ships=0.5),
                answer("accept", "JPN", -0.2, -0.3, no_deal=-2.0),
            ),
        )
    )
    assert text.startswith("Run 4, played in world 1: a deal on 2025-06-06, in round 1.")
    flat = " ".join(text.split())
    assert "No deal is worth +0.50 to the US and -2.00 to Japan." in flat
    assert "The US offers car rate 15 % (+3.10 to it, -3.10 to the other)." in flat
    assert "Japan refuses: no deal is worth more to it." in flat
    assert "The US repeats its offer" in flat
    assert "Japan refuses: it asks +0.10." in flat
    assert "changes its offer: car rate 15 -> 12.5 %, joint shipbuilding 0 -> 50 %" in flat
    assert "Japan accepts: it asks -0.30." in flat
    assert "the US asked +3.00 at first, +1.00 at last" in flat
    assert "no deal went from -1.00 to -2.00 for it" in flat
    assert "demands fall as the deadline comes nearer" in flat
    assert max(map(len, text.splitlines())) <= 80


def test_what_is_not_an_offer_is_told_too():
    text = tell(
        Story(
            0,
            0,
            (
                move("pass", asks=2.0, no_deal=1.0),
                move("ease", "CHN", day="2025-06-29", number=""),
                move("walk_out", day="2025-07-04", number=""),
                move("extend", day="2025-07-09", number=""),
                move("bluff_called", day="2025-07-10", number=""),
                move("execute_partly", day="2025-10-07", number=""),
            ),
        )
    )
    flat = " ".join(text.split())
    assert "no deal, half of the threat is carried out on 2025-10-07." in flat
    assert "demands fall" not in flat
    assert "The US offers nothing" in flat
    assert "2025-06-29. China eases its controls on rare earths." in flat
    assert "The talks break off" in flat
    assert "The deadline: the US puts it off." in flat
    assert "The US: bluff called." in flat
    assert "What changed:" in flat


def test_a_package_in_words():
    assert package_in_words({"car_rate": 0.0, "defense_purchases": 0.0}) == "car rate 0 %"
    assert package_in_words({"defense_purchases": 0.0}) == "nothing"


def write(folder: Path, rows: list[list[object]], header: list[str] = HEADER) -> Path:
    lines = [header, *rows]
    text = "\n".join(",".join(map(str, line)) for line in lines) + "\n"
    (folder / "rounds.csv").write_text(text, encoding="utf-8")
    return folder


def row(run: int, party: str = "USA") -> list[object]:
    return [run, 0, "us_japan", "2025-06-06", 1, 1, party, "offer", 1, 2, 1, 0.5, 0.15, 0]


def test_the_rows_of_one_run_are_read(tmp_path):
    folder = write(tmp_path, [row(0), row(0, "JPN"), row(1), row(2), row(7)])
    story = read_story(folder, 0)
    assert [m.party for m in story.moves] == ["USA", "JPN"]
    assert story.moves[0].package == {"car_rate": 0.15, "joint_shipbuilding": 0.0}
    with pytest.raises(ResultsError, match=r"tells runs 0 to 2 and 7, not run 5.*--trace 5"):
        read_story(folder, 5)


def test_files_that_tell_nothing_are_refused(tmp_path):
    with pytest.raises(ResultsError, match=r"holds no rounds\.csv"):
        read_story(tmp_path, 0)
    write(tmp_path, [], [name for name in HEADER if name != "asks"])
    with pytest.raises(ResultsError, match="must have the column asks; an older version"):
        read_story(tmp_path, 0)
    write(tmp_path, [])
    with pytest.raises(ResultsError, match="tells no run, not run 3"):
        read_story(tmp_path, 3)
