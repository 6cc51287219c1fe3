"""Shares of the spread: they sum to one, find what is there, and find nothing where nothing is."""

from __future__ import annotations

import csv
from itertools import groupby

import numpy as np
import pytest

from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.parameters import RunDraws, block_runs
from sim.ensemble.setup import Setup
from sim.ensemble.spread import SpreadSums, features, main_measures
from sim.ensemble.spread_table import SPREAD_COLUMNS, read_spread
from sim.ensemble.spread_worlds import indications
from sim.ensemble.streams import BLOCK_RUNS, stratified, stream
from sim.ensemble.variants import run_inputs
from sim.errors import ResultsError
from sim.scenario.loading import load

GAIN = Measure("utility", "JPN", baseline="no_deal")
DEFICIT = "parties.USA.weights.deficit"
RESOLVE = "parties.USA.resolve"
PACE = "parties.JPN.pace"


@pytest.fixture(scope="module")
def setup() -> Setup:
    return Setup(load("us-japan-2025-05-30"), None)


def noise(block: int, what: str) -> np.ndarray:
    return stream(1, block, "test", what).standard_normal(BLOCK_RUNS)


def outcome(setup: Setup, block: int, chance: str) -> np.ndarray:
    """Variances: worlds 4, deficit 3, resolve (quadratic) 2, pace 3, both together 1, chance 3."""
    draws = RunDraws(setup.listed, 0, block)
    world = block_runs(block) % 16
    shift = (world - 7.5) / np.sqrt(21.25) * 2.0
    x = 2.0 * draws.dice("preferences", DEFICIT) - 1.0
    z = 2.0 * draws.dice("preferences", RESOLVE) - 1.0
    pace = draws(PACE)  # holds_out with chance 3/4: variance of the indicator 3/16
    return (
        shift
        + 3.0 * x
        + np.sqrt(10.0) * (1.5 * z**2 - 0.5)
        + 4.0 * (pace > 0)
        + 3.0 * x * z
        + np.sqrt(3.0) * noise(block, chance)
    )


def table(setup: Setup, block: int, values: np.ndarray, runs: int = BLOCK_RUNS) -> RunTable:
    numbers = block_runs(block)[:runs]
    return RunTable(numbers, numbers % 16, {GAIN: values[:runs]}, {})


def shares(setup: Setup, blocks: int) -> dict[str, float]:
    sums = SpreadSums(setup)
    for block in range(blocks):
        values = outcome(setup, block, "dice")
        sums.add(table(setup, block, values), RunDraws(setup.listed, 0, block))
    twin = {GAIN: outcome(setup, 0, "other dice")}
    return {row.cause: row.share for row in sums.rows("x", twin) if row.of == "all"}


def test_known_shares_are_found(setup: Setup) -> None:
    found = shares(setup, 24)
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-12)
    assert set(found) == {*run_inputs(setup), "worlds", "together", "chance"}
    for cause, variance in (
        ("worlds", 4.0),
        (DEFICIT, 3.0),
        (RESOLVE, 2.0),
        (PACE, 3.0),
        ("together", 1.0),
        ("chance", 3.0),
    ):
        # Chance is told from the first block alone, and what is joint closes the sum.
        wide = 0.06 if cause in ("chance", "together") else 0.02
        assert found[cause] == pytest.approx(variance / 16.0, abs=wide), cause
    idle = [v for c, v in found.items() if c.startswith(("parties", "advanced", "talks"))]
    assert sorted(map(abs, idle))[-4] < 0.004


def test_blocks_and_their_cuts_do_not_matter(setup: Setup) -> None:
    """The same runs in one block or cut short: the sums are the same, for the runs that are in."""
    values = outcome(setup, 0, "dice")
    draws, twin = RunDraws(setup.listed, 0, 0), {GAIN: outcome(setup, 0, "other dice")}
    whole = SpreadSums(setup)
    whole.add(table(setup, 0, values), draws)
    cut = SpreadSums(setup)
    cut.add(table(setup, 0, values, runs=100), draws)
    rows, fewer = (list(sums.rows("x", twin)) for sums in (whole, cut))
    assert {row.n for row in rows if row.of == "all"} == {250}
    assert {row.n for row in fewer if row.of == "all"} == {100}
    centred = values[:100] - np.mean(values[:100])
    worlds = np.arange(100) % 16
    between = sum((worlds == w).sum() * np.mean(centred[worlds == w]) ** 2 for w in range(16))
    total = float((centred**2).sum())
    expected = (between - 15 * (total - between) / 84) / total
    (row,) = [row for row in fewer if row.cause == "worlds" and row.of == "all"]
    assert row.share == pytest.approx(expected, rel=1e-9)


