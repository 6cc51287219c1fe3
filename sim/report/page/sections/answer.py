"""The top of the page: the answer in words and five figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.labels import fixed, region
from sim.report.page.parts import Tile
from sim.report.terminal import sentence

if TYPE_CHECKING:
    from sim.ensemble.summary import SummaryRow
    from sim.report.page.source import PageSource


def answer(source: PageSource) -> str:
    """Return the answer in a sentence, the same that `sim run` prints."""
    return sentence(source.report)


def tiles(source: PageSource) -> tuple[Tile, ...]:
    """Return the five figures: deals, rate, balance, and what each side gains."""
    report = source.report
    first, second = source.pair
    found = [_deals(source)]
    rate = report.row("tariff_rate", first, second, "average")
    if rate is not None:
        label = f"added {region(first)} rate on {region(second)}, average"
        found.append(Tile(label, f"{100 * rate.mean:.1f} %", _band(rate, 100, 1, " %")))
    change = report.row(
        "goods_balance_change", first, second, horizon="long_run", baseline="no_deal"
    )
    if change is not None:
        label = f"{region(first)} goods balance with {region(second)} against no deal, long run"
        found.append(Tile(label, _money(change.mean), _band(change, 1, 1, "", signed=True)))
    for party in (second, first):
        gain = report.row("utility", party, baseline="no_deal")
        if gain is not None:
            label = f"{region(party)} gains against no deal"
            found.append(Tile(label, _money(gain.mean), _band(gain, 1, 1, "", signed=True)))
    return tuple(found)


def warnings(source: PageSource) -> tuple[str, ...]:
    """Return what the reader must know before trusting the figures."""
    failed = len(source.manifest.failed_runs)
    found = [f"Note: {note}." for note in source.results.notes]
    if failed:
        found.insert(0, f"Note: {failed} runs failed and are left out.")
    return tuple(found)


def _deals(source: PageSource) -> Tile:
    row = source.report.talk_row("agreed")
    if row is None:
        return Tile("of runs end with a deal", "none", "nobody negotiates in this scenario")
    low, high = 100 * row.ci_low, 100 * row.ci_high
    detail = f"95 % interval {low:.1f} to {high:.1f} %"
    return Tile("of runs end with a deal", f"{100 * row.mean:.0f} %", detail)


def _money(value: float) -> str:
    return f"{fixed(value, 1, signed=True).replace('-', '−')} bn"


def _band(row: SummaryRow, scale: float, digits: int, unit: str, *, signed: bool = False) -> str:
    low, high = (
        fixed(scale * value, digits, signed=signed).replace("-", "−")
        for value in (row.p05, row.p95)
    )
    money = "" if unit else ", USD a year"
    return f"9 in 10 runs: {low} to {high}{unit}{money}"
