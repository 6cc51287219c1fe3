"""What `sim explain` prints about a finished run: the answer traced to what made it.

Pure functions from explained parts, ends of runs and shares of the spread to text of at most 30
lines of 80 columns.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from sim.report.explain_words import cause_words, part_words
from sim.report.labels import fixed, measure_label, region, words
from sim.report.story import package_in_words

if TYPE_CHECKING:
    from sim.analysis.explain import Explained, Part
    from sim.analysis.explain_measure import Asked
    from sim.analysis.explain_runs import End, SignedMost
    from sim.ensemble.measures import Measure
    from sim.ensemble.spread_table import SpreadRow

WIDTH: Final = 80
LINES: Final = 30
_SMALL: Final = 0.005
"""Amounts that tables show as zero, USD bn a year."""

_HEADS: Final = {
    "instrument": "by instrument",
    "channel": "by channel",
    "sector": "by sector",
    "account": "by account",
    "buyer": "by buyer",
}
_BASELINES: Final = {
    "in_force": "against the rates in force",
    "no_deal": "against no deal",
    "threat": "against the threat carried out",
    "year_2024": "against 2024",
}
_KINDS: Final = {
    "welfare_change": "real income",
    "goods_balance_change": "goods balance",
    "tariff_revenue": "tariff revenue",
    "value_added": "value added",
}


def asked_words(asked: Asked) -> str:
    """Return what was asked in plain words."""
    who = region(asked.party) + (f" with {region(asked.partner)}" if asked.partner else "")
    sector = f", {words(asked.sector)}" if asked.sector else ""
    return (
        f"{_KINDS[asked.kind]} of {who}{sector}, {words(asked.horizon)}, "
        f"{_BASELINES[asked.baseline]}"
    )


def parts_text(found: Explained, head: Sequence[str] = ()) -> str:
    """Return the parts of one quantity, two cuts side by side, the largest parts first."""
    whole = found.whole
    lines = [
        *head,
        *_wrap(
            f"{_sentence(_outcome(found))} changes the {asked_words(found.asked)} by "
            f"{_money(whole.value)} USD bn a year ({_range(whole)} over {found.worlds} worlds); "
            "each list sums to it."
        ),
    ]
    ways = [way for way in _HEADS if way in found.ways]
    blocks = list(zip_longest(ways[::2], ways[1::2]))
    rows = max((LINES - len(lines)) // len(blocks) - 1, 3) if blocks else 0
    for first, second in blocks:
        left = list(_list(found, first, rows))
        right = list(_list(found, second, rows)) if second else []
        lines += [f"{a:<39}  {b:<39}".rstrip() for a, b in zip_longest(left, right, fillvalue="")]
    return "\n".join(lines) + "\n"


def _outcome(found: Explained) -> str:
    if found.of == "deal":
        return "the deal"
    return "the threat carried out" if found.of == "threat" else "the rates in force"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _list(found: Explained, way: str, rows: int) -> Iterator[str]:
    """Yield one cut as lines of 39 columns: name, mean, smallest and largest over worlds."""
    parts = [p for p in found.by(way) if max(abs(p.value), abs(p.low), abs(p.high)) >= _SMALL]
    yield f"{_HEADS[way]:<19}{'mean':>7}{'over worlds':>13}"
    shown = parts if len(parts) <= rows else parts[: rows - 1]
    for part in shown:
        yield f" {part_words(part.part)[:18]:<18}{_money(part.value):>7}{_range(part):>13}"
    if len(shown) < len(parts):
        rest = sum(part.value for part in parts[len(shown) :])
        yield f" {f'{len(parts) - len(shown)} others':<18}{_money(rest):>7}"


def _range(part: Part) -> str:
    return "..".join(_brief(end) for end in (part.low, part.high))


def _brief(value: float) -> str:
    """Return a number with about two digits.

    >>> _brief(-12.34), _brief(1.25), _brief(0.126)
    ('-12', '1.2', '0.13')
    """
    return fixed(value, 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2)


def _money(value: float) -> str:
    return fixed(value, 1 if abs(value) >= 100 else 2, signed=True)


def ends_text(ends: Sequence[End], measure: Measure | None) -> list[str]:
    """Return when and how the runs ended, each with its part in the mean of a measure."""
    if measure is None:
        parts = [f"{end.when or end.outcome} {100 * end.share:.0f} %" for end in ends]
        return _wrap(f"How the runs ended (signed on): {', '.join(parts)}.")
    scale = 100.0 if measure.unit in ("share", "fraction") else 1.0
    unit = "%" if scale > 1 else measure.unit
    lines = [f"{'by end of the talks, ' + unit:<32}{'share':>8}{'mean':>10}{'part':>10}"]
    rare = [end for end in ends if end.share < _RARE]
    told = [end for end in ends if end.share >= _RARE or len(rare) < 2]
    lines += [_end(e.name, [e], scale, measure) for e in told]
    if len(rare) > 1:
        lines.append(_end(f"{len(rare)} rarer ends", rare, scale, measure))
    whole = "all signed runs" if all(end.when for end in ends) else "all runs"
    return [*lines, _end(whole, ends, scale, measure)]


_RARE: Final = 0.02


def _end(name: str, ends: Sequence[End], scale: float, measure: Measure) -> str:
    share, part = sum(end.share for end in ends), scale * sum(end.part for end in ends)
    mean, own = _of_measure(part / share, measure), _of_measure(part, measure)
    return f" {name:<31}{100 * share:>6.1f} %{mean:>10}{own:>10}"


def _of_measure(value: float, measure: Measure) -> str:
    """Return a value as its measure is read: shares, rates and days have no sign of a change."""
    if measure.unit in ("share", "fraction", "days") and not measure.baseline:
        return fixed(value, 1)
    return _money(value)


def spread_text(rows: Sequence[SpreadRow], label: str) -> list[str]:
    """Return which causes make most of the spread of a measure, with their 95 % intervals."""
    shown = _leading(rows)[:5]
    if not shown:
        return []
    rest = 1.0 - sum(min(row.share, 1.0) for row in shown)
    parts = [_cause(row) for row in shown]
    left = f"; the rest {100 * rest:.0f} %" if rest >= _SMALL else ""
    text = f"{label}: {'; '.join(parts)}{left}."
    if hint := next((row for row in rows if row.of == "worlds" and row.share > row.noise), None):
        text += f" Of the unknowns, {cause_words(hint.cause)} fits best ({100 * hint.share:.0f} %)."
    return _wrap(text)


def _leading(rows: Sequence[SpreadRow]) -> list[SpreadRow]:
    """Return the causes that are more than noise, the largest first.

    Among forty causes two pass their own level of noise by luck, so an interval must leave out 0.
    """
    whole = sorted((row for row in rows if row.of == "all"), key=lambda row: -row.share)
    clear = [row for row in whole if not row.share <= row.noise and not row.low <= 0.0]
    return [row for row in clear if row.share >= 0.02]


def _cause(row: SpreadRow) -> str:
    interval = ""
    if not math.isnan(row.low):
        interval = f" ({100 * max(row.low, 0.0):.0f}-{100 * min(row.high, 1.0):.0f})"
    # In few runs an estimate may exceed the whole; the file has it as it came out.
    return f"{cause_words(row.cause)} {100 * min(row.share, 1.0):.0f} %{interval}"


def _spread_line(rows: Sequence[SpreadRow], label: str) -> str:
    """Return the causes of a measure's spread that one line has room for; "" if none is known."""
    line = f" {label}:"
    for place, row in enumerate(_leading(rows)):
        text = f"{',' if place else ''} {_cause(row)}"
        if len(line) + len(text) > WIDTH:
            break
        line += text
    return "" if line.endswith(":") else line


