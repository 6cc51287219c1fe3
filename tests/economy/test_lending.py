"""Saving that answers wages: accounts close, wages hold, and nothing is given away."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economy import Economy, PolicyBatch, residuals, welfare_decomposition
from sim.economy.layout import Imbalance
from sim.errors import InvalidInputError
from tests.economy.economies import random_benchmark, random_tariffs
from tests.economy.test_laws import every_instrument, some_economy

LAWS = settings(max_examples=15, deadline=None, derandomize=True)
IMBALANCES: tuple[Imbalance, ...] = ("fixed", "share_of_output", "zero")


@LAWS
@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(3, 6), st.integers(2, 6)),
    st.sampled_from(IMBALANCES),
    st.floats(0.0, 2.0),
)
def test_every_equation_holds_with_lending_and_markup_cuts(
    seed: int, size: tuple[int, int], imbalance: Imbalance, response: float
) -> None:
    rng, benchmark, plain = some_economy(seed, size)
    economy = Economy(benchmark, plain.theta, imbalance=imbalance, lending_response=response)
    batch = every_instrument(rng, benchmark, 2)
    abroad = 1.0 - np.eye(benchmark.n_regions)[:, :, None]
    batch.markup_cut[...] = 0.1 * rng.random(batch.markup_cut.shape) * abroad
    outcome = economy.solve(batch)
    found = residuals(economy, batch, outcome)
    assert {"lending", "markups", "walras"} <= set(found)
    name = max(found, key=lambda key: float(found[key].max()))
    assert found[name].max() < 1e-9, name
    world = benchmark.value_added_usd_bn.sum()
    np.testing.assert_allclose(outcome.lending_usd_bn.sum(axis=0), 0.0, atol=1e-12 * world)


@pytest.fixture(scope="module")
def shocked() -> tuple[Economy, PolicyBatch]:
    rng = np.random.default_rng(12)
    benchmark = random_benchmark(rng, 4, 3, export_taxes=True)
    return Economy(benchmark, [4.0, 0.8, 7.0]), random_tariffs(rng, benchmark, 3, high=0.6)


def answering(economy: Economy, response: float) -> Economy:
    return Economy(economy.benchmark, economy.theta, lending_response=response)


def test_no_response_is_the_plain_economy_to_the_bit(shocked) -> None:
    economy, batch = shocked
    one, two = economy.solve(batch), answering(economy, 0.0).solve(batch)
    assert one.flows_usd_bn.tobytes() == two.flows_usd_bn.tobytes()
    assert not two.lending_usd_bn.any()


def test_wages_move_less_the_more_saving_answers(shocked) -> None:
    economy, batch = shocked
    spread = []
    for response in (0.0, 0.5, 2.0, 100.0, 1000.0):
        log_wage = np.log(answering(economy, response).solve(batch).wage_hat)
        spread.append((log_wage.max(axis=0) - log_wage.min(axis=0)).max())
    assert all(later < earlier for earlier, later in pairwise(spread))
    assert spread[-1] == pytest.approx(0.1 * spread[-2], rel=0.05)  # in the end as 1 / response


def test_who_lends_is_who_became_dear_and_its_deficit_shrinks(shocked) -> None:
    economy, batch = shocked
    outcome = answering(economy, 2.0).solve(batch)
    benchmark = economy.benchmark
    weight = benchmark.value_added_usd_bn / benchmark.value_added_usd_bn.sum()
    gap = np.log(outcome.wage_hat) - weight @ np.log(outcome.wage_hat)
    lent = 2.0 * benchmark.value_added_usd_bn[:, None] * gap
    np.testing.assert_allclose(outcome.lending_usd_bn, lent, atol=1e-9)
    change = outcome.deficit_usd_bn - benchmark.deficit_usd_bn[:, None]
    np.testing.assert_allclose(change, -lent, atol=1e-9)


def test_a_loan_is_no_gain_and_no_loss(shocked) -> None:
    """Real income counts what is lent at its purchasing power: (I' + lent) / P - I."""
    economy, batch = shocked
    outcome = answering(economy, 3.0).solve(batch)
    base = economy.benchmark.income_usd_bn[:, None]
    kept = (outcome.income + outcome.lending_usd_bn) / outcome.price_index_hat - base
    np.testing.assert_allclose(outcome.ev_without_transfer_usd_bn, kept, atol=1e-9)
    assert np.abs(outcome.ev_usd_bn - kept).max() > 0.1


def test_near_a_policy_the_same_equilibrium_is_found(shocked) -> None:
    economy, batch = shocked
    dear = answering(economy, 1.5)
    batch = batch.take(slice(None))
    batch.markup_cut[0, :, 1] = 0.1
    near = dear.near(batch.take([0]))
    np.testing.assert_allclose(
        near.solve(batch).flows_usd_bn, dear.solve(batch).flows_usd_bn, rtol=1e-7
    )


def test_parts_of_welfare_sum_with_lending_and_markup_cuts(shocked) -> None:
    economy, batch = shocked
    batch = batch.take(slice(None))
    batch.export_tax_rate[...] += 0.03
    batch.markup_cut[:, 0, 1:] = 0.15
    batch.export_cap[1, 0, 1] = [0.5, 0.8, 1.5]
    batch.quota_rent_share_exporter, batch.quota_rent_share_importer = 0.5, 0.3
    parts = welfare_decomposition(answering(economy, 1.0), batch, steps=16)
    assert np.abs(parts.remainder).max() < 2e-5
    assert (parts.markups[0] > 1e-3).all()  # the buyer gains what the sellers give up
    assert (parts.markups[1:] < -1e-4).all()
    assert np.abs(parts.imbalance).max() > 1e-3


@pytest.mark.parametrize("response", [-0.1, float("inf"), float("nan")])
def test_an_impossible_response_is_refused(shocked, response: float) -> None:
    with pytest.raises(InvalidInputError, match="lending_response must be a finite number"):
        answering(shocked[0], response)
