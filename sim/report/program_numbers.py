"""Numbers that stand in the program itself: constants of the model, with why they are as they are.

Read from the source text, so that asking for one imports nothing: a constant is a name in capitals
that is set to numbers at the top of a module; why is the text below it or the comment above.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.report.acts import PACKAGE, sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_START: Final = re.compile(r"^_?([A-Z][A-Z0-9_]+)(?:: [^=\n]+)? = ", re.MULTILINE)


@dataclass(frozen=True)
class Constant:
    """A constant of the program: its path, value, place (`file:line`) and why it is so."""

    path: str
    value: float | int
    place: str
    why: str


def constant(name: str) -> Constant | None:
    """Return a constant of the program by its name; of a table of numbers, by name and key.

    >>> constant("BLOCK_RUNS").value
    250
    >>> constant("MAGNET_USE.electrical").value
    0.225
    """
    wanted, _, key = name.partition(".")
    for path in sources():
        text = path.read_text(encoding="utf-8")
        for found in _START.finditer(text):
            if found.group(1) == wanted:
                for one in _constants(path, text):
                    if one.path == (f"{wanted}.{key}" if key else wanted):
                        return one
    return None


def names() -> Iterator[str]:
    """Yield the names of all constants."""
    for path in sources():
        yield from (one.path for one in _constants(path, path.read_text(encoding="utf-8")))


def _constants(path: Path, text: str) -> Iterator[Constant]:
    tree, lines = ast.parse(text).body, text.splitlines()
    for place, statement in enumerate(tree):
        target, value = _assigned(statement)
        if target is None or value is None:
            continue
        after = tree[place + 1] if place + 1 < len(tree) else None
        why = _text_of(after) or _comment_above(lines, statement.lineno)
        where = f"sim/{path.relative_to(PACKAGE).as_posix()}:{statement.lineno}"
        for key, number in _numbers(value):
            yield Constant(f"{target}.{key}" if key else target, number, where, why)


def _assigned(statement: ast.stmt) -> tuple[str | None, object]:
    """Return the name in capitals and the literal that a statement assigns, if it does."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None, None
    if not isinstance(target, ast.Name) or not target.id.strip("_").isupper():
        return None, None
    try:
        return target.id.strip("_"), ast.literal_eval(value)
    except ValueError:
        return None, None


def _numbers(value: object) -> Iterator[tuple[str, float | int]]:
    """Yield (key, number) of a literal; the key of a plain number is empty."""
    table: Mapping[object, object] = value if isinstance(value, dict) else {"": value}
    for key, number in table.items():
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            yield str(key), number


def _text_of(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        text = statement.value.value
        return " ".join(text.split()) if isinstance(text, str) else ""
    return ""


def _comment_above(lines: list[str], line: int) -> str:
    """Return the comment that ends above a line (1-based)."""
    found: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.startswith("#"):
            break
        found.insert(0, text.lstrip("# "))
    return " ".join(found)
