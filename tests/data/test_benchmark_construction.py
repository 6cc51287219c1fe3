"""The build: balancing, splitting and, where the sources are at hand, the very same bytes."""

from __future__ import annotations

import doctest
import importlib
import itertools
import pkgutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.data
import sim.data.construction
from sim.errors import BenchmarkError

pytest.importorskip("pandas", reason="pandas is needed to rebuild the tables, not to use them")

from sim.data import build
from sim.data.construction import concordance, costs, pipeline
from sim.data.construction.balance import balance_region, fit_margins
from sim.data.construction.home_sales import gdp_2024
from sim.data.construction.numbers import number, rounded
from sim.data.construction.shares import CANDIDATES, PROXY
from sim.data.construction.sources import SourceFolder
from sim.data.names import REGION_INDEX, SECTORS

PACKAGE = Path(sim.data.__file__).parent
SOURCES = PACKAGE.parents[1].parent / "shared" / "data"
needs_sources = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the source tables (../shared/data) are not here"
)


@needs_sources
def test_the_committed_tables_are_what_the_sources_give(tmp_path: Path) -> None:
    assert (
        build.main(["--source", str(SOURCES), "--target", str(tmp_path), "--docs", str(tmp_path)])
        == 0
    )
    committed = sorted((PACKAGE / "tables").glob("*.csv"))
    assert len(committed) == 11
    assert {p.name for p in committed} == {p.name for p in (tmp_path / "tables").glob("*.csv")}
    pairs = [(path, tmp_path / "tables" / path.name) for path in committed]
    pairs.append((PACKAGE / "balance_report.csv", tmp_path / "balance_report.csv"))
    pairs.append((PACKAGE.parents[1] / "docs" / "benchmark.md", tmp_path / "benchmark.md"))
    for ours, rebuilt in pairs:
        assert ours.read_bytes() == rebuilt.read_bytes(), ours.name


@needs_sources
def test_each_proxy_is_the_mixture_in_quarters_that_moves_least() -> None:
    folder = SourceFolder(SOURCES)
    built = pipeline.build(folder)
    gdp = {region: value for region, (value, _) in gdp_2024(folder).items()}

    def moved(proxy: dict[str, dict[str, float]]) -> dict[str, float]:
        result = costs.balance(
            folder, built.shares, built.spending, built.output, value_added=gdp, proxy=proxy
        )
        share = result.moved_usd_bn / result.table_usd_bn
        return {region: float(share[REGION_INDEX[region]]) for region in PROXY}

    chosen = moved(PROXY)
    for quarters in itertools.combinations_with_replacement(CANDIDATES, 4):
        weights = {name: quarters.count(name) / 4 for name in quarters}
        other = moved(dict.fromkeys(PROXY, weights))
        for region, share in other.items():
            assert chosen[region] <= share + 1e-9, (region, weights)


def test_a_wrong_source_folder_is_an_error_not_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(["--source", str(tmp_path), "--target", str(tmp_path)]) == 3
    assert "--source must be the folder" in capsys.readouterr().err
    assert not (tmp_path / "tables").exists()


@needs_sources
def test_a_fact_must_be_one_row() -> None:
    folder = SourceFolder(SOURCES)
    total = folder.fact("census2024", partner="JPN", item="us_goods_imports_general")
    assert total == pytest.approx(148208.6)
    with pytest.raises(ValueError, match=r"one row of .* must fit"):
        folder.fact("census2024", partner="JPN")


def test_concordances_name_known_sectors_and_leave_none_out() -> None:
    concordance.check()
    reached = set(concordance.ICIO_TO_SECTOR.values()) | set(concordance.CHILDREN)
    assert reached == set(SECTORS)


def _table(rows: int, columns: int) -> st.SearchStrategy[np.ndarray]:
    cells = st.lists(st.floats(0.01, 100.0), min_size=rows * columns, max_size=rows * columns)
    return cells.map(lambda values: np.array(values).reshape(rows, columns))


@settings(max_examples=40, deadline=None)
@given(prior=_table(3, 4), wanted=_table(3, 4))
def test_a_fit_meets_both_margins_and_keeps_odds_ratios(
    prior: np.ndarray, wanted: np.ndarray
) -> None:
    rows, columns = wanted.sum(axis=1), wanted.sum(axis=0)
    fitted = fit_margins(prior, rows, columns)
    np.testing.assert_allclose(fitted.sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-9)
    odds = fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0])
    before = prior[0, 0] * prior[1, 1] / (prior[0, 1] * prior[1, 0])
    assert odds == pytest.approx(before, rel=1e-6)


def test_margins_that_zeros_make_impossible_are_an_error() -> None:
    with pytest.raises(BenchmarkError, match="reachable from its prior"):
        fit_margins(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([1.0, 3.0]), np.array([2.0, 2.0]))


@settings(max_examples=40, deadline=None)
@given(inputs=_table(4, 4), others=_table(3, 4), noise=_table(3, 4))
def test_a_balanced_region_adds_up_and_keeps_its_signs(
    inputs: np.ndarray, others: np.ndarray, noise: np.ndarray
) -> None:
    added, final = 200.0 + others[0], others[1]
    output = (inputs.sum(axis=0) + added) * (1.0 + noise[0] / 500.0)
    spending = (inputs.sum(axis=1) + final) * (1.0 + noise[1] / 500.0)
    table, value_added, demand = balance_region(inputs, added, final, spending, output)
    np.testing.assert_allclose(table.sum(axis=0) + value_added, output, rtol=1e-9)
    np.testing.assert_allclose(table.sum(axis=1) + demand, spending, rtol=1e-9)
    assert min(table.min(), value_added.min(), demand.min()) > 0.0


def test_a_balanced_region_does_not_move() -> None:
    inputs = np.array([[1.0, 2.0], [3.0, 4.0]])
    added, final = np.array([5.0, 6.0]), np.array([7.0, 8.0])
    table, value_added, demand = balance_region(
        inputs, added, final, inputs.sum(axis=1) + final, inputs.sum(axis=0) + added
    )
    np.testing.assert_allclose(table, inputs, rtol=1e-12)
    np.testing.assert_allclose(value_added, added, rtol=1e-12)
    np.testing.assert_allclose(demand, final, rtol=1e-12)


def test_rounding_is_what_a_reader_gets_back() -> None:
    values = np.array([[1 / 3, 148.2086], [0.0, 1e-6]])
    again = rounded(values)
    assert [number(float(v)) for v in again.ravel()] == [number(float(v)) for v in values.ravel()]
    np.testing.assert_allclose(again, values, rtol=1e-8)


def test_examples_in_the_documentation_hold() -> None:
    examples = 0
    for package in (sim.data, sim.data.construction):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            result = doctest.testmod(importlib.import_module(module.name))
            assert result.failed == 0, module.name
            examples += result.attempted
    assert examples >= 5