@dataclass(frozen=True)
class Overview:
    """What the page about a finished run is made of.

    `columns` are quantities explained in the deal `signed` most often; `spreads` the rows of
    spread.csv by what they are about.
    """

    sentence: str
    ends: Sequence[End]
    signed: SignedMost | None
    columns: Sequence[Explained]
    spreads: Sequence[tuple[str, Sequence[SpreadRow]]]
    folder: str


def overview_text(page: Overview) -> str:
    """Return the page that traces a run to instruments, channels, sectors, rounds and causes."""
    lines = [*_wrap(page.sentence), *ends_text(page.ends, None)]
    if page.signed is not None:
        share = 100 * page.signed.runs / page.signed.signed
        lines += _wrap(
            f"The deal signed most often ({share:.0f} % of deals): "
            f"{package_in_words(page.signed.package)}."
        )
        lines += _by_instrument(page.columns)
        for found in page.columns:
            lines += _line(found)
    last = _wrap(f"More: sim explain {page.folder} welfare_change.JPN; --run 3; --format csv")
    causes = [_spread_line(rows, label) for label, rows in page.spreads]
    causes = [line for line in causes if line]
    room = LINES - len(lines) - len(last) - 1
    if causes and room > 0:
        lines += ["What makes the spread over runs, % of the variance (95 % interval):"]
        lines += causes[:room]
    return "\n".join([*lines, *last]) + "\n"


