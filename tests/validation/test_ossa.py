from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.economy.optimal_tariffs import best_reply, nash_tariffs
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.validation.ossa import Ossa


def test_purged_trade_is_the_author_s(cases: Path, ossa_case: Ossa) -> None:
    with np.load(cases / "ossa2014" / "ossa2014.npz") as files:
        theirs = files["trade_balanced"].transpose(2, 1, 0) / 1000.0
    ours = ossa_case.model.benchmark.flows_usd_bn
    np.testing.assert_allclose(ours * (theirs.sum() / ours.sum()), theirs, rtol=1e-8)


@pytest.mark.parametrize("kind", ["bas", "pol"])
def test_no_optimum_is_worse_than_the_author_s(ossa_case: Ossa, kind: str) -> None:
    """Japan with political weights has two: open wheat is a local optimum, 0.03 % worse."""
    game = ossa_case.game(kind)
    for place, region in enumerate(game.model.benchmark.regions):
        tariff = game.model.benchmark.tariff_rate.copy()
        tariff[:, place] = ossa_case.author_tariff[f"opt_{kind}"][:, place]
        theirs = game.log_welfare(tariff_equilibrium(game.model, tariff))[place]
        reply = best_reply(game, region)
        assert reply.residual <= 1e-4
        assert game.log_welfare(reply.state)[place] > theirs - 1e-9, region


@pytest.mark.parametrize("kind", ["bas", "pol"])
def test_the_war_is_the_same_from_the_author_s_rates(ossa_case: Ossa, kind: str) -> None:
    game = ossa_case.game(kind)
    cold = nash_tariffs(game)
    warm = nash_tariffs(game, tariff_rate=ossa_case.author_tariff[f"nash_{kind}"])
    assert cold.residual <= 1e-4
    np.testing.assert_allclose(
        game.log_welfare(cold.state), game.log_welfare(warm.state), atol=1e-6
    )
