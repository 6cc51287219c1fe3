"""`calls:` in a scenario file: what it takes, and the calls of the record in the shipped ones."""

import datetime as dt
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.bargaining.calendar import Kind
from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.setup import Setup
from sim.scenario import load

RECORD = Path(__file__).parents[3] / "shared" / "history" / "episodes" / "us_japan_2025.yaml"
BASE = "extends: us-japan-2025-05-30\ntitle: t\nquestion: q?\ntalks: {us_japan: {calls: "


def test_no_call_unless_the_file_says_so():
    assert load("us-japan-2025-05-30").talks["us_japan"].calls is None


def test_leaders_weigh_as_ministers_by_default(write):
    path = write("x.yaml", BASE + "{dates: [2025-06-16]}}}")
    calls = load(path.name).talks["us_japan"].calls
    assert (calls.announcement.values, calls.chance.values) == ((0.0,), (1.0,))
    assert calls.chance_per_week.values == (0.0,)
    assert set(calls.asks.values) == {"demand", "no_deal"}
    assert calls.headline[0] == "investment_pledge"


def test_a_weekly_chance_puts_days_left_to_chance_on_the_calendar(write):
    path = write("x.yaml", BASE + "{chance_per_week: 30%}}}")
    setup = Setup(load(path.name), Observables(load_benchmark()))
    days = [e for e in setup.calendar.entries if e.kind is Kind.CALL]
    assert days[0].date == dt.date(2025, 6, 6)
    assert all(entry.is_open for entry in days)


@pytest.mark.parametrize(
    ("calls", "says"),
    [
        ("{}", "must name days or a chance"),
        ("{dates: []}", "must name days or a chance"),
        ("{dates: [2025-06-16, 2025-06-13]}", "calls must rise in time"),
        ("{dates: [2025-06-16, 2025-06-16]}", "calls must rise in time"),
        ("{dates: [2025-05-29]}", "must not lie before `as_of` 2025-05-30"),
        ("{dates: [2025-10-08]}", "after the last possible deadline 2025-10-07"),
        ("{dates: [soon]}", "soon"),
        ("[2025-06-16]", "calls"),
        ("{dates: [2025-06-16], headline: [car_rate]}", "car_rate"),
        ("{dates: [2025-06-16], headline: [gold]}", "gold"),
        (
            "{dates: [2025-06-16], headline: [investment_pledge, investment_pledge]}",
            "lists a chip twice",
        ),
        ("{dates: [2025-06-16], asks: all}", "all"),
        ("{dates: [2025-06-16], chance: 120%}", "between 0 and 1"),
        ("{dates: [2025-06-16], announcement: -1 USD bn/yr}", "between 0 and"),
    ],
)
def test_bad_calls_are_refused_where_they_stand(problems, calls, says):
    found = problems(BASE + calls + "}}")
    assert says in " ".join(f"{p.message} {p.label}" for p in found)
    assert {p.place.line for p in found if p.place} == {4}


@pytest.mark.parametrize("name", ["us-japan-as-it-happened", "us-japan-replay"])
def test_rounds_and_calls_are_those_of_the_record(name):
    """Until the deal: what happens after 22 July without one is assumed."""
    if not RECORD.exists():
        pytest.skip("the record of past negotiations is not beside this checkout")
    record = YAML(typ="safe").load(RECORD.read_text(encoding="utf-8"))
    talk = load(name).talks["us_japan"]
    deal = record["outcome"]["date"]
    spans = [(r["date"], r.get("end", r["date"])) for r in record["rounds"]]
    president = [span for span, r in zip(spans, record["rounds"], strict=True) if "Trump" in str(r)]
    for day in (d for d in talk.rounds if d <= deal):
        assert any(first <= day <= last for first, last in spans), day
    for day in talk.calls.dates:
        assert any(first <= day <= last for first, last in president), day
    assert deal in talk.calls.dates


def test_precedents_of_the_record_are_known_from_their_day(write):
    known = load("us-japan-as-it-happened").talks["us_japan"].precedents
    assert [(p.country, str(p.date)) for p in known] == [
        ("GBR", "2025-05-08"),
        ("VNM", "2025-07-02"),
        ("IDN", "2025-07-15"),
    ]
    main = load("us-japan-2025-05-30").talks["us_japan"].precedents
    assert [p.country for p in main] == ["GBR"]
