"""The top of the page: the answer in words and five figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.report.labels import fixed, region, words
from sim.report.page.numbers import runs_text
from sim.report.page.parts import Tile
from sim.report.terminal import sentence

if TYPE_CHECKING:
    from sim.ensemble.summary import SummaryRow
    from sim.report.page.source import PageSource


_FEW: Final = 100
"""Runs below which shares and bands are rough: 20 runs give a 95 % interval of 40 points."""


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
    # Where nobody signs, the change from no deal is only the luck of how the threat ends.
    base = "no_deal" if source.signed.any() else "in_force"
    change = report.row("goods_balance_change", first, second, horizon="long_run", baseline=base)
    if change is not None:
        pair = f"{region(first)} goods balance with {region(second)}"
        label = f"{pair} {words(base)}, long run"
        found.append(Tile(label, _money(change.mean), _band(change, 1, 1, "", signed=True)))
    for party in (second, first):
        gain = report.row("utility", party, baseline=base)
        if gain is not None:
            label = f"{region(party)} gains {words(base)}"
            found.append(Tile(label, _money(gain.mean), _band(gain, 1, 1, "", signed=True)))
    return tuple(found)


def warnings(source: PageSource) -> tuple[str, ...]:
    """Return what the reader must know before trusting the figures."""
    failed = len(source.manifest.failed_runs)
    found = [f"Note: {note}." for note in source.results.notes]
    runs = source.table.n_runs
    if runs < _FEW:
        found.insert(
            0, f"Note: {runs_text(runs)} only. Play {_FEW} or more to see shares and bands."
        )
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
    if row.n == 1:
        return f"one run{money}"
    return f"9 in 10 runs: {low} to {high}{unit}{money}"
