"""The array player against the engine's government, the engine itself, and plain laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.controller import AnswerRule
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import build_calendar
from sim.bargaining.games.talks import Played, Side, play_talks
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.repertoire.seat import Seat, Table, Turn
from sim.bargaining.repertoire.time_dependent import Pace, TimeDependent
from sim.bargaining.solutions.pareto import pareto_frontier
from sim.bargaining.tactics_exponential import exponential_concession
from sim.bargaining.talks_setup import PartySetup, TalksSetup
from sim.errors import InvalidInputError
from sim.model import TradeTalks
from tests.bargaining.synthetic import DEADLINE, START, party_setup, pie_tables, preferences

Floats = NDArray[np.float64]


def random_sides(
    seed: int, runs: int, packages: int, *, shared: bool = False, with_ties: bool = False
) -> tuple[Side, Side]:
    rng = np.random.default_rng(seed)
    groups = 1 if shared else runs
    payoffs = rng.normal(size=(2, groups, packages)) + 0.5
    beliefs = payoffs[::-1] + rng.normal(0.0, 0.3, payoffs.shape)
    no_deal = rng.normal(1.6, 0.7, (2, runs))
    believed_no_deal = no_deal[::-1] + rng.normal(0.0, 0.2, (2, runs))
    if with_ties:
        payoffs, beliefs, no_deal = (np.round(2 * u) for u in (payoffs, beliefs, no_deal))
    start, exponent = rng.uniform(0, 0.2, (2, runs)), np.exp(rng.normal(0, 0.8, (2, runs)))
    return tuple(  # type: ignore[return-value]
        Side(payoffs[i], beliefs[i], no_deal[i], believed_no_deal[i], start[i], exponent[i])
        for i in (0, 1)
    )


def play_with_tactics(sides: tuple[Side, Side], n_offers: int, opener: int) -> Played:
    """Play one negotiation a run with the engine's own tactic, exchange by exchange."""
    runs = len(sides[0].no_deal)
    table = Table(np.arange(sides[0].own.shape[1]), np.zeros((sides[0].own.shape[1], 0)))
    players = []
    for side in sides:
        own, believed = (np.broadcast_to(u, (runs, u.shape[1])) for u in (side.own, side.believed))
        seat = Seat(own, side.no_deal, believed, side.believed_no_deal, table)
        pace = Pace(side.start, side.exponent, np.zeros(runs, dtype=bool))
        players.append((TimeDependent(pace), seat))
    package, exchange = np.full(runs, NO_OFFER), np.full(runs, n_offers)
    active = np.arange(runs)
    for number in range(n_offers):
        (asks, his), (answers, hers) = (
            players[(opener + number) % 2],
            players[1 - (opener + number) % 2],
        )
        next_time = None if number == n_offers - 1 else (number + 2) / n_offers
        time, left = (number + 1) / n_offers, n_offers - number
        turn = Turn(START, number, time, next_time, left, n_offers)
        offer = asks.propose(his, active, turn)
        least = answers.settles_for(hers, active, offer, turn)
        accepted = answers.accepts(hers, active, offer, least)
        signed = active[accepted]
        package[signed], exchange[signed] = offer[accepted], number
        active = active[~accepted]
    return Played(package, exchange)


