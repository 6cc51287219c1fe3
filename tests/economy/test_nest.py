"""Home goods as a tier of their own: at equal elasticities plain CES, and closed forms beside."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economy import Benchmark, Economy, PolicyBatch, residuals, welfare_decomposition
from sim.errors import InvalidInputError, NotConvergedError, PolicyError
from tests.economy.economies import one_sector, random_benchmark, random_tariffs

BUYER, SELLER, OTHER = 0, 1, 2


def nearly_equal_is_nested(theta: np.ndarray) -> np.ndarray:
    """One tier in all but the code that runs."""
    return theta * (1.0 + 1e-14)


def purchases(benchmark: Benchmark, n: int = 1, amount: float = 0.5) -> PolicyBatch:
    batch = PolicyBatch.at_benchmark(benchmark, n)
    batch.purchase_usd_bn[0, BUYER, SELLER] = amount
    return batch


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["budget", "levy"]))
def test_at_equal_elasticities_it_is_plain_ces(seed: int, financing: str) -> None:
    rng = np.random.default_rng(seed)
    benchmark = random_benchmark(rng, 4, 3)
    theta = rng.uniform(0.5, 8.0, 3)
    batch = random_tariffs(rng, benchmark, 2, high=0.6)
    batch.trade_cost_hat[:, 0, 0] = 1.05
    batch.export_cap[1, BUYER, SELLER] = [0.6, np.inf]
    batch.purchase_usd_bn[0, BUYER, SELLER] = 0.1 * benchmark.flows_usd_bn[0, BUYER, SELLER]
    batch.purchase_financing = financing  # type: ignore[assignment]
    plain = Economy(benchmark, theta).solve(batch)
    nested = Economy(benchmark, theta, home_theta=nearly_equal_is_nested(theta)).solve(batch)
    np.testing.assert_allclose(nested.welfare_hat, plain.welfare_hat, rtol=1e-9)
    np.testing.assert_allclose(nested.flows_usd_bn, plain.flows_usd_bn, rtol=1e-7, atol=1e-9)
    assert plain.levy_rate is not None
    assert nested.levy_rate is not None
    np.testing.assert_allclose(nested.levy_rate, plain.levy_rate, atol=1e-8)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(2, 6), st.integers(1, 5)),
    st.floats(-0.6, 9.0),
    st.booleans(),
)
def test_no_shock_changes_nothing(
    seed: int, size: tuple[int, int], home_theta: float, empty: bool
) -> None:
    rng = np.random.default_rng(seed)
    benchmark = random_benchmark(rng, *size, empty_flows=0.1 if empty else 0.0)
    economy = Economy(benchmark, rng.uniform(-0.5, 8.0, size[1]), home_theta=home_theta)
    outcome = economy.solve(PolicyBatch.at_benchmark(benchmark, 1))
    np.testing.assert_allclose(outcome.welfare_hat, 1.0, atol=1e-11)
    np.testing.assert_allclose(
        outcome.flows_usd_bn[..., 0], benchmark.flows_usd_bn, rtol=1e-8, atol=1e-11
    )


@pytest.mark.parametrize(
    ("home_theta", "share"), [(4.0, 0.0683 / 0.9683), (2.0, 0.08264 / 0.98264)]
)
def test_a_small_country_taxes_its_imports(home_theta: float, share: float) -> None:
    """The worked number of `nest`: prices at home are given, imports 10 % of spending."""
    flows = np.array([[9e-5, 5e-6, 5e-6], [5e-6, 1e3, 1e3], [5e-6, 1e3, 1e3]])
    benchmark = one_sector(flows)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.trade_cost_hat[0, 0, 1:] = 1.1
    # The wage of the small country falls; taking its cost out leaves the formula of the docstring.
    outcome = Economy(benchmark, 4.0, home_theta=home_theta).solve(batch)
    relative = 1.1 * outcome.cost_hat[0, 1, 0] / outcome.cost_hat[0, 0, 0]
    pull = 0.1 * relative**-home_theta
    imported = 1.0 - outcome.flows_usd_bn[0, 0, 0, 0] / outcome.spending[0, 0, 0]
    assert imported == pytest.approx(pull / (0.9 + pull), rel=1e-9)
    at_given_prices = 0.1 * 1.1**-home_theta
    assert at_given_prices / (0.9 + at_given_prices) == pytest.approx(share, rel=1e-3)


def test_among_suppliers_the_upper_tier_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    benchmark = random_benchmark(rng, 4, 2)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.tariff_rate[0, BUYER, SELLER] += 0.3
    outcome = Economy(benchmark, 5.0, home_theta=1.5).solve(batch)
    ratio = outcome.flows_usd_bn[0, BUYER, SELLER] / outcome.flows_usd_bn[0, BUYER, OTHER]
    base = benchmark.flows_usd_bn[0, BUYER, SELLER] / benchmark.flows_usd_bn[0, BUYER, OTHER]
    was = benchmark.tariff_rate[0, BUYER, SELLER]
    dearer = (1.3 + was) / (1.0 + was)
    cost = outcome.cost_hat[0, SELLER] / outcome.cost_hat[0, OTHER]
    assert ratio[0] / base == pytest.approx(float(cost[0]) ** -5.0 * dearer**-6.0, rel=1e-9)


def sourced(benchmark: Benchmark, home_theta: float, financing: str = "budget") -> np.ndarray:
    """What a commitment of 0.5 takes from home and from third suppliers, as shares of it."""
    batch = purchases(benchmark)
    batch.purchase_financing = financing  # type: ignore[assignment]
    economy = Economy(benchmark, 4.0, home_theta=home_theta)
    before = economy.solve(PolicyBatch.at_benchmark(benchmark, 1)).flows_usd_bn
    change = (economy.solve(batch).flows_usd_bn - before)[0, BUYER, :, 0]
    assert change[SELLER] == pytest.approx(0.5, abs=1e-6)
    return -np.array([change[BUYER], change[2:].sum()]) / 0.5


@pytest.mark.parametrize("financing", ["budget", "levy"])
def test_a_commitment_spares_home_producers_where_they_are_a_tier(financing: str) -> None:
    benchmark = random_benchmark(np.random.default_rng(5), 4, 2)
    plain, lower, lowest = (sourced(benchmark, h, financing) for h in (4.0, 2.0, 0.5))
    assert plain[0] > lower[0] > lowest[0] > 0.0
    assert lowest[1] > lower[1] > plain[1] > 0.0


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(3, 6), st.integers(2, 5)),
    st.floats(0.2, 1.0),
    st.sampled_from(["budget", "levy"]),
)
def test_every_equation_holds_with_every_rule(
    seed: int, size: tuple[int, int], ratio: float, financing: str
) -> None:
    """The elasticities of imports lie below or above those of home goods, and below 1 too."""
    rng = np.random.default_rng(seed)
    benchmark = random_benchmark(rng, *size, empty_flows=0.1)
    theta = rng.uniform(-0.4, 8.0, size[1])
    economy = Economy(benchmark, theta, home_theta=ratio * (theta + 1.0) - 1.0)
    batch = random_tariffs(rng, benchmark, 2, high=0.6)
    batch.export_cap[1, 1:, 0] = rng.uniform(0.4, 1.2, batch.export_cap[1, 1:, 0].shape)
    batch.quota_rent_share_exporter, batch.quota_rent_share_importer = 0.5, 0.2
    if benchmark.flows_usd_bn[0, BUYER, SELLER] > 0:
        extra = 0.2 * benchmark.flows_usd_bn[0, BUYER, SELLER]
        batch.purchase_usd_bn[0, BUYER, SELLER] = extra
    batch.purchase_financing = financing  # type: ignore[assignment]
    found = residuals(economy, batch, economy.solve(batch))
    worst = max(found, key=lambda name: float(found[name].max()))
    assert found[worst].max() < 1e-9, worst


def test_solving_near_a_policy_gives_the_same() -> None:
    rng = np.random.default_rng(6)
    benchmark = random_benchmark(rng, 5, 4)
    economy = Economy(benchmark, 4.0, home_theta=[2.0, 4.0, 1.0, 4.0])
    batch = random_tariffs(rng, benchmark, 5, high=0.3)
    batch.trade_cost_hat[0, 0, 0] = 1.02
    batch.purchase_usd_bn[0, BUYER, SELLER] = 0.3
    near = economy.near(batch.take([0]).without_purchases())
    ours, theirs = near.solve(batch), economy.solve(batch)
    np.testing.assert_allclose(ours.welfare_hat, theirs.welfare_hat, rtol=1e-9)
    np.testing.assert_allclose(ours.flows_usd_bn, theirs.flows_usd_bn, rtol=1e-6, atol=1e-8)


def test_the_parts_of_welfare_add_up() -> None:
    rng = np.random.default_rng(7)
    benchmark = random_benchmark(rng, 4, 3)
    batch = random_tariffs(rng, benchmark, 1, high=0.5)
    batch.purchase_usd_bn[0, BUYER, SELLER] = 0.3
    parts = welfare_decomposition(Economy(benchmark, 4.0, home_theta=1.5), batch)
    assert np.abs(parts.remainder).max() < 1e-6
    assert np.abs(parts.total).max() > 1e-3


def test_all_imports_banned_leave_home_goods() -> None:
    benchmark = random_benchmark(np.random.default_rng(9), 3, 2)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.export_cap[0, BUYER, [SELLER, OTHER]] = 0.0
    economy = Economy(benchmark, 4.0, home_theta=2.0)
    outcome = economy.solve(batch)
    spent = outcome.spending[0, BUYER, 0]
    assert outcome.flows_usd_bn[0, BUYER, BUYER, 0] == pytest.approx(spent, rel=1e-12)
    assert max(v.max() for v in residuals(economy, batch, outcome).values()) < 1e-9
    with pytest.raises(PolicyError, match="can do without"):
        Economy(benchmark, 4.0, home_theta=-0.2).solve(batch)
    batch.export_cap[0, BUYER, OTHER] = 0.5  # one supplier left: nothing essential is missing
    assert np.isfinite(Economy(benchmark, 4.0, home_theta=-0.2).solve(batch).welfare_hat).all()


def test_trade_that_falls_below_what_numbers_hold_is_not_called_solved() -> None:
    """10^6 % at theta of 65 underflows; imports are wanted all the same at home_theta 0.5."""
    benchmark = random_benchmark(np.random.default_rng(9), 3, 2)
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.tariff_rate[0, BUYER, [SELLER, OTHER]] = 1e6
    with pytest.raises(NotConvergedError):
        Economy(benchmark, 65.0, home_theta=0.5).solve(batch)


def test_what_a_home_tier_cannot_take() -> None:
    benchmark = random_benchmark(np.random.default_rng(9), 3, 2)
    economy = Economy(benchmark, 4.0, home_theta=[2.0, 4.0])
    for name, value in (("tariff_rate", 0.1), ("export_cap", 0.5), ("purchase_usd_bn", 1.0)):
        batch = PolicyBatch.at_benchmark(benchmark, 1)
        getattr(batch, name)[0, 1, 1] = value
        with pytest.raises(PolicyError, match=f"free of {name}; S0 in R1"):
            economy.solve(batch)
        batch = PolicyBatch.at_benchmark(benchmark, 1)
        getattr(batch, name)[1, 1, 1] = value
        economy.solve(batch)
    with pytest.raises(InvalidInputError, match="home_theta must exceed -1"):
        Economy(benchmark, 4.0, home_theta=-1.5)
