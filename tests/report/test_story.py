"""The story of a run out of rounds.csv."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.ensemble.layout import ROUNDS_COLUMNS, names
from sim.errors import ResultsError
from sim.report.story import package_in_words, tell
from sim.report.story_rows import Move, Story, read_story

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


def answer(what: str, party: str, own: float, asks: float, no_deal: float = -1.0, **other):
    return move(what, party, own=own, other=-own, asks=asks, no_deal=no_deal, **other)


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
    assert "Japan refuses: it holds out for +0.10." in flat
    assert "changes its offer: car rate 15 -> 12.5 %, joint shipbuilding 0 -> 50 %" in flat
    assert "Japan accepts: it would settle for -0.30." in flat
    assert "the US held out for +3.00 at first, +1.00 at last" in flat
    assert "no deal went from -1.00 to -2.00 for it" in flat
    assert "demands fall as the deadline comes nearer" in flat
    assert max(map(len, text.splitlines())) <= 80


def test_repeats_are_counted_and_a_new_reason_is_told():
    said = [offer("USA", 3.0, 3.1), answer("refuse", "JPN", -3.1, 0.20, -4.0)]
    again = [offer("USA", 3.0, 3.1), answer("refuse", "JPN", -3.1, 0.22, -4.0)]
    lower = [offer("USA", 3.0, 3.1), answer("refuse", "JPN", -3.1, 0.10, -4.0)]
    never = [offer("USA", 3.0, 3.1), answer("refuse", "JPN", -3.1, 0.10, no_deal=0.0)]
    text = tell(Story(0, 0, (*said, *again, *again, *lower, *never, *never)))
    first, *rest = text.partition("2025-06-06, round 1.")[2].split("The US ")[1:]
    assert "it holds out for +0.20" in " ".join(first.split())
    assert rest[0].strip() == "repeats its offer twice: refused as before."
    assert "it holds out for +0.10" in " ".join(rest[1].split())
    assert "no deal is worth more to it" in " ".join(rest[2].split())
    assert rest[3].startswith("repeats its offer: refused as before.")


def test_the_value_of_no_deal_is_told_when_it_changes():
    days = ("2025-06-06", "2025-06-13", "2025-06-20")
    moves = [
        one
        for number, (day, no_deal) in enumerate(zip(days, (-1.0, -1.0, -2.0), strict=True), 1)
        for one in (
            offer("USA", 3.0, 3.1, day=day, number=str(number)),
            answer("refuse", "JPN", -3.1, 0.2, no_deal, day=day, number=str(number)),
        )
    ]
    text = tell(Story(0, 0, tuple(moves)))
    assert "2025-06-06, round 1. No deal is worth +0.50 to the US and -1.00 to Japan." in text
    assert "2025-06-13, round 2.\n" in text
    assert "2025-06-20, round 3. No deal is worth +0.50 to the US and -2.00 to Japan." in text


@pytest.mark.parametrize("run", range(6))
def test_every_answer_of_a_played_run_is_told_once(finished, run):
    story = read_story(finished.folder, run)
    text = " ".join(tell(story).split())
    told = text.count(" refuses: ") + sum(
        int(times or 1)
        for times in re.findall(
            r"repeats its offer ?(\d+)?(?: times)?(?=:| and)", text.replace("twice", "2 times")
        )
    )
    refused = sum(move.move == "refuse" for move in story.moves)
    # A repeated offer that is told with its answer counts there, not among the repeats.
    assert told == refused
    assert text.count(" accepts: ") == sum(move.move == "accept" for move in story.moves)
    signed = any(move.move == "accept" for move in story.moves)
    assert bool(story.closed_by) == signed


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
