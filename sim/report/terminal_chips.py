"""Who gave what in signed runs, as lines of the printed page."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from sim.ensemble.summary import SummaryRow
from sim.report.labels import fixed, region, words
from sim.report.run_report import WIDTH, RunReport, wrap


def chips_table(report: RunReport, room: int) -> list[str]:
    """Return who gave what in signed runs, in at most `room` lines."""
    agreed = report.in_force
    if agreed is None or agreed.mean == 0:
        return []
    first, second = report.pair
    lines, idle = list[str](), list[str]()
    for giver, receiver in ((second, first), (first, second)):
        levels = [
            row
            for row in report.rows
            if (row.measure, row.party, row.partner) == ("chip_level", giver, receiver) and row.n
        ]
        lines += [_chip_line(report, row, agreed.mean) for row in levels if not _is_idle(row)]
        idle += [_chip_label(report, row) for row in levels if _is_idle(row)]
    rest = [f"  {line}" for line in wrap(f"hardly ever given: {', '.join(idle)}")] if idle else []
    if len(lines) + len(rest) > room - 1:
        kept = max(room - 2 - len(rest), 0)
        lines = [*lines[:kept], f"  and {len(lines) - kept} more chips: see summary.csv"]
    lines += rest
    title = f"{region(second)} gives, if signed"
    heads = ("level", "amount", "at 0", "mid", "max", "cost", "worth")
    return [title + _chip_cells(heads).rjust(WIDTH - len(title)), *lines] if lines else []


_CHIP_WIDTHS = (5, 16, 4, 4, 4, 5, 5)


def _chip_cells(cells: Sequence[str]) -> str:
    return " ".join(f"{cell:>{w}}" for cell, w in zip(cells, _CHIP_WIDTHS, strict=True))


def _chip_line(report: RunReport, level: SummaryRow, agreed: float) -> str:
    """Return the line of one chip; cost and worth are means over signed runs in USD bn a year."""
    giver, receiver, chip = level.party, level.partner, level.sector
    amount = report.row("chip_amount", giver, receiver, chip)
    corners = [
        report.row(name, giver, receiver, chip)
        for name in ("chip_at_zero", "chip_inside", "chip_at_maximum")
    ]
    cost = report.row("concession_cost", giver, receiver, chip)
    worth = report.row("concession_value", receiver, giver, chip)
    # Runs without a deal count as zero in these two, so the mean over signed runs is larger.
    money = [fixed(row.mean / agreed, 2) if row else "-" for row in (cost, worth)]
    shares = [f"{100 * row.mean:.0f}%" if row else "-" for row in (level, *corners)]
    cells = _chip_cells([shares[0], _amount(amount), *shares[1:], *money])
    label = _chip_label(report, level)
    return f"  {textwrap.shorten(label, 29, placeholder='...'):<29}" + cells.rjust(WIDTH - 31)


def _chip_label(report: RunReport, level: SummaryRow) -> str:
    chip = words(level.sector)
    return chip if level.party == report.pair[1] else f"{region(level.party)}: {chip}"


def _is_idle(level: SummaryRow) -> bool:
    """Return whether a chip is left at zero in nearly all deals."""
    return level.mean < 0.02


def _amount(row: SummaryRow | None) -> str:
    if row is None:
        return "-"
    if row.unit in ("fraction", "share"):
        return f"{100 * row.mean:.1f} %"
    return f"{row.mean:.1f} {row.unit}"
