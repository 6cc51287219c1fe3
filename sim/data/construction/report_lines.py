"""A line of the balance report."""

from __future__ import annotations

Line = dict[str, object]


def line(
    check: str,
    value: float,
    unit: str,
    source: str,
    *,
    region: str = "",
    partner: str = "",
    sector: str = "",
    target: float | None = None,
    note: str = "",
) -> Line:
    """Return a line; `target` is what the value should be, where that is known."""
    return {
        "check": check,
        "region": region,
        "partner": partner,
        "sector": sector,
        "value": value,
        "target": "" if target is None else target,
        "unit": unit,
        "source": source,
        "note": note,
    }