@pytest.mark.parametrize("opener", [0, 1])
@pytest.mark.parametrize("with_ties", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_same_talks_as_the_governments(opener: int, shared: bool, with_ties: bool) -> None:
    """300 random games with wrong beliefs: some fail, some sign in the last exchange."""
    sides = random_sides(5, 300, 60, shared=shared, with_ties=with_ties)
    ours = play_talks(*sides, 20, np.full(300, opener))
    theirs = play_with_tactics(sides, 20, opener)
    assert ours.package.tolist() == theirs.package.tolist()
    assert ours.exchange.tolist() == theirs.exchange.tolist()
    assert 0.05 < (ours.package == NO_OFFER).mean() < 0.95
    assert len(np.unique(ours.exchange)) > 5


def engine_on_a_pie(pace: Floats, opener: NDArray[np.intp], harm: float) -> Floats:
    """Return the USA's share where one round of TradeTalks is all there is; nan without a deal."""
    runs = len(opener)

    tables = pie_tables(201, harm)

    def party(name: str, place: int) -> PartySetup:
        clock = Pace(np.zeros(runs), pace[place], np.zeros(runs, dtype=bool))
        return party_setup(tables, preferences(name, runs), np.ones(runs), TimeDependent(clock))

    setup = TalksSetup(
        name="talks",
        parties=(party("USA", 0), party("JPN", 1)),
        threatener="USA",
        calendar=build_calendar(START, DEADLINE, (START,)),
        first_round=START,
        offers_per_round=16,
        rest_odds=RestOdds.of(0.0, 0.0, 1.0),
        extension_days=0,
        breakdown_chance=np.zeros(runs),
        elections=(),
        annuity=Annuity(120.0, 0.04),
    )
    rule = AnswerRule(0.3, 0.3, 0.0, 1.0, np.zeros(runs), np.zeros(runs))
    model = TradeTalks(
        [(setup, tables)],
        np.zeros(runs, dtype=np.intp),
        rule,
        lambda who, what: 1.0 - opener,
    )
    model.play()
    package = model.negotiations[0].talk.package
    model.release()
    return np.where(package >= 0, tables.given[np.maximum(package, 0), 0], np.nan)


def test_same_deals_as_the_engine_on_a_pie() -> None:
    """Values of a deal at the first date are the pie's; no deal costs Japan its harm from then."""
    rng = np.random.default_rng(8)
    runs, harm = 80, 0.6
    pace, opener = np.exp(rng.normal(0, 0.7, (2, runs))), rng.integers(0, 2, runs)
    by_engine = engine_on_a_pie(pace, opener, harm)
    x = np.linspace(0, 1, 201)[None]
    # The annuity from the deadline on weighs what a threat costs against a deal from today.
    months = (DEADLINE - START).days / (365.25 / 12)
    late = sum(Annuity(120.0, 0.04).weights(np.array([months]), np.array([36.0])))
    today = sum(Annuity(120.0, 0.04).weights(np.array([0.0]), np.array([36.0])))
    hurt = np.full(runs, -harm * float(late[0] / today[0]))
    zero = np.zeros(runs)
    sides = (
        Side(x, -x, zero, hurt, zero, pace[0]),
        Side(-x, x, hurt, zero, zero, pace[1]),
    )
    ours = play_talks(*sides, 16, opener)
    share = np.where(ours.package >= 0, x[0, np.maximum(ours.package, 0)], np.nan)
    np.testing.assert_array_equal(share, by_engine)
    assert np.isfinite(share).mean() > 0.9
    assert np.std(share) > 0.02


def test_blocks_and_neighbours_change_nothing() -> None:
    sides = random_sides(9, 5000, 30, shared=True)
    opener = np.random.default_rng(0).integers(0, 2, 5000)
    together = play_talks(*sides, 30, opener)
    part = slice(4000, 5000)
    by_run = ("no_deal", "believed_no_deal", "start", "exponent")
    alone = [replace(s, **{name: getattr(s, name)[part] for name in by_run}) for s in sides]
    apart = play_talks(*alone, 30, opener[part])
    assert together.package[part].tolist() == apart.package.tolist()
    assert together.exchange[part].tolist() == apart.exchange.tolist()


def _true_sides(runs: int, exponents: tuple[float, float]) -> tuple[Side, Side]:
    rng = np.random.default_rng(11)
    a, b = rng.random((2, runs, 300))
    low, start = np.full(runs, -0.2), np.zeros(runs)
    return (
        Side(a, b, low, low, start, np.full(runs, exponents[0])),
        Side(b, a, low, low, start, np.full(runs, exponents[1])),
    )


def test_who_holds_out_gains_and_delays() -> None:
    """Means over 300 games: Boulware against conceder, and two Boulwares."""
    runs = np.arange(300)
    opener = runs % 2

    def outcome(exponents: tuple[float, float]) -> tuple[float, float, float]:
        sides = _true_sides(300, exponents)
        played = play_talks(*sides, 50, opener)
        assert np.all(played.package >= 0)
        gains = [float(side.own[runs, played.package].mean()) for side in sides]
        return gains[0], gains[1], float(played.exchange.mean())

    even, hard, both = outcome((1.0, 1.0)), outcome((0.2, 4.0)), outcome((0.2, 0.2))
    assert hard[0] > even[0] + 0.03
    assert hard[1] < even[1] - 0.03
    assert both[2] > hard[2] > even[2]


def test_deals_on_true_beliefs_are_efficient() -> None:
    sides = _true_sides(50, (0.7, 1.5))
    played = play_talks(*sides, 60, np.zeros(50, dtype=np.intp))
    for run, package in enumerate(played.package):
        table = np.stack([sides[0].own[run], sides[1].own[run]], axis=1)
        assert package in pareto_frontier(table)


def test_other_tactics_can_be_played() -> None:
    plain = _true_sides(20, (1.0, 1.0))
    slow = [replace(side, start=np.full(20, 0.01), tactic=exponential_concession) for side in plain]
    opener = np.zeros(20, dtype=np.intp)
    assert (
        play_talks(*slow, 50, opener).exchange.mean()
        > play_talks(*plain, 50, opener).exchange.mean()
    )


def test_nothing_to_gain_means_no_deal() -> None:
    x = np.linspace(0.0, 1.0, 11)[None]
    high, none = np.array([0.6]), np.zeros(1)
    sides = (Side(x, 1 - x, high, high, none, none + 1), Side(1 - x, x, high, high, none, none + 1))
    played = play_talks(*sides, 10, np.array([0]))
    assert played.package.tolist() == [NO_OFFER]
    assert played.exchange.tolist() == [10]


def test_sides_of_other_sizes_are_refused() -> None:
    first, second = random_sides(1, 4, 5)
    with pytest.raises(InvalidInputError, match="of one shape"):
        play_talks(first, replace(second, believed=second.believed[:, :4]), 5, np.zeros(4, int))
    with pytest.raises(InvalidInputError, match="6 no-deal values"):
        play_talks(first, second, 5, np.zeros(6, int))
