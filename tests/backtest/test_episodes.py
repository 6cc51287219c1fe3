"""The retyped episodes against the record they were taken from, and what the data must hold."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.backtest.episodes import load_episodes
from sim.data.names import REGIONS
from sim.scenario.loading import load

RECORD = Path(__file__).parents[3] / "shared" / "history" / "episodes"
EPISODES = load_episodes()


def test_every_episode_is_played_or_says_why_not():
    assert len(EPISODES) == 19
    for episode in EPISODES:
        assert bool(episode.partner) != bool(episode.not_represented_because)
        assert episode.scenario_file.exists() == episode.is_represented
        assert episode.source.strip()
        if episode.is_represented:
            assert episode.partner in REGIONS


def test_the_group_of_2025_is_one_and_no_other_is():
    groups = Counter(episode.group for episode in EPISODES)
    assert {name for name, count in groups.items() if count > 1} == {"2025"}
    for episode in EPISODES:
        assert (episode.group == "2025") == (episode.first_threat.year == 2025)


@pytest.mark.parametrize("episode", [e for e in EPISODES if e.is_represented], ids=lambda e: e.name)
def test_a_played_episode_is_a_valid_scenario_that_does_not_know_its_end(episode):
    scenario = load(episode.scenario_file)
    (talk,) = scenario.talks.values()
    assert episode.deal is not None
    assert scenario.as_of < episode.deal
    assert talk.deadline > scenario.as_of
    assert all(day <= talk.deadline for day in talk.rounds)


def test_the_data_agree_with_the_record():
    if not RECORD.exists():
        pytest.skip("the record of past negotiations is not beside this checkout")
    known = {episode.name: episode for episode in EPISODES}
    for path in sorted(RECORD.glob("*.yaml")):
        raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        if raw["backtest_use"] != "train":
            assert raw["id"] not in known
            continue
        episode, score = known.pop(raw["id"]), raw["score"]
        assert episode.deal == score.get("deal_date")
        assert episode.deadline == score.get("deadline")
        assert episode.first_threat == score["first_threat_date"]
        told = [(t["date"], t["carried_out"]) for t in raw["threats"]]
        assert [(t.date, t.carried_out) for t in episode.threats] == told
        if episode.is_represented:
            assert episode.pledge_usd_bn == score["pledge_usd_bn"]
            finals = {episode.final_general_percent, episode.final_car_percent}
            assert score["final"] in finals
    assert not known


def test_dates_are_dates_and_threats_come_before_deals():
    for episode in EPISODES:
        if episode.deal is not None:
            assert episode.first_threat <= episode.deal
        assert all(isinstance(day, dt.date) for day in episode.rounds)
