"""Priors come from other episodes only, and go into the scenario with their source."""

import datetime as dt

import pytest
from scipy.stats import beta

from sim.backtest.calibration import Record, priors, record, rounds_between
from sim.backtest.episodes import load_episodes
from sim.backtest.forecasts import case_of
from sim.errors import InvalidInputError

EPISODES = load_episodes()
NAMED = {episode.name: episode for episode in EPISODES}


def test_the_group_of_2025_is_left_out_together():
    found = record(EPISODES, "2025")
    assert all("2025" not in name for name in found.episodes)
    # 4 of 19 coded US threats before 2025, as the main scenario says of its resolve.
    assert (found.full, found.threats) == (4, 19)


def test_an_older_episode_leaves_out_only_itself():
    found = record(EPISODES, "us_japan_2019_stage_one")
    assert "us_japan_2019_stage_one" not in found.episodes
    assert len(found.episodes) == len(EPISODES) - 1


def test_resolve_is_the_range_of_a_beta_distribution():
    found = record(EPISODES, "2025")
    low, high = found.resolve()
    assert beta(5, 16).cdf([low, high]) == pytest.approx([0.05, 0.95])


def test_chances_rise_with_the_day_and_are_never_certain():
    found = record(EPISODES, "2025")
    chances = [found.chance_by(day) for day in (-500, -30, -1, 0, 90)]
    assert chances == sorted(chances)
    assert 0.0 < chances[0] < chances[-1] < 1.0


def test_the_last_round_is_on_the_eve_and_rounds_rise():
    found = Record(("a",), 1, 1, 1, 1, 1, (0,), 10)
    start, deadline = dt.date(2025, 5, 30), dt.date(2025, 7, 9)
    days = rounds_between(start, deadline, found)
    assert days == sorted(set(days))
    assert days[0] == start
    assert days[-1] == dt.date(2025, 7, 8)
    assert rounds_between(start, start + dt.timedelta(days=1), found) == [start]


def test_priors_reach_the_scenario_with_their_source():
    case = case_of(NAMED["us_japan_2025"], EPISODES)
    resolve = case.resolved.scenario.parties.USA.resolve
    low, high = case.record.resolve()
    assert (resolve.low, resolve.high) == pytest.approx((low, high), abs=6e-4)
    assert "4 of 19 coded US threats" in (resolve.source or "")
    (talk,) = case.resolved.scenario.talks.values()
    assert talk.rounds[-1] == talk.deadline - dt.timedelta(days=1)
    assert talk.no_deal.partly.mean == case.record.partly


def test_without_an_extension_no_spacing_is_set():
    found = record(EPISODES, "2025")
    day = dt.date(2025, 5, 30)
    short = priors(found, day, dt.date(2025, 7, 9), "t", moves=False)
    longer = priors(found, day, dt.date(2025, 7, 9), "t", moves=True)
    assert [text for text in longer if text not in short] == longer[-1:]
    assert "rounds_every" in longer[-1]


def test_too_few_episodes_are_told():
    with pytest.raises(InvalidInputError, match="must hold US threats"):
        record([NAMED["us_japan_2025"]], "2025")
