"""Loading a scenario: find the file, lay its layers over each other, check everything, at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.resources import locate, shipped_names
from sim.scenario.document import Node
from sim.scenario.layers import apply_sets, is_value, load_layers, shown_path
from sim.scenario.problems import Place, Problem, ScenarioError, Source, did_you_mean
from sim.scenario.resolved import Resolved
from sim.scenario.schema import Scenario
from sim.scenario.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def load(path: str | Path, sets: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a file, or of a shipped name, with `path=value` texts on top.

    Raises `ScenarioError` holding every problem with its place.
    """
    return resolve(path, sets).scenario


def resolve(path: str | Path, sets: Sequence[str] = ()) -> Resolved:
    """Return the scenario together with the origin of each value; see `load`."""
    located = locate("scenarios", str(path))
    try:
        located.path.lstat()
    except FileNotFoundError:
        raise ScenarioError([_missing_file(located.path)]) from None
    except (OSError, ValueError):
        pass  # an odd name: reading it says what is wrong
    problems: list[Problem] = []
    tree = apply_sets(load_layers(located.path, problems), sets, problems)
    tree = _named(tree, located.path)
    problems += _fact_problems(tree, located.path)
    scenario = validate(Scenario, tree, problems)
    return Resolved(scenario, tree, (located.note,) if located.note else ())


def _missing_file(path: Path) -> Problem:
    close = did_you_mean(path.stem, shipped_names("scenarios"))
    message = "cannot read the file: no such file or directory"
    place = Place(Source(shown_path(path)))
    return Problem(message, place, help=close or "`sim scenarios` lists the shipped ones")


def _named(tree: Node, path: Path) -> Node:
    """Return the tree without `extends` and with the file's name, unless it names itself."""
    entries = {key: node for key, node in tree.value.items() if key != "extends"}
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-._") or "scenario"
    place = Place(tree.place.source)
    named = {} if "name" in entries else {"name": Node(name, place, place)}
    return tree.with_value({**named, **entries})


def _fact_problems(tree: Node, scenario: Path) -> Iterator[Problem]:
    """Check that the seed files exist and hold the facts that values name."""
    # Seed files are read with the tools of this package: importing them above would be a circle.
    from sim.seeds.facts import find_seed_file, read_seed_file  # noqa: PLC0415

    listed = tree.get(("facts",))
    entries = listed.value if listed is not None and isinstance(listed.value, list) else []
    known: list[str] = []
    is_complete = True
    for entry in entries:
        path = find_seed_file(str(entry.value), scenario)
        if path is None:
            hint = did_you_mean(str(entry.value), shipped_names("seeds"))
            yield Problem(f"no seed file `{entry.value}`", entry.place, "unknown", hint)
            is_complete = False
            continue
        try:
            known += [fact.id for fact in read_seed_file(path).facts]
        except ScenarioError as error:
            yield from error.problems
            is_complete = False
    for node in _values(tree):
        fact = node.value.get("fact")
        if is_complete and fact is not None and fact.value not in known:
            message = f"no fact `{fact.value}` in the seed files that the scenario lists"
            yield Problem(message, fact.place, "unknown fact", did_you_mean(str(fact.value), known))


def _values(node: Node) -> Iterator[Node]:
    """Return every value written in braces below a node."""
    if isinstance(node.value, list):
        for child in node.value:
            yield from _values(child)
    elif isinstance(node.value, dict):
        if is_value(node):
            yield node
        else:
            for child in node.value.values():
                yield from _values(child)
