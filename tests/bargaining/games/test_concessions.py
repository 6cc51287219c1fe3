"""Zeuthen ends near the Nash product's maximum; MiCRO concedes in turn."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.games.concessions import play_micro, play_zeuthen
from sim.bargaining.ladder import NO_OFFER


@pytest.mark.parametrize("power", [0.3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("no_deal", [(0.0, 0.0), (0.2, 0.1), (-0.5, -0.2)])
def test_zeuthen_meets_at_the_nash_product(power: float, no_deal: tuple[float, float]) -> None:
    x = np.linspace(0.0, 1.0, 501)[None]
    first, second = x**power, 1 - x
    ended = play_zeuthen(first, second, np.array([no_deal]), np.zeros(1))
    product = (first[0] - no_deal[0]) * (second[0] - no_deal[1])
    product[(first[0] < no_deal[0]) | (second[0] < no_deal[1])] = -np.inf
    assert abs(x[0, ended.package[0]] - x[0, np.argmax(product)]) <= 0.004


def test_zeuthen_on_many_tables_signs_nearly_the_nash_product() -> None:
    """On rough tables concessions can overshoot; the product stays within a few percent."""
    rng = np.random.default_rng(0)
    first, second = rng.random((2, 200, 100))
    no_deal = np.full((200, 2), 0.2)
    ended = play_zeuthen(first, second, no_deal, rng.random(200))
    assert np.all(ended.package >= 0)
    rows = np.arange(200)
    product = (first - 0.2).clip(0) * (second - 0.2).clip(0)
    reached = product[rows, ended.package] / product.max(axis=1)
    assert np.median(reached) > 0.99
    assert reached.mean() > 0.9
    one = play_zeuthen(first[7:8], second[7:8], no_deal[7:8], np.zeros(1))
    coin = play_zeuthen(first[7:8], second[7:8], no_deal[7:8], np.ones(1))
    assert ended.package[7] in (one.package[0], coin.package[0])


def test_a_coin_decides_when_offers_cross() -> None:
    """In thirds both step from 2/3 to 1/3 at once: each now offers more than the other asks."""
    x = np.repeat(np.linspace(0.0, 1.0, 4)[None], 2, axis=0)
    ended = play_zeuthen(x, 1 - x, np.zeros((2, 2)), np.array([0.0, 0.9]))
    assert ended.package.tolist() == [1, 2]
    assert ended.steps.tolist() == [2, 2]


def test_zeuthen_fails_where_nothing_beats_no_deal() -> None:
    x = np.linspace(0.0, 1.0, 11)[None]
    ended = play_zeuthen(x, 1 - x, np.array([[0.7, 0.7]]), np.zeros(1))
    assert ended.package.tolist() == [NO_OFFER]


def test_micro_meets_in_the_middle_whoever_opens() -> None:
    x = np.repeat(np.linspace(0.0, 1.0, 41)[None], 2, axis=0)
    ended = play_micro(x, 1 - x, np.zeros((2, 2)), np.array([0, 1]), np.zeros((2, 200)))
    np.testing.assert_allclose(x[0, ended.package], [0.5, 0.5], atol=0.026)


def test_micro_repeats_instead_of_falling_below_no_deal() -> None:
    """The second side accepts only its two best; the first concedes until it is met."""
    x = np.linspace(0.0, 1.0, 11)[None]
    ended = play_micro(x, 1 - x, np.array([[0.0, 0.85]]), np.array([0]), np.full((1, 200), 0.5))
    assert ended.package.tolist() == [NO_OFFER]  # both stop conceding, as MiCRO prescribes
    met = play_micro(x, 1 - x, np.array([[0.0, 0.45]]), np.array([0]), np.full((1, 200), 0.5))
    assert met.package[0] == 5


def test_micro_asks_for_its_lowest_offer_while_it_does_not_concede() -> None:
    """The second repeats its only package; the first stops one step above it and stays there."""
    first, second = np.array([[3.0, 2.0, 1.0]]), np.array([[0.0, 0.0, 1.0]])
    ended = play_micro(first, second, np.array([[0.0, 0.5]]), np.array([0]), np.zeros((1, 60)))
    assert ended.package.tolist() == [NO_OFFER]
    level = play_micro(
        first, second[:, [0, 2, 1]], np.array([[0.0, 0.5]]), np.array([0]), np.zeros((1, 60))
    )
    assert level.package.tolist() == [1]


def test_micro_needs_no_clock_and_serves_both() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.random((2, 100, 200))
    none = np.zeros((100, 2))
    opener = rng.integers(0, 2, 100)
    ended = play_micro(first, second, none, opener, rng.random((100, 400)))
    longer = play_micro(first, second, none, opener, rng.random((100, 900)))
    assert np.all(ended.package >= 0)
    # What is signed does not depend on which earlier offers are repeated or on the horizon.
    assert ended.package.tolist() == longer.package.tolist()
    rows = np.arange(100)
    signed = np.stack([first[rows, ended.package], second[rows, ended.package]], axis=1)
    assert signed.min(axis=1).mean() > 0.85
