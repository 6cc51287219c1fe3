"""Everything that is known about one number: value, range, source, layers, and where it acts."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.report.acts import Act, act_of
from sim.scenario.values import Choice, Quantity, write_number

if TYPE_CHECKING:
    from sim.data.entries import Entry
    from sim.report.program_numbers import Constant
    from sim.scenario.document import Node
    from sim.scenario.resolved import Resolved, Row

_SPREADS: Final = {
    "between": "even between the two",
    "one_of": "an even draw among them",
    "normal": "normal (mean, standard deviation)",
    "triangular": "triangular (low, most likely, high)",
}
_DRAWN: Final = {
    "world": "once for each world (what we do not know about the economy)",
    "run": "once for each run (preferences and behaviour)",
}


@dataclass(frozen=True)
class Number:
    """One number as a reader wants it; empty texts are unknown or do not apply.

    `low`, `mean`, `high` are in `unit`; `layers` lists who set it, the one that holds first, and
    `places` where it stands in the tables or the program, as `file:line`.
    """

    path: str
    value: str
    unit: str
    about: str
    low: str = ""
    mean: str = ""
    high: str = ""
    spread: str = ""
    drawn: str = ""
    allowed: str = ""
    source: str = ""
    assumed: str = ""
    fact: str = ""
    confidence: str = ""
    made_of: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    acts_in: str = ""
    acts_how: str = ""
    equations: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return it as data for CSV and JSON."""
        return asdict(self)


def of_scenario(resolved: Resolved, row: Row) -> Number:
    """Return what is known about a value of a scenario."""
    value = value_at(resolved.scenario, row.path)
    act = act_of(row.path) or Act("", "no part of the model reads it")
    number: dict[str, Any] = {
        "path": row.path,
        "value": row.words,
        "unit": row.unit,
        "about": row.description,
        "drawn": _DRAWN.get(row.scope, ""),
        "source": row.source,
        "assumed": row.assumed,
        "fact": _fact(resolved, row.fact),
        "layers": tuple(_layers(resolved, row)),
        "acts_in": act.module,
        "acts_how": act.does,
        "equations": act.equations,
    }
    if isinstance(value, Quantity):
        number |= {"allowed": _allowed(value)}
        if value.is_uncertain:
            number |= {
                "low": _written(value.low, value.unit),
                "mean": _written(value.mean, value.unit),
                "high": _written(value.high, value.unit),
                "spread": _SPREADS[value.kind],
            }
    elif isinstance(value, Choice):
        number |= {"allowed": ", ".join(value.options)}
        if value.is_uncertain:
            number["spread"] = _SPREADS["one_of"]
    return Number(**number)


def of_table(entry: Entry) -> Number:
    """Return what is known about a number of the benchmark tables."""
    sources = "; ".join(
        f"{c.citation} ({c.name})" if c.citation else c.name for c in entry.citations
    )
    note = entry.note if entry.assumed or not sources else ""
    if entry.note and not note:
        sources = f"{sources}; {entry.note}"
    return Number(
        path=entry.path,
        value=f"{entry.value:.6g}",
        unit=entry.unit,
        about=entry.about,
        low=entry.low,
        high=entry.high,
        source=sources,
        assumed=note,
        confidence=entry.confidence,
        made_of=entry.made_of,
        places=entry.places,
        acts_in=entry.acts[0],
        acts_how=entry.acts[1],
    )


def of_program(constant: Constant) -> Number:
    """Return what is known about a constant of the program."""
    return Number(
        path=constant.path,
        value=f"{constant.value:g}",
        unit="",
        about="a constant of the program, the same in every scenario",
        source=constant.why,
        places=(constant.place,),
        acts_in=constant.place.split(":")[0],
        acts_how="where it is set",
    )


def value_at(scenario: object, path: str) -> object:
    """Return the object at a path of a scenario, None if there is none."""
    found = scenario
    for key in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(key)
        elif isinstance(found, tuple):
            found = found[int(key)] if key.isdecimal() and int(key) < len(found) else None
        else:
            found = getattr(found, key, None)
    return found


