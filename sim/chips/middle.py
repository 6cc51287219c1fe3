"""The middle world of a scenario: every uncertain number of the economy at its mean.

The documentation shows chips in it; runs draw their own worlds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.chips.package import WorldPolicies
from sim.chips.rare_earth_controls import control_dates
from sim.chips.rates import PolicyTables
from sim.data.tables import load_benchmark, load_elasticities
from sim.economy import Economy
from sim.economy.elasticities import first_year_theta
from sim.scenario.quantity import Choice, Quantity
from sim.scenario.section import Section

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sim.chips.base import Floats
    from sim.scenario.schema import Scenario


def middle_values(section: BaseModel) -> dict[str, float]:
    """Return the means of a section's quantities; of a choice, the place of its first word.

    What lies in an inner section, mapping or list is keyed by its dotted path.
    """
    values: dict[str, float] = {}
    for name in type(section).model_fields:
        _put(values, name, getattr(section, name))
    return values


def _put(values: dict[str, float], path: str, value: object) -> None:
    if isinstance(value, Quantity):
        values[path] = value.mean
    elif isinstance(value, Choice):
        values[path] = float(value.options.index(value.values[0]))
    elif isinstance(value, Section):
        for name, mean in middle_values(value).items():
            values[f"{path}.{name}"] = mean
    elif isinstance(value, Mapping):
        for name, part in value.items():
            _put(values, f"{path}.{name}", part)
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            _put(values, f"{path}.{place}", part)


def middle_parameters(scenario: Scenario) -> dict[str, Mapping[str, float]]:
    """Return the `parameters` that `WorldPolicies` takes, at the means of a scenario."""
    parties = scenario.parties
    parameters: dict[str, Mapping[str, float]] = {}
    for chips in (parties.USA.chips, parties.JPN.chips):
        for kind in type(chips).model_fields:
            chip = getattr(chips, kind)
            if chip is not None:
                parameters[kind] = middle_values(chip)
    china = parties.CHN
    parameters["rare_earths"] = {
        **middle_values(scenario.economy.rare_earths),
        **middle_values(china.controls.rare_earths),
    }
    parameters["china"] = {**middle_values(china.truce), **middle_values(china.tariff_answer)}
    return parameters


def middle_world(scenario: Scenario) -> tuple[WorldPolicies, dict[str, Economy]]:
    """Return the policies of the middle world and its economy at each horizon.

    Trade elasticities are the means of the eight sets, that of services the mean of its range.
    """
    benchmark = load_benchmark()
    theta: Floats = np.mean(list(load_elasticities().values()), axis=0)
    theta[benchmark.sector_index("services")] = scenario.economy.services_elasticity.mean
    share = scenario.economy.first_year_elasticity_share.mean
    economies = {
        "first_year": Economy(benchmark, first_year_theta(theta, share)),
        "long_run": Economy(benchmark, theta),
    }
    policies = WorldPolicies(
        benchmark,
        PolicyTables.load(),
        middle_parameters(scenario),
        control_dates=control_dates(scenario),
    )
    return policies, economies
