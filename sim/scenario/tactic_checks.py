"""Whether what a government is told to play fits the talks it sits in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks import Finding
from sim.scenario.holdings import HOLDER, belongs_to
from sim.scenario.quantity import Quantity
from sim.scenario.tactics import RATE_CHIPS, offer_date, offered
from sim.scenario.values import write_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.schema import Scenario
    from sim.scenario.talk import Talk


def tactic_findings(scenario: Scenario, talk: Talk, on_table: Sequence[str]) -> list[Finding]:
    """Return what does not fit, paths from the scenario; `on_table`: chips on the agenda."""
    found = []
    for party in talk.parties:
        government = getattr(scenario.parties, party)
        if "scripted" not in government.tactic.values:
            continue
        head = ("parties", party, "tactics", "scripted", "offers")
        offers = government.tactics.scripted.offers
        if not offers:
            message = "a scripted party must have offers: got none"
            found.append(Finding(head, message, "write - {date: 2025-06-06, car_rate: 15%}"))
        for place, offer in enumerate(offers):
            path = (*head, place)
            if place and offer_date(offer) <= offer_date(offers[place - 1]):
                message = f"offers must rise in time: got {offer_date(offer)}"
                found.append(Finding((*path, "date"), message, "put the dates in order"))
            for kind, amount in offered(offer).items():
                for message, advice in _misfits(scenario, kind, amount, on_table):
                    found.append(Finding((*path, kind), message, advice))
    return found


def _misfits(
    scenario: Scenario, kind: str, amount: float, on_table: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an amount of a chip, and a way out."""
    if kind not in on_table:
        yield f"`{kind}` is offered but not on the table", "put it on the agenda, or take it out"
        return
    if kind in RATE_CHIPS:
        chip = getattr(scenario.parties.USA.chips, kind)
        named = "general_rate" if kind == "china_rate" else kind
        threats = [
            getattr(part, named)
            for talk in scenario.talks.values()
            if belongs_to(kind, talk.parties)
            for part in (talk.threat, *talk.news)
        ]
        listed = {rate.mean for rate in (*chip.rates, *threats) if rate is not None}
        if min(abs(rate - amount) for rate in listed) > 1e-9:
            rates = ", ".join(str(write_number(rate, "fraction")) for rate in sorted(listed))
            got = write_number(amount, "fraction")
            yield f"`{kind}` must be a rate that can be agreed: got {got}", f"one of {rates}"
        return
    chip = getattr(getattr(scenario.parties, HOLDER[kind]).chips, kind)
    most: Quantity = chip.max
    if amount > most.high:
        high, got = (write_number(value, most.unit) for value in (most.high, amount))
        advice = "raise `max` of the chip, or offer less"
        yield f"`{kind}` must not exceed its maximum of {high}: got {got}", advice