def lines(number: Number) -> Iterator[str]:
    """Yield a number as text of 80 columns."""
    yield number.path
    unit = f" {number.unit}" if number.unit and number.unit not in number.value else ""
    bare = number.unit in ("dimensionless", "date") or "%" in number.value
    yield _wrapped(number.value + ("" if bare else unit), 4)
    if number.about:
        yield _wrapped(_sentence(number.about), 4)
    for text in number.made_of:
        yield _wrapped(text, 6)
    if number.spread:
        middle = f"; mean {number.mean}" if number.mean else ""
        yield _wrapped(f"uncertain: {number.spread}{middle}; drawn {number.drawn}", 4)
    elif number.low and number.high:
        yield _wrapped(f"range: {number.low} to {number.high}", 4)
    for name in ("allowed", "source", "assumed", "fact", "confidence"):
        if text := getattr(number, name):
            yield _wrapped(f"{name}: {text}", 4)
    if number.places:
        yield _wrapped(f"stands in {', '.join(number.places)}", 4)
    for place, layer in enumerate(number.layers):
        yield _wrapped(f"{'set by' if place == 0 else 'instead of'}: {layer}", 4)
    if number.acts_in:
        yield _wrapped(f"acts in {number.acts_in}: {number.acts_how}", 4)
    else:
        yield _wrapped(f"acts nowhere: {number.acts_how}", 4)
    for text in number.equations:
        yield _wrapped(re.sub(r" {3,}", "   ", text), 8)


_WIDTH: Final = 80


def _wrapped(text: str, indent: int) -> str:
    space = " " * indent
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=space,
        subsequent_indent=f"{space}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _written(value: float, unit: str) -> str:
    return str(write_number(float(f"{value:.6g}"), unit))


def _allowed(value: Quantity) -> str:
    low, high = value.bounds
    if math.isfinite(low) and math.isfinite(high):
        return f"{_written(low, value.unit)} to {_written(high, value.unit)}"
    if math.isfinite(low):
        return f"{_written(low, value.unit)} or more"
    return f"{_written(high, value.unit)} or less" if math.isfinite(high) else ""


def _fact(resolved: Resolved, identifier: str) -> str:
    """Return a fact with what it says and where."""
    if not identifier:
        return ""
    from pathlib import Path  # noqa: PLC0415

    from sim.seeds import find_seed_file, read_seed_file  # noqa: PLC0415

    for name in resolved.scenario.facts:
        path = find_seed_file(name, Path(resolved.tree.place.source.name))
        seed_file = None if path is None else read_seed_file(path)
        if seed_file is not None and (fact := seed_file.fact(identifier)) is not None:
            return f"{identifier}: {fact.statement} ({seed_file.publisher}, {seed_file.published})"
    return identifier


def _layers(resolved: Resolved, row: Row) -> Iterator[str]:
    """Yield who set the value, then what each lower layer had."""
    node = resolved.tree.get(tuple(_keys(row.path)))
    yield _origin(row, node)
    for hidden in () if node is None else node.replaced:
        place = hidden.at
        where = "" if place.source.name == "--set" else f":{place.line}"
        yield f"{_in_short(hidden.plain())} ({place.source.name}{where})"


def _origin(row: Row, node: Node | None) -> str:
    """Return the layer that holds; in the file of a finished run, the one noted there."""
    if node is not None and node.place.source.name.endswith("scenario.resolved.yaml"):
        text = node.at.source.lines[node.at.line - 1]
        noted = text.rpartition("  # ")[2] if "  # " in text else ""
        return f"{noted or row.origin} (as the run noted)" if noted else row.origin
    return "the default of the schema" if row.origin == "default" else row.origin


def _in_short(value: object) -> str:
    """Return a written value without its notes."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in ("source", "assumed", "fact")}
        if len(kept) == 1:
            ((kind, parts),) = kept.items()
            listed = parts if isinstance(parts, list) else [parts]
            join = {"between": " to ", "one_of": " or "}.get(kind, ", ")
            return join.join(map(str, listed))
    return str(value)


def _keys(path: str) -> Iterator[str | int]:
    for key in path.split("."):
        yield int(key) if key.isdecimal() else key
