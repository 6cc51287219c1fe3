"""The closed list of units a scenario may write, and how each turns into the unit of a field.

A text such as `24%`, `8 USD bn/yr` or `90 days` is a number and a unit. Units of one dimension
convert into each other; nothing else does. Money is US dollars only, because a yen amount would
hide an exchange rate in the file.
"""

from __future__ import annotations

import difflib
import math
import re
from typing import Final

from sim.errors import InvalidInputError

# unit -> (dimension, value of one such unit in the dimension's first unit)
UNITS: Final[dict[str, tuple[str, float]]] = {
    "fraction": ("share", 1.0),
    "%": ("share", 0.01),
    "fraction/yr": ("share a year", 1.0),
    "%/yr": ("share a year", 0.01),
    "USD bn": ("money", 1.0),
    "USD m": ("money", 0.001),
    "USD tn": ("money", 1000.0),
    "USD bn/yr": ("money a year", 1.0),
    "USD m/yr": ("money a year", 0.001),
    "USD tn/yr": ("money a year", 1000.0),
    "days": ("time", 1.0),
    "weeks": ("time", 7.0),
    "months": ("time", 365.25 / 12),  # the mean month; 12 months are exactly a year
    "years": ("time", 365.25),
    "ships/yr": ("ships a year", 1.0),
    "t/yr": ("mass a year", 1.0),
    "kt/yr": ("mass a year", 1000.0),
    "dimensionless": ("pure number", 1.0),
}

_NUMBER: Final = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)", re.DOTALL)
_SINGULAR: Final = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
_PER_YEAR: Final = re.compile(r"\s*(?:/\s*(?:year|yr|y)|(?:a|per)\s+(?:year|yr))$")


class QuantityError(InvalidInputError):
    """A value cannot be read: what must hold, what came, what to write instead.

    `label` stands beside the caret, `help` under it; `at` leads from the value to the wrong part
    of it, such as `("between", 1)`; `on_key` puts the caret at the key of that part.
    """

    def __init__(
        self,
        message: str,
        *,
        label: str = "",
        help: str = "",  # noqa: A002  # the word that the message prints
        at: tuple[str | int, ...] = (),
        on_key: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.label = label
        self.help = help
        self.at = at
        self.on_key = on_key

    def inside(self, *keys: str | int) -> QuantityError:
        """Return the same error seen from the value that holds the wrong part."""
        return QuantityError(self.message, label=self.label, help=self.help, at=(*keys, *self.at))


def accepted_units(unit: str) -> tuple[str, ...]:
    """Return the units that convert into `unit`, that one first.

    >>> accepted_units("months")
    ('months', 'days', 'weeks', 'years')
    """
    dimension = UNITS[unit][0]
    same = (name for name, (other, _) in UNITS.items() if other == dimension and name != unit)
    return (unit, *same)


def convert(value: float, unit: str, to: str) -> float:
    """Return `value` of `unit` in the unit `to` of the same dimension.

    >>> convert(25, "%", "fraction"), convert(2, "years", "months"), convert(500, "USD m", "USD bn")
    (0.25, 24.0, 0.5)
    """
    if unit == to:
        return value
    (dimension, size), (wanted, size_to) = UNITS[unit], UNITS[to]
    if dimension != wanted:
        units = accepted_units(to)
        choice = ", ".join(f"`{name}`" for name in units)
        raise QuantityError(
            f"must be {_as_given(to)}: got {'a percentage' if unit == 'fraction' else unit}",
            label=f"this is {dimension}, not {wanted}",
            help=f"write one of {choice}" if len(units) > 1 else f"such as {example(to)}",
        )
    return value * (size / size_to)


def read_amount(text: str, to: str) -> float:
    """Return the number that a text with a unit means, in the unit `to`.

    A text without a unit is a number in `to` itself.

    >>> read_amount("8 USD bn/yr", "USD bn/yr"), read_amount("2 weeks", "days")
    (8.0, 14.0)
    >>> read_amount("8 EUR bn", "USD bn")
    Traceback (most recent call last):
        ...
    sim.scenario.units.QuantityError: must be given in USD bn: got the unit `EUR bn`
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise QuantityError(
            f"must be a number, with a unit if need be: got `{shorten(text)}`",
            label="this is not a number",
            help=f"write {number_in(to)}, such as {example(to)}",
        )
    digits, written = match[1], match[2].strip()
    unit = canonical(written) if written else to
    if unit.startswith("%") and "e" not in digits.lower():
        # Shifting the decimal point of the text is exact: 1.3 / 100 is not quite 0.013.
        digits, unit = f"{digits}e-2", unit.replace("%", "fraction", 1)
    number = float(digits)
    if not math.isfinite(number):
        raise QuantityError(f"must be finite: got {match[1]}", label="too large a number")
    if unit not in UNITS:
        raise _unknown_unit(match[1], written, to)
    return convert(number, unit, to)


def canonical(written: str) -> str:
    """Return the listed spelling of a unit: `USD bn a year` is `USD bn/yr`, `month` is `months`."""
    unit = _PER_YEAR.sub("/yr", " ".join(written.split()))
    return _SINGULAR.get(unit, unit)


def example(unit: str) -> str:
    """Return a value as a user would write it in this unit."""
    if unit in {"fraction", "fraction/yr"}:
        return f"`{'24%' if unit == 'fraction' else '4%/yr'}`"
    return "`1.5`" if unit == "dimensionless" else f"`8 {unit}`"


def number_in(unit: str) -> str:
    """Return what a number in a unit is called.

    >>> number_in("fraction"), number_in("dimensionless"), number_in("USD bn/yr")
    ('a fraction or a percentage', 'a plain number', 'a number in USD bn/yr')
    """
    named = {"fraction": "a fraction or a percentage", "dimensionless": "a plain number"}
    return named.get(unit, f"a number in {unit}")


def _as_given(unit: str) -> str:
    plain = unit in {"fraction", "dimensionless"}
    return number_in(unit) if plain else f"given in {unit}"


def shorten(text: str, most: int = 40) -> str:
    """Return a text on one line, cut to `most` characters, for use inside a message."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _unknown_unit(number: str, written: str, to: str) -> QuantityError:
    if written.startswith(("JPY", "¥", "yen")):
        return QuantityError(
            f"must be given in US dollars: got `{shorten(written)}`",
            label="yen need an exchange rate",
            help="convert it, and name the rate and its date in `source:`",
        )
    if re.match(r",\d{3}", written):
        return QuantityError(
            f"must be a number without thousands separators: got `{number}{shorten(written)}`",
            label="take out the comma",
        )
    close = difflib.get_close_matches(written, accepted_units(to), n=1, cutoff=0.5)
    hint = f"did you mean `{number} {close[0]}`?" if close else f"write it like {example(to)}"
    return QuantityError(
        f"must be {_as_given(to)}: got the unit `{shorten(written)}`",
        label="unknown unit",
        help=hint.replace(" %", "%"),
    )
