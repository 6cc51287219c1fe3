"""Where an error is best shown, and ways out of it, read off the tree of all layers."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from sim.scenario.layers import is_value
from sim.scenario.problems import Problem

if TYPE_CHECKING:
    from sim.scenario.checks import Finding
    from sim.scenario.document import Node

Path = tuple[str | int, ...]

DATE_HELP: Final = "write year-month-day, without quotes"


def headings(tree: Node, path: Path) -> str:
    """Return where a key stands deeper in its section: headings above it may be commented out."""
    key, below = str(path[-1]), [(path[:-1], tree.find(path[:-1]))]
    found = []
    while below:
        section, node = below.pop(0)
        if not is_value(node):
            below += [((*section, name), child) for name, child in node.value.items()]
            found += [".".join(map(str, section))] if key in node.value else []
    here = ".".join(map(str, path[:-1]))
    found = [section for section in found if section != here]
    if not found:
        return ""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"a key of `{found[0]}`{more}: write the headings between, too"


def misfit(tree: Node, section: Path, finding: Finding) -> Problem:
    """Return what does not fit together, at the value that a higher layer wrote if it is named.

    Somebody who moves the deadline reads about that line, not about rounds in a shipped file.
    """
    node = tree.find((*section, *finding.path))
    around = tree.find(section)
    mine = [
        child
        for key, child in ({} if is_value(around) else around.value).items()
        if key in re.findall(r"\w+", finding.message)
        and key not in finding.path
        and child.place.source.name != node.place.source.name
        and child.replaced
    ]
    if len(mine) != 1:
        return Problem(finding.message, node.place, help=finding.help)
    where = f"the other is set at {node.place}"
    advice = f"{finding.help}; {where}" if finding.help else where
    return Problem(finding.message, mine[0].place, help=advice)


def date_help(text: str) -> str:
    """Return what to write instead of a text that is no date.

    >>> date_help("9 July"), date_help("2025-02-30")
    ('write year-month-day, without quotes', 'no calendar has this day')
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return DATE_HELP
    try:
        date.fromisoformat(text)
    except ValueError:
        return "no calendar has this day"
    return "take the quotes away"
