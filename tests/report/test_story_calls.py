"""A call between leaders in the story of a run."""

from __future__ import annotations

from sim.report.story import Move, Story, tell

NAN = float("nan")


def move(
    what: str, party: str, own: float, asks: float, *, rate: float = 0.25, pledge: float = 0.0
):
    package = {"general_rate": rate, "investment_pledge": pledge}
    return Move("2025-07-22", "", party, what, own, -own, asks, -1.0, package)


def test_a_call_is_told_step_by_step():
    text = tell(
        Story(
            3,
            0,
            (
                move("call_table", "JPN", -2.0, -1.0, pledge=0.5),
                move("call_step", "JPN", -1.5, -1.0, rate=0.2, pledge=0.75),
                move("call_step", "USA", 1.0, 0.5, rate=0.2, pledge=1.0),
                move("call_sign", "USA", 1.0, 0.5, rate=0.2, pledge=1.0),
                move("call_sign", "JPN", -0.9, -1.0, rate=0.2, pledge=1.0),
            ),
        )
    )
    flat = " ".join(text.split())
    assert "a deal on 2025-07-22, in a call between the leaders." in flat
    assert "2025-07-22, a call between the leaders." in flat
    assert "On the table: general rate 25 %, investment pledge 50 % (-2.00 to Japan" in flat
    step = "Japan names a step: general rate 25 -> 20 %, investment pledge 50 -> 75 %"
    assert step in flat
    assert "The US names a step: investment pledge 75 -> 100 % (+1.00 to the US" in flat
    assert "The US agrees: it asks +0.50." in flat
    assert "Japan agrees: it asks -1.00." in flat
    assert max(map(len, text.splitlines())) <= 80


def test_a_call_without_a_deal_says_who_asks_too_much():
    moves = (
        move("call_table", "USA", 1.0, 0.5),
        move("call_end", "USA", 1.0, 0.5),
        move("call_end", "JPN", -2.0, -1.0),
        Move("2025-08-01", "", "USA", "execute", NAN, NAN, NAN, NAN, {}),
    )
    flat = " ".join(tell(Story(0, 0, moves)).split())
    assert "no deal, the threat is carried out on 2025-08-01" in flat
    assert "The US would sign: it asks +0.50." in flat
    assert "Japan does not sign: it asks -1.00." in flat
    assert "The deadline: the US carries out its threat in full." in flat
