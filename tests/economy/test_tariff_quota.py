"""Tariff-rate quotas: three regimes, who earns the rent, and commitments inside them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.economy import Benchmark, Economy, PolicyBatch, residuals, welfare_decomposition
from sim.errors import PolicyError
from tests.economy.economies import one_sector, random_benchmark, random_tariffs
from tests.economy.test_volumes import SHARE, THETA, market, solve

BUYER, SELLER, OTHER = 0, 1, 2


@pytest.fixture(scope="module")
def economy() -> Economy:
    return Economy(random_benchmark(np.random.default_rng(11), 4, 3), [4.0, 2.0, 6.0])


def quota(economy: Economy, volume: float, extra: float, rate: float = 0.1) -> PolicyBatch:
    batch = PolicyBatch.at_benchmark(economy.benchmark, 1)
    batch.tariff_rate[0, BUYER, SELLER] = rate
    batch.import_quota[0, BUYER, SELLER] = volume
    batch.over_quota_extra_rate[0, BUYER, SELLER] = extra
    return batch


def tariff(economy: Economy, rate: float) -> PolicyBatch:
    batch = PolicyBatch.at_benchmark(economy.benchmark, 1)
    batch.tariff_rate[0, BUYER, SELLER] = rate
    return batch


@settings(deadline=None, derandomize=True)
@given(THETA, SHARE, st.floats(0.05, 1.5), st.floats(1.0, 3.0))
def test_one_market(theta: float, share: float, cap: float, ceiling: float) -> None:
    """The wedge is what the quota needs, cut at the ceiling."""
    rules = market(theta=theta, share=share, limit=cap * share, quota=True, ceiling=ceiling)
    wedge, delivered, d, _ = solve(rules, share)

    def volume(z: float) -> float:
        return float(share * z ** (-theta - 1) / (1 - share + share * z**-theta))

    if volume(1.0) <= cap * share:
        expected = 1.0
    elif volume(ceiling) >= cap * share:
        expected = ceiling
    else:
        expected = brentq(lambda z: volume(z) - cap * share, 1.0, ceiling, xtol=1e-14)
    assert wedge == pytest.approx(expected, rel=1e-9)
    assert delivered == pytest.approx(volume(expected), rel=1e-9)
    assert d == pytest.approx(1 - share + share * expected**-theta, rel=1e-9)


def test_the_worked_number_of_a_small_supplier() -> None:
    """Half its volume at 10 %, 30 % beyond: it pays 30 % on all and sells (1.3/1.1)^-2.73."""
    benchmark = one_sector(np.array([[50.0, 5.0, 1e-7], [5.0, 50.0, 5.0], [5.0, 5.0, 50.0]]), 0.1)
    economy = Economy(benchmark, 1.73)
    batch = PolicyBatch.at_benchmark(benchmark, 3)
    batch.import_quota[0, 0, 2] = [0.5, 0.8, 1.2]
    batch.over_quota_extra_rate[0, 0, 2] = 0.2
    outcome = economy.solve(batch)
    volumes = outcome.real_volume_hat[0, 0, 2]
    np.testing.assert_allclose(volumes, [(1.3 / 1.1) ** -2.73, 0.8, 1.0], rtol=1e-6)
    wedge = outcome.import_quota_wedge
    assert wedge is not None
    at_quota = 0.8 ** (-1 / 2.73) - 1.0
    np.testing.assert_allclose(wedge[0, 0, 2], [0.2 / 1.1, at_quota, 0.0], rtol=1e-6, atol=1e-9)


def test_in_quota_it_is_the_lower_tariff(economy: Economy) -> None:
    outcome = economy.solve(quota(economy, 10.0, 0.5))
    plain = economy.solve(tariff(economy, 0.1))
    np.testing.assert_allclose(outcome.welfare_hat, plain.welfare_hat, rtol=1e-10)
    assert not outcome.quota_rent_importer.any()


def test_beyond_the_quota_trade_is_that_of_the_higher_tariff(economy: Economy) -> None:
    """Only who has the money differs: with the rent in the importing country, not even that."""
    batch = quota(economy, 0.1, 0.2)
    plain = economy.solve(tariff(economy, 0.3))
    for to_importer in (0.0, 1.0):
        batch.import_quota_rent_share_importer = to_importer
        outcome = economy.solve(batch)
        np.testing.assert_allclose(outcome.welfare_hat, plain.welfare_hat, rtol=1e-9)
        rent = outcome.quota_rent_importer[BUYER, 0]
        # 20 points on the quota's volume at the price of the day
        base = economy.benchmark.flows_usd_bn[0, BUYER, SELLER]
        licensed = 0.2 * 0.1 * base * outcome.cost_hat[0, SELLER, 0]
        assert rent == pytest.approx(to_importer * licensed, rel=1e-9)
        revenue = outcome.tariff_revenue[BUYER, 0] + rent
        assert revenue == pytest.approx(plain.tariff_revenue[BUYER, 0], rel=1e-8)


def test_at_the_quota_it_is_a_quota(economy: Economy) -> None:
    """Volume stays put; imports react to neither of the two rates a little higher."""
    free = float(economy.solve(tariff(economy, 0.1)).real_volume_hat[0, BUYER, SELLER, 0])
    for extra in (0.6, 0.9):
        outcome = economy.solve(quota(economy, 0.9 * free, extra))
        assert outcome.real_volume_hat[0, BUYER, SELLER, 0] == pytest.approx(0.9 * free, rel=1e-9)
        assert outcome.import_quota_wedge is not None
        assert 0.0 < outcome.import_quota_wedge[0, BUYER, SELLER, 0] < extra / 1.1


def test_who_holds_the_licences_earns_the_rent(economy: Economy) -> None:
    batch = quota(economy, 0.6, 2.0)
    shares = {"state": (0.0, 0.0), "importer": (0.0, 1.0), "exporter": (1.0, 0.0)}
    solved = {}
    for holder, (exporter, importer) in shares.items():
        batch.import_quota_rent_share_exporter = exporter
        batch.import_quota_rent_share_importer = importer
        solved[holder] = economy.solve(batch)
    ev = {holder: outcome.ev_usd_bn[:, 0] for holder, outcome in solved.items()}
    np.testing.assert_allclose(ev["state"], ev["importer"], atol=1e-7)
    assert ev["exporter"][SELLER] > ev["importer"][SELLER]
    assert ev["exporter"][BUYER] < ev["importer"][BUYER]
    assert solved["state"].tariff_revenue[BUYER, 0] > solved["importer"].tariff_revenue[BUYER, 0]
    rents = [o.quota_rent_exporter[SELLER, 0] for o in solved.values()]
    assert rents[:2] == [0.0, 0.0]
    assert rents[2] > 0.0
    # A rent of the exporter is part of what is paid for the goods.
    balance = {holder: o.goods_balance(SELLER, BUYER)[0] for holder, o in solved.items()}
    assert balance["exporter"] > balance["importer"]


def test_a_wider_quota_helps_the_exporter_step_by_step(economy: Economy) -> None:
    """Results move smoothly through all three regimes."""
    batch = PolicyBatch.at_benchmark(economy.benchmark, 121)
    batch.import_quota[0, BUYER, SELLER] = np.linspace(0.0, 1.2, 121)
    batch.over_quota_extra_rate[0, BUYER, SELLER] = 0.3
    outcome = economy.solve(batch)
    volume = outcome.real_volume_hat[0, BUYER, SELLER]
    assert (np.diff(volume) > -1e-9).all()
    assert np.diff(volume).max() < 0.011
    regimes = outcome.import_quota_wedge
    assert regimes is not None
    most = 0.3 / (1 + economy.benchmark.tariff_rate[0, BUYER, SELLER])
    wedge = regimes[0, BUYER, SELLER]
    assert [(wedge > most - 1e-9).any(), ((wedge > 1e-6) & (wedge < most - 1e-6)).any()] == [1, 1]
    assert (wedge < 1e-9).any()


@pytest.mark.parametrize(("amount", "waives"), [(0.2, True), (6.0, False)])
def test_a_commitment_first_waives_the_duty_then_pays(
    economy: Economy, amount: float, waives: bool
) -> None:
    batch = quota(economy, 0.5, 1.0)
    without = economy.solve(batch)
    batch.purchase_usd_bn[0, BUYER, SELLER] = amount
    outcome = economy.solve(batch)
    added = outcome.flows_usd_bn - without.flows_usd_bn
    assert added[0, BUYER, SELLER, 0] == pytest.approx(amount, abs=1e-6)
    assert outcome.purchase_subsidy is not None
    assert outcome.import_quota_wedge is not None
    subsidy = outcome.purchase_subsidy[0, BUYER, SELLER, 0]
    wedge = outcome.import_quota_wedge[0, BUYER, SELLER, 0]
    assert (subsidy == 0.0) == waives
    assert (wedge > 0.0) == waives
    found = residuals(economy, batch, outcome)
    assert max(value.max() for value in found.values()) < 1e-9


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(3, 6), st.integers(2, 5)),
    st.booleans(),
    st.sampled_from(["budget", "levy"]),
)
def test_every_equation_holds_in_mixtures(
    seed: int, size: tuple[int, int], nested: bool, financing: str
) -> None:
    rng = np.random.default_rng(seed)
    benchmark = random_benchmark(rng, *size, export_taxes=bool(seed % 2) and not nested)
    theta = rng.uniform(-0.3, 8.0, size[1])
    economy = Economy(benchmark, theta, home_theta=0.6 * (theta + 1) - 1 if nested else None)
    batch = mixture(rng, benchmark, 3)
    batch.purchase_financing = financing  # type: ignore[assignment]
    found = residuals(economy, batch, economy.solve(batch))
    worst = max(found, key=lambda name: float(found[name].max()))
    assert found[worst].max() < 1e-9, worst


def mixture(rng: np.random.Generator, benchmark: Benchmark, n: int) -> PolicyBatch:
    """Tariffs, quotas of both kinds, export taxes and commitments, some on one flow."""
    batch = random_tariffs(rng, benchmark, n, high=0.6)
    abroad = ~np.eye(benchmark.n_regions, dtype=bool)[None, :, :, None]
    shape = batch.tariff_rate.shape
    chosen = (rng.random(shape) < 0.3) & abroad
    batch.import_quota[...] = np.where(chosen, rng.uniform(0.2, 1.5, shape), np.inf)
    batch.over_quota_extra_rate[...] = rng.uniform(0.0, 1.0, shape)
    capped = (rng.random(shape) < 0.2) & abroad & ~chosen.any(axis=-1, keepdims=True)
    batch.export_cap[...] = np.where(capped, rng.uniform(0.4, 1.2, shape), np.inf)
    batch.export_tax_rate[...] += np.where(abroad, rng.uniform(0.0, 0.2, shape), 0.0)
    batch.purchase_usd_bn[0, BUYER, SELLER] = 0.15 * benchmark.flows_usd_bn[0, BUYER, SELLER]
    batch.export_cap[0, BUYER, SELLER] = np.inf
    batch.quota_rent_share_exporter, batch.quota_rent_share_importer = 0.3, 0.3
    batch.import_quota_rent_share_exporter = 0.3
    batch.import_quota_rent_share_importer = 0.5
    return batch


def test_solving_near_a_policy_gives_the_same() -> None:
    rng = np.random.default_rng(4)
    benchmark = random_benchmark(rng, 5, 4)
    economy = Economy(benchmark, 3.0)
    batch = mixture(rng, benchmark, 6)
    near = economy.near(batch.take([0]).without_purchases())
    ours, theirs = near.solve(batch), economy.solve(batch)
    np.testing.assert_allclose(ours.welfare_hat, theirs.welfare_hat, rtol=1e-9)
    alone = near.solve(batch.take([3]))
    assert (alone.welfare_hat[:, 0] == ours.welfare_hat[:, 3]).all()


@pytest.mark.parametrize("known", ["quota", "extra"])
def test_near_a_policy_that_differs_by_a_quota_alone(economy: Economy, known: str) -> None:
    """With a quota, or with the points beyond one, but not both, there is no rule to start from."""
    batch = quota(economy, 0.5, 0.4)
    start = tariff(economy, 0.1)
    if known == "quota":
        start.import_quota[0, BUYER, SELLER] = 0.5
    else:
        start.over_quota_extra_rate[0, BUYER, SELLER] = 0.4
    ours, theirs = economy.near(start).solve(batch), economy.solve(batch)
    np.testing.assert_allclose(ours.flows_usd_bn, theirs.flows_usd_bn, rtol=1e-6, atol=1e-8)
    back, plain = economy.near(batch).solve(start), economy.solve(start)
    np.testing.assert_allclose(back.flows_usd_bn, plain.flows_usd_bn, rtol=1e-6, atol=1e-8)


def test_the_parts_of_welfare_add_up(economy: Economy) -> None:
    batch = quota(economy, 0.6, 0.5)
    batch.import_quota_rent_share_exporter, batch.import_quota_rent_share_importer = 0.5, 0.25
    parts = welfare_decomposition(economy, batch)
    # The path turns a corner where the quota begins to bind.
    assert np.abs(parts.remainder).max() < 1e-5
    assert np.abs(parts.total).max() > 1e-3


def test_what_cannot_be(economy: Economy) -> None:
    batch = quota(economy, 0.5, 0.2)
    batch.export_cap[0, BUYER, SELLER] = 0.7
    with pytest.raises(PolicyError, match="both an export cap and a tariff-rate quota; S0 from R1"):
        economy.solve(batch)
    with pytest.raises(PolicyError, match="over_quota_extra_rate must not be negative"):
        economy.solve(quota(economy, 0.5, -0.1))
    batch = quota(economy, 0.5, 0.2)
    batch.import_quota_rent_share_exporter = 0.6
    with pytest.raises(PolicyError, match="rent shares"):
        economy.solve(batch)


def test_the_digest_knows_the_quota_and_its_rent(economy: Economy) -> None:
    batch, wider, other = (quota(economy, v, 0.2) for v in (0.5, 0.6, 0.5))
    other.import_quota_rent_share_importer = 0.5
    levied = quota(economy, 0.5, 0.2)
    levied.purchase_financing = "levy"
    everything = [b.digests()[0] for b in (batch, wider, other, levied)]
    assert len(set(everything)) == 4
    assert quota(economy, 0.5, 0.2).digests()[0] == everything[0]
