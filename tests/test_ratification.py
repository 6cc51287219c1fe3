"""Ratification on synthetic talks: averages over runs, with 95 % intervals."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.bargaining.talk import Event, Exchange, Status
from tests.bargaining.synthetic import ROUNDS, make_tactic, play
from tests.bargaining.voting import CARS, FARMS, diet, farm_tables, farmers

RUNS = 120
POLLS = (("JPN", dt.date(2025, 6, 20)),)


def mean(values) -> tuple[float, float]:
    """Return a mean and the half-width of its 95 % interval."""
    values = np.asarray(values, dtype=float)
    return float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(len(values)))


def conceders():
    sides = []
    for seed in (1, 2):
        tactic = make_tactic("time_dependent", RUNS)
        tactic.pace.exponent[:] = np.exp(np.random.default_rng(seed).normal(0.0, 0.6, RUNS))
        sides.append(tactic)
    return tuple(sides)


def talks(chambers=(), tables=None, **more):
    return play(
        RUNS, tactics=conceders(), tables=tables or farm_tables(), chambers=chambers, **more
    )


def paid(held) -> np.ndarray:
    """Return what the deals that were signed cost JPN."""
    signed = held.talk.package >= 0
    return -held.tables.changes[0, 0, held.talk.package[signed], 1, 1]


def rejected(held) -> np.ndarray:
    """Return in which signed runs the chamber voted the deal down."""
    signed = held.talk.package >= 0
    return ~np.isin(held.talk.status[signed], (Status.SIGNED, Status.RATIFIED))


def test_a_chamber_that_votes_on_nothing_changes_nothing():
    without = talks().talk
    with_one = talks((diet(RUNS, covers=(False,), mood=-5.0),)).talk
    for name in ("status", "package", "ended_on", "closed_by", "voted_on"):
        np.testing.assert_array_equal(getattr(without, name), getattr(with_one, name))


def test_a_chamber_sure_to_agree_at_once_changes_no_deal():
    without = talks().talk
    with_one = talks((diet(RUNS, mood=100.0, after_days=0),)).talk
    np.testing.assert_array_equal(without.package, with_one.package)
    np.testing.assert_array_equal(without.ended_on, with_one.ended_on)
    signed = without.package >= 0
    assert signed.any()
    assert (with_one.status[signed] == Status.RATIFIED).all()
    assert (with_one.voted_on[signed] == with_one.ended_on[signed]).all()


def test_in_one_dimension_a_smaller_public_win_set_improves_ones_terms():
    """JPN's chamber takes at most 1, 0.5 or 0.25: its government pays less and less."""
    costs = [mean(paid(talks((diet(RUNS, mood=most - 1.0),)))) for most in (1.0, 0.5, 0.25)]
    for (wide, wide_half), (narrow, narrow_half) in pairwise(costs):
        assert narrow + narrow_half < wide - wide_half


def test_in_two_dimensions_a_smaller_win_set_need_not_help():
    """A chamber that shields the farms, cheap to give, makes JPN pay in what is dear to it."""
    tables = farm_tables(21, farm_cost=0.2, other_cost=1.5)
    free, free_half = mean(paid(talks(tables=tables)))
    shielded = diet(RUNS, income=0.0, organisation=1.0, mood=0.1, to_threat=False)
    bound = talks((shielded,), tables)
    assert (bound.tables.given[bound.talk.package[bound.talk.package >= 0], 0] <= 0.15).all()
    tied, tied_half = mean(paid(bound))
    assert free + free_half < tied - tied_half


def test_a_public_win_set_spares_hopeless_offers():
    """The win-set is 0.3 of the pie; hidden, the USA goes on asking for more."""

    def hopeless(public):
        moods = tuple(np.linspace(-0.9, 0.9, 16))
        held = talks((diet(RUNS, mood=-0.7, public=public, moods=moods),))
        asked = [
            held.tables.given[item.offer[item.offer >= 0], 0]
            for item in held.talk.log
            if isinstance(item, Exchange) and item.proposer == "USA"
        ]
        return mean(np.concatenate(asked) > 0.35), (held.talk.package >= 0).mean()

    (known, known_half), deals_known = hopeless(public=True)
    (hidden, hidden_half), deals_hidden = hopeless(public=False)
    assert known + known_half < hidden - hidden_half
    assert deals_known >= deals_hidden


def test_a_pivotal_industry_that_is_hurt_makes_rejection_likelier():
    one_deal = farm_tables(2, farm_cost=0.5)  # all farm goods or none, so nobody can adapt

    def votes(organisation, tables):
        return talks((diet(RUNS, organisation=organisation, surprise=0.3),), tables)

    held = [votes(organisation, one_deal) for organisation in (0.0, 0.4)]
    (calm, calm_half), (hurt, hurt_half) = (mean(rejected(one)) for one in held)
    assert calm + calm_half < hurt - hurt_half
    assert all(len(rejected(one)) > RUNS / 2 for one in held)
    # Governments that can choose among deals sign less of what hurts it.
    many = [votes(organisation, farm_tables()) for organisation in (0.0, 0.8)]
    (given, given_half), (less, less_half) = (mean(paid(one)) for one in many)
    assert less + less_half < given - given_half


