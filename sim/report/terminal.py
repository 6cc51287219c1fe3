"""What `sim run` prints: the answer in a sentence, then the main figures in plain words.

Pure functions from summary rows and a few facts to text of at most 32 lines of 80 columns.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.ensemble.csvfile import csv_text, number
from sim.ensemble.measure_table import HORIZONS
from sim.ensemble.summary import SUMMARY_COLUMNS, SummaryRow, summary_fields
from sim.report import other_talks
from sim.report.labels import fixed, region, words
from sim.report.run_report import WIDTH, RunReport, wrap
from sim.report.terminal_chips import chips_table

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES = 32
_LEGEND = "USD bn a year; minus cost: giving it pays; weighted: quantities x typed weights."


def table(report: RunReport) -> str:
    """Return the text that `sim run` prints, at most 32 lines of 80 columns.

    What other talks came to stands on lines of its own below.
    """
    before = [*wrap(sentence(report)), *_talks(report), *_rates(report), *_balance(report)]
    others = [line for text in other_talks.lines(report) for line in wrap(text)]
    after = [*_gains(report), *wrap(_LEGEND)]
    end = _end(report)
    chips = chips_table(report, room=LINES - len(before) - len(after) - len(end))
    return "\n".join([*before, *chips, *after, *others, *end]) + "\n"


def as_csv(rows: Sequence[SummaryRow]) -> str:
    """Return the text of summary.csv."""
    return csv_text(SUMMARY_COLUMNS, summary_fields(rows))


def as_data(report: RunReport) -> dict[str, object]:
    """Return the answer and all rows; numbers by the rule of results files, None for NaN."""
    rows = [
        {
            name: json.loads(number(value) or "null") if isinstance(value, float) else value
            for name, value in asdict(row).items()
        }
        for row in report.rows
    ]
    return {
        "scenario": report.scenario,
        "answer": sentence(report),
        "runs": report.runs,
        "seed": report.seed,
        "worlds": report.worlds,
        "folder": report.folder,
        "notes": report.notes,
        "summary": rows,
    }


def sentence(report: RunReport) -> str:
    """Return the answer: how often they sign, what the rates become, what each side gains."""
    first, second = report.pair
    agreed = report.talk_row("agreed")
    if agreed is None:
        head = f"{region(first)} and {region(second)} do not negotiate in {report.scenario}"
    elif agreed.mean == 0:
        head = f"{region(first)} and {region(second)} sign no deal"
    else:
        head = f"{region(first)} and {region(second)} sign a deal in {_percent(agreed)} of runs"
        days = report.talk_row("days_to_agreement")
        if days is not None:
            head += f", half of these by {_date(report, days.p50)}"
        if report.is_voted:
            head += f"; it is approved and in force in {_percent(report.in_force or agreed)}"
    return "; ".join(filter(None, [head, _rates_in_words(report), _gains_in_words(report)])) + "."


def _rates_in_words(report: RunReport) -> str:
    found = [
        f"the {name} rate {fixed(100 * row.mean, 1)} %{_against(report, place)}"
        for place, (name, kind) in enumerate((("general", "general"), ("car", "motor_vehicles")))
        if (row := report.row("tariff_rate", *report.pair, kind)) is not None
    ]
    return " and ".join(found).replace("rate", "rate averages", 1)


def _against(report: RunReport, place: int) -> str:
    """Return what a rate is now and what is threatened, in brackets, if the report knows."""
    if report.rates_now is None or report.rates_threatened is None:
        return ""
    now, threat = (100 * rates[place] for rates in (report.rates_now, report.rates_threatened))
    return f" (now {now:g}, threat {threat:g})"


def _gains_in_words(report: RunReport) -> str:
    agreed = report.talk_row("agreed")
    # Where nobody signs, the change from no deal is only the luck of how the threat ends.
    no_deal = agreed is None or agreed.mean > 0
    baseline, against = ("no_deal", "no deal") if no_deal else ("in_force", "the rates in force")
    found = [
        f"{region(party)} {_verb(row.mean)}"
        for party in reversed(report.pair)
        if (row := report.row("utility", party, baseline=baseline)) is not None
    ]
    return f"{' and '.join(found)} against {against}" if found else ""


def _verb(gain: float) -> str:
    size = fixed(abs(gain), 1)
    if float(size) == 0:
        return "breaks even"
    return f"{'gains' if gain > 0 else 'loses'} USD {size} bn a year"


def _date(report: RunReport, days: float) -> str:
    return (report.as_of + dt.timedelta(days=round(days))).isoformat()


def _percent(row: SummaryRow) -> str:
    return f"{100 * row.mean:.0f} %"


_MOVES_TOLD = (
    ("extended", "deadline moved"),
    ("threat_executed", "threat carried out"),
    ("deal_after_execution", "deal under executed rates"),
)


def _talks(report: RunReport) -> list[str]:
    """Return how often and when they sign, and what became of the deadline and the threat."""
    agreed = report.talk_row("agreed")
    parts = []
    if agreed is not None:
        low, high = 100 * agreed.ci_low, 100 * agreed.ci_high
        parts.append(f"Deals in {100 * agreed.mean:.1f} % of runs (95%: {low:.1f} to {high:.1f})")
    days = report.talk_row("days_to_agreement")
    if days is not None:
        early, late = _date(report, days.p05), _date(report, days.p95)
        parts.append(f"signed {early} to {late} (5-95 %)")
    by_leaders = report.talk_row("closed_in_call")
    if by_leaders is not None:
        parts.append(f"{_percent(by_leaders)} of them by the leaders in a call")
    told = [("ratified", "approved and in force")] if report.is_voted else []
    for name, text in (*told, *_MOVES_TOLD):
        row = report.talk_row(name)
        if row is not None:
            parts.append(f"{text} in {_percent(row)}")
    return wrap("; ".join(parts) + ".") if parts else []


def _rates(report: RunReport) -> list[str]:
    first, second = report.pair
    lines = []
    for kind in ("general", "motor_vehicles", "average"):
        row = report.row("tariff_rate", first, second, kind)
        if row is not None:
            lines.append(_line(words(kind), [fixed(100 * v, 1) for v in _spread(row)]))
    title = f"Added {region(first)} rate on {region(second)}, %"
    return [_head(title, ["mean", "5 %", "median", "95 %"]), *lines] if lines else []


def _balance(report: RunReport) -> list[str]:
    """Return the goods balance of the pair, its level and changes, at both horizons."""
    first, second = report.pair
    lines = []
    for label, measure, baseline in (
        ("level", "goods_balance", ""),
        ("change from the rates in force", "goods_balance_change", "in_force"),
        ("change from no deal", "goods_balance_change", "no_deal"),
        ("change from 2024", "goods_balance_change", "year_2024"),
    ):
        rows = [report.row(measure, first, second, horizon=h, baseline=baseline) for h in HORIZONS]
        if any(rows):
            cells = [cell for row in rows for cell in _balance_cells(row, signed=bool(baseline))]
            lines.append(_line(label, cells))
    title = f"{region(first)} goods balance with {region(second)}, USD bn"
    return [_head(title, ["year 1", "5-95 %", "long run", "5-95 %"]), *lines] if lines else []


def _balance_cells(row: SummaryRow | None, *, signed: bool) -> list[str]:
    if row is None:
        return ["", ""]
    low, high = (fixed(value, 0, signed=signed) for value in (row.p05, row.p95))
    return [fixed(row.mean, 1, signed=signed), f"{low}..{high}"]


def _gains(report: RunReport) -> list[str]:
    """Return each party's gain against the rates in force, split into its three kinds."""
    lines = []
    parties = [row.party for row in report.rows if row.measure == "utility" and row.n]
    for party in dict.fromkeys(parties):
        total = report.row("utility", party, baseline="in_force")
        if total is None:
            continue
        kinds = ("gain_income", "gain_weighted", "gain_typed")
        means = [total.mean, *(_sum(report, kind, party) for kind in kinds)]
        against = report.row("utility", party, baseline="no_deal")
        cells = [fixed(mean, 2, signed=True) for mean in means]
        cells.append(fixed(against.mean, 2, signed=True) if against else "-")
        lines.append(_line(region(party), cells))
    heads = ["total", "income", "weighted", "typed", "v no deal"]
    head = _head("Gain v rates in force", heads)
    return [head, *lines] if lines else []