def test_causes_that_do_nothing_stay_below_noise_in_19_of_20_samples(setup: Setup) -> None:
    above = total = 0
    inside = 0
    for sample in range(12):
        sums = SpreadSums(setup)
        draws = RunDraws(setup.listed, sample, 0)
        sums.add(table(setup, 0, noise(sample, "dice")), draws)
        rows = list(sums.rows("x", {GAIN: noise(sample, "other")}))
        told = [r for r in rows if r.of == "all" and not np.isnan(r.noise)]
        above += sum(row.share > row.noise for row in told)
        inside += sum(row.low <= 0.0 <= row.high for row in told)
        total += len(told)
    assert total == 12 * 46
    assert 0.02 < above / total < 0.09
    assert inside / total > 0.93


def test_features_have_mean_zero_or_are_words(setup: Setup) -> None:
    found = features(RunDraws(setup.listed, 0, 0), setup)
    assert found[DEFICIT].shape == (BLOCK_RUNS, 3)
    assert np.abs(found[DEFICIT].mean(axis=0)).max() < 0.15
    assert found[PACE].shape == (BLOCK_RUNS, 1)  # holds_out or steady
    assert set(np.unique(found[PACE])) == {0.0, 1.0}


def test_a_measure_that_is_empty_in_a_run_is_left_out(setup: Setup) -> None:
    first = outcome(setup, 0, "dice")
    second = outcome(setup, 1, "dice")
    second[7] = np.nan
    sums = SpreadSums(setup)
    for block, values in enumerate((first, second)):
        sums.add(table(setup, block, values), RunDraws(setup.listed, 0, block))
    assert sums.measures == ()
    assert list(sums.rows("x", {GAIN: first})) == []
    days = Measure("days_to_agreement")
    one = table(setup, 0, first)
    held = RunTable(one.run, one.world, {GAIN: first, days: first}, {})
    assert main_measures(held) == (GAIN,)


def test_too_few_runs_tell_no_shares(setup: Setup) -> None:
    sums = SpreadSums(setup)
    values = outcome(setup, 0, "dice")
    sums.add(table(setup, 0, values, runs=31), RunDraws(setup.listed, 0, 0))
    assert list(sums.rows("x", {GAIN: values})) == []
    assert list(SpreadSums(setup).rows("x", {})) == []


def test_worlds_hints_stand_out_only_if_they_are_there(setup: Setup) -> None:
    met = np.ones(16, dtype=bool)
    path = "economy.rare_earths.new_supply_share"
    luck = stream(5, 0, "test", "worlds").standard_normal(16)
    clear = list(indications(setup, 10.0 * stratified(path, 16) + 0.3 * luck, met))
    assert clear[0].cause == path
    assert clear[0].share > 0.95 > clear[0].noise > 0.4
    assert len(clear) == 10
    assert [h.share for h in clear] == sorted((h.share for h in clear), reverse=True)
    above = sum(
        next(iter(indications(setup, stream(k, 0, "t", "w").standard_normal(16), met))).share
        > clear[0].noise + 0.1
        for k in range(30)
    )
    assert above <= 3
    assert list(indications(setup, np.arange(4.0), met[:4])) == []
    assert list(indications(setup, np.ones(16), met)) == []


def test_the_file_of_a_run_sums_to_one(finished) -> None:
    rows = read_spread(finished.folder)
    whole = [row for row in rows if row.of == "all"]
    assert len({row.column for row in whole}) >= 15
    for column, group in groupby(whole, key=lambda row: row.column):
        assert sum(row.share for row in group) == pytest.approx(1.0, abs=1e-6), column
    assert {row.n for row in whole} == {60}
    assert all(row.of == "all" for row in rows)  # two worlds give no hints
    with (finished.folder / "spread.csv").open() as file:
        assert tuple(next(csv.reader(file))) == SPREAD_COLUMNS


def test_another_file_is_refused(tmp_path) -> None:
    assert read_spread(tmp_path) == ()
    (tmp_path / "spread.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ResultsError, match="must have the columns scenario, measure"):
        read_spread(tmp_path)
