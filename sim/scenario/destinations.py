"""A field that takes all destinations, one, or a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import core_schema

from sim.scenario.units import QuantityError
from sim.scenario.written import unknown_word

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue


@dataclass(frozen=True)
class Destinations:
    """What such a field takes: `all`, a region of `options`, or a list of regions."""

    options: tuple[str, ...]

    def read(self, written: object) -> str | tuple[str, ...]:
        """Return the word, or the regions in the order of `options`; raises `QuantityError`.

        >>> Destinations(("USA", "JPN")).read(["JPN", "USA"])
        ('USA', 'JPN')
        """
        if not isinstance(written, (list, tuple)):
            return self._word(written, ("all", *self.options))
        if not written:
            raise QuantityError(
                "must be `all`, a region or a list of regions: got an empty list",
                label="nobody is restricted",
                help="write `all`, or a licensed share of 100 % if nobody is",
            )
        chosen = {self._word(word, self.options) for word in written}
        return tuple(region for region in self.options if region in chosen)

    @staticmethod
    def _word(written: object, options: tuple[str, ...]) -> str:
        if isinstance(written, str) and written in options:
            return written
        raise unknown_word(written, options, "be a destination")

    def describe(self) -> str:
        """Return what the field takes in words, for the generated documentation."""
        return f"all, one of {', '.join(self.options)}, or a list of these"

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the field with `read`."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """List the words for editors."""
        region = {"enum": list(self.options)}
        some = {"type": "array", "items": region, "minItems": 1}
        return {"anyOf": [{"enum": ["all", *self.options]}, some]}
