"""Reading one YAML file into a tree that knows the line and column of every key and value.

YAML 1.2 (`no` is a text, `1e-3` a number), one document, plain data only: no anchors, no merge
keys, no tags. Every error of a file is collected; a syntax error ends the reading of that file.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from sim.scenario.problems import Place, Problem, ScenarioError, Source
from sim.scenario.syntax import ANCHOR_HELP, syntax_problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_BYTES: Final = 1_000_000
_CORE: Final = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Node:
    """A value of a file with its place: a scalar, a dict of nodes or a list of nodes.

    `key_place` is where its key stands; `replaced` holds the values of lower layers it hides.
    `is_blank` marks a key with nothing behind or below it, which YAML reads as null.
    """

    value: Any
    place: Place
    key_place: Place | None = None
    replaced: tuple[Node, ...] = ()
    is_blank: bool = False

    @property
    def at(self) -> Place:
        """The place to show for a whole entry: its key, or the value if it has none."""
        return self.key_place or self.place

    def plain(self) -> Any:
        """Return the value as ordinary Python data."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def get(self, path: tuple[str | int, ...]) -> Node | None:
        """Return the node at a path, or None."""
        node = self.find(path)
        parent = self.find(path[:-1])
        return node if not path or node is not parent else None

    def find(self, path: tuple[str | int, ...]) -> Node:
        """Return the node at a path, or the nearest one above it."""
        node = self
        for key in path:
            children = node.value
            known = isinstance(children, dict) and key in children
            if isinstance(children, list) and isinstance(key, int):
                known = key < len(children)
            if not known:
                break
            node = children[key]
        return node

    def with_value(self, value: object) -> Node:
        """Return the same place holding another value."""
        return replace(self, value=value)


def read_file(path: Path, shown_as: str, problems: list[Problem]) -> Node:
    """Return the tree of a YAML file and add what must not be in it to `problems`.

    Raises `ScenarioError` if there is no tree: the file cannot be read or is not YAML.
    """
    nowhere = Place(Source(shown_as))
    try:
        size = 0 if path.is_dir() else path.stat().st_size
        raw = path.read_bytes() if 0 < size <= MOST_BYTES else b""
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise ScenarioError([Problem(f"cannot read the file: {reason}", nowhere)]) from None
    except ValueError:  # such as a null character in the name
        raise ScenarioError([Problem("this is not the name of a file", nowhere)]) from None
    if path.is_dir():
        raise ScenarioError([Problem("must be a YAML file: this is a directory", nowhere)])
    if size > MOST_BYTES:
        message = f"must be at most {MOST_BYTES:,} bytes long: this file has {size:,}"
        raise ScenarioError([Problem(message, nowhere)])
    return read_text(_decode(raw, nowhere), shown_as, problems)


def read_text(text: str, shown_as: str, problems: list[Problem]) -> Node:
    """Return the tree of a YAML text whose top is a mapping."""
    source = Source(shown_as, tuple(text.splitlines()))
    node = compose(text, source, problems)
    if not isinstance(node.value, dict):
        kind = "a list" if isinstance(node.value, list) else "a single value"
        message = f"the file must hold keys and values at the top: got {kind}"
        raise ScenarioError([Problem(message, node.place, help="start with `title: ...`")])
    return node


def compose(text: str, source: Source, problems: list[Problem]) -> Node:
    """Return the tree of any YAML text and add what must not be in it to `problems`."""
    start = Place(source)
    if re.match(r"\s*%", text):
        raise ScenarioError([Problem("YAML directives (%) are not used here", start)])
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        raise ScenarioError([syntax_problem(error, source)]) from None
    except RecursionError:
        raise ScenarioError([Problem("the file is nested too deeply", start)]) from None
    except (YAMLError, ValueError, IndexError, AttributeError, AssertionError) as error:
        # ruamel's reader and scanner let a few plain Python errors through on odd characters.
        reason = " ".join(str(error).split())[:120]
        raise ScenarioError([Problem(f"this is not YAML: {reason}", start)]) from None
    if root is None:
        raise ScenarioError(
            [Problem("the file is empty", start, help="`extends: us-japan-2025-05-30` is a start")]
        )
    return _Reader(source, problems).read(root)


class _Reader:
    """Turns ruamel's node graph into our tree and collects what must not be in it."""

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self._seen: set[int] = set()

    def read(self, node: YamlNode, key_place: Place | None = None) -> Node:
        place = self._place(node)
        self._seen.add(id(node))
        if node.anchor is not None:
            self._reject("anchors (`&`) and aliases (`*`) are not used here", place, ANCHOR_HELP)
        if isinstance(node, MappingNode):
            return Node(self._mapping(node), place, key_place)
        if isinstance(node, SequenceNode):
            new = [child for child in node.value if not self._is_alias(child)]
            return Node([self.read(child) for child in new], place, key_place)
        value = self._scalar(node, place)
        is_blank = value is None and not node.value
        return Node(value, place, key_place, is_blank=is_blank)

    def _mapping(self, node: MappingNode) -> dict[str, Node]:
        children: dict[str, Node] = {}
        for key, value in node.value:
            place = self._place(key)
            if not isinstance(key, ScalarNode):
                self._reject("a key must be a word", place, "write `key: value`")
                continue
            name = key.value
            if name == "<<":
                self._reject("merge keys (`<<`) are not used here", place, ANCHOR_HELP)
            elif name in children:
                first = children[name].at
                self._reject(
                    f"`{name}` is given twice",
                    place,
                    f"keep one; line {first.line} has it too",
                )
            elif not self._is_alias(value):
                children[name] = self.read(value, place)
        return children

    def _is_alias(self, node: YamlNode) -> bool:
        """Whether a node has been met before; its anchor is reported where it stands."""
        return id(node) in self._seen

    def _scalar(self, node: YamlNode, place: Place) -> Any:
        kind = str(node.tag).removeprefix(_CORE)
        text = str(node.value)
        if kind in _READERS:
            try:
                return _READERS[kind](text)
            except ValueError:
                return text  # such as 2025-02-30: the field says what it needs
        if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
            self._reject("half of a surrogate pair is no character", place, "write the character")
            return ""
        if kind not in {"str", "value"}:
            self._reject(f"tags (`{kind[:20]}`) are not used here", place, "take the tag out")
        return text

    def _reject(self, message: str, place: Place, advice: str) -> None:
        self.problems.append(Problem(message, place, help=advice))

    def _place(self, node: YamlNode) -> Place:
        start, end = node.start_mark, node.end_mark
        same_line = end.line == start.line
        width = end.column - start.column if same_line and end.column > start.column else 1
        return Place(self.source, start.line + 1, start.column + 1, width)


def _integer(text: str) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], base)
    return sign * int(digits)


def _float(text: str) -> float:
    return float(text.replace(".inf", "inf").replace(".nan", "nan").replace("_", ""))


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": _integer,
    "float": _float,
    "timestamp": datetime.date.fromisoformat,
}


def _decode(raw: bytes, nowhere: Place) -> str:
    if b"\x00" in raw[:4096]:
        raise ScenarioError([Problem("must be a text file: this one is binary", nowhere)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = replace(nowhere, line=line)
        message = f"must be UTF-8 text: byte {error.start + 1} is not"
        raise ScenarioError([Problem(message, place, help="save the file as UTF-8")]) from None
