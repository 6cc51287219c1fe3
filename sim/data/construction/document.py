"""Writes docs/benchmark.md from the lines of the balance report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.data.construction.assumptions import ASSUMPTIONS
from sim.data.construction.elasticities import horizons, theta_sets
from sim.data.construction.shares import PROXY
from sim.data.names import REGION_INDEX, REGIONS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sim.data.construction.pipeline import Built
    from sim.data.construction.sources import SourceFolder

Row = dict[str, object]

_HEAD = """# The benchmark: a balanced world of 2024

Written by `python -m sim.data.build --source ../shared/data`; do not edit. The same figures are
in `sim/data/balance_report.csv`; every row of `sim/data/tables/` names its source, explained in
`sources.csv`. {n_regions} regions, {n_sectors} sectors, USD bn a year, producer values without
tariff.

## How it is made
1. OECD ICIO flows of 2022 are scaled to 2024, pair by pair (`pair_totals_2024.csv`): US pairs to
   Census totals, US imports by sector to Census collections, Asian and European pairs to customs
   statistics, services to BEA. Pairs without a source of 2023-24 keep 2022.
2. Home sales: the US by BEA gross output of 2024 by sector; regions with own cost shares by one
   factor that meets GDP; Korea, Taiwan, Australia and Malaysia keep 2022.
3. Semiconductors, chip equipment, three rare-earth stages and arms are cut out of parent sectors,
   never more than {cap:.0%} of a parent flow.
4. Duties of 2024: collected by the US; China's on US goods by policy table with waivers; others
   ICIO.
5. Cost shares of 2017 are the prior; inputs and final demand are balanced by RAS with trade held,
   so no cell is negative. Value added and final demand have no total to meet.

**Japan and China differ by reporter.** Exports as the exporter reports them (FOB) are used, as
flows are producer values: Japan to China 124.4, China to Japan 154.8 USD bn. The importers report
156.5 and 167.1 (CIF, and goods through Hong Kong): Japan's balance with China would be -10.6
instead of -30.3.

**China's rates on US goods** come in two readings. Statutory: the published averages, 21.2 % before
2025 and 32.6 % on 30 May 2025. Effective: less the waivers of 2018-20 and the exemptions of April
2025. The published average is statutory and, as the source notes, real rates are nearer the low
readings, so the benchmark holds the effective reading; policies should continue it. The step is
what counts: 11.4 points statutory, 12.6 effective.

**US rates** are carried from 18 Census sectors (HS chapters) to our industries by a fit of both
margins for each exporter (imports by Census sector and by industry); chapters 98 and 99 are spread
over all industries. Steel and aluminium pay on metal content outside chapters 72, 73 and 76; the
content share follows from the published rate. Canada and Mexico (in ROW) are in `other_added`.
"""

_THETA_NOTE = """Elasticity of expenditure shares to the buyer's price; values exclusive of
tariff react with theta + 1. ICIO sectors weighted by world trade. Set names as in the source; CP in
energy mixes 13.5 (crude) with 64.85 (refined).
"""

_TAIL = """
## What to be careful with
- A chip crosses borders several times before it is sold: world flows of semiconductors exceed WSTS
  sales. Home sales of chips are the weakest cells.
- `ships` is all of C301 with naval vessels and boats. By delivered gross tons the commercial shares
  of 2024 are China 54.6, Korea 28.0, Japan 12.6, the US 0.04 percent: the US figure is naval.
- Rare-earth shares are stated by quantity and used by value (one price for all sellers). Ore and
  compounds have no price series for 2024: their world values follow from US ore and a cost share.
- A region that lacks a sector holds a trace of home sales (`empty_cell_usd_bn`); it is no industry.
- The US moves more than it would with home sales of 2022: BEA's outputs of 2024 (cheaper energy,
  more services) meet cost shares of 2017. The outputs are the better known of the two.
