"""Accounts of a benchmark, and what it refuses."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.economy import Benchmark
from sim.errors import BenchmarkError
from tests.economy.economies import random_benchmark


@pytest.fixture
def benchmark_economy() -> Benchmark:
    return random_benchmark(np.random.default_rng(3), 4, 3, export_taxes=True)


def test_income_is_spent_on_final_demand(benchmark_economy: Benchmark) -> None:
    b = benchmark_economy
    inputs = np.einsum("kjn,jn->kn", b.input_share, b.output_usd_bn)
    final = b.final_share * b.income_usd_bn
    np.testing.assert_allclose(final + inputs, b.spending_usd_bn, rtol=1e-12)


def test_deficits_sum_to_zero_and_are_no_trifle(benchmark_economy: Benchmark) -> None:
    deficit = benchmark_economy.deficit_usd_bn
    assert abs(deficit.sum()) < 1e-12 * benchmark_economy.world_output_usd_bn
    assert np.abs(deficit).max() > 1e-3 * benchmark_economy.income_usd_bn.min()


def test_goods_balance_is_bilateral_and_antisymmetric() -> None:
    flows = np.array([[[5.0, 1.0], [2.0, 5.0]], [[3.0, 9.0], [9.0, 3.0]]])
    b = Benchmark.from_flows(
        ["A", "B"],
        ["goods", "services"],
        goods=[True, False],
        flows_usd_bn=flows,
        tariff_rate=np.zeros_like(flows),
        value_added_share=np.ones((2, 2)),
        input_share=np.zeros((2, 2, 2)),
    )
    assert b.goods_balance_usd_bn(0, 1) == pytest.approx(1.0)  # A sells 2 to B, buys 1
    assert b.goods_balance_usd_bn(1, 0) == pytest.approx(-1.0)
    assert b.goods_balance_usd_bn(0) == pytest.approx(1.0)


def test_negative_final_demand_names_the_cell(benchmark_economy: Benchmark) -> None:
    b = benchmark_economy
    gamma = np.zeros_like(b.input_share)
    gamma[1] = 1.0 - b.value_added_share  # every input is S1: more than is spent on it

    def build(*, clip_final: bool) -> Benchmark:
        return Benchmark.from_flows(
            b.regions,
            b.sectors,
            goods=b.goods,
            flows_usd_bn=b.flows_usd_bn,
            tariff_rate=b.tariff_rate,
            value_added_share=b.value_added_share,
            input_share=gamma,
            clip_final=clip_final,
        )

    with pytest.raises(BenchmarkError, match=r"S1 in R\d has -"):
        build(clip_final=False)
    clipped = build(clip_final=True)
    assert clipped.final_share[1].min() == 0.0
    np.testing.assert_allclose(clipped.final_share.sum(axis=0), 1.0)


@pytest.mark.parametrize(
    ("field", "change", "message"),
    [
        ("flows_usd_bn", -100.0, "must not be negative"),
        ("flows_usd_bn", np.nan, "finite"),
        ("tariff_rate", -2.0, "exceed -1"),
        ("value_added_share", 0.1, "must sum to 1 in every sector"),
        ("final_share", 0.1, "Final shares must sum to 1"),
    ],
)
def test_wrong_numbers_are_refused(
    benchmark_economy: Benchmark, field: str, change: float, message: str
) -> None:
    values = getattr(benchmark_economy, field).copy()
    values.flat[0] += change
    with pytest.raises(BenchmarkError, match=message):
        dataclasses.replace(benchmark_economy, **{field: values})


def test_wrong_shape_says_both_shapes(benchmark_economy: Benchmark) -> None:
    with pytest.raises(BenchmarkError, match=r"must have shape \(3, 4, 4\).*got \(3, 4\)"):
        dataclasses.replace(benchmark_economy, tariff_rate=np.zeros((3, 4)))


def test_names_are_found_or_listed(benchmark_economy: Benchmark) -> None:
    assert benchmark_economy.region_index("R2") == 2
    assert benchmark_economy.sector_index("S1") == 1
    with pytest.raises(BenchmarkError, match=r"'Mars'.*R0, R1, R2, R3"):
        benchmark_economy.region_index("Mars")


def test_empty_market_buys_at_home() -> None:
    b = random_benchmark(np.random.default_rng(0), 3, 2)
    flows = b.flows_usd_bn.copy()
    flows[1, 2, :] = 0.0
    empty = Benchmark.from_flows(
        b.regions,
        b.sectors,
        goods=b.goods,
        flows_usd_bn=flows,
        tariff_rate=b.tariff_rate,
        value_added_share=b.value_added_share,
        input_share=b.input_share,
        clip_final=True,
    )
    np.testing.assert_array_equal(empty.expenditure_share[1, 2], [0.0, 0.0, 1.0])
