"""How fast talks on arrays and frontiers are; `python -m pytest benchmarks --benchmark-only`.

One core: set OPENBLAS_NUM_THREADS=1. A bilateral game of 5 issues with 5 levels, 3,125 packages,
100 exchanges, Boulware against conceder. Targets: 200,000 negotiations a second where all share one
pair of profiles, 5,000 where each has its own (building its ladders included), 15 ms for the
frontier of 100,000 packages.
"""

from __future__ import annotations

import time
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from sim.bargaining.games.talks import Side, play_talks
from sim.bargaining.solutions.pareto import pareto_frontier

pytestmark = pytest.mark.benchmark(timer=time.process_time)
Floats = NDArray[np.float64]

N_ISSUES, N_LEVELS, N_OFFERS = 5, 5, 100
HOLDS_OUT, GIVES_EARLY = (0.1, 0.4), (2.0, 5.0)


def additive_profiles(rng: np.random.Generator, n: int) -> Floats:
    """Return payoffs (2, n, 3125) of additive profiles: random weights, best level worth 1."""
    levels = np.indices((N_LEVELS,) * N_ISSUES).reshape(N_ISSUES, -1)
    weights = rng.dirichlet(np.ones(N_ISSUES), (2, n))
    worth = rng.random((2, n, N_ISSUES, N_LEVELS))
    worth /= worth.max(axis=-1, keepdims=True)
    payoffs = np.zeros((2, n, levels.shape[1]))
    for issue, level in enumerate(levels):
        payoffs += weights[:, :, issue, None] * worth[:, :, issue][:, :, level]
    return payoffs


def sides(n_profiles: int, runs: int, paces: tuple[tuple[float, float], ...]) -> tuple[Side, Side]:
    """Return two sides that know each other's payoffs, each run with its own start and pace."""
    rng = np.random.default_rng(0)
    payoffs, none = additive_profiles(rng, n_profiles), np.zeros(runs)
    first, second = (
        Side(
            own=payoffs[i],
            believed=payoffs[1 - i],
            no_deal=none,
            believed_no_deal=none,
            start=rng.uniform(0.0, 0.1, runs),
            exponent=rng.uniform(*pace, runs),
        )
        for i, pace in enumerate(paces)
    )
    return first, second


def play(benchmark: BenchmarkFixture, pair: tuple[Side, Side]) -> float:
    """Play all runs, note negotiations a second and the share of deals, return the former."""
    runs = len(pair[0].no_deal)
    opener = np.random.default_rng(1).integers(0, 2, runs)
    played = benchmark(play_talks, *pair, N_OFFERS, opener)
    speed = runs / float(benchmark.stats.stats.min)
    benchmark.extra_info["negotiations_per_second"] = round(speed)
    benchmark.extra_info["deals"] = float((played.package >= 0).mean())
    exchanges = np.minimum(played.exchange + 1, N_OFFERS)
    benchmark.extra_info["mean_exchanges"] = float(exchanges.mean())
    return speed


def test_one_pair_of_profiles(benchmark: BenchmarkFixture) -> None:
    assert play(benchmark, sides(1, 40_000, (HOLDS_OUT, GIVES_EARLY))) >= 200_000


def test_one_pair_of_profiles_both_holding_out(benchmark: BenchmarkFixture) -> None:
    """The same where deals come late and most of the 100 exchanges are played."""
    assert play(benchmark, sides(1, 40_000, ((0.05, 0.1), (0.05, 0.1)))) >= 200_000


def test_one_pair_of_profiles_to_the_last_exchange(benchmark: BenchmarkFixture) -> None:
    """The worst case: no deal is better than anything, so nobody ever signs."""
    pair = [replace(s, no_deal=s.no_deal + 2.0) for s in sides(1, 40_000, (HOLDS_OUT, GIVES_EARLY))]
    assert play(benchmark, (pair[0], pair[1])) >= 100_000


def test_own_profiles(benchmark: BenchmarkFixture) -> None:
    assert play(benchmark, sides(2_000, 2_000, (HOLDS_OUT, GIVES_EARLY))) >= 5_000


