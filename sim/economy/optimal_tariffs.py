"""Optimal tariffs: a government's best reply, and the Nash equilibrium of a tariff war."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.economy.acceleration import Anderson
from sim.economy.benchmark import Bools, Floats
from sim.economy.distant_replies import distant_replies
from sim.economy.political_welfare import log_government_welfare, political_weights
from sim.economy.preferred_tariffs import preferred_tariffs
from sim.economy.shadow_values import shadow_values, tariff_gradient
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.economy.tariff_model import TariffModel, TariffState
from sim.errors import InvalidInputError, NotConvergedError

# Ossa (2014) bounds tariffs between 0 and 1,000 %: no import subsidies, and a wall that closes a
# market (a government may want one for good when a weight makes an industry's price rise welcome).
LOWEST_RATE, HIGHEST_RATE = 0.0, 10.0

_MAX_ROUNDS = 300
_MAX_JUMPS = 20
# Acceleration starts when the steps are this small; before, tariffs jump to and from their bounds,
# and combining such steps misleads.
_SETTLED = 0.03
_DEPTH = 4
# After this many rounds without a smaller step, acceleration waits for steps ten times
# smaller.
_PATIENCE = 15
# Rates that leave no equilibrium are approached by halves, so often.
_HALVINGS = 10
# What the projected slope of ln G by a rate may be at the end.
_MAX_SLOPE = 1e-4


@dataclass(frozen=True, eq=False)
class TariffGame:
    """Who may choose which tariffs, within which bounds, and what each government weighs.

    `weights` lambda (J, N), see `log_government_welfare`; `free` (J, N, N) marks the tariffs that
    importer n chooses; `lowest` and `highest` are ad-valorem rates. Build it with `of`.
    """

    model: TariffModel
    weights: Floats
    free: Bools
    lowest: float = LOWEST_RATE
    highest: float = HIGHEST_RATE

    @classmethod
    def of(
        cls,
        model: TariffModel,
        *,
        governments: Sequence[str] | None = None,
        weights: ArrayLike | None = None,
        lowest: float = LOWEST_RATE,
        highest: float = HIGHEST_RATE,
    ) -> TariffGame:
        """Let governments (all by default) choose rates on every partner and goods sector.

        Raises BenchmarkError for an unknown region, InvalidInputError for wrong weights or bounds.
        """
        base = model.benchmark
        if not -1.0 < lowest <= highest < np.inf:
            raise InvalidInputError(
                f"Bounds must satisfy -1 < lowest <= highest; got {lowest} and {highest}."
            )
        names = base.regions if governments is None else governments
        chooses = np.zeros(base.n_regions, dtype=bool)
        chooses[[base.region_index(name) for name in names]] = True
        free = base.goods[:, None, None] & chooses[:, None] & ~np.eye(base.n_regions, dtype=bool)
        traded = base.flows_usd_bn > 0.0
        return cls(model, political_weights(model, weights), free & traded, lowest, highest)

    def log_welfare(self, state: TariffState) -> Floats:
        """Return every government's ln G up to a constant, (N,)."""
        return log_government_welfare(self.model, state, self.weights)

    def only(self, region: str) -> TariffGame:
        """Return the same game with one government that chooses."""
        own = np.zeros(self.model.benchmark.n_regions, dtype=bool)
        own[self.model.benchmark.region_index(region)] = True
        free = self.free & own[:, None]
        return TariffGame(self.model, self.weights, free, self.lowest, self.highest)


@dataclass(frozen=True, eq=False)
class TariffSolution:
    """Tariffs (J, N, N), their equilibrium, and how nearly first-order conditions hold.

    `residual`: the largest projected step of ln(1 + t) over chosen tariffs; the step leads to where
    the market's first-order condition holds, cut at the bounds. It is relative to the tariff, so
    that a tiny flow counts as much as a large one. `rounds` of the last search.
    """

    tariff_rate: Floats
    state: TariffState
    residual: float
    rounds: int


def best_reply(
    game: TariffGame, region: str, *, tariff_rate: Floats | None = None, tolerance: float = 1e-5
) -> TariffSolution:
    """Return one government's optimal tariffs against the others' rates, (J, N, N).

    `tariff_rate`: everybody's rates, the benchmark's by default. Raises as `nash_tariffs`.
    """
    return nash_tariffs(game.only(region), tariff_rate=tariff_rate, tolerance=tolerance)


def nash_tariffs(
    game: TariffGame, *, tariff_rate: Floats | None = None, tolerance: float = 1e-5
) -> TariffSolution:
    """Return rates at which every choosing government's tariffs are its best reply to the others'.

    `tariff_rate` is where the search starts (the benchmark's rates by default), and what regions
    that do not choose keep. Each round solves the equilibrium and its adjoint once and sets every
    market's tariffs where that market's first-order condition holds (`preferred_tariffs`). Then
    walls of other heights are tried where markets promise more (`distant_replies`), by exact
    equilibria with that market alone changed; if one serves its government better, the search goes
    on from there.

    Raises NotConvergedError with the residual when `tolerance` is not reached, or when governments
    keep opening and closing markets.
    """
    objectives = np.eye(game.model.benchmark.n_regions)
    rate = game.model.benchmark.tariff_rate if tariff_rate is None else tariff_rate
    for _ in range(_MAX_JUMPS):
        solution = at_first_order(game, objectives, rate, tolerance)
        improved = after_jumps(game, objectives, solution.state)
        if improved is None:
            return solution
        rate = improved
    raise NotConvergedError(
        f"Governments must come to rest; after {_MAX_JUMPS} searches some still gain by opening or"
        " closing a market as others do. There may be no equilibrium in pure strategies: lower the"
        " highest rate."
    )


