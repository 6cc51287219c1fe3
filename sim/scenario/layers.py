"""One tree out of several layers: bases named in `extends`, the file itself, then `--set`.

Order of priority, low to high: defaults of the schema, bases, the file, `--set`. Mappings merge
key by key, lists and values are replaced whole (`list.0.key` reaches into one), and a key set to
null (the word: a key left empty is an error) takes an entry away. Two bases that disagree on a
value must be settled by the file that names them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.resources import locate, shipped_names
from sim.scenario.document import Node, compose, read_file
from sim.scenario.ids import PARTIES
from sim.scenario.problems import Place, Problem, ScenarioError, Source, did_you_mean
from sim.scenario.quantity import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN_KEYS: Final = ("extends", "name")
"""Keys that concern one file only and are not handed on by a base."""


def load_layers(path: Path, problems: list[Problem]) -> Node:
    """Return the merged tree of a scenario file and its bases and add to `problems`.

    Raises `ScenarioError` if a file cannot be read or is not YAML.
    """
    return _load(path, shown_path(path), (), problems)


def shown_path(path: Path) -> str:
    """Return a path as messages show it: relative if it lies below the current folder."""
    absolute = Path(os.path.normpath(Path.cwd() / path))
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


def _load(
    path: Path, shown: str, chain: tuple[tuple[Path, str], ...], problems: list[Problem]
) -> Node:
    own = read_file(path, shown, problems)
    chain = (*chain, (path.resolve(), shown))
    bases = _bases(own, path, chain, problems)
    merged: Node | None = None
    for base in bases:
        merged = base if merged is None else _join(merged, base, own, (), problems)
    return _override(merged, own, problems)


def _bases(
    own: Node, path: Path, chain: tuple[tuple[Path, str], ...], problems: list[Problem]
) -> list[Node]:
    """Return the trees of all bases; raises `ScenarioError` if one of them cannot be had."""
    if "extends" not in own.value:
        return []
    named = own.value["extends"]
    entries = named.value if isinstance(named.value, list) else [named]
    fatal: list[Problem] = []
    trees: list[Node] = []
    for entry in entries:
        if not isinstance(entry.value, str) or not entry.value.strip():
            message = "`extends` must name a file, or list several"
            fatal.append(Problem(message, entry.place, help="extends: us-japan-2025-05-30"))
            continue
        base, shown = _find_base(path, entry.value)
        if base is None:
            message = f"`extends` must name a file that exists: got `{entry.value}`"
            hint = did_you_mean(entry.value.removesuffix(".yaml"), shipped_names("scenarios"))
            fatal.append(Problem(message, entry.place, "no such file", hint))
        elif base.resolve() in [seen for seen, _ in chain]:
            circle = " -> ".join([*(name for _, name in chain), shown])
            message = f"`extends` must not go in a circle: {circle}"
            fatal.append(Problem(message, entry.place, help="take one of them out"))
        else:
            try:
                trees.append(_without_own_keys(_load(base, shown, chain, problems)))
            except ScenarioError as error:
                fatal += error.problems
    if fatal:
        raise ScenarioError([*problems, *fatal])
    return trees


def _find_base(path: Path, name: str) -> tuple[Path | None, str]:
    beside = path.parent / name
    if os.path.exists(beside):  # noqa: PTH110  # unlike Path.exists, no error on odd names
        return beside, shown_path(beside)
    if "/" not in name and "\\" not in name:
        with_suffix = path.parent / f"{name}.yaml"
        found = with_suffix if with_suffix.exists() else locate("scenarios", name).path
        if found.exists():
            return found, shown_path(found)
    return None, name


def _without_own_keys(node: Node) -> Node:
    return node.with_value({key: v for key, v in node.value.items() if key not in OWN_KEYS})


def is_value(node: Node) -> bool:
    """Whether a node is a value rather than a section, such as 3, [a, b], {between: [0, 1]}."""
    return not isinstance(node.value, dict) or any(kind in node.value for kind in KINDS)


def _override(below: Node | None, above: Node, problems: list[Problem]) -> Node:
    """Return `above` laid over `below`."""
    if below is not None and _numbers_entries(below, above):
        entries = list(below.value)
        for number, node in above.value.items():
            entries[int(number)] = _override(entries[int(number)], node, problems)
        return below.with_value(entries)
    if below is None or is_value(below) or is_value(above):
        hidden = () if below is None else (below, *below.replaced)
        kept = above if is_value(above) else _override_children({}, above, problems)
        return replace(kept, replaced=hidden)
    merged = _override_children(below.value, above, problems)
    return replace(merged, replaced=below.replaced)


def _numbers_entries(below: Node, above: Node) -> bool:
    """Whether `above` names entries of a list by their numbers, as `elections.0.date` does."""
    if not isinstance(below.value, list) or not isinstance(above.value, dict):
        return False
    numbers = {str(i) for i in range(len(below.value))}
    return bool(above.value) and all(key in numbers for key in above.value)


def _override_children(below: dict[str, Node], above: Node, problems: list[Problem]) -> Node:
    merged = dict(below)
    for key, node in above.value.items():
        if node.value is not None:
            merged[key] = _override(below.get(key), node, problems)
        elif node.is_blank:
            known = key in merged
            way = f" (`{key}: null` removes it)" if known else ""
            advice = f"write a value, or take the line out{way}"
            close = "" if known else did_you_mean(key, list(below))
            message = f"`{key}` is empty: nothing stands behind or below it"
            problems.append(
                Problem(message, node.at, help=close if "you mean" in close else advice)
            )
        elif key in merged:
            del merged[key]
        else:
            hint = did_you_mean(key, list(below)) if below else ""
            message = f"`{key}` is empty, and no base has one to take away"
            problems.append(Problem(message, node.at, help=hint or "write a value"))
    return above.with_value(merged)


def _join(
    first: Node, second: Node, own: Node, path: tuple[str, ...], problems: list[Problem]
) -> Node:
    """Return two bases put together; a disagreement that `own` does not settle is a problem."""
    if is_value(first) or is_value(second):
        if first.plain() == second.plain() or _came_after(first, second):
            return first
        if not _came_after(second, first) and not _settles(own, path):
            message = (
                f"two bases disagree on `{'.'.join(path)}`: "
                f"{first.place.source.name}:{first.place.line} and "
                f"{second.place.source.name}:{second.place.line}"
            )
            place = own.value["extends"].place
            problems.append(Problem(message, place, help=f"settle it here: give `{path[-1]}`"))
        return second
    merged = dict(first.value)
    for key, node in second.value.items():
        known = merged.get(key)
        merged[key] = node if known is None else _join(known, node, own, (*path, key), problems)
    return first.with_value(merged)


def _came_after(one: Node, other: Node) -> bool:
    """Whether `one` was written over the very value that `other` is."""
    return any(hidden.place == other.place for hidden in one.replaced)


def _settles(own: Node, path: tuple[str, ...]) -> bool:
    node = own
    for key in path:
        if not isinstance(node.value, dict) or key not in node.value:
            return False
        node = node.value[key]
        if is_value(node):
            return True
    return False


def apply_sets(tree: Node, sets: Sequence[str], problems: list[Problem]) -> Node:
    """Return the tree with every `path=value` laid over it, the last one on top."""
    for text in sets:
        try:
            tree = _override(tree, _read_set(tree, text, problems), problems)
        except ScenarioError as error:
            problems += error.problems
    return tree


def _read_set(tree: Node, text: str, problems: list[Problem]) -> Node:
    """Return a `path=value` as a tree of one branch; the talks and parties may go unnamed."""
    source = Source("--set", (text,))
    path, equals, written = text.partition("=")
    keys = path.strip().split(".")
    if not equals or not all(keys):
        message = f"`--set` must be path=value: got `{text[:60]}`"
        raise ScenarioError(
            [Problem(message, Place(source, width=len(text) or 1), help="usa.weights.deficit=0.2")]
        )
    if keys == ["extends"]:
        place = Place(source, width=len(path))
        advice = "name the other scenario in place of this one, or write a file that extends it"
        raise ScenarioError(
            [Problem("`extends` belongs to a file: `--set` comes too late", place, help=advice)]
        )
    if not written.strip():
        place = Place(source, column=len(text))
        raise ScenarioError([Problem("`--set` must give a value", place, help="null takes away")])
    # Blanks in place of the path keep the columns of the value as they are in the whole text.
    node = compose(" " * (len(path) + 1) + written, source, problems)
    column = len(path) - len(path.lstrip()) + 1
    places = []
    for key in keys:
        places.append(Place(source, 1, column, len(key)))
        column += len(key) + 1
    full = [*implied(tree, keys[0]), *keys[1:]]
    places = [places[0]] * (len(full) - len(keys)) + places
    for key, place in zip(reversed(full), reversed(places), strict=True):
        node = Node({key: replace(node, key_place=place)}, place)
    return node


def implied(tree: Node, first: str) -> list[str]:
    """Return the full start of a path: `usa` is `parties.USA`, `us_japan` `talks.us_japan`."""
    if first.upper() in PARTIES and first not in tree.value:
        return ["parties", first.upper()]
    talks = tree.value.get("talks")
    if talks is not None and isinstance(talks.value, dict) and first in talks.value:
        return ["talks", first]
    return [first]