def _curve(x: Floats) -> Floats:
    return np.stack([x, (1.0 - x) ** 2], axis=1)


TABLES = {
    "uniform": lambda rng: rng.random((100_000, 2)),
    "all efficient": lambda rng: _curve(rng.random(100_000)),
    "grid with ties": lambda rng: rng.integers(0, 300, (100_000, 2)).astype(np.float64),
}


@pytest.mark.parametrize("kind", list(TABLES))
def test_frontier_of_100_000_packages(benchmark: BenchmarkFixture, kind: str) -> None:
    table = TABLES[kind](np.random.default_rng(0))
    frontier = benchmark(pareto_frontier, table)
    assert float(benchmark.stats.stats.min) <= 0.015
    benchmark.extra_info["efficient"] = len(frontier)


def _cloud(rng: np.random.Generator, n_parties: int, width: float) -> Floats:
    """Return payoffs of which one party's are the others' loss, but for noise of this width."""
    shares = rng.dirichlet(np.ones(n_parties), 100_000)
    return np.asarray(shares + rng.normal(0.0, width, shares.shape))


# Two hundred efficient packages, and every package: what one gets the others lose.
CLOUDS = {
    ("uniform", 3): lambda rng: rng.random((100_000, 3)),
    ("opposed", 2): lambda rng: _cloud(rng, 2, 0.05),
    ("opposed", 3): lambda rng: _cloud(rng, 3, 0.2),
    ("zero sum", 3): lambda rng: _cloud(rng, 3, 0.0),
    ("uniform", 4): lambda rng: rng.random((100_000, 4)),
}


@pytest.mark.parametrize("kind", list(CLOUDS))
def test_frontier_of_clouds(benchmark: BenchmarkFixture, kind: tuple[str, int]) -> None:
    """No target but for two parties; three in a zero-sum game keep all 100,000."""
    frontier = benchmark(pareto_frontier, CLOUDS[kind](np.random.default_rng(0)))
    benchmark.extra_info["efficient"] = len(frontier)
    assert float(benchmark.stats.stats.min) <= (0.015 if kind[1] == 2 else 0.5)


# The same by NegMAS, where it is installed (`pip install negmas`); no dependency of this package.


def negmas_talk(negmas: ModuleType, payoffs: Floats) -> object:
    """Return the agreement of one NegMAS negotiation over the payoffs (2, 3125) of two sides."""
    issues = [negmas.make_issue(N_LEVELS, f"issue {i}") for i in range(N_ISSUES)]
    outcomes = list(np.ndindex((N_LEVELS,) * N_ISSUES))
    talk = negmas.SAOMechanism(issues=issues, n_steps=N_OFFERS)
    # Aspiration 1 - t^e: e = 4 holds out as b = 0.25 does, e = 0.3 gives early.
    for table, exponent in zip(payoffs, (4.0, 0.3), strict=True):
        worth = dict(zip(outcomes, table.tolist(), strict=True))
        ufun = negmas.MappingUtilityFunction(
            worth, outcome_space=talk.outcome_space, reserved_value=0.0
        )
        talk.add(negmas.AspirationNegotiator(aspiration_type=exponent), ufun=ufun)
    return talk.run().agreement


def test_negmas_own_profiles(benchmark: BenchmarkFixture) -> None:
    negmas = pytest.importorskip("negmas")
    payoffs = additive_profiles(np.random.default_rng(0), 10)

    def play_all() -> list[object]:
        return [negmas_talk(negmas, payoffs[:, run]) for run in range(10)]

    agreements = benchmark.pedantic(play_all, rounds=2)
    assert all(agreement is not None for agreement in agreements)
    speed = 10 / float(benchmark.stats.stats.min)
    benchmark.extra_info["negotiations_per_second"] = round(speed)


def test_negmas_frontier_of_100_000_packages(benchmark: BenchmarkFixture) -> None:
    ops = pytest.importorskip("negmas.preferences.ops")
    table = TABLES["uniform"](np.random.default_rng(0))
    found = benchmark.pedantic(ops.pareto_frontier_numpy, (table,), rounds=2)
    assert len(found) == len(pareto_frontier(table))
