"""The story of one run, from its rows in rounds.csv: who asked what, why not, how it ended."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sim.ensemble.csvfile import read_chunks
from sim.ensemble.layout import ROUNDS_COLUMNS, chip_column, names
from sim.errors import ResultsError
from sim.report.labels import fixed, region, words

if TYPE_CHECKING:
    from pathlib import Path

WIDTH: Final = 80
ROUNDS_FILE: Final = "rounds.csv"

_ENDS: Final = {
    "walk_out": "The talks break off: no more rounds before the deadline.",
    "extend": "The deadline: {party} puts it off.",
    "execute": "The deadline: {party} carries out its threat in full.",
    "execute_partly": "The deadline: {party} carries out half of its threat.",
    "withdraw": "The deadline: {party} drops its threat; the rates in force stay.",
    "news": "News: {party} changes its threat or the deadline.",
    "ease": "{party} eases its controls on rare earths.",
    "tighten": "The truce breaks: {party} tightens its controls on rare earths.",
}

_LEGEND: Final = (
    "Worth in USD bn a year over the rates in force. A side asks what its own next offer would "
    "bring it, at least more than no deal, and refuses less."
)


@dataclass(frozen=True)
class Move:
    """One row of rounds.csv; numbers in USD bn a year, NaN where there is none."""

    date: str
    round: str
    party: str
    move: str
    own: float
    other: float
    asks: float
    no_deal: float
    package: Mapping[str, float]


@dataclass(frozen=True)
class Story:
    """All moves of the main talks in one run, with its world.

    `elsewhere`: the moves of other pairs of talks by their names.
    """

    run: int
    world: int
    moves: tuple[Move, ...]
    elsewhere: tuple[tuple[str, tuple[Move, ...]], ...] = ()


def read_story(folder: Path, run: int) -> Story:
    """Return the moves of a run out of a results folder.

    Raises `ResultsError` if the folder does not tell this run, and says how it could.
    """
    path = folder / ROUNDS_FILE
    if not path.is_file():
        raise ResultsError(f"{folder} holds no {ROUNDS_FILE}: it tells no run.")
    told: list[int] = []
    rows: list[dict[str, str]] = []
    for header, chunk in read_chunks(path):
        missing = [name for name in names(ROUNDS_COLUMNS) if name not in header]
        if missing:
            raise ResultsError(
                f"{path} must have the column {missing[0]}; an older version of sim wrote it. "
                "Run the scenario again."
            )
        for cells in chunk:
            row = dict(zip(header, cells, strict=True))
            number = int(row["run"])
            if not told or told[-1] != number:
                told.append(number)
            if number == run:
                rows.append(row)
    if not rows:
        known = f"runs {_ranges(told)}" if told else "no run"
        raise ResultsError(
            f"{path} tells {known}, not run {run}. "
            f"`sim run SCENARIO --trace {run} --force` adds it."
        )
    talks: dict[str, list[Move]] = {}
    for row in rows:
        talks.setdefault(row["talk"], []).append(_move(row))
    (_, main), *others = ((name, tuple(moves)) for name, moves in talks.items())
    return Story(run, int(rows[0]["world"]), main, tuple(others))


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in words.

    >>> _ranges([0, 1, 2, 7])
    '0 to 2 and 7'
    """
    parts = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        parts.append(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}")
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if parts[1:] else parts[0]


def _move(row: Mapping[str, str]) -> Move:
    def value(name: str) -> float:
        return float(row[name] or "nan")

    start = len(chip_column(""))
    package = {
        name[start:]: float(text)
        for name, text in row.items()
        if name.startswith(chip_column("")) and text
    }
    return Move(
        row["date"], row["round"], row["party"], row["move"], value("own_value"),
        value("other_value"), value("asks"), value("no_deal_value"), package,
    )  # fmt: skip


