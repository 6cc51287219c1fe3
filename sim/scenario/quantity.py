"""What a field of a scenario takes: values written where they stand, certain or uncertain.

`Quantity` is a number with a unit and, if uncertain, a distribution (`{between: [0.2, 0.4]}`);
`Choice` is its twin for words. A field says what it takes in its annotation:

    rate: Annotated[Quantity, Amount("fraction", low=0, high=5)] = Field(description="...")

`scope` says who draws it: "world" marks what we do not know about the economy (a draw for each
world), "run" marks preferences and behaviour (a draw for each run).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import core_schema

from sim.scenario.units import (
    QuantityError,
    accepted_units,
    example,
    number_in,
    read_amount,
    shorten,
)
from sim.scenario.values import NOTES, Choice, Kind, Quantity, Scope
from sim.scenario.written import describe, take_apart, unknown_word

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

KINDS: Final[tuple[Kind, ...]] = ("value", "between", "one_of", "normal", "triangular")
_PARTS: Final = {
    "between": ("low", "high"),
    "normal": ("mean", "sd"),
    "triangular": ("low", "mode", "high"),
}


@dataclass(frozen=True)
class Amount:
    """What a quantity field takes: its unit, its bounds (inclusive) and who draws it.

    `certain` refuses distributions: a rate in force is known.
    """

    unit: str
    low: float | None = None
    high: float | None = None
    scope: Scope = "world"
    certain: bool = False

    def read(self, written: object) -> Quantity:
        """Return the quantity that a YAML value means; raises `QuantityError`.

        >>> Amount("fraction", low=0, high=5).read("24%").values
        (0.24,)
        >>> Amount("months").read({"between": ["1 years", "24 months"]}).values
        (12.0, 24.0)
        >>> Amount("fraction", low=0, high=5).read(24)
        Traceback (most recent call last):
            ...
        sim.scenario.units.QuantityError: must lie between 0 and 5 (0 % to 500 %): got 24
        """
        if isinstance(written, Quantity):
            written = written.written()
        kind, parts, notes = take_apart(written, KINDS)
        if kind == "value":
            values: tuple[float, ...] = (self._number(parts, in_bounds=True, at=notes.path),)
        elif self.certain:
            raise QuantityError(
                f"must be one certain value: got `{kind}`",
                label="not uncertain",
                help="write one number here, and one scenario for each value to compare",
                at=(kind,),
            )
        else:
            values = self._distribution(kind, parts)
        low, high = self._limits()
        texts, scope = notes.texts, self.scope
        return Quantity(kind, values, self.unit, **texts, bounds=(low, high), scope=scope)

    def _distribution(self, kind: Kind, parts: object) -> tuple[float, ...]:
        names = _PARTS.get(kind)
        is_list = isinstance(parts, (list, tuple)) and len(parts) > 0
        if not is_list or (names and len(parts) != len(names)):  # type: ignore[arg-type]
            wanted = f"[{', '.join(names)}]" if names else "a list of values"
            raise QuantityError(
                f"`{kind}` must be {wanted}: got {describe(parts)}",
                label=f"write {kind}: {wanted}",
                at=(kind,),
            )
        written = list(parts)  # type: ignore[call-overload]
        # The sd of a normal is a spread, not a place: the bounds of the field do not hold for it.
        values = tuple(
            self._number(part, in_bounds=not (kind == "normal" and i == 1), at=(kind, i))
            for i, part in enumerate(written)
        )
        if kind in {"between", "triangular"} and list(values) != sorted(values):
            rising = [part for _, part in sorted(zip(values, map(str, written), strict=True))]
            raise QuantityError(
                f"`{kind}` must rise from low to high: got {describe(written)}",
                label="out of order",
                help=f"write {kind}: {describe(rising)}",
                at=(kind,),
            )
        if kind == "normal" and values[1] <= 0:
            raise QuantityError(
                f"sd must be above 0: got {describe(written[1])}",
                label="a spread is positive",
                help="write a plain number for a value that is certain",
                at=(kind, 1),
            )
        return values

    def _number(self, written: object, *, in_bounds: bool, at: tuple[str | int, ...]) -> float:
        try:
            number = self._finite(written)
            if in_bounds:
                self._check_bounds(number, written)
        except QuantityError as error:
            raise error.inside(*at) from None
        return number

    def _finite(self, written: object) -> float:
        if isinstance(written, str):
            return read_amount(written, self.unit)
        if isinstance(written, bool) or not isinstance(written, (int, float)):
            raise QuantityError(
                f"must be a number: got {describe(written)}",
                label=f"write {number_in(self.unit)}",
                help=f"such as {example(self.unit)} or {{between: [low, high]}}",
            )
        if not abs(written) < 1e300:  # also true for not-a-number
            raise QuantityError(
                f"must be finite: got {shorten(str(written))}", label="not a finite number"
            )
        return float(written)

    def _check_bounds(self, number: float, written: object) -> None:
        low, high = self._limits()
        if low <= number <= high:
            return
        share = self.unit.startswith("fraction")
        label = ""
        hint = ""
        if share and not isinstance(written, str) and low <= number / 100 <= high:
            suffix = "/yr" if self.unit == "fraction/yr" else ""
            percent = f"{written}%{suffix}"
            label = f'write {number / 100:g} or "{percent}"'
            hint = f"did you mean `{percent}`?"
        raise QuantityError(
            f"must {self._bounds_in_words()}: got {written}",
            label=label or "out of range",
            help=hint,
        )

    def _bounds_in_words(self) -> str:
        low, high = self._limits()
        suffix = "" if self.unit in {"fraction", "dimensionless"} else f" {self.unit}"
        percent = ""
        if math.isfinite(low) and math.isfinite(high):
            if self.unit.startswith("fraction"):
                percent = f" ({low * 100:g} % to {high * 100:g} %)"
            return f"lie between {low:g} and {high:g}{suffix}{percent}"
        if math.isfinite(low):
            return "not be negative" if low == 0 else f"be at least {low:g}{suffix}"
        return f"be at most {high:g}{suffix}"

    def _limits(self) -> tuple[float, float]:
        low = -math.inf if self.low is None else float(self.low)
        high = math.inf if self.high is None else float(self.high)
        return low, high

    def describe(self) -> str:
        """Return what the field takes in words, for the generated documentation."""
        bounded = self.low is not None or self.high is not None
        words = f"must {self._bounds_in_words()}; " if bounded else ""
        return f"{words}written in {', '.join(accepted_units(self.unit))}"

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the field with `read`."""
        return _plain(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the accepted spellings for editors."""
        number: dict[str, Any] = {"type": ["number", "string"]}
        pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
        triple = {"type": "array", "items": number, "minItems": 3, "maxItems": 3}
        some = {"type": "array", "items": number, "minItems": 1}
        kinds = {
            "value": number,
            "between": pair,
            "one_of": some,
            "normal": pair,
            "triangular": triple,
        }
        return {"anyOf": [number, *_noted(kinds)], "x-unit": self.unit, "x-scope": self.scope}


@dataclass(frozen=True)
class Options:
    """What a choice field takes: its closed list of words and who draws it."""

    options: tuple[str, ...]
    scope: Scope = "run"

    def read(self, written: object) -> Choice:
        """Return the choice that a YAML value means; raises `QuantityError`."""
        if isinstance(written, Choice):
            written = written.written()
        kind, parts, notes = take_apart(written, ("value", "one_of"))
        if kind == "value":
            return Choice(
                (self._word(parts, notes.path),), self.options, **notes.texts, scope=self.scope
            )
        if not isinstance(parts, (list, tuple)) or not parts:
            raise QuantityError(
                f"`one_of` must be a list of words: got {describe(parts)}", at=("one_of",)
            )
        words = tuple(self._word(part, ("one_of", i)) for i, part in enumerate(parts))
        return Choice(words, self.options, **notes.texts, scope=self.scope)

    def _word(self, written: object, at: tuple[str | int, ...]) -> str:
        if isinstance(written, str) and written in self.options:
            return written
        wanted = f"be one of {', '.join(self.options)}"
        raise unknown_word(written, self.options, wanted).inside(*at)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the field with `read`."""
        return _plain(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the accepted spellings for editors."""
        word: dict[str, Any] = {"enum": list(self.options)}
        kinds = {"value": word, "one_of": {"type": "array", "items": word, "minItems": 1}}
        return {"anyOf": [word, *_noted(kinds)], "x-scope": self.scope}


@dataclass(frozen=True)
class Word:
    """What an identifier field takes: one word of a closed list, which is a list of `what`."""

    options: tuple[str, ...]
    what: str

    def read(self, written: object) -> str:
        """Return the word; raises `QuantityError` with the nearest one that exists."""
        if isinstance(written, str) and written in self.options:
            return written
        raise unknown_word(written, self.options, f"be a {self.what}")

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the field with `read`."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """List the words for editors."""
        return {"enum": list(self.options)}


def _plain(read: Callable[[object], object]) -> core_schema.CoreSchema:
    return core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda value: value.written()
        ),
    )


def _noted(kinds: Mapping[str, object]) -> list[dict[str, Any]]:
    notes = {name: {"type": "string"} for name in NOTES}
    return [
        {
            "type": "object",
            "properties": {kind: shape, **notes},
            "required": [kind],
            "additionalProperties": False,
        }
        for kind, shape in kinds.items()
    ]


__all__ = ["Amount", "Choice", "Options", "Quantity", "QuantityError", "Word"]
