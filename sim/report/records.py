"""Tables as JSON records, numbers by the rule of results files."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sim.ensemble.csvfile import number


def records(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    """Return a dictionary a row; NaN becomes null.

    >>> records(("a", "b"), [(1, 0.1 + 0.2), ("x", float("nan"))])
    [{'a': 1, 'b': 0.3}, {'a': 'x', 'b': None}]
    """
    return [{name: plain(value) for name, value in zip(header, row, strict=True)} for row in rows]


def plain(value: object) -> object:
    """Return a value for JSON: floats with nine significant digits, NaN as None."""
    return json.loads(number(value) or "null") if isinstance(value, float) else value
