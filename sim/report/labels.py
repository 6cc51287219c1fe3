"""Plain words for codes: regions, chips, rates, and whole measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sim.ensemble.measures import Measure

REGION_NAMES: Final = {
    "USA": "US",
    "JPN": "Japan",
    "CHN": "China",
    "EU27": "EU",
    "KOR": "Korea",
    "TWN": "Taiwan",
    "AUS": "Australia",
    "MYS": "Malaysia",
    "ROW": "rest of world",
}
_WORDS: Final = {
    "general_rate": "general rate",
    "car_rate": "car rate",
    "auto_non_tariff_barriers": "car non-tariff barriers",
    "motor_vehicles": "cars",
    "aircraft_defense": "aircraft and arms",
    "first_year": "first year",
    "long_run": "long run",
    "in_force": "against rates in force",
    "no_deal": "against no deal",
    "threat": "against the threat",
    "year_2024": "against 2024",
    "before_talks": "against the rates in force in all talks",
    "china_rate": "rate on China",
}


def region(code: str) -> str:
    """Return the short name of a region, its code if it has none.

    >>> region("USA"), region("XYZ")
    ('US', 'XYZ')
    """
    return REGION_NAMES.get(code, code)


def of_region(code: str) -> str:
    """Return a region as the owner of something.

    >>> of_region("USA"), of_region("JPN")
    ('the US', "Japan's")
    """
    name = region(code)
    return f"the {name}" if name in ("US", "EU") else f"{name}'s"


def the_region(code: str) -> str:
    """Return a region as it stands in a sentence.

    >>> the_region("USA"), the_region("JPN")
    ('the US', 'Japan')
    """
    name = region(code)
    return f"the {name}" if name in ("US", "EU", "rest of world") else name


def words(code: str) -> str:
    """Return an identifier in plain words.

    >>> words("agricultural_imports"), words("motor_vehicles")
    ('agricultural imports', 'cars')
    """
    return _WORDS.get(code, code.replace("_", " "))


def measure_label(measure: Measure) -> str:
    """Return what a measure is in plain words, without its unit.

    >>> from sim.ensemble.measures import Measure
    >>> measure_label(Measure("goods_balance_change", "USA", "JPN", "", "long_run", "no_deal"))
    'US-Japan change of goods balance, long run, against no deal'
    """
    parties = "-".join(region(code) for code in (measure.party, measure.partner) if code)
    head = f"{parties} {measure.info.label}" if parties else measure.info.label
    details = (measure.sector, measure.horizon, measure.baseline)
    return ", ".join([head, *(words(code) for code in details if code)])


def short_label(measure: Measure) -> str:
    """Return a label with the unit for narrow tables, at most 26 letters for the main measures.

    >>> from sim.ensemble.measures import Measure
    >>> short_label(Measure("goods_balance", "USA", "JPN", horizon="long_run"))
    'US-Japan balance, long run'
    >>> short_label(Measure("tariff_rate", "USA", "JPN", "motor_vehicles"))
    'US on Japan, cars, %'
    >>> short_label(Measure("utility", "JPN", baseline="no_deal"))
    'Japan gain v no deal'
    """
    party, partner = region(measure.party), region(measure.partner)
    pair = f"{party}-{partner} " if measure.partner else ""
    owner = pair or f"{party} "
    horizon = {"first_year": ", 1st year", "long_run": ", long run"}.get(measure.horizon, "")
    # Tables say once that gains are over the rates in force; another baseline is named.
    other = {"no_deal": " v no deal", "threat": " v threat", "year_2024": " v 2024"}
    baseline = other.get(measure.baseline, "")
    short = {
        "agreed": f"{pair}deals signed, %",
        "ratified": f"{pair}deals in force, %",
        "days_to_agreement": f"{pair}days to signature",
        "tariff_rate": f"{party} on {partner}, {words(measure.sector)}, %",
        "goods_balance": f"{owner}balance{horizon}",
        "welfare_change": f"{party} income{horizon}{baseline}",
        "utility": f"{party} gain{baseline}",
        "concession_cost": f"{party} concessions, cost",
        "concession_value": f"{partner} concessions to {party}",
        "left_on_table": f"{party} left on the table",
    }
    label = short.get(measure.measure) or measure_label(measure)
    return label[0].upper() + label[1:]


def in_percent(measure: Measure) -> bool:
    """Whether tables show the measure times 100."""
    return measure.unit in ("share", "fraction")


def figure(value: float, measure: Measure, *, signed: bool = False) -> str:
    """Return a value as tables show it: one decimal for percent and days, else two.

    >>> from sim.ensemble.measures import Measure
    >>> figure(0.152, Measure("tariff_rate", "USA", "JPN", "general"))
    '15.2'
    >>> figure(1.5, Measure("utility", "JPN"), signed=True)
    '+1.50'
    """
    if value != value:  # noqa: PLR0124  (the test for NaN that needs no import)
        return "-"
    shown = 100 * value if in_percent(measure) else value
    decimals = 1 if in_percent(measure) or measure.unit == "days" or abs(shown) >= 100 else 2
    return fixed(shown, decimals, signed=signed)


def fixed(value: float, decimals: int, *, signed: bool = False) -> str:
    """Return a number with fixed decimals; what rounds to zero has no sign.

    It is rounded from the nine digits that the files of a run hold, so that what a run prints and
    what a page later reads from its folder are the same.

    >>> fixed(-0.004, 2), fixed(0.126, 2, signed=True), fixed(18.749999999999996, 1)
    ('0.00', '+0.13', '18.8')
    """
    value = float(f"{value:.9g}")
    if round(value, decimals) == 0:
        return f"{0:.{decimals}f}"
    return f"{value:{'+' if signed else ''}.{decimals}f}"
