"""Taking a value of a YAML file apart: its kind, its numbers or words, the notes on it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.units import QuantityError, shorten
from sim.scenario.values import NOTES

if TYPE_CHECKING:
    from sim.scenario.values import Kind


@dataclass(frozen=True)
class Notes:
    """Source, assumption and fact of a value, as far as they are written."""

    texts: dict[str, str]
    path: tuple[str | int, ...]  # where the plain value stands: () or ("value",)


def take_apart(written: object, kinds: tuple[Kind, ...]) -> tuple[Kind, object, Notes]:
    """Split a YAML value into its kind, the numbers or words, and the notes on it."""
    if not isinstance(written, Mapping):
        return "value", written, Notes({}, ())
    unknown = [key for key in written if key not in (*kinds, *NOTES)]
    if unknown:
        close = difflib.get_close_matches(str(unknown[0]), (*kinds, *NOTES), n=1)
        raise QuantityError(
            f"`{shorten(str(unknown[0]))}` is not a way to write a value",
            label="unknown key",
            help=f"did you mean `{close[0]}`?" if close else f"use one of {', '.join(kinds)}",
            at=(str(unknown[0]),),
            on_key=True,
        )
    found = [kind for kind in kinds if kind in written]
    if len(found) != 1:
        got = " and ".join(f"`{kind}`" for kind in found) or "none of them"
        raise QuantityError(
            f"a value in braces must have exactly one of {', '.join(kinds)}: got {got}",
            label="which value?" if not found else "keep one",
        )
    for name in NOTES:
        if name in written and not (isinstance(written[name], str) and written[name].strip()):
            raise QuantityError(
                f"`{name}` must be a text: got {describe(written[name])}",
                label="write a few words",
                at=(name,),
            )
    texts = {name: str(written[name]) for name in NOTES if name in written}
    kind = found[0]
    return kind, written[kind], Notes(texts, (kind,) if kind == "value" else ())


def describe(value: object) -> str:
    """Return a value in words short enough for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return shorten("[" + ", ".join(str(part) for part in value) + "]")
    return f"`{shorten(str(value))}`"


def unknown_word(written: object, options: tuple[str, ...], wanted: str) -> QuantityError:
    """Return the error for a word that is not on a list; `wanted` follows "must"."""
    close = difflib.get_close_matches(str(written), options, n=1)
    return QuantityError(
        f"must {wanted}: got {describe(written)}",
        label="unknown word",
        help=f"did you mean `{close[0]}`?" if close else f"write one of {', '.join(options)}",
    )
