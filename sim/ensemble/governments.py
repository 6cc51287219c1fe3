"""The governments of a block of runs: what they want, expect and how they bargain, as drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import AnswerRule
from sim.bargaining.credibility import DatedDeed
from sim.bargaining.focal import Focal, Precedent
from sim.bargaining.learning import ExpectedPace
from sim.bargaining.tables import ValueTables
from sim.bargaining.talks_setup import Leaders, PartySetup, TalksSetup
from sim.bargaining.wishes import SeenWishes, Wishes
from sim.ensemble.industries import all_industries
from sim.ensemble.parameters import RunDraws
from sim.ensemble.ratification import chambers
from sim.ensemble.setup import Setup
from sim.ensemble.tactics import expected_pace, party_tactic
from sim.ensemble.wishes import expected_wishes, possible_wishes, wishes
from sim.scenario.values import Quantity

Floats = NDArray[np.float64]
Draw = Callable[[str], Floats]


def controls(setup: Setup, draw: Draw) -> AnswerRule:
    """Return China's rule of answer with its chances as drawn.

    Where the United States and China talk, the end of their talks takes the place of the truce's.
    """
    china, head = setup.scenario.parties.CHN, "parties.CHN"
    rupture_chance = draw(f"{head}.truce.chance_of_rupture") * draw(
        f"{head}.controls.tightens.chance_per_review"
    )
    return AnswerRule(
        truce_rate=china.truce.us_added_rate.mean,
        rupture_rate=china.truce.us_added_rate.mean + china.truce.suspended_rate.mean,
        ease_at_most=china.controls.eases.when_us_added_rate_at_most.mean,
        tighten_above=china.controls.tightens.when_us_added_rate_above.mean,
        ease_chance=draw(f"{head}.controls.eases.chance_per_review"),
        rupture_chance=np.zeros_like(rupture_chance) if setup.china_talks else rupture_chance,
    )


@dataclass(frozen=True)
class Reputation:
    """What all believe of a party: its expected wishes and pace, and the types that it may be."""

    public: SeenWishes
    types: SeenWishes
    pace: ExpectedPace

    @classmethod
    def of(cls, setup: Setup, tables: ValueTables, party: str) -> Reputation:
        """Return what is believed of a party before talks; the same in every block of runs."""

        def seen(wanted: Wishes) -> SeenWishes:
            return wanted.seen(tables, setup.annuity, setup.rest_odds, setup.stay_odds)

        return cls(
            seen(expected_wishes(setup, party)),
            seen(possible_wishes(setup, party)),
            expected_pace(setup, party),
        )


def talks_setup(
    setup: Setup,
    draws: RunDraws,
    worlds: NDArray[np.intp],
    reputations: Mapping[str, Reputation],
) -> TalksSetup:
    """Return the rules and governments of the talks in a block, `worlds` (R,) of its runs."""
    talk = setup.talk
    first, second = (
        _party(setup, party, draws, worlds, reputations[party]) for party in talk.parties
    )
    return TalksSetup(
        name="talks",
        parties=(first, second),
        threatener=talk.threat.by,
        calendar=setup.calendar,
        first_round=talk.first_round,
        offers_per_round=talk.offers_per_round,
        rest_odds=setup.rest_odds,
        extension_days=round(talk.extension.length.mean) if talk.extension else 0,
        breakdown_chance=draws(f"talks.{setup.talk_name}.breakdown_per_round"),
        elections=setup.elections(),
        annuity=setup.annuity,
        focal=_focal(setup, draws),
        leaders=_leaders(setup, draws),
        regimes=setup.regimes.listed,
        shocks=setup.shocks(draws),
        stay_odds=setup.stay_odds,
        after_days=setup.after_days,
        deeds=_deeds(setup),
        near_counts=talk.extension.near_counts.mean if talk.extension else 0.0,
        chambers=chambers(setup, draws),
        industries=all_industries(setup, draws),
        address=setup.address,
    )


def _deeds(setup: Setup) -> tuple[DatedDeed, ...]:
    if setup.talk.credibility is None:
        return ()
    return tuple(
        DatedDeed(
            deed.date,
            deed.counts.mean * deed.carried_out.mean,
            deed.counts.mean * (1.0 - deed.carried_out.mean),
        )
        for deed in setup.talk.credibility.deeds
    )


def _party(
    setup: Setup, party: str, draws: RunDraws, worlds: NDArray[np.intp], known: Reputation
) -> PartySetup:
    return PartySetup(
        wishes=wishes(setup, party, draws),
        tactic=party_tactic(setup, party, draws, worlds),
        public=known.public,
        types=known.types,
        expected_pace=known.pace,
        learns=getattr(setup.scenario.parties, party).learns,
        leaves=_leaves(setup, party, draws),
    )


def _leaves(setup: Setup, party: str, draws: RunDraws) -> Floats | None:
    """Return the chance that a party walks out where it sees nothing to win; None if never."""
    path = f"parties.{party}.walks_out"
    value = setup.listed[path].value
    is_never = isinstance(value, Quantity) and value.high <= 0.0
    return None if is_never else draws(path)


def _focal(setup: Setup, draws: RunDraws) -> Focal:
    """Return the pull of round numbers and of what others agreed before."""
    precedents = []
    for item in setup.talk.precedents:
        named = {"general_rate": item.general_rate, "car_rate": item.car_rate}
        if not setup.is_main:
            named = {"china_rate": item.general_rate}
        rates = {kind: rate.mean for kind, rate in named.items() if rate is not None}
        precedents.append(Precedent(item.date, rates))
    return Focal(
        rates=tuple(rate.mean for rate in setup.scenario.advanced.focal.rates),
        pull=draws("advanced.focal.pull"),
        precedents=tuple(precedents),
        precedent_pull=draws("advanced.focal.precedent_pull"),
    )


def _leaders(setup: Setup, draws: RunDraws) -> Leaders | None:
    """Return how leaders talk when they call each other, None if they never do."""
    calls = setup.talk.calls
    if calls is None:
        return None
    head = f"talks.{setup.talk_name}.calls"
    asked = draws(f"{head}.asks").astype(np.intp)
    chance = draws(f"{head}.chance")
    return Leaders(
        headline=calls.headline,
        announcement=draws(f"{head}.announcement"),
        keep_demand=np.asarray(calls.asks.options)[asked] == "demand",
        chance=chance,
        open_chance=chance * draws(f"{head}.chance_per_week"),
    )
