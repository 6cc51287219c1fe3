"""The shipped scenarios: valid, short, and each opening with the question it asks."""

import re

import pytest

from sim.resources import library_folder, shipped_names
from sim.scenario import load, resolve
from sim.scenario.holdings import HOLDER, HOLDINGS, belongs_to

from .conftest import MAIN

NAMES = shipped_names("scenarios")
VARIANTS = [name for name in NAMES if name != MAIN]


def text(name):
    return (library_folder("scenarios") / f"{name}.yaml").read_text(encoding="utf-8")


def test_the_questions_of_the_issue_are_all_asked():
    assert {
        MAIN,
        "us-japan-as-it-happened",
        "no-talks",
        "farm-and-defense-only",
        "supply-chain-only",
        "everything-on-the-table",
        "japan-without-pledge",
        "china-tightens-rare-earths",
        "threat-certain",
        "threat-not-believed",
        "us-ignores-deficit",
        "deficit-weight-020",
        "deficit-weight-035",
        "no-japanese-chips",
    } <= set(NAMES)


LONGER = {"us-japan-replay": 40, "three-talks": 90}
"""Lines of a script of what was said date by date, and of two more pairs of talks."""


@pytest.mark.parametrize("name", NAMES)
def test_opens_with_the_editor_hint_and_its_question(name):
    first, second = text(name).splitlines()[:2]
    assert first == "# yaml-language-server: $schema=../docs/scenario.schema.json"
    assert re.fullmatch(r"# Question: .*\?", second)
    scenario = load(name)
    assert scenario.name == name
    assert scenario.question.endswith("?")


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_short_and_says_what_it_changes(name):
    assert len(text(name).splitlines()) < LONGER.get(name, 15)
    assert "extends: " in text(name)
    variant, main = resolve(name), resolve(MAIN)
    told = {"name", "title", "question"}
    before = {row.path: row.words for row in main.rows() if row.path not in told}
    after = {row.path: row.words for row in variant.rows() if row.path not in told}
    assert before != after
    assert variant.scenario.title != main.scenario.title
    assert variant.scenario.question != main.scenario.question


def test_the_main_scenario_knows_nothing_later_than_its_day():
    scenario = load(MAIN)
    talk = scenario.talks["us_japan"]
    assert talk.news == ()
    assert str(talk.deadline) == "2025-07-09"
    written = text(MAIN)
    for later in ("2025-07-07", "2025-07-22", "2025-08-01", "550"):
        assert later not in written


def test_the_calendar_as_it_happened_moves_the_deadline_by_the_letter_of_7_july():
    talk = load("us-japan-as-it-happened").talks["us_japan"]
    (news,) = talk.news
    assert (str(news.date), str(news.deadline)) == ("2025-07-07", "2025-08-01")
    assert news.general_rate.values == (0.25,)
    assert talk.last_deadline() == news.deadline


def test_every_chip_has_one_holder_and_the_main_scenario_has_all_that_were_named():
    parties = load(MAIN).parties
    assert set(HOLDINGS) == {"USA", "JPN", "CHN"}
    # Nobody had named aircraft by the day; chips of talks with China are for three-talks.
    for kind, holder in HOLDER.items():
        held = getattr(getattr(parties, holder).chips, kind) is not None
        assert held == (kind != "aircraft_purchases" and belongs_to(kind, ("USA", "JPN")))


def test_the_chip_models_are_those_of_the_holdings():
    from sim.scenario.chips import CHIP_MODELS
    from sim.scenario.chips_china import CHINA_CHIP_MODELS

    models = {**CHIP_MODELS, **CHINA_CHIP_MODELS}
    assert set(models) == set(HOLDER)
    for kind, model in models.items():
        assert model in HOLDINGS[HOLDER[kind]].model_fields[kind].annotation.__args__


def test_nobody_talks_but_the_threat_stands():
    talk = load("no-talks").talks["us_japan"]
    assert (talk.rounds, talk.extension) == ((), None)
    assert talk.threat == load(MAIN).talks["us_japan"].threat
