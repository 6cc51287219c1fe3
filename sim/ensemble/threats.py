"""What holds between two parties at the start, and the threats announced, as paths of rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sim.ensemble.regimes import halfway
from sim.ensemble.settings import Rates
from sim.scenario.schema import Scenario
from sim.scenario.talk import Talk

_ALL_GIVEN: Final = {"chip_control_restraint": 1.0, "rare_earth_licences_to_japan": 0.0}
"""Levels at which chips of the talks of Japan and China change nothing."""
_ALL_TAKEN: Final = {"chip_control_restraint": 0.0, "rare_earth_licences_to_japan": -1.0}
"""Levels once China has carried out its threat to Japan."""


@dataclass(frozen=True)
class Threat:
    """Added rates that a threat names, executed in full and by half."""

    full: Rates
    partly: Rates


def held(scenario: Scenario, talk: Talk, in_force: Rates, kinds: Sequence[str]) -> Rates:
    """Return what holds between the two parties when the scenario begins.

    `in_force`: the US rates on Japan; `kinds`: the chips of talks beside the main ones.
    """
    if set(talk.parties) == {"USA", "JPN"}:
        return in_force
    if "USA" in talk.parties:
        return replace(in_force, china=scenario.parties.CHN.truce.us_added_rate.mean)
    return replace(in_force, levels=tuple((kind, _ALL_GIVEN[kind]) for kind in kinds))


def threats_to_japan(talk: Talk, in_force: Rates) -> tuple[Threat, ...]:
    """Return the threats of the US to Japan, as news changes them."""
    known = talk.threat
    assert known.general_rate is not None  # the schema asks for both rates here
    assert known.car_rate is not None
    rates = [Rates(known.general_rate.mean, known.car_rate.mean)]
    for item in talk.news:
        general = item.general_rate.mean if item.general_rate else rates[-1].general
        car = item.car_rate.mean if item.car_rate else rates[-1].car
        rates.append(Rates(general, car))
    return tuple(Threat(full, halfway(in_force, full)) for full in rates)


def threats_to_china(scenario: Scenario, talk: Talk, in_force: Rates) -> tuple[Threat, ...]:
    """Return the threats of the US to China, which answers as it would a broken truce."""
    assert talk.threat.general_rate is not None  # the schema asks for it here
    rates = [talk.threat.general_rate.mean]
    for item in talk.news:
        rates.append(item.general_rate.mean if item.general_rate else rates[-1])
    china = scenario.parties.CHN
    now, above = (
        china.truce.us_added_rate.mean,
        china.controls.tightens.when_us_added_rate_above.mean,
    )

    def at(level: float) -> Rates:
        return replace(in_force, china=level, ruptures=level > above)

    return tuple(Threat(at(rate), at((rate + now) / 2.0)) for rate in rates)


def threat_of_china(in_force: Rates, kinds: Sequence[str]) -> Threat:
    """Return China's threat to Japan: licences tightened, and Japan joins the US controls.

    In part: half of both.
    """
    full = tuple((kind, _ALL_TAKEN[kind]) for kind in kinds)
    half = tuple((kind, (_ALL_TAKEN[kind] + _ALL_GIVEN[kind]) / 2.0) for kind in kinds)
    return Threat(replace(in_force, levels=full), replace(in_force, levels=half))
