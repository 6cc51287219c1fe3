"""Which parameters differ between two scenarios, read off their resolved files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOT_PARAMETERS = ("name", "title", "question", "facts", "extends", "runs", "seed")
"""Keys of a scenario that name it, point to sources or say how often to play it."""

_KINDS = ("value", "between", "one_of", "normal", "triangular")
_SOURCES = ("source", "assumed", "fact")
_KEY = re.compile(r"( *)([A-Za-z0-9_]+):(?: |$)")
_ORIGIN = re.compile(r"  # ([^\"'#]+)$")


@dataclass(frozen=True)
class Change:
    """A parameter that differs; `before` or `after` is None where the scenario has none.

    `source` is what the second scenario says about its value (the first, if it has no such value);
    `set_in` is the file and line, or the layer, that set it there, `was_set_in` that of the first.
    """

    path: str
    before: str | None
    after: str | None
    source: str = ""
    set_in: str = ""
    was_set_in: str = ""


def scenario_changes(before: str, after: str) -> tuple[Change, ...]:
    """Return what differs between two resolved scenarios (YAML texts), in the order of the file.

    A section that only one of them has is one change. Raises `ResultsError` if a text is no YAML
    mapping.

    >>> scenario_changes("a: {b: 24%, c: 1}", "a: {b: {between: [0, 10%], assumed: range}}")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Change(path='a.b', before='24%', after='0 to 10%', source='assumed: range', set_in='',
            was_set_in=''),
     Change(path='a.c', before='1', after=None, source='', set_in='', was_set_in=''))
    """
    if before == after:
        return ()
    first, second = (
        {key: value for key, value in _parse(text).items() if key not in NOT_PARAMETERS}
        for text in (before, after)
    )
    places, others = origins(after), origins(before)
    return tuple(
        replace(
            change,
            set_in=places.get(change.path) or others.get(change.path, ""),
            was_set_in="" if change.before is None else others.get(change.path, ""),
        )
        for change in _differences(first, second, "")
    )


def origins(resolved: str) -> dict[str, str]:
    r"""Return, by path, the comment behind each value of a resolved scenario: what set it.

    >>> origins("a:\n  b: 24%  # x.yaml:3\n  c: 1  # --set\n")
    {'a.b': 'x.yaml:3', 'a.c': '--set'}
    """
    found: dict[str, str] = {}
    above: list[str] = []
    for line in resolved.splitlines():
        key = _KEY.match(line)
        if key is None:
            continue
        above = [*above[: len(key[1]) // 2], key[2]]
        comment = _ORIGIN.search(line)
        if comment is not None:
            found[".".join(above)] = comment[1]
    return found


def _parse(text: str) -> Mapping[str, object]:
    from ruamel.yaml import YAML  # noqa: PLC0415  (only needed where scenarios differ)
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ResultsError(f"scenario.resolved.yaml cannot be read: {error}.") from error
    if not isinstance(data, dict):
        raise ResultsError("scenario.resolved.yaml must be a mapping of parameters.")
    return data


def _differences(
    first: Mapping[str, object], second: Mapping[str, object], prefix: str
) -> Iterator[Change]:
    for key in [*first, *(key for key in second if key not in first)]:
        path = f"{prefix}{key}"
        old, new = first.get(key), second.get(key)
        if old == new and (key in first) == (key in second):
            continue
        if _is_section(old) and _is_section(new):
            yield from _differences(old, new, f"{path}.")  # type: ignore[arg-type]
            continue
        before = describe(old) if key in first else None
        after = describe(new) if key in second else None
        if before != after:
            yield Change(path, before, after, _source(new if key in second else old))


def _is_section(value: object) -> bool:
    return isinstance(value, dict) and not any(kind in value for kind in _KINDS)


def describe(value: object) -> str:
    """Return a value of a scenario in words, without its source.

    >>> describe({"one_of": ["steady", "eager"]}), describe({"normal": [2, 0.1]})
    ('steady or eager', 'normal (2, 0.1)')
    """
    if _is_section(value):
        return f"a section of {len(value)}"  # type: ignore[arg-type]
    if isinstance(value, dict):
        kind = next(kind for kind in _KINDS if kind in value)
        parts = value[kind]
        if kind == "value" or not isinstance(parts, list):
            return str(parts)
        texts = [str(part) for part in parts]
        if kind in ("between", "one_of"):
            return (" to " if kind == "between" else " or ").join(texts)
        return f"{kind} ({', '.join(texts)})"
    if isinstance(value, list):
        return ", ".join(describe(part) for part in value) or "none"
    return "none" if value is None else str(value)


def _source(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    found = [(name, value[name]) for name in _SOURCES if name in value]
    return "; ".join(str(v) if name == "source" else f"{name}: {v}" for name, v in found)
