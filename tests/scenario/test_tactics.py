"""Tactics, ministries and deliveries as scenario files write them: what is refused, and how."""

from __future__ import annotations

import pytest

from sim.scenario.loading import load
from sim.scenario.problems import ScenarioError

MAIN = "us-japan-2025-05-30"


def refused(*sets: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(MAIN, sets=sets)
    return str(caught.value)


def script(offers: str) -> tuple[str, str]:
    return "usa.tactic=scripted", f"usa.tactics.scripted.offers={offers}"


@pytest.mark.parametrize(
    ("offers", "message"),
    [
        ("[]", "a scripted party must have offers"),
        ("[{date: 2025-06-06, general_rate: 13%}]", "must be a rate that can be agreed: got 13%"),
        ("[{date: 2025-06-06, agricultural_imports: 8 kt}]", "must be given in USD bn/yr"),
        ("[{date: 2025-06-06, agricultural_imports: 8 USD bn/yr}]", "maximum of 7.2 USD bn/yr"),
        ("[{date: 2025-06-06, rice: 1}]", "`rice` is not a key"),
        ("[{date: 2025-06-06}, {date: 2025-06-06}]", "offers must rise in time"),
        ("[{date: soon}]", "must be a date"),
        ("[{car_rate: 15%}]", "must have `date`"),
    ],
)
def test_scripts_that_do_not_fit(offers, message):
    assert message in refused(*script(offers))


def test_an_offered_chip_must_be_on_the_table():
    offers = "[{date: 2025-06-06, investment_pledge: 200 USD bn}]"
    message = refused(*script(offers), "talks.us_japan.off_table=[investment_pledge]")
    assert "`investment_pledge` is offered but not on the table" in message


def test_a_script_that_is_not_played_may_be_empty():
    assert load(MAIN).parties.USA.tactics.scripted.offers == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("usa.tactic=boulware", "must be one of time_dependent, tit_for_tat"),
        ("usa.tactics.hard_liner.gives=140%", "must lie between 0 and 1"),
        ("usa.tactics.equilibrium.turns=random", "must be one of drawn, alternate"),
        ("usa.tactics.tit_for_tat.steps=0", "must lie between 1 and 10"),
        ("usa.learns=perhaps", "must be true or false"),
        ("usa.ministries={decide_by: dice}", "must be one of weighted, unanimity, chair"),
        ("usa.ministries={chair: agriculture}", "must be one of treasury, commerce"),
        ("usa.ministries={state: {}}", "`state` is not a key"),
        ("advanced.learning.types=1", "must be at least 2"),
        ("advanced.focal.pull=-5%", "must lie between 0 and 1"),
        ("talks.us_japan.delivery.investment.share=2", "must lie between 0 and 1"),
        ("talks.us_japan.delivery.chips.investment_pledge=fast", "must be one of farm_purchases"),
    ],
)
def test_values_that_are_refused(text, message):
    assert message in refused(text)


def test_every_tactic_can_be_mixed_and_swept():
    words = "{one_of: [micro, zeuthen, hard_liner]}"
    assert load(MAIN, sets=[f"jpn.tactic={words}"]).parties.JPN.tactic.values == (
        "micro",
        "zeuthen",
        "hard_liner",
    )
