"""What is wrong with a scenario, told like a compiler: where, what came, what to write instead."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WINDOW = 72  # columns of a source line that are shown


@dataclass(frozen=True)
class Source:
    """A text that values are read from: a file, or one `--set`."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where something stands in a source; line and column count from 1."""

    source: Source
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One error: the message, its place, a word beside the caret, and a way out."""

    message: str
    place: Place
    label: str = ""
    help: str = ""

    def render(self) -> str:
        """Return the error as it is printed, over several lines."""
        out = [f"error: {self.message}", f"  --> {self.place}"]
        lines = self.place.source.lines
        if 1 <= self.place.line <= len(lines):
            out += self._excerpt(lines[self.place.line - 1])
        if self.help:
            out.append(f"  = help: {self.help}")
        return "\n".join(out)

    def _excerpt(self, line: str) -> list[str]:
        column = min(self.place.column, len(line) + 1)
        start = max(0, column - _WINDOW * 2 // 3) if len(line) > _WINDOW else 0
        shown = "".join(c if c.isprintable() else " " for c in line[start : start + _WINDOW])
        offset = column - 1 - start
        width = max(1, min(self.place.width, len(shown) - offset))
        number = str(self.place.line)
        gutter = " " * len(number)
        caret = f"{' ' * offset}{'^' * width} {self.label}".rstrip()
        return [f"{gutter} |", f"{number} | {shown.rstrip()}", f"{gutter} | {caret}"]


class ScenarioError(InvalidInputError):
    """A scenario or seed file is wrong; `problems` holds every error that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n\n".join(problem.render() for problem in self.problems))


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return a hint at the nearest known word, or the list if it is short.

    >>> did_you_mean("deficitt", ["deficit", "revenue"])
    'did you mean `deficit`?'
    >>> did_you_mean("jpn", ["USA", "JPN"]), did_you_mean("CAN", ["CHN", "JPN"])
    ('did you mean `JPN`?', 'write one of CHN, JPN')
    """
    in_capitals = [name for name in known if name.casefold() == word.casefold()]
    close = in_capitals or difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    # Codes of three letters are all close to each other: a list says more than a guess.
    if close and (in_capitals or len(word) > 3):
        return f"did you mean `{close[0]}`?"
    return f"write one of {', '.join(known)}" if 0 < len(known) <= 12 else ""
