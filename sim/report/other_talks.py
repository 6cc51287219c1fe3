"""The talks beside the main pair in words: how often they end in a deal, and what they change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.report.labels import fixed, region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.ensemble.summary import SummaryRow
    from sim.report.run_report import RunReport


def other_pairs(report: RunReport) -> list[tuple[str, str]]:
    """Return the pairs of parties that talk beside the main one, in the order of the results."""
    return [
        (row.party, row.partner)
        for row in report.rows
        if row.measure == "agreed" and row.partner and {row.party, row.partner} != set(report.pair)
    ]


def lines(report: RunReport) -> Iterator[str]:
    """Yield a sentence for each other pair, and one for all talks together; none without any."""
    pairs = other_pairs(report)
    for pair in pairs:
        yield f"{region(pair[0])} and {region(pair[1])}: {'; '.join(_facts(report, pair))}."
    if pairs:
        gains = [
            f"{region(party)} {_gain(row)}"
            for party in ("USA", "JPN", "CHN")
            if (row := report.row("utility", party, baseline="before_talks")) is not None
        ]
        yield f"All talks together, against the rates in force: {', '.join(gains)} USD bn a year."


def _facts(report: RunReport, pair: tuple[str, str]) -> Iterator[str]:
    agreed = report.row("agreed", *pair)
    assert agreed is not None  # that is how the pair was found
    text = f"a deal in {100 * agreed.mean:.0f} % of runs"
    days = report.row("days_to_agreement", *pair)
    if days is not None:
        median = report.as_of + dt.timedelta(days=round(days.p50))
        text += f", half of these by {median.isoformat()}"
    yield text
    executed = report.row("threat_executed", *pair)
    if executed is not None and executed.mean:
        yield f"threat carried out in {100 * executed.mean:.0f} %"
    rate = report.row("tariff_rate", *pair, "general")
    if rate is not None:
        yield f"the added rate averages {100 * rate.mean:.1f} %"
    gains = [
        f"{region(party)} {_gain(row)}"
        for party, other in (pair, pair[::-1])
        if (row := report.row("utility", party, other, baseline="no_deal")) is not None
    ]
    if gains:
        yield f"against no deal {' and '.join(gains)}"


def _gain(row: SummaryRow) -> str:
    return fixed(row.mean, 1, signed=True)
