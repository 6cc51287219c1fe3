"""What is wrong with a text that is not YAML, in words for people who do not know YAML's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sim.scenario.problems import Place, Problem, Source

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

ANCHOR_HELP: Final = "write the value out, or share it through a base named in `extends`"

_INDENT_HELP: Final = "align it with the keys above, or write the heading that it belongs to"

# (what ruamel says, what we say, a way out, whether the place is where the construct begins)
_PLAIN: Final = (
    (r"another document", "a file holds one scenario: here a second document starts", "", False),
    (r"undefined alias", "aliases (`*`) are not used here", ANCHOR_HELP, False),
    (
        r"mapping values are not allowed",
        "this is not YAML: a second `: ` in one line",
        "put the text in quotes",
        False,
    ),
    (
        r"'<block mapping start>'",
        "this is not YAML: the line stands deeper than the keys above it",
        _INDENT_HELP,
        False,
    ),
    (
        r"but found '(-|<block sequence start>)'",
        "this is not YAML: a list entry (`-`) stands among keys",
        "write it below a key, or take the `-` away",
        False,
    ),
    (
        r"expected ',' or '}'",
        "this is not YAML: a `{` is not closed, or a comma is missing behind it",
        "write {key: value, key: value}",
        True,
    ),
    (
        r"expected ',' or '\]'",
        "this is not YAML: a `[` is not closed, or a comma is missing behind it",
        "write [one, two]",
        True,
    ),
    (
        r"could not find expected ':'",
        "this is not YAML: a line without `: `",
        "write `key: value`, or indent a text that goes on",
        True,
    ),
    (
        r"unexpected end of stream",
        "this is not YAML: a quote is not closed",
        "close it on its line",
        True,
    ),
    (
        r"found character '(?P<char>[^\\].*?)' that cannot start",
        "this is not YAML: a text cannot start with `{char}`",
        "put the text in quotes",
        False,
    ),
    (
        r"expected <block end>, but found",
        "this is not YAML: this does not belong to what stands before it",
        "one `key: value` a line; put a text with odd characters in quotes",
        False,
    ),
)


def syntax_problem(error: MarkedYAMLError, source: Source) -> Problem:
    """Return the error of a text that cannot be read, at its place."""
    reason = " ".join(str(error.problem or error.context or "it cannot be read").split())
    place = _place(error, source, begins=False)
    line = source.lines[place.line - 1] if source.lines else ""
    if "\t" in line[: place.column]:
        message = "this is not YAML: a tab stands where only spaces may"
        return Problem(message, place, "a tab", "indent with spaces")
    for pattern, message, advice, begins in _PLAIN:
        if found := re.search(pattern, reason):
            where = _place(error, source, begins=begins)
            return Problem(
                message.replace("{char}", found.groupdict().get("char", "")), where, help=advice
            )
    return Problem(f"this is not YAML: {reason}", place)


def _place(error: MarkedYAMLError, source: Source, *, begins: bool) -> Place:
    """Return where reading stopped, or where what it was reading begins."""
    marks = (error.problem_mark, error.context_mark)
    mark = next((m for m in (marks[::-1] if begins else marks) if m is not None), None)
    place = Place(source, mark.line + 1, mark.column + 1) if mark else Place(source)
    if place.line > len(source.lines) > 0:
        return Place(source, len(source.lines), len(source.lines[-1]) + 1)
    return place
