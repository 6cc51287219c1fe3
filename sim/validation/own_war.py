"""The tariff war of the United States, Japan and China on our own benchmark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.data.tables import load_benchmark, load_elasticities
from sim.economy import Economy, PolicyBatch
from sim.economy.benchmark import Floats
from sim.economy.optimal_tariffs import TariffGame, best_reply, nash_tariffs
from sim.economy.tariff_model import TariffModel

GOVERNMENTS = ("USA", "JPN", "CHN")


@dataclass(frozen=True, eq=False)
class OwnWar:
    """One elasticity set: gains (3,) in USD bn a year, median rates (3,) in percent.

    `alone_usd_bn`: each government's optimum while all others keep the rates of 2024;
    `war_usd_bn`: all three at their Nash rates; `war_of_all_usd_bn`: the Nash rates of all regions;
    `median_rate_pct` in the war of three; `residual`, the larger of both wars' first-order ones.
    """

    elasticities: str
    alone_usd_bn: Floats
    war_usd_bn: Floats
    war_of_all_usd_bn: Floats
    median_rate_pct: Floats
    residual: float


def own_war(elasticities: str) -> OwnWar:
    """Solve the wars under one elasticity set; every outcome is an exact solution."""
    benchmark, theta = load_benchmark(), load_elasticities()[elasticities]
    places = [benchmark.region_index(name) for name in GOVERNMENTS]
    model = TariffModel(benchmark, theta)
    game = TariffGame.of(model, governments=GOVERNMENTS)
    war, war_of_all = nash_tariffs(game), nash_tariffs(TariffGame.of(model))
    batch = PolicyBatch.at_benchmark(benchmark, 2 + len(GOVERNMENTS))
    batch.tariff_rate[..., 0] = war.tariff_rate
    batch.tariff_rate[..., 1] = war_of_all.tariff_rate
    for policy, government in enumerate(GOVERNMENTS, start=2):
        batch.tariff_rate[..., policy] = best_reply(game, government).tariff_rate
    gain = Economy(benchmark, theta).solve(batch).ev_usd_bn[places]
    chosen = [war.tariff_rate[:, n][game.free[:, n]] for n in places]
    return OwnWar(
        elasticities=elasticities,
        alone_usd_bn=gain[:, 2:].diagonal(),
        war_usd_bn=gain[:, 0],
        war_of_all_usd_bn=gain[:, 1],
        median_rate_pct=np.array([100.0 * np.median(rates) for rates in chosen]),
        residual=max(war.residual, war_of_all.residual),
    )


def markdown(wars: list[OwnWar]) -> str:
    """Write the wars as one table."""
    measures = ("alone", "war of three", "war of all", "median rate")
    head = [f"{name} {measure}" for measure in measures for name in GOVERNMENTS]
    lines = [
        "| elasticities | " + " | ".join(head) + " |",
        "|---" * (len(head) + 1) + "|",
    ]
    for war in wars:
        gains = (*war.alone_usd_bn, *war.war_usd_bn, *war.war_of_all_usd_bn)
        cells = [f"{value:.1f}" for value in gains]
        cells += [f"{value:.1f} %" for value in war.median_rate_pct]
        lines.append(f"| {war.elasticities} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