def tell(story: Story) -> str:
    """Return the story as text of 80 columns."""
    lines = [*_wrapped(_opening(story), 0), *_wrapped(_LEGEND, 0), *_told(story)]
    for name, moves in story.elsewhere:
        beside = Story(story.run, story.world, moves)
        lines += ["", *_wrapped(f"Beside it, {words(name)}. {_opening(beside)}", 0), *_told(beside)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _told(story: Story) -> list[str]:
    """Return the moves of one pair of talks, day by day, and what changed."""
    lines: list[str] = []
    last: dict[str, Mapping[str, float]] = {}
    for day, group in groupby(story.moves, key=lambda move: (move.date, move.round)):
        moves = list(group)
        lines.append("")
        if day[1]:
            lines += _wrapped(_round_head(moves), 0)
            lines += _round(moves, last)
        else:
            for move in moves:
                lines += _wrapped(f"{day[0]}. {_event(move)}", 0)
    if changed := _what_changed(story):
        lines += ["", *_wrapped(f"What changed: {changed}.", 0)]
    return lines


def _what_changed(story: Story) -> str:
    """Return how far each side came down, and what else moved between the first and last word."""
    parts, fell = [], False
    for party in sorted({m.party for m in story.moves if not math.isnan(m.asks)}, reverse=True):
        own = [move for move in story.moves if move.party == party and not math.isnan(move.asks)]
        first, last = own[0], own[-1]
        parts.append(
            f"{_name(party)} asked {_signed(first.asks)} at first, {_signed(last.asks)} at last"
        )
        if fixed(first.no_deal, 2) != fixed(last.no_deal, 2):
            parts.append(
                f"no deal went from {_signed(first.no_deal)} to {_signed(last.no_deal)} for it"
            )
        fell = fell or last.asks < first.asks
    if fell:
        parts.append("demands fall as the deadline comes nearer")
    parts += [
        _event(move).rstrip(".") for move in story.moves if move.move in ("ease", "tighten", "news")
    ]
    return "; ".join(parts)


def _opening(story: Story) -> str:
    head = f"Run {story.run}, played in world {story.world}: "
    last = story.moves[-1]
    signed = next((move for move in story.moves if move.move == "accept"), None)
    if signed is not None:
        return f"{head}a deal on {signed.date}, in round {signed.round}."
    ends = {
        "execute": "no deal, the threat is carried out",
        "execute_partly": "no deal, half of the threat is carried out",
        "withdraw": "no deal, the threat is dropped",
    }
    return f"{head}{ends.get(last.move, 'no deal')} on {last.date}."


def _round_head(moves: Sequence[Move]) -> str:
    expected = {move.party: move.no_deal for move in moves if not math.isnan(move.no_deal)}
    parts = [f"{_signed(value)} to {_name(party)}" for party, value in sorted(expected.items())]
    known = f" No deal is worth {' and '.join(reversed(parts))}." if parts else ""
    return f"{moves[0].date}, round {moves[0].round}.{known}"


def _round(moves: Sequence[Move], last: dict[str, Mapping[str, float]]) -> Iterator[str]:
    """Yield what is offered and answered; an offer is told as a change of the side's last one."""
    offer = ""
    for move in moves:
        if move.move == "offer":
            offer = _offer(move, last.get(move.party))
            last[move.party] = move.package
            continue
        if move.move in ("accept", "refuse"):
            text = f"{offer} {_answer(move)}"
        elif move.move == "pass":
            text = (
                f"{_cap(move.party)} offers nothing: no package would bring it the "
                f"{_signed(move.asks)} that it asks and more than no deal."
            )
        else:
            text = _event(move)
        yield from _wrapped(text, 2)


def _event(move: Move) -> str:
    """Return what happened beside offers; a move that this page does not know by its name."""
    known = _ENDS.get(move.move)
    if known is None:
        return f"{_cap(move.party)}: {words(move.move)}."
    text = known.format(party=_name(move.party))
    return text[0].upper() + text[1:]


def _offer(move: Move, before: Mapping[str, float] | None) -> str:
    if before is None:
        what = f"offers {package_in_words(move.package)}"
    elif dict(before) == dict(move.package):
        what = "repeats its offer"
    else:
        changed = [
            f"{words(chip)} {100 * before.get(chip, 0.0):g} -> {100 * level:g} %"
            for chip, level in move.package.items()
            if before.get(chip) != level
        ]
        what = f"changes its offer: {', '.join(changed)}"
    worth = f"({_signed(move.own)} to it, {_signed(move.other)} to the other)"
    return f"{_cap(move.party)} {what} {worth}."


def _answer(move: Move) -> str:
    name = _cap(move.party)
    if move.move == "accept":
        return f"{name} accepts: it asks {_signed(move.asks)}."
    if move.own <= move.no_deal:
        return f"{name} refuses: no deal is worth more to it."
    return f"{name} refuses: it asks {_signed(move.asks)}."


def package_in_words(package: Mapping[str, float]) -> str:
    """Return a package: rates as rates, chips that are given as shares of their maximum.

    >>> package_in_words({"car_rate": 0.15, "joint_shipbuilding": 0.5, "defense_purchases": 0.0})
    'car rate 15 %, joint shipbuilding 50 %'
    """
    parts = [
        f"{words(chip)} {100 * level:g} %"
        for chip, level in package.items()
        if level or chip.endswith("_rate")
    ]
    return ", ".join(parts) or "nothing"


def _name(party: str) -> str:
    name = region(party)
    return f"the {name}" if name in ("US", "EU") else name


def _cap(party: str) -> str:
    name = _name(party)
    return name[0].upper() + name[1:]


def _signed(value: float) -> str:
    return fixed(value, 2, signed=True)


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )
