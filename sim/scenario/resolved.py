"""A scenario with all values written out, each with its unit and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sim.scenario.section import Section
from sim.scenario.values import Choice, Quantity
from sim.scenario.yaml_text import block

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.document import Node
    from sim.scenario.schema import Scenario

DEFAULT = "default"


@dataclass(frozen=True)
class Row:
    """One resolved value: where it stands, what it is, and which layer set it.

    `written` is the value as a scenario file writes it, without notes, `words` the same for a
    reader; `origin` is `file:line`,
    `--set` or `default`; `replaced` lists the places of the values it hides, nearest first.
    """

    path: str
    written: Any
    words: str
    unit: str
    origin: str
    source: str
    assumed: str
    fact: str
    description: str
    scope: str
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolved:
    """A valid scenario, the tree it was read from, and notes for the user."""

    scenario: Scenario
    tree: Node
    notes: tuple[str, ...] = ()

    def rows(self) -> tuple[Row, ...]:
        """Return every resolved value, in the order of the schema."""
        return tuple(_walk(self.scenario, (), self.tree))

    def to_yaml(self) -> str:
        """Return `scenario.resolved.yaml`: every value, defaults included, with its origin.

        The text is a scenario itself that resolves to the same values; same input, same bytes.
        """
        origins = {row.path: PurePath(row.origin).name for row in self.rows()}
        head = "# Every value of the scenario; after `#` the file and line that set it.\n"
        return head + block(plain(self.scenario), origins)


def plain(value: object) -> Any:
    """Return a model as data that a scenario file can hold; what is absent is left out."""
    if isinstance(value, Section):
        fields = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {name: plain(part) for name, part in fields if part is not None}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value.written() if isinstance(value, (Quantity, Choice)) else value


def _walk(section: Section, path: tuple[str | int, ...], tree: Node) -> Iterator[Row]:
    for name, field in type(section).model_fields.items():
        yield from _visit(getattr(section, name), (*path, name), tree, field.description or "")


def _visit(
    value: object, path: tuple[str | int, ...], tree: Node, description: str
) -> Iterator[Row]:
    if value is None:
        return
    children: Mapping[Any, Any] = {}
    if isinstance(value, Section):
        yield from _walk(value, path, tree)
        return
    if isinstance(value, dict):
        children = value
    elif isinstance(value, tuple) and any(isinstance(part, Section) for part in value):
        children = dict(enumerate(value))
    if children:
        for key, part in children.items():
            yield from _visit(part, (*path, key), tree, description)
        return
    yield _row(value, path, tree, description)


def _row(value: object, path: tuple[str | int, ...], tree: Node, description: str) -> Row:
    node = tree.get(path)
    notes = value if isinstance(value, (Quantity, Choice)) else None
    written = plain(value)
    if notes is not None and isinstance(written, dict):
        written = {key: part for key, part in written.items() if key == notes.kind}
        written = written.get("value", written)
    return Row(
        path=".".join(map(str, path)),
        written=written,
        words=notes.words() if notes else _words(value),
        unit=value.unit if isinstance(value, Quantity) else _unit(value),
        origin=DEFAULT if node is None else _origin(node),
        source=(notes.source if notes else None) or "",
        assumed=(notes.assumed if notes else None) or "",
        fact=(notes.fact if notes else None) or "",
        description=description,
        scope=value.scope if isinstance(value, (Quantity, Choice)) and value.is_uncertain else "",
        replaced=() if node is None else tuple(_origin(hidden) for hidden in node.replaced),
    )


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_words(part) for part in value) or "none"
    if isinstance(value, (Quantity, Choice)):
        return value.words()
    if isinstance(value, bool):
        return "true" if value else "false"
    return "none" if value == {} else str(value)


def _unit(value: object) -> str:
    return "date" if isinstance(value, date) else ""


def _origin(node: Node) -> str:
    source = node.place.source.name
    return source if source == "--set" else f"{source}:{node.at.line}"