def _by_instrument(columns: Sequence[Explained]) -> list[str]:
    """Return a table: instruments down, quantities across, long run against rates in force."""
    heads = [_short(found.asked) for found in columns]
    ranked = sorted(
        (part for found in columns for part in found.by("instrument")),
        key=lambda part: -abs(part.value),
    )
    names = list(dict.fromkeys(part.part for part in ranked if abs(part.value) >= _SMALL))
    names, rest = names[:_MOST], names[_MOST:]
    title = "It changes, long run, USD bn a year"
    lines = [title + "".join(f"{head:>15}" for head in heads)]
    for name in names:
        cells = [_money(_value(found, name)) for found in columns]
        lines.append(f"  {part_words(name):<33}" + "".join(f"{cell:>15}" for cell in cells))
    if rest:
        values = [sum(_value(found, name) for name in rest) for found in columns]
        cells = [_money(value) for value in values]
        lines.append(f"  {f'{len(rest)} others':<33}" + "".join(f"{cell:>15}" for cell in cells))
    wholes = [_money(found.whole.value) for found in columns]
    lines.append(f"  {'all together':<33}" + "".join(f"{cell:>15}" for cell in wholes))
    return lines


_MOST: Final = 5


def _value(found: Explained, name: str) -> float:
    return next((part.value for part in found.by("instrument") if part.part == name), 0.0)


def _short(asked: Asked) -> str:
    if asked.kind == "goods_balance_change":
        return "US-Japan goods" if asked.partner else f"{region(asked.party)} goods"
    return f"{region(asked.party)} income"


def _line(found: Explained) -> list[str]:
    """Return the largest channels and sectors of a quantity in a sentence."""
    channels, sectors = (
        [
            f"{part_words(part.part)} {_money(part.value)}"
            for part in found.by(way)[:3]
            if abs(part.value) >= _SMALL
        ]
        for way in ("channel", "sector")
    )
    text = f"{_short(found.asked)}: {', '.join(channels)}; by sector {', '.join(sectors)}."
    return textwrap.wrap(
        text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
    )


def measure_text(
    measure: Measure, mean: float, spread: tuple[float, float], terms: Mapping[str, float]
) -> list[str]:
    """Return a measure of the run: its mean, its range, and the terms it is the sum of."""
    scale = 100.0 if measure.unit in ("share", "fraction") else 1.0
    unit = "%" if scale > 1 else measure.unit
    text = f"{measure_label(measure)}: {_of_measure(scale * mean, measure)} {unit} on average"
    if not measure.info.indicator:
        low, high = (_of_measure(scale * end, measure) for end in spread)
        text += f" (5-95 % of runs: {low} to {high})"
    text += "."
    if terms:
        parts = [f"{name} {_money(value)}" for name, value in terms.items() if abs(value) >= 0.005]
        text += f" Sum of {', '.join(parts)}."
    return _wrap(text)


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )
