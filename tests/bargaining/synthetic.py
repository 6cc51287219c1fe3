"""A small negotiation with known payoffs, for tests of the model without an economy.

One issue, a pie cut in `steps`: JPN gives a share x of one unit to the USA. Income of the USA is x,
of JPN -x; if the threat is executed JPN loses `harm` and the USA wins nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import AnswerRule
from sim.agents.negotiation import Negotiation
from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import Aftermath, Calls, Extensions, build_calendar
from sim.bargaining.chamber import Chamber
from sim.bargaining.credibility import Credibility, DatedDeed
from sim.bargaining.focal import Focal
from sim.bargaining.industries import Industries
from sim.bargaining.learning import ExpectedPace
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.preferences import Preferences
from sim.bargaining.ratification import with_votes
from sim.bargaining.regimes import Regime
from sim.bargaining.repertoire import tactic_class
from sim.bargaining.repertoire.base import Drawn, Tactic
from sim.bargaining.shocks import Shock
from sim.bargaining.tables import ValueTables
from sim.bargaining.talks_setup import Leaders, PartySetup, TalksSetup
from sim.bargaining.wishes import Wishes
from sim.model import TradeTalks

START, DEADLINE = dt.date(2025, 5, 30), dt.date(2025, 7, 9)
ROUNDS = (*(dt.date(2025, 6, day) for day in (2, 9, 16, 23, 30)), dt.date(2025, 7, 7))
TEN_YEARS = Annuity(120.0, 0.04)
QUIET = AnswerRule(0.3, 0.3, 0.0, 1.0, np.zeros(1), np.zeros(1))


def income_tables(agenda: Agenda, incomes: NDArray[np.float64], threat: object) -> ValueTables:
    """Return tables of one world and state; quantities are the incomes of USA and JPN.

    `incomes` (M, 2) of every package in the order of codes, `threat` (2,) if it is executed.
    """
    codes = np.arange(len(incomes))
    executed = np.asarray(threat, dtype=np.float64)[None, None, None, None, :].repeat(2, axis=3)
    return ValueTables(
        agenda=agenda,
        observables=None,  # type: ignore[arg-type]  # not read by the model
        states=("truce",),
        codes=codes,
        changes=incomes[None, None, :, None, :].repeat(2, axis=3),
        executed=executed,
        partly=executed / 2,
        in_force=np.zeros((1, 1, 2, 2)),
        year_2024=np.zeros(2),
        typed={"USA": np.zeros((1, len(codes))), "JPN": np.zeros((1, len(codes)))},
        tau_months=np.array([36.0]),
        further=executed / 4,
    )


def pie_tables(steps: int, harm: float) -> ValueTables:
    """Return tables of a pie, of which the USA gets what JPN gives."""
    x = np.linspace(0, 1, steps)
    agenda = Agenda((Issue("pie", "JPN", tuple(x.tolist())),))
    return income_tables(agenda, np.stack([x, -x], axis=1), [0.0, -harm])


VOID = Regime(0, 0, after_shocks=(-1,))
THREATENED = Regime(1, 2, after_execution=(2, 3), after_news=(0,), after_shocks=(1,))
REGIMES = (
    THREATENED,
    VOID,
    Regime(1, 2, hold=1, is_carried_out=True, after_shocks=(1,)),
    Regime(2, 3, hold=2, is_carried_out=True, after_shocks=(1,)),
)
"""The threat; the threat void; talks under the whole threat, or half of it, carried out."""


@dataclass(frozen=True)
class Moves:
    """What may happen beside offers.

    `aftermath`: talks under executed rates, which `stay` or not; `shocks` void the threat.
    """

    aftermath: Aftermath | None = None
    stay: tuple[float, float, float] = (1.0, 0.0, 0.0)
    shocks: tuple[Shock, ...] = ()
    deeds: tuple[DatedDeed, ...] = ()
    strength: float | None = None
    leaves: float | None = None
    near_counts: float = 0.0

    def regimes(self) -> tuple[Regime, ...]:
        """Return the regimes that these moves can lead to."""
        if self.aftermath is not None:
            return REGIMES
        return (replace(THREATENED, after_execution=(-1, -1)), VOID)

    def credibility(self, runs: int) -> Credibility | None:
        """Return how deeds are counted: a deadline put off as half a retreat."""
        if self.strength is None:
            return None
        half = np.full(runs, 0.5)
        return Credibility(np.full(runs, self.strength), half, half)


def preferences(
    party: str,
    rows: int,
    *,
    premium: float = 1.0,
    cost: float = 0.0,
    issues: int = 1,
    lobby: Industries | None = None,
) -> Preferences:
    """Return preferences over the party's own income alone."""
    column = 0 if party == "USA" else 1
    own = party == "JPN"
    return Preferences(
        party=party,
        terms=("income",),
        columns=np.array([column]),
        signs=np.ones(1),
        weights=np.ones((rows, 1)),
        cost_at_max=np.full((rows, issues), cost if own else 0.0),
        cost_exponent=np.ones((rows, issues)),
        gesture=np.zeros((rows, issues)),
        premium=np.full(rows, premium),
        lobby=lobby and lobby.take(np.zeros(rows, dtype=np.intp)),
    )


def make_tactic(
    name: str,
    runs: int,
    *,
    start: float = 0.0,
    exponent: float = 1.0,
    seed: int = 0,
    orders: tuple[tuple[dt.date, NDArray[np.int64]], ...] = (),
    **parameters: float | str,
) -> Tactic:
    """Return a tactic of the registry with the same parameters in every run."""

    def dice(what: str) -> NDArray[np.float64]:
        return np.random.default_rng([seed, *what.encode()]).random(runs)

    defaults: dict[str, dict[str, float | str]] = {
        "tit_for_tat": {"answers": "relative", "steps": 1.0},
        "micro": {"walks": "ladder"},
        "equilibrium": {
            "patience": 0.95,
            "others_patience": 0.95,
            "breakdown": 0.0,
            "turns": "drawn",
            "walk_out": "never",
        },
        "hard_liner": {"gives": 0.0, "at_the_end": "holds"},
        "take_it_or_leave_it": {"doubt": 0.2},
        "scripted": {"accepts": "own_offer"},
    }
    chosen = defaults.get(name, {}) | parameters
    return tactic_class(name).of(
        Drawn(
            np.full(runs, start),
            np.full(runs, exponent),
            dice,
            {k: np.full(runs, v) for k, v in chosen.items() if not isinstance(v, str)},
            {k: np.full(runs, v) for k, v in chosen.items() if isinstance(v, str)},
            orders,
        )
    )


def party_setup(
    tables: ValueTables,
    own: Preferences,
    odds: NDArray[np.float64],
    tactic: Tactic,
    *,
    public: Preferences | None = None,
    public_odds: float | None = None,
    types: tuple[Preferences, NDArray[np.float64]] | None = None,
    rest: RestOdds | None = None,
    learns: bool = False,
    annuity: Annuity = TEN_YEARS,
    moves: Moves | None = None,
) -> PartySetup:
    """Return a government whose public wishes are those of its first run, unless given."""
    rest_odds = rest or RestOdds.of(0.0, 0.0, 1.0)
    moves = moves or Moves()
    stay = RestOdds.of(*moves.stay)
    expected = np.full(1, odds[0] if public_odds is None else public_odds)
    seen = Wishes(public or own.repeated(1), expected, credibility=moves.credibility(1))
    possible = seen
    if types is not None:
        possible = Wishes(*types, credibility=moves.credibility(len(types[1])))
    runs = len(odds)
    return PartySetup(
        wishes=Wishes(own, odds, credibility=moves.credibility(runs)),
        tactic=tactic,
        public=seen.seen(tables, annuity, rest_odds, stay),
        types=possible.seen(tables, annuity, rest_odds, stay),
        expected_pace=ExpectedPace(np.zeros(1), np.ones(1), 0.2),
        learns=learns,
        leaves=None if moves.leaves is None else np.full(runs, moves.leaves),
    )


