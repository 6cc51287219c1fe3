"""How the talks behave on average: means over runs, with intervals, on a pie with known payoffs."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.agents.negotiation import Negotiation
from sim.bargaining.calendar import Extensions
from sim.bargaining.closing import BELIEFS, CAUSES, JUMP
from sim.bargaining.talk import Exchange
from sim.scenario.tactics import TACTICS
from tests.bargaining.synthetic import ROUNDS, make_tactic, play, shares

RUNS = 120
PLAYED = [name for name in TACTICS if name != "scripted"]
ONE_ROUND = (ROUNDS[0],)


def mean(values) -> tuple[float, float]:
    """Return a mean and the half-width of its 95 % interval."""
    values = np.asarray(values, dtype=float)
    return float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(len(values)))


def paces(seed: int, runs: int = RUNS) -> np.ndarray:
    return np.exp(np.random.default_rng(seed).normal(0.0, 0.6, runs))


def conceders(runs: int = RUNS):
    """Return two time-dependent sides whose paces differ by run."""
    sides = []
    for seed in (1, 2):
        tactic = make_tactic("time_dependent", runs)
        tactic.pace.exponent[:] = paces(seed, runs)
        sides.append(tactic)
    return tuple(sides)


@pytest.mark.parametrize("turns", ["drawn", "alternate"])
def test_equilibrium_tactics_reward_patience(turns):
    def gain(patience):
        def side(mine, theirs):
            return make_tactic(
                "equilibrium", RUNS, patience=mine, others_patience=theirs, turns=turns
            )

        model = play(RUNS, tactics=(side(patience, 0.8), side(0.8, patience)))
        return mean(shares(model))

    (low, low_half), (high, high_half) = gain(0.7), gain(0.95)
    assert low + low_half < high - high_half
    assert high - low > 0.1


@pytest.mark.parametrize("name", ["time_dependent", "micro", "zeuthen", "equilibrium"])
def test_a_better_outside_option_raises_the_own_gain(name):
    """JPN loses less without a deal: the USA gets less of the pie."""

    def won(harm):
        sides = conceders() if name == "time_dependent" else None
        tactics = sides or tuple(make_tactic(name, RUNS) for _ in range(2))
        return mean(shares(play(RUNS, harm=harm, tactics=tactics)))

    (weak, weak_half), (strong, strong_half) = won(0.9), won(0.4)
    assert strong + strong_half < weak - weak_half


def test_more_credible_threats_raise_concessions():
    def won(odds):
        return mean(shares(play(RUNS, odds=(odds, odds), tactics=conceders())))

    (weak, weak_half), (strong, strong_half) = won(0.3), won(0.9)
    assert weak + weak_half < strong - strong_half


def test_a_threat_that_only_its_target_believes_wins_as_much():
    """The threatener itself loses nothing by it; what moves concessions is belief."""
    bluff = mean(shares(play(RUNS, odds=(0.0, 0.9), tactics=conceders())))
    honest = mean(shares(play(RUNS, odds=(0.9, 0.9), tactics=conceders())))
    assert bluff[0] == pytest.approx(honest[0], abs=bluff[1] + honest[1])


def closed_by(model: Negotiation, place: int) -> float:
    signed = model.talk.package >= 0
    return float((model.talk.closed_by[signed] == place).mean())


def test_costs_that_jump_gather_deals_after_the_jump():
    """What is dear before a vote within the talks is signed in the round that follows it."""
    vote = dt.date(2025, 6, 20)
    after = dt.date(2025, 6, 23).toordinal()
    common = {"elections": (("JPN", vote),), "cost": 0.1, "steps": 21, "pace": (2.0, 2.0)}
    smooth = play(RUNS, premium=1.0, **common)
    jumping = play(RUNS, premium=300.0, **common)

    def gathered(model):
        return float((model.talk.ended_on == after).mean())

    assert gathered(jumping) > 0.9
    assert gathered(smooth) < 0.1
    assert closed_by(jumping, JUMP) > 0.9
    assert closed_by(smooth, JUMP) < 0.1


def test_costs_that_jump_at_the_deadline_gather_deals_there():
    """Two sides that hold their demand until the threat falls due close on the last date."""
    held = tuple(make_tactic("hard_liner", RUNS, gives=0.4, at_the_end="yields") for _ in range(2))
    model = play(RUNS, tactics=held)
    assert (model.talk.ended_on == ROUNDS[-1].toordinal()).all()
    assert closed_by(model, JUMP) == 1.0


def test_every_deal_has_one_cause():
    model = play(RUNS, tactics=conceders())
    signed = model.talk.package >= 0
    assert set(model.talk.closed_by[~signed]) <= {-1}
    assert sum(closed_by(model, place) for place in range(len(CAUSES))) == pytest.approx(1.0)


@pytest.mark.parametrize("name", PLAYED)
def test_who_opens_does_not_decide_the_split(name):
    """Mean share of the USA where it opens against where Japan does: within 12 % of the pie.

    A pie in twentieths, as many steps as the frontier of a catalogue has: tactics that concede
    step by step need them all.
    """
    if name == "hard_liner":
        sides = make_tactic(name, RUNS, gives=0.6), make_tactic("time_dependent", RUNS)
    elif name == "take_it_or_leave_it":
        sides = make_tactic(name, RUNS), make_tactic("time_dependent", RUNS)
    elif name == "time_dependent":
        sides = conceders()
    else:
        sides = tuple(make_tactic(name, RUNS) for _ in range(2))
    model = play(RUNS, tactics=sides, steps=21)
    opened = np.array([_opener(model, run) for run in range(RUNS)])
    share = np.full(RUNS, np.nan)
    signed = model.talk.package >= 0
    share[signed] = shares(model)
    both = [mean(share[signed & (opened == party)]) for party in ("USA", "JPN")]
    assert signed.mean() > 0.9
    assert abs(both[0][0] - both[1][0]) < 0.12


@pytest.mark.parametrize("name", ["time_dependent", "micro", "zeuthen", "equilibrium"])
def test_how_many_runs_are_stepped_together_changes_none_of_them(name):
    """Blocks of 30 and of 120 runs with the same dice and paces: the same deals, run by run."""

    def deals(runs):
        sides = conceders(runs)
        if name != "time_dependent":
            sides = tuple(make_tactic(name, runs) for _ in range(2))
        talk = play(runs, tactics=sides, breakdown=0.1, steps=21).talk
        return np.stack([talk.package, talk.ended_on, talk.rounds_held], axis=1)

    assert (deals(30) == deals(RUNS)[:30]).all()


def _opener(model: Negotiation, run: int) -> str:
    """Return who made the first offer of the round in which a run ended."""
    for item in reversed(model.talk.log):
        if isinstance(item, Exchange) and item.number == 0 and run in item.runs:
            return item.proposer
    raise AssertionError("every run was opened by somebody")


def test_learning_brings_beliefs_nearer_to_the_truth():
    """The USA expects Japan to fear the threat half as much as it does, and hears its offers."""
    types = (0.2, 0.5, 0.8)

    def belief_in_truth(runs=RUNS):
        model = play(
            runs,
            odds=(0.8, 0.8),
            pace=(1.0, 1.0),
            learns=True,
            types=types,
            rounds=ROUNDS,
            tactics=conceders(runs),
        )
        return mean(model.governments["USA"].learner.belief[:, 2])

    centre, half = belief_in_truth()
    assert centre - half > 1 / 3


def test_learning_can_close_deals_that_wrong_beliefs_kept_apart():
    learned = play(RUNS, odds=(0.8, 0.8), learns=True, types=(0.2, 0.8), tactics=conceders())
    assert closed_by(learned, BELIEFS) > 0.0


def test_extensions_leave_memories_in_place():
    """Tactics that count offers go on where they stood when the deadline moved."""
    model = play(
        40,
        odds=(0.0, 0.0),
        rest=(0.0, 1.0, 0.0),
        harm=1.0,
        cost=300.0,
        steps=2,
        extensions=Extensions(1, 90, 14),
        tactics=tuple(make_tactic("micro", 40) for _ in range(2)),
    )
    assert model.talk.extended.all()
