"""Forecasts of a case: what counts as happened, the rules, and the economy in Japan's place."""

from dataclasses import replace

import numpy as np
import pytest

from sim.backtest.backtest import DEAL_BY, FORECASTERS, BacktestOptions, backtest
from sim.backtest.episodes import load_episodes
from sim.backtest.forecasts import AFTER_DEADLINE_DAYS, RULES, by_rule, case_of, setup_of
from sim.backtest.july import SHOWN, JulyOptions, beside, observed
from sim.data.names import REGIONS
from sim.data.tables import load_benchmark
from sim.economy.understudy import in_japans_place, with_names
from sim.ensemble.runner import cache_folder, no_progress
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuations import WorldValuer
from sim.ensemble.workers import Workers
from sim.errors import BenchmarkError, ResultsError
from sim.report.backtest import as_json, scores_csv, table
from sim.report.backtest_document import BEGIN, END, write_document

EPISODES = load_episodes()
NAMED = {episode.name: episode for episode in EPISODES}


@pytest.fixture(scope="module")
def found(play):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.ensemble.search.HELD_BACK", 20)
        yield backtest(
            BacktestOptions(50, 0, ("us_japan_2025", "us_japan_2019_stage_one"), SETS, jobs=1)
        )


SETS = ("economy.worlds=1",)


def test_what_happened_in_2025_counts_from_the_day_of_the_forecast():
    case = case_of(NAMED["us_japan_2025"], EPISODES)
    assert case.observed == {"general_rate": 15, "car_rate": 15, "days": 53, "pledge": 550}
    assert case.marks_days == (10, 20, 30, 40, 40 + AFTER_DEADLINE_DAYS)
    assert [case.deal_by(mark) for mark in case.marks_days] == [False] * 4 + [True]


def test_the_rules_are_what_they_say():
    case = case_of(NAMED["us_japan_2025"], EPISODES)
    forecasts = {rule: by_rule(case, rule, EPISODES) for rule in RULES}
    assert forecasts["threat_times_0.6"].samples["general_rate"] == pytest.approx([14.4])
    assert forecasts["no_change"].samples["general_rate"] == pytest.approx([12.0])
    assert forecasts["no_change"].samples["car_rate"] == pytest.approx([27.5])
    # The mean of what was agreed on cars before 2025: 2.5 in 2019 and 0 in 2018.
    assert forecasts["constant_rate"].samples["car_rate"] == pytest.approx([1.25])
    assert forecasts["no_change"].samples["pledge"] == [0.0]
    assert max(forecasts["no_change"].chances) < min(forecasts["constant_rate"].chances)


def test_scores_come_from_every_forecaster_and_means_are_over_groups(found):
    for case in found.cases:
        for quantity in (DEAL_BY, "car_rate", "days"):
            scores = found.of(case.episode.name, quantity)
            assert [s.forecaster for s in scores] == list(FORECASTERS)
            assert all(np.isfinite(s.score) and s.score >= 0 for s in scores)
    by_hand = np.mean([found.of(c.episode.name, "car_rate")[0].score for c in found.cases])
    assert found.mean("car_rate", "model") == pytest.approx(by_hand)
    assert not found.of("us_japan_2019_stage_one", "pledge")
    assert len(found.left_out) == 15


def test_the_same_bytes_again(found, monkeypatch):
    monkeypatch.setattr("sim.ensemble.search.HELD_BACK", 20)
    again = backtest(BacktestOptions(50, 0, ("us_japan_2019_stage_one",), SETS, jobs=1))
    lines = [line for line in scores_csv(found).splitlines() if "2019" in line]
    assert lines == scores_csv(again).splitlines()[1:]


def test_the_printed_table_names_what_is_left_out_and_why(found):
    text = table(found)
    assert max(map(len, text.splitlines())) <= 80
    told = " ".join(text.split())
    for episode in found.left_out:
        assert episode.name in told
    assert "a quota on steel" in told
    assert '"not_represented"' in as_json(found)