- Regions that share another's cost structure show the largest moves; their inputs are approximate.
- Effective duties of other importers are ICIO's of 2022, capped at {cap_duty:.0%}.
"""


def write_document(rows: Sequence[Row], built: Built, folder: SourceFolder, path: Path) -> None:
    """Write the document."""
    parts = [
        _HEAD.format(
            n_regions=len(REGIONS), n_sectors=len(SECTORS), cap=_assumed("cap_share_of_parent")
        ),
        "\n## Balances hit\n",
        _report_table(rows, "goods balance", ("partner", "value", "target"), 2),
        "\n## Value added and deficits\n",
        _accounts_table(rows),
        "\n## What balancing moved\n",
        "Sum of absolute changes of inputs and final demand over their sum before.\n",
        _moved_table(rows),
        f"\nProxies: {_proxies()}. Single regions instead would move:\n",
        _proxy_table(rows),
        "\n## Trade-weighted tariffs, percent\n",
        _us_tariff_table(rows),
        "\n",
        _china_table(rows),
        "\nAverage duty on all goods imports, 2024: "
        + ", ".join(
            f"{row['region']} {100 * _number(row['value']):.1f}"
            for row in _of(rows, "average duty on goods 2024")
        )
        + ".\n",
        "\n## Strategic sectors\n",
        _strategic_table(rows),
        "\n## Trade elasticities theta\n",
        _THETA_NOTE,
        _theta_table(folder),
        "\nWhat time does (estimates on values exclusive of tariff, so theta + 1):\n",
        _horizon_table(folder),
        "\n## Assumed numbers\n",
        _table(
            ("name", "value", "range", "unit", "why"),
            (
                (name, f"{a.value:g}", f"{a.low:g} to {a.high:g}", a.unit, a.reason)
                for name, a in ASSUMPTIONS.items()
            ),
        ),
        _cell_count(built),
        _TAIL.format(cap_duty=_assumed("duty_cap")),
    ]
    path.write_text("".join(parts), encoding="utf-8")


def _assumed(name: str) -> float:
    return ASSUMPTIONS[name].value


def _number(value: object) -> float:
    return float(str(value))


def _of(rows: Sequence[Row], check: str) -> list[Row]:
    return [row for row in rows if row["check"] == check]


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cells) + " |" for cells in body]
    return "\n".join(lines) + "\n"


def _report_table(rows: Sequence[Row], check: str, columns: Sequence[str], digits: int) -> str:
    def text(cell: object) -> str:
        return f"{cell:.{digits}f}" if isinstance(cell, float) else str(cell)

    body = ([text(row[column]) for column in columns] for row in _of(rows, check))
    return _table((*columns[:1], "ours, USD bn", "Census, USD bn"), body)


def _by_region(rows: Sequence[Row], check: str) -> dict[str, Row]:
    return {str(row["region"]): row for row in _of(rows, check)}


def _accounts_table(rows: Sequence[Row]) -> str:
    added, deficit = _by_region(rows, "value added"), _by_region(rows, "trade deficit D")
    share = _by_region(rows, "trade deficit D over value added")
    body = (
        (
            region,
            f"{_number(added[region]['value']):.0f}",
            f"{_number(added[region]['target']):.0f}",
            f"{_number(deficit[region]['value']):.1f}",
            f"{100 * _number(share[region]['value']):.1f}",
        )
        for region in REGIONS
    )
    return _table(
        ("region", "value added, USD bn", "source", "deficit D, USD bn", "D, % of value added"),
        body,
    )


def _moved_table(rows: Sequence[Row]) -> str:
    moved = _by_region(rows, "moved by balancing")
    largest = _by_region(rows, "largest move in final demand")
    smallest = _by_region(rows, "smallest final demand")
    body = (
        (
            region,
            f"{100 * _number(moved[region]['value']):.1f} %",
            str(moved[region]["note"]),
            (
                f"{largest[region]['sector']} {_number(largest[region]['value']):+.1f}"
                f" ({largest[region]['note']})"
            ),
            f"{smallest[region]['sector']} {_number(smallest[region]['value']):.1e}",
        )
        for region in REGIONS
    )
    head = ("region", "moved", "value", "largest move of final demand, USD bn", "smallest cell")
    return _table(head, body)


def _proxies() -> str:
    def text(weights: dict[str, float]) -> str:
        return " + ".join(f"{weight:g} {name}" for name, weight in weights.items())

    return "; ".join(f"{region} = {text(weights)}" for region, weights in PROXY.items())


def _proxy_table(rows: Sequence[Row]) -> str:
    found = _of(rows, "moved with another proxy")
    candidates = list(dict.fromkeys(str(row["partner"]) for row in found))
    share = {(str(r["region"]), str(r["partner"])): _number(r["value"]) for r in found}
    body = (
        (region, *(f"{100 * share[region, name]:.0f} %" for name in candidates)) for region in PROXY
    )
    return _table(("region", *candidates), body)


def _us_tariff_table(rows: Sequence[Row]) -> str:
    checks = ("US duty 2024", "US added rate 2025-05-30", "US added rate if 2 April returns")
    by_check = {check: {str(row["partner"]): row for row in _of(rows, check)} for check in checks}

    def text(row: Row) -> str:
        target = row["target"]
        against = "" if target == "" else f" ({100 * _number(target):.2f})"
        return f"{100 * _number(row['value']):.2f}{against}"

    body = (
        (exporter, *(text(by_check[check][exporter]) for check in checks))
        for exporter in REGIONS[1:]
    )
    head = ("exporter", "duty 2024 (collected)", "added 30 May 2025 (source)", "if 2 April returns")
    return _table(head, body)


def _china_table(rows: Sequence[Row]) -> str:
    body = (
        (
            str(row["check"]),
            f"{100 * _number(row['value']):.1f}",
            "" if row["target"] == "" else f"{100 * _number(row['target']):.1f}",
            str(row["note"]),
        )
        for row in rows
        if str(row["check"]).startswith("China on US goods")
    )
    return _table(("reading", "ours", "published", "note"), body)


def _strategic_table(rows: Sequence[Row]) -> str:
    checks = (
        "China's share of output",
        "China's rare-earth exports",
        "world output",
        "refused by the cap",
    )
    body = (
        (
            str(row["check"]),
            str(row["sector"] or row["partner"]),
            f"{_number(row['value']):.3f}",
            "" if row["target"] == "" else f"{_number(row['target']):.3f}",
            str(row["unit"]),
            str(row["note"]),
        )
        for check in checks
        for row in _of(rows, check)
    )
    return _table(("what", "sector or partner", "ours", "source", "unit", "note"), body)


def _theta_table(folder: SourceFolder) -> str:
    sets = theta_sets(folder)
    body = (
        (sector, *(f"{theta[j]:.2f}" for theta in sets.values()))
        for j, sector in enumerate(SECTORS)
    )
    return _table(("sector", *sets), body)


def _horizon_table(folder: SourceFolder) -> str:
    found = horizons(folder)
    columns = ("horizon", "author", "theta_plus_1", "theta", "confidence")
    return _table(columns, ([str(row[column]) for column in columns] for row in found))


def _cell_count(built: Built) -> str:
    source = built.flows.source
    assumed = np.vectorize(lambda text: "assumed" in text)(source)
    value = built.flows.value
    off_home = ~np.eye(len(REGION_INDEX), dtype=bool)[None]
    share = float(value[assumed].sum() / value.sum())
    abroad = float(
        value[assumed & off_home].sum() / value[np.broadcast_to(off_home, value.shape)].sum()
    )
    return (
        f"\nFlows whose row names `assumed`: {int(assumed.sum())} of {assumed.size} cells,"
        f" {share:.2%} of all sales and {abroad:.2%} of trade across borders.\n"
    )