def at_first_order(
    game: TariffGame, objectives: Floats, start: Floats, tolerance: float
) -> TariffSolution:
    """Repeat `preferred_tariffs` from rates `start` until none moves: a local optimum."""
    if not game.free.any():
        return TariffSolution(start, tariff_equilibrium(game.model, start), 0.0, 0)
    residual = np.inf
    for rounds, (state, step) in enumerate(_rounds(game, objectives, start)):
        residual = float(np.abs(step).max())
        if residual <= tolerance:
            _demand_first_order(game, objectives, state)
            return TariffSolution(state.tariff_rate, state, residual, rounds)
    raise NotConvergedError(
        f"Tariffs must leave a first-order residual below {tolerance:.1e}; after {_MAX_ROUNDS}"
        f" rounds it was {residual:.3g}. Start nearer (tariff_rate) or narrow the bounds."
    )


def _demand_first_order(game: TariffGame, objectives: Floats, state: TariffState) -> None:
    """Refuse rates that a government would still move: |P(t + d ln G / dt) - t| by its slope.

    Where no market's closed form moves any more, this holds too, unless shadow values have a sign
    that the closed form does not foresee (a government with a surplus beyond its income).
    """
    shadow = shadow_values(game.model, state, game.weights, objectives)
    slope = tariff_gradient(game.model, state, shadow) / (1.0 + state.tariff_rate)
    rate = state.tariff_rate[game.free]
    wanted = np.clip(rate + slope[game.free], game.lowest, game.highest)
    residual = float(np.abs(wanted - rate).max())
    if not residual <= _MAX_SLOPE:
        raise NotConvergedError(
            f"Tariffs must leave a projected slope below {_MAX_SLOPE:.0e}; where every market's own"
            f" condition holds it is {residual:.3g}. Look for a region whose deficit or surplus is"
            " as large as its income, or narrow the bounds."
        )


def after_jumps(game: TariffGame, objectives: Floats, state: TariffState) -> Floats | None:
    """Return the rates after all distant replies that serve their government; None without."""
    replies = distant_replies(
        game.model,
        state,
        shadow_values(game.model, state, game.weights, objectives),
        free=game.free,
        lowest=game.lowest,
        highest=game.highest,
    )
    welfare, rate, jumped = game.log_welfare(state), state.tariff_rate.copy(), False
    for reply in replies:
        trial = state.tariff_rate.copy()
        trial[reply.sector, reply.importer] = reply.tariff_rate
        try:
            reached = tariff_equilibrium(game.model, trial, start=state.unknowns)
        except NotConvergedError:  # a wall behind which the world finds no balance serves nobody
            continue
        gain = objectives[:, reply.importer] @ (game.log_welfare(reached) - welfare)
        if gain > 0.0:
            rate[reply.sector, reply.importer] = reply.tariff_rate
            jumped = True
    return rate if jumped else None


def _towards(model: TariffModel, tariff: Floats, last: TariffState | None) -> TariffState:
    """Return the equilibrium at tariffs, or part of the way to them where there is none."""
    if last is None:
        return tariff_equilibrium(model, tariff)
    for _ in range(_HALVINGS):
        try:
            return tariff_equilibrium(model, tariff, start=last.unknowns)
        except NotConvergedError:
            between = np.sqrt((1.0 + tariff) * (1.0 + last.tariff_rate)) - 1.0
            tariff = np.where(tariff == last.tariff_rate, tariff, between)
    return tariff_equilibrium(model, tariff, start=last.unknowns)


def _rounds(
    game: TariffGame, objectives: Floats, start: Floats
) -> Iterator[tuple[TariffState, NDArray[np.float64]]]:
    """Yield each round's equilibrium and the steps of ln(1 + t) it suggests."""
    free, tariff = game.free, start.copy()
    state: TariffState | None = None
    tariff[free] = np.clip(tariff[free], game.lowest, game.highest)
    acceleration, settled_at = Anderson(_DEPTH), _SETTLED
    best, waited = np.inf, 0
    length, before = np.ones(int(free.sum())), np.zeros(int(free.sum()))
    for _ in range(_MAX_ROUNDS):
        state = _towards(game.model, tariff, state)
        tariff = state.tariff_rate
        wanted = preferred_tariffs(
            game.model,
            state,
            shadow_values(game.model, state, game.weights, objectives),
            free=free,
            lowest=game.lowest,
            highest=game.highest,
        )
        here = np.log1p(tariff[free])
        step = np.log1p(wanted[free]) - here
        yield state, step
        size = float(np.abs(step).max())
        best, waited = (size, 0) if size < best else (best, waited + 1)
        if waited == _PATIENCE:
            settled_at, best, waited = settled_at / 10.0, size, 0
        if size < settled_at:
            move = acceleration.move((length * step)[:, None])[:, 0]
        else:
            acceleration = Anderson(_DEPTH)
            # A tariff that swings has a flat objective and a steep reply: it takes shorter steps.
            swings = step * before < -0.5 * before**2
            length = np.where(swings, 0.5 * length, np.minimum(1.0, 1.1 * length))
            before = step
            move = length * step
        tariff = tariff.copy()
        tariff[free] = np.clip(np.expm1(here + move), game.lowest, game.highest)
        move[:] = np.log1p(tariff[free]) - here  # the bounds may have shortened it
