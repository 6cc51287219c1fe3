"""Writing plain data as YAML 1.2: stable bytes, one line a value, a comment beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sim.scenario.quantity import KINDS

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./%()+ -]*")
_AMOUNT: Final = re.compile(r"-?[0-9.]+(e-?[0-9]+)?(%| [A-Za-z])[A-Za-z/ ]*")
_RESERVED: Final = {"true", "false", "null", "yes", "no", "on", "off"}


def block(data: Mapping[str, Any], comments: Mapping[str, str], path: str = "") -> str:
    """Return a mapping as indented YAML; `comments` has texts by dotted path.

    >>> print(block({"a": {"b": [1, 2]}, "c": "24%"}, {"c": "x.yaml:3"}), end="")
    a:
      b: [1, 2]
    c: 24%  # x.yaml:3
    """
    return "".join(_entry(key, value, comments, path) for key, value in data.items())


def _entry(key: str, value: Any, comments: Mapping[str, str], path: str) -> str:
    here = f"{path}{key}"
    indent = "  " * path.count(".")
    if isinstance(value, Mapping) and value and not any(kind in value for kind in KINDS):
        return f"{indent}{scalar(key)}:\n{block(value, comments, f'{here}.')}"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        items = "".join(f"{indent}  - {flow(item)}\n" for item in value)
        return f"{indent}{scalar(key)}:\n{items}"
    comment = f"  # {comments[here]}" if here in comments else ""
    return f"{indent}{scalar(key)}: {flow(value)}{comment}\n"


def flow(value: Any) -> str:
    """Return any value on one line.

    >>> flow({"between": ["3 USD bn/yr", 0.5], "source": "a, b"})
    '{between: [3 USD bn/yr, 0.5], source: "a, b"}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """Return a single value so that reading gives the same value and type again.

    >>> scalar("no"), scalar("holds_out"), scalar(0.1), scalar("2025-07-09")
    ('"no"', 'holds_out', '0.1', '"2025-07-09"')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return repr(value)
    is_plain = _WORD.fullmatch(value) or _AMOUNT.fullmatch(value)
    if is_plain and value == value.strip() and value.lower() not in _RESERVED:
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    """Return a character as it stands between double quotes in YAML."""
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )
