from __future__ import annotations

import numpy as np
import pytest

from sim.economy import Benchmark
from sim.economy.distant_replies import distant_replies
from sim.economy.optimal_tariffs import TariffGame, best_reply
from sim.economy.shadow_values import shadow_values
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.economy.tariff_model import TariffModel

PET = 0  # a small industry with a strong lobby


def small_industry() -> TariffModel:
    """Three countries; the first industry is a ten-thousandth of the second."""
    rng = np.random.default_rng(4)
    flows = rng.uniform(1.0, 3.0, (2, 3, 3)) + 6.0 * np.eye(3)
    flows[PET] *= 1e-4
    benchmark = Benchmark.from_flows(
        ["A", "B", "C"],
        ["pet", "rest"],
        goods=[True, True],
        flows_usd_bn=flows,
        tariff_rate=np.zeros((2, 3, 3)),
        value_added_share=np.ones((2, 3)),
        input_share=np.zeros((2, 2, 3)),
    )
    theta = np.array([3.0, 4.0])
    return TariffModel(benchmark, theta, profit_share=1.0 / (1.0 + theta[:, None]) * np.ones(3))


def game(lobby: float) -> TariffGame:
    weights = np.ones((2, 3))
    weights[PET, 0] = lobby
    return TariffGame.of(small_industry(), weights=weights)


def replies_at(game: TariffGame, tariff_rate: np.ndarray) -> list:
    state = tariff_equilibrium(game.model, tariff_rate)
    return distant_replies(
        game.model,
        state,
        shadow_values(game.model, state, game.weights, np.eye(3)),
        free=game.free,
        lowest=game.lowest,
        highest=game.highest,
    )


def test_promise_is_kept_in_a_small_market() -> None:
    """What shadow values promise for a wall is what the exact equilibrium gives."""
    lobbied = game(3.0)
    before = tariff_equilibrium(lobbied.model, np.zeros((2, 3, 3)))
    reply = next(
        r for r in replies_at(lobbied, before.tariff_rate) if (r.sector, r.importer) == (PET, 0)
    )
    tariff = np.zeros((2, 3, 3))
    tariff[PET, 0] = reply.tariff_rate
    after = tariff_equilibrium(lobbied.model, tariff)
    gain = (lobbied.log_welfare(after) - lobbied.log_welfare(before))[0]
    assert reply.promised_gain == pytest.approx(gain, rel=1e-3)
    assert gain > 0.0


def test_none_is_left_after_a_best_reply() -> None:
    for lobby in (1.0, 1.6, 3.0):
        lobbied = game(lobby).only("A")
        reply = best_reply(lobbied, "A", tolerance=1e-8)
        assert replies_at(lobbied, reply.tariff_rate) == []


def test_lobby_raises_its_wall() -> None:
    rates = [
        float(best_reply(game(lobby), "A").tariff_rate[PET, 0, 1:].mean())
        for lobby in (1.0, 1.3, 3.0)
    ]
    assert rates[0] < rates[1] < rates[2]
