"""Knobs cover chips, tariffs and resolve; what they write is what a scenario file takes."""

import pytest

from sim.errors import InvalidInputError
from sim.explore.knobs import Slider, Words, groups
from sim.explore.variant import file_text, moves
from sim.resources import shipped_names
from sim.scenario.holdings import HOLDER
from sim.scenario.loading import resolve
from sim.scenario.resolved import plain

MAIN = "us-japan-2025-05-30"


@pytest.fixture(scope="module")
def main():
    return resolve(MAIN)


def knobs_of(resolved):
    return {k.path: k for group in groups(resolved) for k in group.knobs}


def chips_of(resolved):
    return {chip.kind: chip for group in groups(resolved) for chip in group.chips}


def test_tariffs_resolve_and_every_chip_can_be_moved(main):
    assert {
        "in_force.general_rate",
        "talks.us_japan.threat.general_rate",
        "talks.us_japan.threat.car_rate",
        "parties.USA.resolve",
        "parties.JPN.believes_threat",
        "parties.USA.weights.deficit",
        "parties.JPN.pace",
    } <= set(knobs_of(main))
    held = {
        kind for kind in HOLDER if getattr(getattr(main.scenario.parties, HOLDER[kind]).chips, kind)
    }
    assert set(chips_of(main)) == held


@pytest.mark.parametrize("name", shipped_names("scenarios"))
def test_every_shipped_scenario_has_knobs_whose_start_lies_on_their_scale(name):
    resolved = resolve(name)
    for knob in knobs_of(resolved).values():
        if isinstance(knob, Slider):
            assert knob.low <= knob.start <= knob.high
            assert knob.written(str(knob.high)) is not None


def test_a_slider_writes_its_value_in_the_unit_of_the_field(main):
    knobs = knobs_of(main)
    assert knobs["parties.USA.resolve"].written("60") == "60%"
    assert knobs["in_force.general_rate"].written("12.5") == "12.5%"
    assert knobs["parties.USA.weights.deficit"].written("0.15") == 0.15
    size = chips_of(main)["agricultural_imports"].size
    assert size.written("8") == "8 USD bn/yr"
    assert (size.now, size.high) == ("3 to 7.2 USD bn/yr", 20.0)


@pytest.mark.parametrize("text", ["-1", "101", "nan", "inf", "", "0.5; rm", "1e9"])
def test_a_wrong_position_is_refused(main, text):
    with pytest.raises(InvalidInputError, match="must lie between 0 and 100"):
        knobs_of(main)["parties.USA.resolve"].written(text)


def test_a_wrong_word_path_or_chip_is_refused(main):
    shown = groups(main)
    pace = knobs_of(main)["parties.JPN.pace"]
    assert isinstance(pace, Words)
    with pytest.raises(InvalidInputError, match="must be one of holds_out, steady, eager"):
        pace.written("slow")
    with pytest.raises(InvalidInputError, match=r"has no runs"):
        moves(main, shown, {"runs": "3"}, [])
    with pytest.raises(InvalidInputError, match="has no gold"):
        moves(main, shown, {}, ["gold"])


def test_the_file_plays_exactly_what_was_moved(main, tmp_path):
    values = {
        "parties.USA.resolve": "60",
        "parties.JPN.pace": "eager",
        "parties.JPN.chips.agricultural_imports.max": "9.5",
        "talks.us_japan.threat.car_rate": "30",
    }
    given = (
        "usa.weights.revenue=0",
        "us_japan.deadline=2025-07-10",
        "jpn.believes_threat={between: [10%, 20%]}",
    )
    start = resolve(MAIN, given)
    moved = moves(start, groups(start), values, ["investment_pledge"])
    path = tmp_path / "tweak.yaml"
    path.write_text(file_text(start, MAIN, given, moved, "What if?"), encoding="utf-8")
    from_file, by_sets = resolve(path), resolve(MAIN, (*given, *moved.sets()))
    differing = {"name", "title", "question"}
    one, other = (
        {k: v for k, v in plain(r.scenario).items() if k not in differing}
        for r in (from_file, by_sets)
    )
    assert one == other
    assert one["talks"]["us_japan"]["off_table"] == ["investment_pledge"]
    assert one["parties"]["USA"]["resolve"] == {"value": "60%", "assumed": "tried in sim explore"}
    assert from_file.scenario.question == "What if?"


def test_what_is_off_the_table_can_come_back():
    resolved = resolve("japan-without-pledge")
    assert not chips_of(resolved)["investment_pledge"].on_table
    shown = groups(resolved)
    assert moves(resolved, shown, {}, ["investment_pledge"]).changes == {}
    assert moves(resolved, shown, {}, []).changes == {"talks.us_japan.off_table": []}


def test_chips_outside_the_agenda_are_not_shown():
    assert set(chips_of(resolve("no-japanese-chips"))) == {"general_rate", "car_rate"}