def test_an_election_delays_a_deal_that_hurts_a_pivotal_industry():
    """Farms press JPN much harder before the polls of 20 June; deals come in the rounds after.

    Car makers, whom the deal does not hurt, delay nothing.
    """

    def early_and_released(column):
        lobby = replace(farmers(1, lobbying=0.1), columns=np.array([column]))
        held = talks((), farm_tables(21), elections=POLLS, premium=300.0, lobby=lobby)
        signed = held.talk.ended_on[held.talk.package >= 0]
        polls = POLLS[0][1].toordinal()
        return (signed <= polls).mean(), (signed > polls).mean(), len(signed)

    early_hurt, released, deals = early_and_released(FARMS)
    early_calm, _, deals_calm = early_and_released(CARS)
    assert early_hurt < 0.05
    assert early_calm > 0.3
    assert released > 0.95
    assert deals > 0.9 * deals_calm > 0.5 * RUNS


def test_an_election_between_signature_and_vote_makes_it_less_sure():
    """The swing is unknown when they sign, known when they vote."""
    swing = np.random.default_rng(5).uniform(-0.8, 0.8, RUNS)
    points = tuple(np.linspace(-0.75, 0.75, 16))
    polls = ROUNDS[-1] + dt.timedelta(days=10)
    common = {"swing": swing, "swings": points, "surprise": 0.05}
    after = talks((diet(RUNS, elections=(polls,), after_days=60, **common),))
    before = talks((diet(RUNS, elections=(polls,), after_days=1, **common),))
    (calm, calm_half), (risky, risky_half) = mean(rejected(before)), mean(rejected(after))
    assert calm + calm_half < risky - risky_half
    fell = after.talk.package >= 0
    lost = rejected(after)
    assert swing[fell][lost].mean() < swing[fell][~lost].mean()


def test_of_two_chambers_each_must_agree_and_the_first_no_ends_it():
    yes = diet(RUNS, mood=100.0, after_days=10, name="lower_house")
    no = diet(RUNS, mood=-100.0, after_days=20, name="upper_house", moods=(100.0,))
    unforeseen = diet(RUNS, surprise=0.5, mood=0.2, after_days=20, name="upper_house", moods=(0.2,))
    held = talks((yes, unforeseen))
    signed = held.talk.package >= 0
    assert (held.talk.yes_shares["lower_house"][signed] > 0.99).all()
    assert np.isnan(held.talk.yes_shares["upper_house"][~signed]).all()
    # Both are held: the last one 20 days after the signature.
    assert (held.talk.voted_on[signed] - held.talk.ended_on[signed] == 20).all()
    assert 0 < rejected(held).sum() < signed.sum()
    early = talks((diet(RUNS, surprise=5.0, mood=0.0, name="first", after_days=1), yes))
    fell = np.flatnonzero(early.talk.package >= 0)[rejected(early)]
    assert fell.size
    assert np.isnan(early.talk.yes_shares["lower_house"][fell]).all()
    # A deal that its own government knows to be lost is not signed.
    assert not (talks((yes, no)).talk.package >= 0).any()


def test_a_rejection_brings_the_threat_or_leaves_the_rates():
    for to_threat, status in ((True, Status.EXECUTED), (False, Status.WITHDRAWN)):
        held = talks((diet(RUNS, surprise=2.0, to_threat=to_threat),))
        lost = np.flatnonzero(held.talk.package >= 0)[rejected(held)]
        assert lost.size
        assert (held.talk.status[lost] == status).all()
        events = [e for e in held.talk.log if isinstance(e, Event) and e.move == "reject"]
        assert sorted(np.concatenate([e.runs for e in events])) == sorted(lost)


def test_a_government_that_fears_defeat_brings_fewer_deals_that_fall():
    moods = tuple(np.linspace(-1.5, 0.5, 16))
    mood = np.random.default_rng(3).uniform(-1.5, 0.5, RUNS)
    common = {"mood": mood, "moods": moods, "public": False, "surprise": 0.2}
    bold = talks((diet(RUNS, **common),))
    timid = talks((diet(RUNS, defeat=1.0, **common),))
    (often, often_half), (rarely, rarely_half) = mean(rejected(bold)), mean(rejected(timid))
    assert rarely + rarely_half < often - often_half


@pytest.mark.parametrize("needed", [0.5, 2 / 3])
def test_votes_are_counted_against_the_share_that_is_needed(needed):
    held = talks((diet(RUNS, surprise=1.0, needed=needed, mood=0.5),))
    signed = held.talk.package >= 0
    yes = held.talk.yes_shares["diet"][signed]
    np.testing.assert_array_equal(rejected(held), yes < needed)


def test_a_vote_on_a_day_waits_for_it_or_follows_at_once():
    day = ROUNDS[2]
    held = talks((diet(RUNS, after_days=None, on=day, mood=100.0),))
    signed = held.talk.package >= 0
    expected = np.maximum(held.talk.ended_on[signed], day.toordinal())
    np.testing.assert_array_equal(held.talk.voted_on[signed], expected)
    assert (held.talk.status[signed] == Status.RATIFIED).all()
