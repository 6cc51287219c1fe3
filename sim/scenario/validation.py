"""From a tree to a frozen model: every error of the schema and its cross-checks, at its place."""

from __future__ import annotations

import types
import typing
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from sim.scenario.advice import DATE_HELP, date_help, headings, misfit
from sim.scenario.checks import FindingsError
from sim.scenario.problems import Problem, ScenarioError, did_you_mean
from sim.scenario.units import QuantityError, shorten

if typing.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from sim.scenario.document import Node

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]

_PLAIN: Final = {
    "string_type": ("must be a text", "put it in quotes"),
    "int_type": ("must be a whole number", ""),
    "int_from_float": ("must be a whole number", ""),
    "date_type": ("must be a date such as 2025-07-09", DATE_HELP),
    "model_type": ("must hold keys and values", ""),
    "model_attributes_type": ("must hold keys and values", ""),
    "dict_type": ("must hold keys and values", "write {} for none"),
    "tuple_type": ("must be a list", "put it in [ ]"),
    "list_type": ("must be a list", "put it in [ ]"),
    "bool_type": ("must be true or false", ""),
    "string_too_short": ("must not be empty", ""),
    "string_pattern_mismatch": (
        "must be a plain name: letters, digits, `-` and `_`",
        "such as us_japan",
    ),
}
_BOUNDS: Final = {
    "greater_than_equal": ("be at least", "ge"),
    "less_than_equal": ("be at most", "le"),
    "too_short": ("have at least this many entries:", "min_length"),
    "too_long": ("have at most this many entries:", "max_length"),
    "string_too_long": ("have at most this many characters:", "max_length"),
}


def validate(model: type[Model], tree: Node, known: Sequence[Problem] = ()) -> Model:
    """Return the model that a tree describes; raises `ScenarioError` with every problem.

    `known` are problems that reading the tree has found already. Cross-checks need a complete
    section. So that they are reported beside other errors, wrong entries are left out and what
    remains is checked again.
    """
    try:
        valid = model.model_validate(tree.plain())
    except ValidationError as error:
        details = [detail for detail in error.errors() if not _is_echo(detail)]
    else:
        if known:
            raise ScenarioError(sorted(known, key=_position))
        return valid
    problems = [*known]
    problems += _missing(model, tree, details)
    problems += [problem for detail in details for problem in _problems(model, tree, detail)]
    rest = tree
    left_out = [_path(detail["loc"]) for detail in details]
    for path in left_out:
        rest = _without(rest, path)
    try:
        model.model_validate(rest.plain())
    except ValidationError as error:
        for detail in error.errors():
            problems += _cross_checks(rest, detail, left_out)
    raise ScenarioError(sorted(problems, key=_position))


