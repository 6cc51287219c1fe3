"""What a scenario file may hold, generated from the schema: JSON Schema and Markdown."""

from __future__ import annotations

import json
import typing
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticUndefined

from sim.scenario.destinations import Destinations
from sim.scenario.quantity import KINDS, Amount, Options, Word
from sim.scenario.schema import Scenario
from sim.scenario.validation import fields_at, models_in
from sim.scenario.yaml_text import flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

_TAKERS = (Amount, Options, Word, Destinations)


def json_schema() -> str:
    """Return the JSON Schema that editors use to check and complete scenario files.

    A variant holds only what differs from its base, so nothing is required in a section, and null
    takes an entry away.
    """
    schema = Scenario.model_json_schema()
    schema["properties"]["extends"] = {
        "description": "A scenario, or a list of them, whose values hold where this file has none.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    }
    schema["title"] = "Scenario of sim"
    shared: dict[str, Any] = {}
    whole = _partial(schema, shared)
    whole["$defs"] |= shared
    return json.dumps(whole, indent=1, ensure_ascii=False, default=str) + "\n"


def _partial(node: Any, shared: dict[str, Any]) -> Any:
    """Return a schema without required keys and with the spellings of a quantity kept once."""
    if isinstance(node, list):
        return [_partial(part, shared) for part in node]
    if not isinstance(node, dict):
        return node
    if "x-unit" in node:
        shared["quantity"] = {"anyOf": node["anyOf"]}
        rest = {key: part for key, part in node.items() if key != "anyOf"}
        return {"$ref": "#/$defs/quantity", **rest}
    if node.get("required") and not set(node["required"]) & set(KINDS):
        node = {key: part for key, part in node.items() if key != "required"}
    return {key: _partial(part, shared) for key, part in node.items()}


def keys() -> list[dict[str, str]]:
    """Return every key of a scenario file: its section, what it takes, default and meaning."""
    return [
        {
            "section": ".".join(path) or "top level",
            "key": name,
            "takes": _takes(field),
            "default": _default(field),
            "meaning": field.description or "",
        }
        for path in _section_paths(())
        for name, field in fields_at(Scenario, path).items()
    ]


def markdown() -> str:
    """Return the list of all keys with what each one takes, its default and its meaning."""
    lines = [
        "# Scenario files: every key",
        "",
        "Made by `sim schema --format markdown`. A value may be certain (`24%`) or uncertain",
        "(`{between: [a, b]}`, `{one_of: [...]}`, `{normal: [mean, sd]}`,",
        "`{triangular: [low, mode, high]}`), and may carry `source:`, `assumed:` and `fact:`.",
        "Uncertain values are drawn once for each world (what we do not know about the economy)",
        "or once for each run (preferences and behaviour).",
        "",
    ]
    section = None
    for row in keys():
        if row["section"] != section:
            lines += [] if section is None else [""]
            section = row["section"]
            lines += [
                f"## {section}",
                "",
                "| key | takes | default | meaning |",
                "|---|---|---|---|",
            ]
        cells = (row[name].replace("|", "or") for name in ("key", "takes", "default", "meaning"))
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("")
    return "\n".join(lines)


def _section_paths(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    for name, field in fields_at(Scenario, path).items():
        inner = "<entry>" if _plain_kind(field.annotation) == "list" else "<name>"
        for below in ((*path, name), (*path, name, inner)):
            if fields_at(Scenario, below):
                yield from _section_paths(below)
                break


def _takes(field: FieldInfo) -> str:
    takers = _takers(field.annotation, field.metadata)
    if not takers:
        return _plain_kind(field.annotation)
    taker = takers[0]
    if isinstance(taker, Amount):
        drawn = "certain" if taker.certain else f"drawn by {taker.scope}"
        return f"{taker.describe()}; {drawn}"
    if isinstance(taker, Options):
        return f"one of {', '.join(taker.options)}; drawn by {taker.scope}"
    if isinstance(taker, Destinations):
        return taker.describe()
    return f"one of {', '.join(taker.options)}" if len(taker.options) < 10 else "an id"


def _plain_kind(annotation: Any) -> str:
    """Return what a field without units takes, in a word."""
    if models_in(annotation):
        return "section"
    if typing.get_origin(annotation) is dict:
        return "sections by name"
    if typing.get_origin(annotation) is tuple:
        return "list"
    names = {bool: "true or false", int: "whole number", date: "date", str: "text"}
    return next((word for kind, word in names.items() if kind in _members(annotation)), "")


def _members(annotation: Any) -> list[Any]:
    parts = typing.get_args(annotation)
    return [annotation, *(member for part in parts for member in _members(part))]


def _takers(annotation: Any, metadata: list[Any]) -> list[Amount | Options | Word | Destinations]:
    found = [m for m in metadata if isinstance(m, _TAKERS)]
    for part in typing.get_args(annotation):
        found += [part] if isinstance(part, _TAKERS) else _takers(part, [])
    return found


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "(required)"
    if field.default is PydanticUndefined:
        return "its own defaults"
    if field.default is None:
        return "none"
    value = field.default
    return f"`{flow(list(value) if isinstance(value, tuple) else value)}`"