def test_the_document_is_filled_between_its_marks(found, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(f"# Head\n\n{BEGIN}\n<stale>\n{END}\n\nTail\n")
    write_document(path, found, [])
    text = path.read_text()
    assert text.startswith("# Head\n")
    assert text.endswith("\n\nTail\n")
    assert "<stale>" not in text
    assert "us_japan_2019_stage_one" in text
    path.write_text("no marks")
    with pytest.raises(ResultsError, match="must hold the lines"):
        write_document(path, found, [])


def test_july_stands_beside_the_distributions(finished, monkeypatch):
    monkeypatch.setattr("sim.backtest.july.SHOWN", SHOWN[:1])
    rows = beside(JulyOptions(60, 0, ("economy.worlds=2",), jobs=1))
    assert {row.scenario for row in rows} == {"known on 30 May"}
    assert {row.quantity for row in rows} == set(observed())
    rates = [row for row in rows if row.quantity == "general_rate"]
    (agreed,) = (row for row in rows if row.quantity == "agreed")
    known = next(row.mean for row in finished.summary if row.measure == "agreed")
    assert agreed.mean == pytest.approx(known)
    # Between no added rate and the threat, the duty of 2 % before them included.
    assert all(2.0 <= row.p05 <= row.p50 <= row.p95 <= 26.0 + 1e-9 for row in rates)
    assert all(0.0 <= row.at_most <= 1.0 for row in rows)


def test_july_counts_the_duty_once_in_rates_that_include_it(play, monkeypatch):
    # The replay agrees on 15 % all in; `play` sets the small catalogue and the shared values.
    del play
    replay = replace(SHOWN[-1], sets=("economy.worlds=1",))
    monkeypatch.setattr("sim.backtest.july.SHOWN", (replay,))
    rows = {row.quantity: row for row in beside(JulyOptions(5, 0, (), jobs=1))}
    assert rows["general_rate"].mean == pytest.approx(15.0)
    assert rows["car_rate"].mean == pytest.approx(15.0)
    assert rows["investment_pledge"].at_most == 1.0


def test_another_region_takes_japans_place_with_its_own_trade():
    plain = load_benchmark()
    named = with_names(plain, in_japans_place(REGIONS, "EU27"))
    us, eu, japan = (plain.region_index(name) for name in ("USA", "EU27", "JPN"))
    assert named.region_index("JPN") == eu
    assert named.region_index("EU27") == japan
    np.testing.assert_array_equal(named.flows_usd_bn, plain.flows_usd_bn)
    assert with_names(plain, REGIONS) is plain
    with pytest.raises(BenchmarkError, match="exchange names"):
        with_names(plain, (*REGIONS[:-1], "MARS"))
    assert us == named.region_index("USA")


def test_rates_fall_on_the_region_in_japans_place():
    """A general rate raises the average tariff on the partner by most of it, on nobody else."""
    case = case_of(NAMED["us_eu_2025"], EPISODES, SETS)
    setup = setup_of(case)
    with Workers(1) as workers:
        task = TableWork(setup, workers, cache_folder(), no_progress).tasks()[0]
    valuer = WorldValuer(task)
    paths = valuer.paths(("truce",))[0, :, 1]
    column, _ = valuer.observables.column("average_tariff", "USA", "JPN")
    china, _ = valuer.observables.column("average_tariff", "USA", "CHN")
    in_force, executed = paths[0], paths[1]
    rise = executed[column] - in_force[column]
    general = setup.threats[0].full.general - setup.in_force.general
    assert general == pytest.approx(0.4)
    assert 0.5 * general < rise < general  # drugs, aircraft parts and metals are exempt
    assert executed[china] == pytest.approx(in_force[china])
    # By the EU's own exports: Japan's would give another average.
    japan = case_of(NAMED["us_japan_2025"], EPISODES, SETS)
    with Workers(1) as workers:
        other = WorldValuer(TableWork(setup_of(japan), workers, None, no_progress).tasks()[0])
    values = other.paths(("truce",))[0, :, 1]
    assert values[0][column] != pytest.approx(in_force[column], rel=1e-3)
