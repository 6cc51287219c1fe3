"""monthly.csv: accounts, paths before and after the end of talks, front-loading, statistics."""

from __future__ import annotations

import csv
import json
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble.layout import MONTHLY_COLUMNS, names
from sim.ensemble.monthly import groups
from sim.ensemble.monthly.calendar import MONTHS
from sim.ensemble.monthly.paths import PATHS
from sim.ensemble.monthly.quantities import MEANINGS
from sim.ensemble.monthly.table import statistics

NO_FRONT_LOADING = "economy.front_loading.response=0 months"


class Monthly:
    """monthly.csv as arrays: means and quantiles by path, measure, party, partner, sector."""

    def __init__(self, folder):
        found = defaultdict(list)
        with (folder / "monthly.csv").open() as file:
            self.rows = list(csv.DictReader(file))
        for row in self.rows:
            key = tuple(row[k] for k in ("path", "measure", "party", "partner", "sector"))
            found[key].append([float(row[k]) for k in ("mean", "p05", "p50", "p95")])
        self.series = {key: np.array(values) for key, values in found.items()}

    def mean(self, path, measure, party, partner="", sector=""):
        return self.series[path, measure, party, partner, sector][:, 0]


@pytest.fixture(scope="module", name="monthly")
def _monthly(finished):
    return Monthly(finished.folder)


@pytest.fixture(scope="module", name="plain")
def _plain(play):
    return Monthly(play(NO_FRONT_LOADING).folder)


def test_every_path_has_every_series_in_every_month(monthly):
    assert tuple(monthly.rows[0]) == names(MONTHLY_COLUMNS)
    assert {len(values) for values in monthly.series.values()} == {MONTHS}
    kinds = [{key[1:] for key in monthly.series if key[0] == path} for path in PATHS]
    assert all(kind == kinds[0] for kind in kinds)
    assert {measure for measure, *_ in kinds[0]} == set(MEANINGS)
    assert {row["n"] for row in monthly.rows} == {"60"}
    months = [row["month"] for row in monthly.rows[:MONTHS]]
    assert months[0] == "2025-06"
    assert months == sorted(months)
    assert months[-1] == "2031-05"


def test_units_are_those_of_the_page(monthly):
    units = {(row["measure"], row["unit"]) for row in monthly.rows}
    assert len(units) == len(MEANINGS)
    assert ("goods_balance", "USD bn/yr") in units
    assert ("import_price_with_duty", "2024 = 1") in units
    assert ("magnet_stock", "months of use") in units


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("pair", [("USA", "JPN"), ("USA", "CHN"), ("JPN", "CHN"), ("USA", "")])
def test_balances_are_exports_less_imports(monthly, path, pair):
    exports, imports, balance = (
        monthly.mean(path, f"goods_{kind}", *pair) for kind in ("exports", "imports", "balance")
    )
    assert exports - imports == pytest.approx(balance, rel=1e-7, abs=3e-5)


def test_quantiles_lie_in_order(monthly):
    for values in monthly.series.values():
        assert (np.diff(values[:, 1:], axis=1) >= -1e-9).all()