def _cross_checks(rest: Node, detail: ErrorDetails, left_out: Sequence[Path]) -> Iterator[Problem]:
    """Yield what a cross-check found, but not about a section that lost an entry just now."""
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, FindingsError):
        section = _path(detail["loc"])
        for finding in cause.findings:
            path = (*section, *finding.path)
            if all(wrong[: len(path)] != path for wrong in left_out):
                yield misfit(rest, section, finding)


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether a list is called too short only because some of its entries are wrong."""
    limit = detail.get("ctx", {}).get("min_length", 0)
    return detail["type"] == "too_short" and len(detail["input"]) >= limit


def _position(problem: Problem) -> tuple[bool, str, int, int]:
    place = problem.place
    return place.source.name == "--set", place.source.name, place.line, place.column


def _problems(model: type[BaseModel], tree: Node, detail: ErrorDetails) -> Iterator[Problem]:
    path = _path(detail["loc"])
    kind = detail["type"]
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, FindingsError):
        yield from (misfit(tree, path, finding) for finding in cause.findings)
    elif kind == "extra_forbidden":
        yield _unknown_key(model, tree, path)
    elif isinstance(cause, QuantityError):
        yield _wrong_value(tree, path, detail["loc"], cause)
    elif kind != "missing":
        yield Problem(*_plain_error(tree, path, detail))


def _path(loc: Path) -> Path:
    """Return a location without the marks that pydantic puts in for keys of dictionaries."""
    return tuple(part for part in loc if part != "[key]")


def _missing(
    model: type[BaseModel], tree: Node, details: Sequence[ErrorDetails]
) -> Iterator[Problem]:
    """Report what each section lacks, all its missing keys together."""
    lacking: dict[Path, list[str]] = {}
    for detail in details:
        if detail["type"] == "missing":
            lacking.setdefault(_path(detail["loc"])[:-1], []).append(str(detail["loc"][-1]))
    for path, names in lacking.items():
        section = ".".join(map(str, path))
        keys = ", ".join(f"`{name}`" for name in names)
        field = fields_at(model, path).get(names[0])
        meaning = field.description if field is not None and field.description else ""
        advice = f"{names[0]}: {_first_sentence(meaning)}"
        if not section and len(names) > 1:
            advice = "`extends: us-japan-2025-05-30` brings all that a file does not write itself"
        yield Problem(
            f"{f'`{section}`' if section else 'the file'} must have {keys}",
            tree.find(path).at if section else tree.place,
            "incomplete" if section else "",
            advice,
        )


def _unknown_key(model: type[BaseModel], tree: Node, path: Path) -> Problem:
    from sim.scenario.holdings import HOLDER  # noqa: PLC0415  # seeds validate without the schema

    key = str(path[-1])
    section = ".".join(map(str, path[:-1]))
    known = list(fields_at(model, path[:-1]))
    hint = headings(tree, path) or did_you_mean(key, known)
    if len(path) == 4 and path[2] == "chips" and key in HOLDER:
        hint = f"it belongs to {HOLDER[key]}"
    message = f"`{key}` is not a key of `{section}`" if section else f"`{key}` is not a key here"
    return Problem(message, tree.find(path).at, "unknown key", hint)


def _wrong_value(tree: Node, path: Path, loc: Path, cause: QuantityError) -> Problem:
    node = tree.find(path)
    part = node.find(cause.at)
    place = node.at if "[key]" in loc else part.at if cause.on_key else part.place
    subject = f"a key of {_subject(path[:-1])}" if "[key]" in loc else _subject(path)
    message = cause.message if cause.message.startswith("`") else f"{subject} {cause.message}"
    return Problem(message, place, cause.label, cause.help)


def _plain_error(tree: Node, path: Path, detail: ErrorDetails) -> tuple[str, Any, str, str]:
    node = tree.find(path)
    kind = detail["type"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    got = _got(detail["input"])
    if kind in _BOUNDS:
        words, limit = _BOUNDS[kind]
        return (f"{_subject(path)} must {words} {context[limit]}: got {got}", node.place, "", "")
    if kind in {"missing_argument", "too_few"}:
        return (f"{_subject(path)} is too short", node.place, "", "")
    words, help_text = _PLAIN.get(kind, (detail["msg"][:1].lower() + detail["msg"][1:], ""))
    if kind == "date_type" and isinstance(detail["input"], str):
        help_text = date_help(detail["input"])
    place = node.at if "[key]" in detail["loc"] else node.place
    return (f"{_subject(path)} {words}: got {got}", place, "", help_text)


def _subject(path: Path) -> str:
    """Return what a path is about in plain words: `general rate`, `entry 2 of rounds`."""
    words = [part for part in path if isinstance(part, str)]
    name = words[-1].replace("_", " ") if words else "the file"
    return f"entry {path[-1] + 1} of {name}" if path and isinstance(path[-1], int) else name


def _got(value: object) -> str:
    if isinstance(value, dict):
        return f"{len(value)} keys" if value else "nothing"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    return "nothing" if value is None else f"`{shorten(str(value))}`"


def _without(tree: Node, path: Path) -> Node:
    """Return the tree with the entry at a path as a lower layer had it, or left out."""
    if not path or not isinstance(tree.value, dict) or path[0] not in tree.value:
        return tree
    key = str(path[0])
    child = tree.value[key]
    others = {name: node for name, node in tree.value.items() if name != key}
    if len(path) > 1 and isinstance(child.value, dict):
        return tree.with_value({**others, key: _without(child, path[1:])})
    before = _before(child)
    return tree.with_value(others if before is None else {**others, key: before})


def _before(node: Node) -> Node | None:
    """Return what the lower layers had in place of a node, or None."""
    if node.replaced:
        return node.replaced[0]
    if not isinstance(node.value, dict):
        return None
    children = {key: _before(child) for key, child in node.value.items()}
    kept = {key: child for key, child in children.items() if child is not None}
    return node.with_value(kept) if kept else None


def fields_at(model: type[BaseModel], path: Path) -> dict[str, Any]:
    """Return the fields of the section at a path of a scenario, by name; empty if it has none."""
    current: Any = model
    for key in path:
        sections = models_in(current)
        if sections:
            field = sections[0].model_fields.get(str(key))
            if field is None:
                return {}
            current = field.annotation
        else:
            current = _inner(current)
    sections = models_in(current)
    return dict(sections[0].model_fields) if sections else {}


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the model that an annotation is, also inside `X | None` and `Annotated`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in {typing.Union, types.UnionType, typing.Annotated}:
        return [m for part in typing.get_args(annotation) for m in models_in(part)]
    return []


def _inner(annotation: Any) -> Any:
    """Return what a dictionary or tuple holds."""
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        kept = [part for part in typing.get_args(annotation) if part is not type(None)]
        return _inner(kept[0])
    args = [part for part in typing.get_args(annotation) if part is not ...]
    return args[-1] if args else None


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0].rstrip(".").rstrip()
