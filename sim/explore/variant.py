"""Moves of the page as `--set` texts, and as a scenario file that holds only what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.errors import InvalidInputError
from sim.explore.knobs import Slider, Words
from sim.scenario.document import compose
from sim.scenario.layers import implied
from sim.scenario.problems import Problem, ScenarioError, Source
from sim.scenario.yaml_text import block, flow, scalar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.explore.knobs import Group
    from sim.scenario.resolved import Resolved

REASON: Final = "tried in sim explore"


@dataclass(frozen=True)
class Moves:
    """What was moved: plain data by full path, ready for a file."""

    changes: Mapping[str, Any]

    def sets(self) -> tuple[str, ...]:
        """Return the moves as texts that `--set` takes."""
        return tuple(f"{path}={flow(value)}" for path, value in self.changes.items())


def moves(
    resolved: Resolved, groups: Sequence[Group], values: Mapping[str, str], off: Sequence[str]
) -> Moves:
    """Return the moves that a page sends: new positions by path, and chips off the table.

    Raises InvalidInputError for a path or a chip that the page does not have, or a wrong value.
    """
    knobs: dict[str, Slider | Words] = {k.path: k for group in groups for k in group.knobs}
    chips = [chip for group in groups for chip in group.chips]
    knobs |= {chip.size.path: chip.size for chip in chips if chip.size is not None}
    unknown = [path for path in values if path not in knobs]
    unknown += [kind for kind in off if kind not in {chip.kind for chip in chips}]
    if unknown:
        raise InvalidInputError(f"The page must move what it shows; it has no {unknown[0][:60]}.")
    changes: dict[str, Any] = {
        path: {"value": knobs[path].written(text), "assumed": REASON}
        for path, text in values.items()
    }
    if set(off) != {chip.kind for chip in chips if not chip.on_table}:
        name, talk = next(iter(resolved.scenario.talks.items()))
        shown = {chip.kind for chip in chips}
        kept = [kind for kind in talk.off_table if kind not in shown]
        changes[f"talks.{name}.off_table"] = [
            *kept,
            *(chip.kind for chip in chips if chip.kind in off),
        ]
    return Moves(changes)


def file_text(
    resolved: Resolved, base: str, given: Sequence[str], moved: Moves, question: str
) -> str:
    """Return a scenario file: it extends `base` and holds the `--set` texts given and the moves.

    `base` is what the file names in `extends`.
    """
    data: dict[str, Any] = {}
    for path, value in [*(_parsed(resolved, text) for text in given), *moved.changes.items()]:
        place = data
        *above, last = path.split(".")
        for name in above:
            deeper = place.get(name)
            place[name] = deeper if isinstance(deeper, dict) else {}
            place = place[name]
        place[last] = value
    title = data.pop("title", f"{resolved.scenario.title}, changed")
    asked = data.pop("question", question)
    head = (
        "# yaml-language-server: $schema=scenario.schema.json\n"
        f"# Question: {' '.join(asked.split())}\n"
        f"extends: {scalar(base)}\ntitle: {scalar(title[:400])}\nquestion: {scalar(asked[:400])}\n"
    )
    return head + block(data, {})


def _parsed(resolved: Resolved, text: str) -> tuple[str, Any]:
    """Return full path and plain value of a `--set` text that has been accepted already."""
    path, _, written = text.partition("=")
    problems: list[Problem] = []
    node = compose(written, Source("--set", (text,)), problems)
    if problems:
        raise ScenarioError(problems)
    first, *rest = path.strip().split(".")
    return ".".join([*implied(resolved.tree, first), *rest]), node.plain()