def test_before_the_end_of_the_talks_a_run_lives_under_the_rates_in_force(play):
    run = play(
        NO_FRONT_LOADING,
        "talks.us_japan.deadline=2025-10-09",
        "talks.us_japan.rounds=[2025-09-12, 2025-09-26, 2025-10-03]",
        runs=1,
    )
    with (run.folder / "runs.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert row["outcome"] == "deal"
    monthly = Monthly(run.folder)
    ended = row["agreement_date"][:7]
    months = [r["month"] for r in monthly.rows[:MONTHS]]
    before = np.array([month < ended for month in months])
    after = np.array([month > ended for month in months])
    assert before.any()
    for key, values in monthly.series.items():
        if key[0] == "outcome":
            in_force = monthly.series["in_force", *key[1:]]
            assert values[before] == pytest.approx(in_force[before], rel=1e-8), key
    rate, now = (
        monthly.mean(path, "average_tariff", "USA", "JPN") for path in ("outcome", "in_force")
    )
    assert (np.abs(rate - now)[after] > 1e-4).all()
    part = ~before & ~after
    assert np.abs(rate - now)[part].max() < np.abs(rate - now)[after].min()


def test_the_threat_holds_from_its_date_on(plain):
    rate = plain.mean("threat", "average_tariff", "USA", "JPN")
    now = plain.mean("in_force", "average_tariff", "USA", "JPN")
    assert rate[0] == pytest.approx(now[0])  # June 2025
    assert rate[0] < rate[1] < rate[2]  # it falls due on 9 July, for some runs later
    imports, base = (plain.mean(p, "goods_imports", "USA", "JPN") for p in ("threat", "in_force"))
    assert imports[0] == pytest.approx(base[0])
    assert imports[12] < base[12]


def test_no_deal_lies_between_the_rates_in_force_and_the_threat(plain):
    low, mid, high = (
        plain.mean(path, "average_tariff", "USA", "JPN")[12]
        for path in ("in_force", "no_deal", "threat")
    )
    assert low < mid < high


def test_front_loading_moves_imports_between_months_and_none_is_lost(monthly, plain):
    """By the length of the months: USD bn that are bought early are not bought later."""
    firsts = np.array([f"{month}-01" for month in [*_months(monthly), "2031-06"]], "datetime64[D]")
    days = np.diff(firsts).astype(float)
    for sector in ("", "machinery"):
        kind = ("goods_exports", "JPN", "USA", sector)
        moved = monthly.mean("threat", *kind) - plain.mean("threat", *kind)
        assert moved[0] > 0.01
        assert moved[2] < 0.0
        assert moved @ days == pytest.approx(0.0, abs=1e-4 * (np.abs(moved) @ days))
        assert np.abs(moved[20:]).max() < 1e-5
    # The tax on early goods is the old one.
    duty = monthly.mean("threat", "tariff_revenue", "USA") - plain.mean(
        "threat", "tariff_revenue", "USA"
    )
    assert duty[0] > 0.0 > duty[2]
    assert duty @ days < 0.0
    for path, measure in (("in_force", "goods_exports"), ("threat", "value_added")):
        same = [
            key for key in monthly.series if key[:2] == (path, measure) and key[3:] != ("USA", "")
        ]
        for key in same:
            assert monthly.series[key] == pytest.approx(plain.series[key], rel=1e-8)


def _months(monthly):
    return [row["month"] for row in monthly.rows[:MONTHS]]


def test_deliveries_begin_after_a_deal_and_only_there(monthly):
    farm = ("delivered", "JPN", "", "agricultural_imports")
    assert monthly.mean("outcome", *farm)[0] == 0.0
    assert monthly.mean("outcome", *farm)[-1] > 0.0
    for path in ("in_force", "threat", "no_deal"):
        assert not monthly.mean(path, *farm).any()


def test_the_error_is_reported_and_small(finished):
    """Measured with 16 worlds: flows and prices 0.5 % rms, 3 % at most; see docs/time.md."""
    notes = json.loads((finished.folder / "manifest.json").read_text())["approximation"]
    errors = notes["monthly_paths"]
    assert 0.0 < errors["flows_and_prices_rms_error"] < 0.01
    assert errors["flows_and_prices_largest_error"] < 0.06
    largest = errors["package_values_largest_usd_bn_per_year"]
    for kind in ("two_solutions", "monthly_path"):
        found = errors[f"package_values_largest_error_of_{kind}"]
        for name, value in found.items():
            assert value < 0.15 * largest[name], (kind, name)


def test_more_runs_than_are_followed_change_nothing(play, monkeypatch):
    monkeypatch.setattr("sim.ensemble.monthly.work.RUNS_FOLLOWED", 20)
    texts = [(play(runs=runs).folder / "monthly.csv").read_text() for runs in (20, 45)]
    assert texts[0] == texts[1]
    assert groups.RUNS_FOLLOWED == 250


@given(
    counts=st.lists(st.integers(1, 5), min_size=1, max_size=8),
    seed=st.integers(0, 1000),
)
def test_statistics_of_groups_are_those_of_their_runs(counts, seed):
    values = np.random.default_rng(seed).normal(size=(len(counts), 2, 3))
    mean, quantiles = statistics(values, np.array(counts))
    runs = np.repeat(values, counts, axis=0)
    assert mean == pytest.approx(runs.mean(axis=0))
    expected = np.quantile(runs, (0.05, 0.5, 0.95), axis=0, method="inverted_cdf")
    assert quantiles == pytest.approx(expected)