def _sum(report: RunReport, measure: str, party: str) -> float:
    """Return a part of the gain: its row, or the sum over its terms."""
    whole = report.row(measure, party, baseline="in_force")
    if whole is not None:
        return whole.mean
    terms = [
        row.mean
        for row in report.rows
        if (row.measure, row.party, row.partner, row.baseline) == (measure, party, "", "in_force")
        and row.n
    ]
    return sum(terms)


def _end(report: RunReport) -> list[str]:
    notes = [line for note in report.notes for line in wrap(note)]
    worlds = f"{report.worlds} world{'' if report.worlds == 1 else 's'}"
    count = f"{report.runs:,} run{'' if report.runs == 1 else 's'}, seed {report.seed}, {worlds}"
    return [*notes, *wrap(f"{count}: {report.folder}" if report.folder else f"{count}.")]


def _spread(row: SummaryRow) -> tuple[float, float, float, float]:
    return row.mean, row.p05, row.p50, row.p95


def _head(title: str, cells: Sequence[str]) -> str:
    """Return a title with right-aligned cells that end at the right margin."""
    return title + "".join(f"{cell:>10}" for cell in cells).rjust(WIDTH - len(title))


def _line(label: str, cells: Sequence[str]) -> str:
    return _head(f"  {label}", cells)
