"""The story of one run, from its rows in rounds.csv: who asked what, why not, how it ended."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from sim.report.labels import fixed, region, words
from sim.report.story_rows import Move, Story

WIDTH: Final = 80
_SMALL: Final = 0.05
"""A demand that moves by less, USD bn a year, is told as the same: a month's wait moves it too."""

_ENDS: Final = {
    "walk_out": "The talks break off: no more rounds before the deadline.",
    "extend": "The deadline: {party} puts it off.",
    "execute": "The deadline: {party} carries out its threat in full.",
    "execute_partly": "The deadline: {party} carries out half of its threat.",
    "withdraw": "The deadline: {party} drops its threat; the rates in force stay.",
    "keep_rates": "Still no deal: {party} keeps the executed rates.",
    "ease_rates": "Still no deal: {party} takes half of the executed rise back.",
    "lift_rates": "Still no deal: {party} withdraws the executed rates.",
    "leave": "{party} walks out: it sees no package that both would rather have than no deal.",
    "return": "{party} comes back to the table: rates or the threat have changed.",
    "deed_carried_out": "Elsewhere {party} carries out a threat: it is believed more.",
    "deed_retreated": "Elsewhere {party} retreats from a threat: it is believed less.",
    "shock": "From outside: {party}. Rates or the threat change.",
    "shock_stayed": "From outside: {party}. It takes effect later.",
    "news": "News: {party} changes its threat or the deadline.",
    "ease": "{party} eases its controls on rare earths.",
    "tighten": "The truce breaks: {party} tightens its controls on rare earths.",
    "protest": "Organised industries of {party} speak against the deal.",
    "ratify": "A vote in {party}: the deal is approved.",
    "reject": "A vote in {party}: the deal is rejected and never comes into force.",
}

_TIMES: Final = {1: "", 2: " twice"}
_CHANGES: Final = (
    "ease", "tighten", "news", "deed_carried_out", "deed_retreated", "shock", "shock_stayed",
)  # fmt: skip
_LEGEND: Final = (
    "Worth in USD bn a year over the rates in force. A side holds out for what its own next offer "
    "would bring it, at least more than no deal, and refuses less. Chips: % of their maximum."
)
_CLOSED_BY: Final = {
    "first_offer": "The first offer was taken at once",
    "time": "Time closed it: with what each side knew and what packages were worth a round before, "
    "it would have come as well",
    "beliefs": "What was learned of the other side closed it: with the beliefs of the round before "
    "it would not have come",
    "jump": "What packages or no deal are worth had jumped (an election, news, controls), or "
    "nothing but the threat would have come after: before, it would not have been closed",
}


@dataclass
class _Table:
    """What lies on the table: each side's last package, and the last answer that each gave.

    `told`: no-deal values as last told, by party.
    """

    offers: dict[str, Mapping[str, float]] = field(default_factory=dict)
    answers: dict[str, tuple[bool, float]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)


def tell(story: Story) -> str:
    """Return the story as text of 80 columns."""
    lines = [*_wrapped(_opening(story), 0), *_wrapped(_LEGEND, 0), *_told(story)]
    if cause := _CLOSED_BY.get(story.closed_by):
        lines += _wrapped(f"{cause}.", 0)
    for name, moves in story.elsewhere:
        beside = Story(story.run, story.world, moves)
        lines += ["", *_wrapped(f"Beside it, {words(name)}. {_opening(beside)}", 0), *_told(beside)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _told(story: Story) -> list[str]:
    """Return the moves of one pair of talks, day by day, and what changed."""
    lines: list[str] = []
    table = _Table()
    for day, group in groupby(story.moves, key=lambda m: (m.date, m.round, _is_in_call(m))):
        moves = list(group)
        lines.append("")
        if day[1]:
            lines += _wrapped(_round_head(moves, table), 0)
            lines += _round(moves, table)
        elif day[2]:
            lines += tell_call(moves)
        else:
            for place, move in enumerate(moves):
                text = _event(move)
                if place and moves[place - 1].move == "reject":
                    text = _sentence(text.removeprefix("The deadline: "))
                lines += _wrapped(f"{day[0]}. {text}", 0)
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
            f"{_name(party)} held out for {_signed(first.asks)} at first, {_signed(last.asks)} at "
            "last"
        )
        if fixed(first.no_deal, 2) != fixed(last.no_deal, 2):
            parts.append(
                f"no deal went from {_signed(first.no_deal)} to {_signed(last.no_deal)} for it"
            )
        fell = fell or last.asks < first.asks
    if fell:
        parts.append("demands fall as the deadline comes nearer")
    parts += [_event(move).rstrip(".") for move in story.moves if move.move in _CHANGES]
    return "; ".join(parts)


def _is_in_call(move: Move) -> bool:
    return move.move.startswith("call_")


def tell_call(moves: Sequence[Move]) -> list[str]:
    """Return a call between leaders: where it begins, each step, and how it ends."""
    lines = _wrapped(f"{moves[0].date}, a call between the leaders.", 0)
    before = moves[0].package
    for move in moves:
        worth = f"({_signed(move.own)} to {_name(move.party)}, {_signed(move.other)} to the other)"
        if move.move == "call_table":
            text = f"On the table: {package_in_words(move.package)} {worth}."
        elif move.move == "call_step":
            text = f"{_cap(move.party)} names a step: {_changes(before, move.package)} {worth}."
        elif move.move == "call_sign":
            text = f"{_cap(move.party)} agrees: it asks {_signed(move.asks)}."
        elif move.own < move.asks:
            text = f"{_cap(move.party)} does not sign: it asks {_signed(move.asks)}."
        else:
            text = f"{_cap(move.party)} would sign: it asks {_signed(move.asks)}."
        before = move.package
        lines += _wrapped(text, 2)
    return lines


