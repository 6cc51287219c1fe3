"""A changed parameter in lines of at most 80 columns: both values, and where each was set."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.changes import Change

_WIDTH = 80


def change_lines(change: Change, *, brief: bool) -> list[str]:
    """Return one changed parameter: a line if it fits, else its name and a line for each value.

    If `brief`, a value that is longer than its line is cut; where it was set is kept.

    >>> from sim.analysis.changes import Change
    >>> print(*change_lines(Change("usa.pace", "steady", "eager", "", "x.yaml:3"), brief=True))
      usa.pace: steady -> eager [x.yaml:3]
    """
    before = "absent" if change.before is None else change.before
    after = "removed" if change.after is None else change.after
    notes = "; ".join(filter(None, (change.set_in, change.source)))
    line = f"  {change.path}: {before} -> {after}" + (f" [{notes}]" if notes else "")
    if len(line) <= _WIDTH:
        return [line]
    lines = [f"  {change.path}"] if len(change.path) < _WIDTH - 1 else [f"  …{change.path[-77:]}"]
    if brief:
        return [
            *lines,
            _cut("A", before, change.was_set_in),
            _cut("B", after, change.set_in or change.source),
        ]
    lines += _whole("A", before, change.was_set_in)
    return [*lines, *_whole("B", after, notes)]


def _cut(name: str, value: str, place: str) -> str:
    behind = f" [{textwrap.shorten(place, _WIDTH // 2, placeholder='...')}]" if place else ""
    room = _WIDTH - len(f"    {name} ") - len(behind)
    return f"    {name} {textwrap.shorten(value, room, placeholder=' ...')}{behind}"


def _whole(name: str, value: str, notes: str) -> list[str]:
    return textwrap.wrap(
        f"{name} {value}" + (f" [{notes}]" if notes else ""),
        _WIDTH,
        initial_indent="    ",
        subsequent_indent="      ",
        break_on_hyphens=False,
        break_long_words=False,
    )
