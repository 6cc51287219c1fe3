"""Parts by instrument, channel and sector sum to the whole, and go to whom they belong."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Economy, PolicyBatch
from sim.economy.attribution import ACCOUNTS, Attribution, Moves
from sim.economy.welfare_parts import CHANNELS
from sim.errors import PolicyError
from tests.economy.economies import random_benchmark, random_tariffs


@pytest.fixture(scope="module")
def economy() -> Economy:
    benchmark = random_benchmark(np.random.default_rng(31), 4, 3, export_taxes=True)
    return Economy(benchmark, [4.0, 0.8, 7.0], lending_response=0.5)


@pytest.fixture(scope="module")
def everything(economy: Economy) -> Attribution:
    """A path on which seven instruments move at once, one of every kind; saving answers."""
    benchmark = economy.benchmark
    end = random_tariffs(np.random.default_rng(1), benchmark, 1, high=0.4).tariff_rate
    rise = end - benchmark.tariff_rate[..., None]

    def policies(fractions):
        batch = PolicyBatch(
            benchmark,
            fractions.shape[1],
            quota_rent_share_exporter=0.5,
            quota_rent_share_importer=0.3,
        )
        batch.tariff_rate += rise * fractions[0]
        batch.productivity_hat *= 1.1 ** fractions[1]
        batch.transfer_usd_bn[0] = fractions[2]
        batch.transfer_usd_bn[1] = -fractions[2]
        batch.purchase_usd_bn[2, 1, 3] = 0.4 * fractions[3]
        batch.public_purchase_usd_bn[0, 1, 2] = 0.5 * fractions[4]
        batch.export_cap[1, 0, 1] = 1.0 - 0.5 * fractions[5]
        batch.export_tax_rate += 0.03 * fractions[5]
        batch.markup_cut[0, 2, 1] = 0.1 * fractions[6]
        return batch

    return Attribution.solve(economy, policies, 7)


def change(values: np.ndarray) -> np.ndarray:
    return values[..., -1] - values[..., 0]


def test_income_sums_to_the_exact_change(everything: Attribution) -> None:
    outcome = everything.outcome
    whole = change(outcome.ev_without_transfer_usd_bn)
    assert np.abs(whole).max() > 0.5
    parts = everything.income()
    np.testing.assert_allclose(parts.sum(axis=(0, 1, 2)), whole, atol=1e-9)
    by_instrument = everything.moves.parts(outcome.ev_without_transfer_usd_bn)
    np.testing.assert_allclose(parts.sum(axis=(1, 2)), by_instrument, atol=1e-9)
    assert np.abs(parts[:, -1]).sum() < 2e-3 * np.abs(whole).sum()  # what steps leave
    for name in CHANNELS:
        assert np.abs(parts[:, CHANNELS.index(name)]).max() > 1e-6, name


def test_accounts_sum_to_the_same_change(everything: Attribution) -> None:
    parts = everything.accounts()
    income = everything.income()
    np.testing.assert_allclose(parts.sum(axis=(1, 2)), income.sum(axis=(1, 2)), atol=1e-9)
    assert np.abs(parts[:, ACCOUNTS.index("other_income")]).max() < 1e-9


def test_balances_revenue_and_value_added_sum(everything: Attribution) -> None:
    outcome = everything.outcome
    for region, partner in ((0, None), (0, 1), (2, 0)):
        parts = everything.balance(region, partner)
        whole = float(change(outcome.goods_balance(region, partner)))
        assert parts.sum() == pytest.approx(whole, abs=1e-9)
    for region in range(4):
        whole = float(change(outcome.tariff_revenue[region]))
        assert everything.revenue(region).sum() == pytest.approx(whole, abs=1e-9)
        for sector in range(3):
            whole = float(change(outcome.value_added[sector, region]))
            found = everything.value_added(sector, region).sum()
            assert found == pytest.approx(whole, abs=1e-9)


def tariff_path(economy: Economy, shares: list[float]):
    """Return policies on which one tariff rises, split into instruments by these shares."""

    def policies(fractions):
        batch = PolicyBatch.at_benchmark(economy.benchmark, fractions.shape[1])
        batch.tariff_rate[0, 0, 1] += 0.3 * (np.array(shares) @ fractions)
        return batch

    return policies


def test_a_tariff_alone_is_all_tariff(economy: Economy) -> None:
    solved = Attribution.solve(economy, tariff_path(economy, [1.0]), 1)
    parts = solved.income()
    for name in ("rents", "subsidies", "trade_costs", "productivity", "public_purchases"):
        assert np.abs(parts[:, CHANNELS.index(name)]).max() == 0.0, name
    assert np.abs(parts[0, CHANNELS.index("terms_of_trade")]).max() > 1e-3


def test_instruments_that_do_the_same_have_the_same_and_idlers_nothing(economy: Economy) -> None:
    solved = Attribution.solve(economy, tariff_path(economy, [0.5, 0.0, 0.5]), 3)
    parts = solved.income().sum(axis=(1, 2))
    np.testing.assert_allclose(parts[0], parts[2], atol=1e-8)
    assert np.abs(parts[1]).max() < 1e-9
    assert np.abs(parts[0]).max() > 1e-3


def test_parts_do_not_depend_on_the_order_of_the_instruments(economy: Economy) -> None:
    forth, back = (
        Attribution.solve(economy, tariff_path(economy, shares), 2).income().sum(axis=(1, 2))
        for shares in ([0.2, 0.8], [0.8, 0.2])
    )
    np.testing.assert_allclose(forth, back[::-1], atol=1e-9)


def test_parts_tend_to_the_integral_along_the_straight_path() -> None:
    """Q = x^2 y along (s, s): x has the integral of 2 s^2, 2/3, and y that of s^2, 1/3."""
    errors = []
    for steps in (2, 4, 8):
        moves = Moves.plan(2, steps)
        x, y = moves.fractions
        parts = moves.parts(x**2 * y)
        assert parts.sum() == pytest.approx(1.0, abs=1e-12)
        errors.append(abs(parts[0] - 2 / 3))
    assert max(errors) < 1e-12  # cubic: the corrected rule is exact
    moves = Moves.plan(2, 4)
    x, y = moves.fractions
    found = moves.parts(x**3 * y**2)[0]
    assert found == pytest.approx(3 / 5, abs=2e-3)
    finer = Moves.plan(2, 8)
    better = finer.parts(finer.fractions[0] ** 3 * finer.fractions[1] ** 2)[0]
    assert abs(better - 0.6) < abs(found - 0.6) / 8


@pytest.mark.parametrize(("instruments", "steps"), [(0, 4), (2, 3), (2, 0)])
def test_impossible_paths_are_refused(instruments: int, steps: int) -> None:
    with pytest.raises(PolicyError, match="even number of steps"):
        Moves.plan(instruments, steps)