def play(
    runs: int = 50,
    *,
    steps: int = 201,
    harm: float = 1.0,
    pace: tuple[float, float] = (1.0, 1.0),
    odds: tuple[float, float] = (1.0, 1.0),
    rest: tuple[float, float, float] = (0.0, 0.0, 1.0),
    extensions: Extensions | None = None,
    breakdown: float = 0.0,
    elections: tuple[tuple[str, dt.date], ...] = (),
    cost: float = 0.0,
    premium: float = 1.0,
    seed: int = 0,
    tactics: tuple[Tactic, Tactic] | None = None,
    threatener: str = "USA",
    focal: Focal | None = None,
    learns: bool = False,
    types: tuple[float, ...] = (),
    rounds: tuple[dt.date, ...] = ROUNDS,
    offers: int = 8,
    tables: ValueTables | None = None,
    chambers: tuple[Chamber, ...] = (),
    lobby: Industries | None = None,
    moves: Moves | None = None,
    calls: Calls | None = None,
    leaders: Leaders | None = None,
) -> Negotiation:
    """Play the pie, or other `tables`, and return the talks after their calendar.

    `tactics` in place of time-dependent ones at `pace`; `types`: odds of the threat that each
    side holds possible of the other, if it learns. `tables` in place of the pie; `chambers` vote on
    what is signed; `lobby`: industries that press the government of JPN, the same in every run.
    """
    held = moves or Moves()
    tables, rest_odds = tables or pie_tables(steps, harm), RestOdds.of(*rest)
    issues = len(tables.agenda.issues)

    def party(name: str, place: int) -> PartySetup:
        def wanted(rows: int) -> Preferences:
            if name != "JPN":
                return preferences(name, rows, issues=issues)
            return preferences(name, rows, premium=premium, cost=cost, issues=issues, lobby=lobby)

        kinds = wanted(max(len(types), 1)), np.array(types or [odds[place]])
        return party_setup(
            tables,
            wanted(runs),
            np.full(runs, odds[place]),
            tactics[place]
            if tactics
            else make_tactic("time_dependent", runs, exponent=pace[place]),
            types=kinds,
            rest=rest_odds,
            learns=learns,
            moves=held,
        )

    setup = TalksSetup(
        name="talks",
        parties=(party("USA", 0), party("JPN", 1)),
        threatener=threatener,
        calendar=with_votes(
            build_calendar(
                START,
                DEADLINE,
                rounds,
                extensions=extensions,
                calls=calls,
                aftermath=held.aftermath,
                deeds=[deed.date for deed in held.deeds],
                shocks=[(*s.days, *filter(None, [s.stayed_until])) for s in held.shocks],
            ),
            [(chamber.after_days, chamber.on) for chamber in chambers],
        ),
        first_round=START,
        offers_per_round=offers,
        rest_odds=rest_odds,
        extension_days=extensions.days if extensions else 0,
        breakdown_chance=np.full(runs, breakdown),
        elections=elections,
        annuity=TEN_YEARS,
        focal=focal,
        chambers=chambers,
        regimes=held.regimes() if moves else (),
        shocks=held.shocks,
        stay_odds=RestOdds.of(*held.stay),
        after_days=held.aftermath.days if held.aftermath else 0,
        deeds=held.deeds,
        near_counts=held.near_counts,
        leaders=leaders,
    )

    def dice(who: str, what: str) -> NDArray[np.float64]:
        return np.random.default_rng([seed, *f"{who} {what}".encode()]).random(runs)

    rule = AnswerRule(0.3, 0.3, 0.0, 1.0, np.zeros(runs), np.zeros(runs))
    model = TradeTalks([(setup, tables)], np.zeros(runs, dtype=np.intp), rule, dice)
    model.play()
    return model.negotiations[0]


def shares(held: Negotiation) -> NDArray[np.float64]:
    """Return the share of the pie that the USA gets in signed runs."""
    signed = held.talk.package >= 0
    return np.asarray(held.tables.given[held.talk.package[signed], 0])
