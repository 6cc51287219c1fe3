"""How long tariff wars take; run with `python -m pytest benchmarks --benchmark-only`.

One core: set OPENBLAS_NUM_THREADS=1. Targets: 5 s for the United States, Japan and China on our
benchmark; 60 s for Ossa's war of seven regions and 33 industries (the author: four days).
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from sim.data.tables import load_benchmark, load_elasticities
from sim.economy.efficient_tariffs import efficient_tariffs
from sim.economy.optimal_tariffs import TariffGame, nash_tariffs
from sim.economy.tariff_model import TariffModel
from sim.validation import ossa

pytestmark = pytest.mark.benchmark(timer=time.process_time)
CASES = Path(__file__).parents[1].parent / "shared" / "cases"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not here")


@pytest.mark.parametrize("elasticities", ["U4", "Shap"])
def test_war_of_three_on_our_benchmark(benchmark: BenchmarkFixture, elasticities: str) -> None:
    model = TariffModel(load_benchmark(), load_elasticities()[elasticities])
    game = TariffGame.of(model, governments=["USA", "JPN", "CHN"])
    war = benchmark(nash_tariffs, game)
    assert war.residual <= 1e-4
    assert float(benchmark.stats.stats.min) <= 5.0
    benchmark.extra_info["rounds"] = war.rounds


@needs_cases
@pytest.mark.parametrize("kind", ["bas", "pol"])
def test_war_of_ossa(benchmark: BenchmarkFixture, kind: str) -> None:
    game = ossa.load(CASES).game(kind)
    war = benchmark(nash_tariffs, game)
    assert war.residual <= 1e-4
    assert float(benchmark.stats.stats.min) <= 60.0
    benchmark.extra_info["rounds"] = war.rounds


@needs_cases
def test_talks_of_ossa(benchmark: BenchmarkFixture) -> None:
    case = ossa.load(CASES)
    game = case.game("bas")
    start = case.factual()
    peace = benchmark.pedantic(efficient_tariffs, args=(game, start), rounds=1)
    assert peace.log_gain.min() > 0.005
