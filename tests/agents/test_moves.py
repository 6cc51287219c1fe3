"""Threats carried out and dropped, shocks, walk-outs: what they do to concessions, with intervals.

On the pie of `tests.bargaining.synthetic`: JPN gives a share to the USA, and loses `harm` if the
threat is executed.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.agents.negotiation import Negotiation
from sim.agents.stocktaking import credibility
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Aftermath, Extensions, Kind
from sim.bargaining.credibility import DatedDeed
from sim.bargaining.shocks import Shock
from sim.bargaining.talk import Event, Exchange, Status
from tests.bargaining.synthetic import DEADLINE, ROUNDS, START, Moves, make_tactic, play, shares

RUNS = 120
TALKS_GO_ON = Aftermath(days=60, rounds_every_days=10)
DAY = dt.date(2025, 6, 20)


def conceders():
    """Return two time-dependent sides whose paces differ by run."""
    sides = []
    for seed in (1, 2):
        tactic = make_tactic("time_dependent", RUNS)
        tactic.pace.exponent[:] = np.exp(np.random.default_rng(seed).normal(0.0, 0.6, RUNS))
        sides.append(tactic)
    return tuple(sides)


def played(moves: Moves | None = None, **how) -> Negotiation:
    return play(RUNS, moves=moves, tactics=conceders(), **how)


def mean(values) -> tuple[float, float]:
    values = np.asarray(values, dtype=float)
    return float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(len(values)))


def shock(chance: float, expected: float | None = None, day: dt.date = DAY, **how) -> Shock:
    known = chance if expected is None else expected
    return Shock("the threat is void", (day,), np.full(RUNS, chance), known, **how)


def moves_of(held: Negotiation, run: int) -> list[str]:
    return [item.move for item in held.talk.log if isinstance(item, Event) and run in item.runs]


def test_moves_that_nobody_makes_change_nothing():
    plain = played()
    idle = played(Moves(strength=5.0, leaves=0.0, near_counts=3.0, shocks=(shock(0.0),)))
    assert (plain.talk.package == idle.talk.package).all()
    assert (plain.talk.ended_on == idle.talk.ended_on).all()
    offers = [
        [(e.date, e.offer.tolist()) for e in held.talk.log if isinstance(e, Exchange)]
        for held in (plain, idle)
    ]
    assert offers[0] == offers[1]


def test_after_an_execution_talks_end_in_relief():
    """Nobody talks before the deadline; once the rates hold, Japan buys its way out of them."""
    held = played(Moves(TALKS_GO_ON), rounds=())
    signed = held.talk.status == Status.SIGNED
    assert (held.talk.executed_on == DEADLINE.toordinal()).all()
    assert signed.mean() > 0.9
    assert shares(held).min() > 0.1
    # What is left of the harm is what relief is worth, and no more is paid for it.
    assert shares(held).max() < 1.0
    assert (held.talk.ended_on[signed] > DEADLINE.toordinal()).all()
    assert moves_of(held, 0)[0] == "execute"


def test_who_gives_nothing_ends_under_the_executed_rates_or_what_becomes_of_them():
    stubborn = tuple(make_tactic("hard_liner", RUNS, gives=0.0) for _ in range(2))
    moves = Moves(TALKS_GO_ON, stay=(2.0, 1.0, 1.0))
    held = play(RUNS, moves=moves, tactics=stubborn)
    end = DEADLINE + dt.timedelta(days=TALKS_GO_ON.days)
    assert (held.talk.ended_on == end.toordinal()).all()
    for status, path, odds in (
        (Status.EXECUTED, 1, 0.5),
        (Status.EASED, 2, 0.25),
        (Status.LIFTED, 0, 0.25),
    ):
        at = held.talk.status == status
        assert (held.talk.path[at] == path).all()
        assert at.mean() == pytest.approx(odds, abs=3.5 * (odds * (1 - odds) / RUNS) ** 0.5)


def test_half_of_a_threat_can_be_carried_out_and_talked_about():
    held = played(Moves(TALKS_GO_ON), odds=(0.0, 0.0), rest=(1.0, 0.0, 0.0), rounds=())
    full = played(Moves(TALKS_GO_ON), rounds=())
    assert (held.talk.executed_share == 0.5).all()
    (half, half_width), (whole, width) = mean(shares(held)), mean(shares(full))
    assert half + half_width < whole - width


def test_rates_that_may_go_anyway_buy_less():
    sure = mean(shares(played(Moves(TALKS_GO_ON), rounds=())))
    doubtful = mean(shares(played(Moves(TALKS_GO_ON, stay=(1.0, 0.0, 1.0)), rounds=())))
    assert doubtful[0] + doubtful[1] < sure[0] - sure[1]


@pytest.mark.parametrize("learns", [False, True])
def test_executions_elsewhere_raise_concessions_and_retreats_lower_them(learns):
    def won(carried_out, retreated):
        deeds = (DatedDeed(dt.date(2025, 6, 1), carried_out, retreated),)
        moves = Moves(deeds=deeds, strength=4.0)
        how = {"learns": True, "types": (0.3, 0.5, 0.7)} if learns else {}
        return mean(shares(played(moves, odds=(0.5, 0.5), **how)))

    feared, plain, laughed_at = won(3.0, 0.0), won(0.0, 0.0), won(0.0, 3.0)
    assert feared[0] - feared[1] > plain[0] + plain[1]
    assert laughed_at[0] + laughed_at[1] < plain[0] - plain[1]


def test_a_deadline_put_off_is_paid_for_with_lower_concessions():
    """All runs are put off once; the less a belief is worth, the more of it that costs."""

    def later(strength):
        held = played(
            Moves(strength=strength),
            odds=(0.0, 0.6),
            rest=(0.0, 1.0, 0.0),
            extensions=Extensions(1, 90, 14),
            rounds=(),
        )
        assert held.talk.extended.all()
        return held

    firm, shaken = later(1e6), later(1.0)
    (kept, kept_width), (lost, width) = mean(shares(firm)), mean(shares(shaken))
    assert lost + width < kept - kept_width
    start, end = credibility(shaken).T
    # a = 0.6 of 1 case; half a case of retreat is added.
    assert start == pytest.approx(0.6)
    assert end == pytest.approx(0.6 / 1.5)
    # What no deal is worth to Japan rises by what the belief fell, times what is left of its harm.
    left = Annuity(120.0, 0.04).share_left((DEADLINE - START).days / 30.4375 + 90 / 30.4375)
    assert shaken.talk.backing_down == pytest.approx((0.6 - 0.4) * float(left), rel=1e-9)
    assert np.abs(firm.talk.backing_down).max() < 1e-5


def test_beliefs_count_what_became_of_the_threat():
    moves = Moves(strength=4.0)
    executed = credibility(played(moves, odds=(1.0, 0.5), rounds=()))
    dropped = credibility(played(moves, odds=(0.0, 0.5), rounds=()))
    half = credibility(played(moves, odds=(0.0, 0.5), rest=(1.0, 0.0, 0.0), rounds=()))
    assert executed[:, 1] == pytest.approx(3 / 5)
    assert half[:, 1] == pytest.approx(2.5 / 5)
    assert dropped[:, 1] == pytest.approx(2 / 5)


def test_a_void_threat_buys_nothing_any_more():
    held = played(Moves(shocks=(shock(1.0, expected=0.0),)))
    plain = played(Moves())
    early = plain.talk.ended_on < DAY.toordinal()
    assert early.any()
    assert (held.talk.package[early] == plain.talk.package[early]).all()
    assert (held.talk.status[~early] == Status.EXECUTED).all()  # of nothing
    assert (held.talk.path[~early] == 0).all()


def test_a_shock_that_is_expected_lowers_concessions_before_its_date():
    def early(expected):
        held = played(Moves(shocks=(shock(0.0, expected=expected),)))
        before = (held.talk.ended_on < DAY.toordinal()) & (held.talk.package >= 0)
        return mean(held.tables.given[held.talk.package[before], 0])

    (calm, calm_width), (hoping, width) = early(0.0), early(0.5)
    assert hoping + width < calm - calm_width


def test_a_certain_shock_that_all_expect_ends_the_game_before_it_starts():
    held = played(Moves(shocks=(shock(1.0),)))
    no_deal = held.expected_no_deal["JPN"]
    assert no_deal == pytest.approx(0.0)
    assert not (held.talk.status == Status.SIGNED).any()


def test_a_stay_keeps_the_rates_until_its_day():
    """The ruling falls in June and is known; it holds from a week after the deadline."""
    until = DEADLINE + dt.timedelta(days=7)
    moves = Moves(TALKS_GO_ON, shocks=(shock(1.0, expected=0.0, stayed_until=until),))
    held = played(moves, rounds=())
    assert moves_of(held, 0)[:3] == ["shock_stayed", "execute", "shock"]
    assert (held.talk.since == until.toordinal()).all()
    assert [spell.date for spell in held.talk.spells] == [DEADLINE, until]
    # Nothing is left to buy: under the void threat no deal is as good as the rates of before.
    assert not (held.talk.status == Status.SIGNED).any()


def test_shocks_fall_as_often_as_said_and_on_listed_days():
    days = tuple(START + dt.timedelta(days=7 * week) for week in range(4))
    ruling = Shock("ruling", days, np.full(RUNS, 0.3), 0.3)
    held = played(Moves(shocks=(ruling,)), rounds=())
    fallen = [item for item in held.talk.log if isinstance(item, Event) and item.move == "shock"]
    assert {item.date for item in fallen} <= set(days)
    share = sum(len(item.runs) for item in fallen) / RUNS
    assert share == pytest.approx(0.3, abs=3.5 * (0.21 / RUNS) ** 0.5)


def test_the_order_of_moves_on_one_date():
    """News of deeds and rulings comes before the round, the round before the deadline."""
    deed = DatedDeed(DEADLINE, 1.0, 0.0)
    moves = Moves(shocks=(shock(1.0, expected=0.0, day=DEADLINE),), deeds=(deed,))
    held = play(2, moves=moves_for(2, moves), rounds=(DEADLINE,), steps=3)
    kinds = [entry.kind for entry in held.setup.calendar.entries if entry.date == DEADLINE]
    assert kinds == [Kind.DEED, Kind.SHOCK, Kind.ROUND, Kind.DEADLINE]
    told = [item.move if isinstance(item, Event) else "offer" for item in held.talk.log]
    assert told[:2] == ["deed_carried_out", "shock"]
    assert told[-1] == "execute"
    assert set(told[2:-1]) == {"offer"}


def moves_for(runs: int, moves: Moves) -> Moves:
    """Return the same moves with shocks for fewer runs."""
    fewer = tuple(
        Shock(s.name, s.days, s.chance[:runs], s.expected_chance, s.stayed_until)
        for s in moves.shocks
    )
    return Moves(moves.aftermath, moves.stay, fewer, moves.deeds, moves.strength)


def test_a_side_walks_out_where_it_sees_nothing_to_win():
    """Nobody fears the threat, so no package is worth more than no deal to Japan."""
    held = played(Moves(leaves=1.0), odds=(0.0, 0.0))
    assert held.talk.walked_out.any(axis=1).all()
    assert moves_of(held, 0) == ["leave", "withdraw"]
    rounds = {item.date for item in held.talk.log if isinstance(item, Exchange)}
    assert rounds == {ROUNDS[0]}
    # With something to win nobody leaves.
    assert not played(Moves(leaves=1.0), odds=(1.0, 1.0)).talk.walked_out.any()


def test_who_has_left_comes_back_when_the_threat_is_carried_out():
    held = played(Moves(TALKS_GO_ON, leaves=1.0), odds=(1.0, 0.0))
    assert held.talk.walked_out.all(axis=1).sum() == 0
    assert held.talk.walked_out.any(axis=1).all()
    assert (held.talk.status == Status.SIGNED).mean() > 0.9


def test_more_time_is_granted_rather_when_a_deal_is_near():
    """Two sides that nearly meet; the threatener puts off the deadline more often."""
    near = tuple(make_tactic("hard_liner", RUNS, gives=0.45) for _ in range(2))
    how = {"odds": (0.0, 1.0), "rest": (0.0, 1.0, 3.0), "extensions": Extensions(1, 30, 60)}

    def put_off(counts):
        held = play(RUNS, moves=Moves(near_counts=counts), tactics=near, **how)
        assert not (held.talk.status == Status.SIGNED).any()
        return held.talk.extended.mean()

    assert put_off(0.0) == pytest.approx(0.25, abs=3.5 * (0.19 / RUNS) ** 0.5)
    assert put_off(10.0) > 0.5
