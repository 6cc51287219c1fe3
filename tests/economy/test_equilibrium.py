"""The solver's contract: independence of policies, determinism, honest failure."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Benchmark, Economy, Outcome, PolicyBatch, purge_imbalances
from sim.errors import InvalidInputError, NotConvergedError
from tests.economy.economies import random_benchmark, random_tariffs


@pytest.fixture(scope="module")
def benchmark_economy() -> Benchmark:
    return random_benchmark(np.random.default_rng(21), 5, 4)


@pytest.fixture(scope="module")
def economy(benchmark_economy: Benchmark) -> Economy:
    return Economy(benchmark_economy, 5.0)


def same_bytes(one: Outcome, other: Outcome) -> bool:
    names = ("wage_hat", "price_hat", "flows_usd_bn", "spending", "income", "tariff_revenue")
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in names)


def rich_batch(economy: Economy, n: int) -> PolicyBatch:
    batch = random_tariffs(np.random.default_rng(4), economy.benchmark, n)
    batch.export_cap[0, 1, 2] = np.linspace(0.2, 2.0, n)
    batch.purchase_usd_bn[1, 0, 3, ::3] = 0.2
    return batch


def test_a_result_does_not_depend_on_its_company(economy: Economy) -> None:
    """To the last bit: alone, in another order, in a batch that spans three chunks."""
    batch = rich_batch(economy, 300)
    together = economy.solve(batch)
    for p in (0, 7, 127, 128, 299):
        assert same_bytes(economy.solve(batch.take([p])), together.take([p]))
    assert economy.chunk_size == 128
    order = np.random.default_rng(0).permutation(300)
    assert same_bytes(economy.solve(batch.take(order)), together.take(order))


def test_larger_economies_too_take_narrower_chunks() -> None:
    base = random_benchmark(np.random.default_rng(22), 9, 26)
    economy = Economy(base, 4.0)
    assert economy.chunk_size == 112
    batch = random_tariffs(np.random.default_rng(4), base, 150)
    together = economy.solve(batch)
    for p in (3, 111, 112, 149):
        assert same_bytes(economy.solve(batch.take([p])), together.take([p]))


def test_the_batch_is_left_as_it_was(economy: Economy) -> None:
    batch = rich_batch(economy, 20)
    before = batch.digests()
    economy.solve(batch)
    assert batch.digests() == before
    assert batch.given("transfer_usd_bn") is None


def test_too_few_sweeps_raise_and_say_which(
    economy: Economy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.economy.rescue._FEW_SWEEPS", 2)
    monkeypatch.setattr("sim.economy.rescue._MANY_SWEEPS", 2)
    monkeypatch.setattr("sim.economy.newton._MAX_STEPS", 0)
    batch = PolicyBatch.at_benchmark(economy.benchmark, 3)
    batch.tariff_rate[0, 1, 2, 1] = 1.0
    with pytest.raises(NotConvergedError, match=r"1 of 3 .*positions 1; worst residual \d"):
        economy.solve(batch, max_sweeps=2)


def test_the_steady_iteration_rescues_stalled_policies(economy: Economy) -> None:
    batch = random_tariffs(np.random.default_rng(1), economy.benchmark, 4)
    fast = economy.solve(batch)
    slow = economy.solve(batch, max_sweeps=3)
    assert (slow.sweeps > fast.sweeps).all()
    assert same_bytes(economy.solve(batch.take([2]), max_sweeps=3), slow.take([2]))
    np.testing.assert_allclose(slow.welfare_hat, fast.welfare_hat, rtol=1e-8)


def test_newton_rescues_what_no_sweeps_solve(
    economy: Economy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two sweeps of either iteration Newton's method does all the work, quotas included."""
    batch = rich_batch(economy, 6)
    fast = economy.solve(batch)
    monkeypatch.setattr("sim.economy.rescue._FEW_SWEEPS", 2)
    monkeypatch.setattr("sim.economy.rescue._MANY_SWEEPS", 2)
    alone = economy.solve(batch, max_sweeps=2)
    assert (alone.sweeps < 30).all()
    assert alone.residual.max() <= 1e-10
    np.testing.assert_allclose(alone.welfare_hat, fast.welfare_hat, rtol=1e-8)
    assert same_bytes(economy.solve(batch.take([3]), max_sweeps=2), alone.take([3]))


def test_household_without_income_raises(economy: Economy) -> None:
    batch = PolicyBatch.at_benchmark(economy.benchmark, 1)
    batch.public_purchase_usd_bn[0, 0, 1] = 1.5 * economy.benchmark.income_usd_bn[0]
    with pytest.raises(NotConvergedError, match="household without income"):
        economy.solve(batch)


def test_imbalances(benchmark_economy: Benchmark) -> None:
    theta = 4.0
    batch = PolicyBatch.at_benchmark(benchmark_economy, 1)
    batch.tariff_rate[0, 0, 1] = 0.5
    zero = Economy(benchmark_economy, theta, imbalance="zero").solve(batch)
    np.testing.assert_array_equal(zero.deficit_usd_bn, 0.0)
    fixed = Economy(benchmark_economy, theta).solve(batch)
    np.testing.assert_allclose(fixed.deficit_usd_bn[:, 0], benchmark_economy.deficit_usd_bn)
    share = Economy(benchmark_economy, theta, imbalance="share_of_output").solve(batch)
    growth = share.output.sum() / benchmark_economy.world_output_usd_bn
    np.testing.assert_allclose(
        share.deficit_usd_bn[:, 0], growth * benchmark_economy.deficit_usd_bn, rtol=1e-8
    )


def test_purged_benchmark_is_balanced_and_at_rest(benchmark_economy: Benchmark) -> None:
    purged = purge_imbalances(benchmark_economy, 4.0)
    world = purged.world_output_usd_bn
    assert np.abs(benchmark_economy.deficit_usd_bn).max() > 1e-3 * world
    assert np.abs(purged.deficit_usd_bn).max() < 1e-9 * world
    outcome = Economy(purged, 4.0).solve(PolicyBatch.at_benchmark(purged, 1))
    np.testing.assert_allclose(outcome.welfare_hat, 1.0, atol=1e-9)


def test_large_and_small_economies_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain iteration of large benchmarks and the linearised one find the same equilibrium."""
    benchmark = random_benchmark(np.random.default_rng(2), 6, 5)
    batch = random_tariffs(np.random.default_rng(3), benchmark, 10)
    linearised = Economy(benchmark, 4.0).solve(batch)
    monkeypatch.setattr("sim.economy.equilibrium._MAX_PRECONDITIONED", 0)
    plain = Economy(benchmark, 4.0).solve(batch)
    assert plain.sweeps.mean() > 1.5 * linearised.sweeps.mean()
    np.testing.assert_allclose(plain.welfare_hat, linearised.welfare_hat, rtol=1e-8)


def test_no_failure_in_random_policies() -> None:
    benchmark = random_benchmark(np.random.default_rng(9), 9, 19)
    for theta in (1.2, 20.0):
        outcome = Economy(benchmark, theta).solve(
            random_tariffs(np.random.default_rng(10), benchmark, 400)
        )
        assert outcome.residual.max() <= 1e-10
        assert outcome.sweeps.max() < 40


@pytest.mark.parametrize(
    ("theta", "imbalance", "message"),
    [(-1.0, "fixed", "theta must exceed -1"), (4.0, "none", "imbalance must be")],
)
def test_wrong_parameters(
    benchmark_economy: Benchmark, theta: float, imbalance: str, message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message):
        Economy(benchmark_economy, theta, imbalance=imbalance)  # type: ignore[arg-type]
