"""The bargaining problem that a scenario's talks open with: what every package is worth to whom.

Two views of it. At expected preferences: one problem, prior means of all preferences and odds,
payoffs averaged over the worlds. By run: the true preferences, world and odds of each run.
All in USD bn a year as U is (docs/economy.md), changes from the rates in force.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.calendar import Kind
from sim.bargaining.outlook import Moment, Outlook
from sim.bargaining.payoffs import Payoffs
from sim.bargaining.talks_setup import TalksSetup
from sim.bargaining.wishes import Wishes
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.parameters import block_runs
from sim.ensemble.wishes import expected_wishes

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Problem:
    """R bargaining problems of two parties over M packages, as the talks open.

    `payoffs` (R, M, 2) of packages signed in the first round and `rounds`, the same in each round
    up to the first deadline or news; `no_deal` (R, 2) what each side expects without a deal, by
    its own odds; `threats` (R, 3, 2) the threat executed, executed in part and withdrawn;
    `breakdown` (R,) chance that talks break off after a round.
    """

    parties: tuple[str, str]
    threatener: int
    payoffs: Floats
    rounds: tuple[Floats, ...]
    no_deal: Floats
    threats: Floats
    breakdown: Floats
    exchanges: int


def expected_problem(ensemble: Ensemble) -> Problem:
    """Return the one problem at expected preferences, a mean over the worlds (R = 1)."""
    rules = ensemble.rules(0)
    count = ensemble.tables.n_worlds
    worlds, first = np.arange(count), np.zeros(count, dtype=np.intp)
    outlooks = [
        _outlook(ensemble, expected_wishes(ensemble.setup, party.party).take(first), worlds)
        for party in rules.parties
    ]
    path = f"talks.{ensemble.setup.talk_name}.breakdown_per_round"
    problem = _problem(rules, outlooks, np.repeat(ensemble.setup.expected(path), count))
    return Problem(
        problem.parties,
        problem.threatener,
        problem.payoffs.mean(axis=0, keepdims=True),
        tuple(payoffs.mean(axis=0, keepdims=True) for payoffs in problem.rounds),
        problem.no_deal.mean(axis=0, keepdims=True),
        problem.threats.mean(axis=0, keepdims=True),
        problem.breakdown[:1],
        problem.exchanges,
    )


def problem_by_run(ensemble: Ensemble, block: int) -> Problem:
    """Return the problems of the runs of a block at their true preferences (R = BLOCK_RUNS)."""
    rules = ensemble.rules(block)
    worlds = np.asarray(block_runs(block) % ensemble.tables.n_worlds, dtype=np.intp)
    outlooks = [_outlook(ensemble, party.wishes, worlds) for party in rules.parties]
    return _problem(rules, outlooks, rules.breakdown_chance)


def _outlook(ensemble: Ensemble, wishes: Wishes, worlds: Indices) -> Outlook:
    """Return the outlook of a government as a whole, whoever decides in it."""
    setup = ensemble.setup
    payoffs = Payoffs(ensemble.tables, wishes.preferences, setup.annuity, worlds)
    payoffs.set_states(np.arange(len(worlds)), np.zeros(len(worlds), dtype=np.intp))
    party, rest = wishes.preferences.party, setup.rest_odds.take(worlds)
    stay = None if setup.stay_odds is None else setup.stay_odds.take(worlds)
    return Outlook(party, payoffs, wishes.threat_odds, rest, wishes.credibility, stay)


def _fates(rules: TalksSetup, outlook: Outlook, opening: Moment) -> Floats:
    """Return what the threat executed, in part and withdrawn is worth for good, (R, 3)."""
    fates = rules.known_regimes[0].fates
    return np.stack([outlook.payoffs.along([(f, opening.deadline)]) for f in fates], axis=-1)


def _problem(rules: TalksSetup, outlooks: list[Outlook], breakdown: Floats) -> Problem:
    calendar = rules.calendar
    opening = rules.moment(calendar.entries[0])
    held = [e for e in calendar.entries if e.kind is Kind.ROUND and e.phase == 0]
    moments = [rules.moment(entry) for entry in held] or [opening]
    rounds = tuple(np.stack([o.packages(m) for o in outlooks], axis=-1) for m in moments)
    first, second = (party.party for party in rules.parties)
    return Problem(
        parties=(first, second),
        threatener=(first, second).index(rules.threatener),
        payoffs=rounds[0],
        rounds=rounds if held else (),
        no_deal=np.stack([o.no_deal(opening) for o in outlooks], axis=-1),
        threats=np.stack([_fates(rules, o, opening) for o in outlooks], axis=-1),
        breakdown=breakdown,
        exchanges=rules.offers_per_round,
    )