def _opening(story: Story) -> str:
    head = f"Run {story.run}, played in world {story.world}: "
    last = story.moves[-1]
    signed = next((m for m in story.moves if m.move in ("accept", "call_sign")), None)
    if signed is not None:
        late = ", under executed rates" if _was_executed(story) else ""
        where = f"in round {signed.round}" if signed.round else "in a call between the leaders"
        votes = {"ratify": "approved", "reject": "rejected"}
        held = [move for move in story.moves if move.move in votes]
        vote = f", {votes[held[-1].move]} on {held[-1].date}" if held else ""
        return f"{head}a deal on {signed.date}, {where}{late}{vote}."
    ends = {
        "execute": "no deal, the threat is carried out",
        "execute_partly": "no deal, half of the threat is carried out",
        "withdraw": "no deal, the threat is dropped",
        "keep_rates": "no deal, the executed rates stay",
        "ease_rates": "no deal, half of the executed rise is taken back",
        "lift_rates": "no deal, the executed rates are withdrawn",
    }
    return f"{head}{ends.get(last.move, 'no deal')} on {last.date}."


def _was_executed(story: Story) -> bool:
    return any(move.move in ("execute", "execute_partly") for move in story.moves)


def _round_head(moves: Sequence[Move], table: _Table) -> str:
    """Return the day with what no deal is worth to each side, where that is news."""
    expected = {move.party: _signed(m) for move in moves if not math.isnan(m := move.no_deal)}
    known = ""
    if {**table.told, **expected} != table.told:
        table.told.update(expected)
        parts = [f"{value} to {_name(party)}" for party, value in sorted(expected.items())]
        known = f" No deal is worth {' and '.join(reversed(parts))}."
    return f"{moves[0].date}, round {moves[0].round}.{known}"


def _round(moves: Sequence[Move], table: _Table) -> Iterator[str]:
    """Yield what is offered and answered; an offer is told as a change of the side's last one.

    Offers that are repeated and refused for the same reason are counted, not told again.
    """
    offer, is_repeat = "", False
    repeats: dict[str, int] = {}
    for move in moves:
        if move.move == "offer":
            before = table.offers.get(move.party)
            is_repeat = before is not None and dict(before) == dict(move.package)
            offer, proposer = _offer(move, before), move.party
            table.offers[move.party] = move.package
            continue
        if move.move in ("accept", "refuse"):
            if move.move == "refuse" and not _is_news(move, table) and is_repeat:
                repeats[proposer] = repeats.get(proposer, 0) + 1
                continue
            text = f"{offer} {_answer(move)}"
        elif move.move == "pass":
            text = (
                f"{_cap(move.party)} offers nothing: no package would bring it the "
                f"{_signed(move.asks)} that it holds out for and more than no deal."
            )
        else:
            text = _event(move)
        yield from _repeated(repeats)
        yield from _wrapped(text, 2)
    yield from _repeated(repeats)


def _is_news(answer: Move, table: _Table) -> bool:
    """Whether a side refuses for another reason than last time, or for another demand."""
    now = (answer.own <= answer.no_deal, answer.asks)
    before = table.answers.get(answer.party)
    is_same = before is not None and before[0] == now[0]
    if is_same and before is not None and (now[0] or abs(before[1] - now[1]) < _SMALL):
        return False
    table.answers[answer.party] = now
    return True


def _repeated(repeats: dict[str, int]) -> Iterator[str]:
    """Yield the offers that were only repeated since the last line, and forget them."""
    parts = [
        f"{_name(party)} repeats its offer{_TIMES.get(times, f' {times} times')}"
        for party, times in repeats.items()
    ]
    repeats.clear()
    if parts:
        text = f"{' and '.join(parts)}: refused as before."
        yield from _wrapped(text[0].upper() + text[1:], 2)


def _event(move: Move) -> str:
    """Return what happened beside offers; a move that this page does not know by its name."""
    known = _ENDS.get(move.move)
    if known is None:
        return f"{_cap(move.party)}: {words(move.move)}."
    text = known.format(party=_name(move.party))
    return _sentence(text)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _offer(move: Move, before: Mapping[str, float] | None) -> str:
    if before is None:
        what = f"offers {package_in_words(move.package)}"
    elif dict(before) == dict(move.package):
        what = "repeats its offer"
    else:
        what = f"changes its offer: {_changes(before, move.package)}"
    worth = f"({_signed(move.own)} to it, {_signed(move.other)} to the other)"
    return f"{_cap(move.party)} {what} {worth}."


def _changes(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    return ", ".join(
        f"{words(chip)} {100 * before.get(chip, 0.0):g} -> {100 * level:g} %"
        for chip, level in after.items()
        if before.get(chip) != level
    )


def _answer(move: Move) -> str:
    name = _cap(move.party)
    if move.move == "accept":
        return f"{name} accepts: it would settle for {_signed(move.asks)}."
    if move.own <= move.no_deal:
        return f"{name} refuses: no deal is worth more to it."
    return f"{name} refuses: it holds out for {_signed(move.asks)}."


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
