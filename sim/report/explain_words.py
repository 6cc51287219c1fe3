"""Plain words for the parts of an outcome and for the causes of a spread."""

from __future__ import annotations

from typing import Final

from sim.report.labels import region, words

_PARTS: Final = {
    "terms_of_trade": "terms of trade",
    "tariffs": "volume (tariffs)",
    "export_taxes": "volume (exp. tax)",
    "rents": "volume (quotas)",
    "subsidies": "purchase subsidies",
    "trade_costs": "trade costs",
    "critical_inputs": "rare-earth losses",
    "productivity": "capacity, know-how",
    "public_purchases": "public purchases",
    "imbalance": "deficit and loans",
    "rest": "not told apart",
    "cost_of_living": "cost of living",
    "tariff_revenue": "tariff revenue",
    "dutiable_imports": "taxed imports",
    "rare_earth_licences": "China's licences",
    "us_rates_on_china": "US rates on China",
    "us_rates_on_others": "US rates on others",
    "china_rates_on_us": "China's tariffs",
    "agricultural_imports": "farm imports",
    "critical_minerals_cooperation": "critical minerals",
    "chip_equipment_cooperation": "chip equipment",
    "auto_non_tariff_barriers": "car barriers",
    "all_sectors": "no one sector",
}
"""Words of at most 18 letters."""


def part_words(part: str) -> str:
    """Return a part in plain words.

    >>> part_words("rents"), part_words("ROW"), part_words("car_rate")
    ('volume (quotas)', 'rest of world', 'car rate')
    """
    return _PARTS.get(part) or (region(part) if part.isupper() else words(part))


_CAUSES: Final = {
    "worlds": "unknowns of the economy",
    "chance": "chance",
    "together": "joint effects",
}


def cause_words(cause: str) -> str:
    """Return a cause in plain words: a parameter by the end of its path.

    >>> cause_words("parties.USA.weights.deficit"), cause_words("chance")
    ('US weights deficit', 'chance')
    """
    if cause in _CAUSES:
        return _CAUSES[cause]
    parts = cause.split(".")
    who = next((region(part) for part in parts if part.isupper()), "")
    if parts[0] == "advanced":
        return f"{who} pace exponent".strip() if "pace" in parts else words(parts[-1])
    kept = [p for p in parts[2 if parts[0] in ("parties", "talks") else 1 :] if p != "chips"]
    return " ".join(filter(None, [who, *(words(part) for part in kept)]))
