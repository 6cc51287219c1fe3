"""A package in plain words and units, for narrow tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_SHORT: Final = {
    "general_rate": "general",
    "car_rate": "cars",
    "agricultural_imports": "farm",
    "chip_equipment_cooperation": "equipment",
    "joint_shipbuilding": "ships",
    "defense_purchases": "defense",
    "critical_minerals_cooperation": "minerals",
    "auto_non_tariff_barriers": "car barriers",
    "investment_pledge": "pledge",
}


def short_chip(kind: str) -> str:
    """Return the shortest plain name of a chip.

    >>> short_chip("agricultural_imports"), short_chip("new_kind")
    ('farm', 'new kind')
    """
    return _SHORT.get(kind, kind.replace("_", " "))


def amount_words(value: float, unit: str) -> str:
    """Return an amount with its unit, fractions in percent.

    >>> amount_words(0.125, "fraction"), amount_words(2.54, "USD bn/yr")
    ('12.5 %', '2.5 USD bn/yr')
    """
    if unit == "fraction":
        return f"{round(100 * value, 1):g} %"
    return f"{value:.0f} {unit}" if value >= 100 else f"{round(value, 1):g} {unit}"


def package_words(amounts: Mapping[str, tuple[float, str]]) -> str:
    """Return what a package sets: the rates, then every chip that is given.

    >>> package_words({"general_rate": (0.2, "fraction"), "investment_pledge": (0.0, "USD bn"),
    ...                "agricultural_imports": (2.5, "USD bn/yr")})
    'general 20 %; farm 2.5 USD bn/yr'
    """
    rates = [
        f"{short_chip(kind)} {amount_words(value, unit)}"
        for kind, (value, unit) in amounts.items()
        if kind.endswith("_rate")
    ]
    chips = [
        f"{short_chip(kind)} {amount_words(value, unit)}"
        for kind, (value, unit) in amounts.items()
        if not kind.endswith("_rate") and value > 0
    ]
    return "; ".join(filter(None, [", ".join(rates), ", ".join(chips) or "no chips"]))


def column_name(kind: str, unit: str) -> str:
    """Return the name of a CSV column that holds an amount.

    >>> column_name("agricultural_imports", "USD bn/yr"), column_name("car_rate", "fraction")
    ('agricultural_imports_usd_bn_yr', 'car_rate_fraction')
    """
    return f"{kind}_{re.sub(r'[^a-z0-9]+', '_', unit.lower())}"
