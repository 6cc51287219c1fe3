import dataclasses

import numpy as np
import pytest

from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.stratified import Strata, stratified_mean
from sim.ensemble.summary import SUMMARY_COLUMNS, Summariser, summarise
from sim.errors import ResultsError


def make_table(n, seed=0):
    rng = np.random.default_rng(seed)
    agreed = (rng.random(n) < 0.6).astype(float)
    days = np.where(agreed > 0, rng.integers(1, 40, n), np.nan)
    return RunTable(
        np.arange(n),
        np.arange(n) % 5,
        {
            Measure("agreed", "USA", "JPN"): agreed,
            Measure("days_to_agreement", "USA", "JPN"): days,
            Measure("utility", "JPN", baseline="in_force"): rng.normal(size=n),
            Measure("tariff_rate", "USA", "JPN", "average"): np.full(n, 0.15),
        },
    )


def cut(table, sizes):
    start = 0
    for size in sizes:
        part = slice(start, start + size)
        yield RunTable(
            table.run[part],
            table.world[part],
            {m: column[part] for m, column in table.values.items()},
        )
        start += size


def test_the_columns_are_those_of_the_issue():
    assert ",".join(SUMMARY_COLUMNS) == (
        "scenario,measure,party,partner,sector,horizon,baseline,unit,mean,sd,p05,p50,p95,ci_low,"
        "ci_high,n"
    )


def test_a_row_holds_mean_spread_and_simulation_error():
    table = make_table(200)
    row = summarise("main", table)[2]
    values = table[row.key]
    assert (row.scenario, row.measure, row.party, row.unit) == (
        "main",
        "utility",
        "JPN",
        "USD bn/yr",
    )
    assert row.mean == pytest.approx(values.mean())
    assert row.sd == pytest.approx(values.std(ddof=1))
    assert (row.p05, row.p50, row.p95) == pytest.approx(
        tuple(np.quantile(values, [0.05, 0.5, 0.95]))
    )
    expected = stratified_mean(values, Strata.of(table.world)).interval()
    assert (row.ci_low, row.ci_high) == pytest.approx(expected)
    assert row.n == 200


def test_runs_to_which_a_measure_does_not_apply_are_left_out():
    table = make_table(200)
    agreed, days = summarise("main", table)[:2]
    assert agreed.n == 200
    assert days.n == round(200 * agreed.mean)
    assert days.mean == pytest.approx(np.nanmean(table[days.key]))


def test_a_measure_without_any_value_is_an_empty_row():
    measure = Measure("days_to_agreement", "USA", "JPN")
    table = RunTable(np.arange(3), np.zeros(3, int), {measure: np.full(3, np.nan)})
    row = summarise("none", table)[0]
    assert row.n == 0
    numbers = [row.mean, row.sd, row.p05, row.p50, row.p95, row.ci_low, row.ci_high]
    assert np.isnan(numbers).all()


@pytest.mark.parametrize("sizes", [[1000], [250] * 4, [1, 999], [333, 333, 334]])
def test_streaming_gives_the_same_bits_however_runs_are_cut(sizes):
    table = make_table(1000)
    with Summariser("main") as summariser:
        for block in cut(table, sizes):
            summariser.add(block)
        rows = summariser.rows()
        assert summariser.rows() == rows
    for row, expected in zip(rows, summarise("main", table), strict=True):
        assert dataclasses.astuple(row) == dataclasses.astuple(expected)


def test_values_that_do_not_fit_in_memory_go_to_a_file(monkeypatch):
    monkeypatch.setattr("sim.ensemble.summary._MEMORY_BYTES", 1000)
    table = make_table(500)
    with Summariser("main") as summariser:
        for block in cut(table, [250, 250]):
            summariser.add(block)
        assert summariser._spool._rolled
        assert summariser.rows() == summarise("main", table)


def test_no_run_is_an_error():
    with Summariser("main") as summariser, pytest.raises(ResultsError, match="no run was finished"):
        summariser.rows()
